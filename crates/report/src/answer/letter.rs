//! The answer as an e-mail.

use std::fmt::Write as _;

use tollgate_model::FindingView;

use super::{Answer, message, words::to_do_by_letter};
use crate::text::place;

/// How wide a line of a letter is, in characters.
const WIDTH: usize = 76;

/// How many places of one cause a letter lists.
const LISTED: usize = 15;

/// A letter to paste into an e-mail.
pub fn letter(answer: &Answer<'_>) -> String {
    let mut text = String::new();
    let (which, file) = (answer.which(), answer.file());
    let causes = answer.causes();
    let fine = causes.is_empty() && answer.missing.is_empty();
    let about = if fine { "complete" } else { "corrections needed" };
    writeln!(text, "Subject: Your answer to {which}: {about}\n\nHello,\n").ok();
    paragraph(
        &mut text,
        "",
        &format!("Thank you for {file}, the answer to {which}. {}", answer.in_short()),
    );
    if fine {
        paragraph(&mut text, "", "There is nothing more to do.");
        text.push_str("Kind regards\n");
        return text;
    }
    paragraph(
        &mut text,
        "",
        "Please correct the following in the same file, change nothing else, and send it back:",
    );
    let known = answer.known();
    for (number, cause) in (1..).zip(&causes) {
        let first = cause[0];
        let count =
            if cause.len() > 1 { format!(" ({} places)", cause.len()) } else { String::new() };
        wrap(&mut text, &format!("{number}. "), &format!("{}{count}", to_do_by_letter(first)));
        for finding in cause.iter().take(LISTED) {
            wrap(&mut text, "   - ", &line(answer, &known, *finding));
        }
        if cause.len() > LISTED {
            wrap(&mut text, "   - ", &format!("and {} more", cause.len() - LISTED));
        }
        text.push('\n');
    }
    paragraph(
        &mut text,
        "",
        "Cells that hold digits should be formatted as text, so that zeros in front stay.",
    );
    text.push_str("Kind regards\n");
    text
}

fn line(
    answer: &Answer<'_>,
    known: &std::collections::BTreeSet<&str>,
    finding: FindingView<'_>,
) -> String {
    let place = place(finding, answer.table);
    let person = finding.person().unwrap_or_default();
    let at: Vec<&str> = [&place, person].into_iter().filter(|part| !part.is_empty()).collect();
    let found = message(known, finding);
    if at.is_empty() { found } else { format!("{}: {found}", at.join(", ")) }
}

fn paragraph(text: &mut String, mark: &str, words: &str) {
    wrap(text, mark, words);
    text.push('\n');
}

/// Words in lines of their width, the first with a mark in front, the others as far in.
fn wrap(text: &mut String, mark: &str, words: &str) {
    let margin = " ".repeat(mark.len());
    let mut line = mark.to_owned();
    for word in words.split(' ') {
        let used = line.chars().count();
        if used > mark.len() && used + 1 + word.chars().count() > WIDTH {
            writeln!(text, "{}", line.trim_end()).ok();
            line.clone_from(&margin);
        } else if used > mark.len() {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(text, "{}", line.trim_end()).ok();
}
