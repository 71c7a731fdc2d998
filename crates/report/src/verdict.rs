//! The last lines: how the people fared, and what did not look.

use std::fmt::Write as _;

use anstyle::AnsiColor;
use tollgate_model::{PeopleCounts, Report, Severity, Table, visible};

use crate::text::{DIM, style};

/// The last lines: how the people fared, and what follows; `in_part` where those without a fault are
/// imported all the same.
pub fn verdict(report: &Report, table: &Table, deny_warnings: bool, in_part: bool) -> String {
    let people = &report.people;
    let mut text = String::new();
    if let Some(roster) = &report.roster {
        let number = if roster.number == 0 {
            String::new()
        } else {
            format!(" to roster {}", roster.number)
        };
        writeln!(
            text,
            "{}: the reply of {}{number}.",
            visible(&table.facts.name),
            visible(&roster.provider)
        )
        .ok();
        if !report.stopped {
            writeln!(text, "{}.", fared(people)).ok();
        }
    }
    let counts = [Severity::Error, Severity::Warning, Severity::Note]
        .map(|severity| (severity, report.count(severity)))
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| {
            let color = style(severity);
            format!(
                "{color}{count} {}{}{color:#}",
                severity.word(),
                if count == 1 { "" } else { "s" }
            )
        })
        .collect::<Vec<_>>();
    let counts = if counts.is_empty() { "Nothing found".to_owned() } else { counts.join(", ") };
    let (word, color) = match (report.is_refused(deny_warnings), in_part) {
        (true, true) => ("good in part", AnsiColor::Yellow),
        (true, false) => ("refused", AnsiColor::Red),
        (false, _) => ("accepted", AnsiColor::Green),
    };
    let color = color.on_default().bold();
    writeln!(text, "{counts}: {color}{word}{color:#}.").ok();
    if !report.skipped.is_empty() {
        writeln!(text, "{DIM}Not looked at: {}.{DIM:#}", skipped(report)).ok();
    }
    text
}

/// How many people are ready, and what is with the others.
fn fared(people: &PeopleCounts) -> String {
    let mut parts = Vec::new();
    let missing = people.missing - people.brought;
    if missing > 0 {
        parts.push(format!("{missing} {} missing", are(missing)));
    }
    if people.brought > 0 {
        let has = if people.brought == 1 { "has" } else { "have" };
        parts.push(format!("{} {has} what an earlier reply brought", people.brought));
    }
    if people.faulty > 0 {
        let has = if people.faulty == 1 { "has a fault" } else { "have faults" };
        parts.push(format!("{} {has}", people.faulty));
    }
    if people.extra > 0 {
        parts.push(format!(
            "{} {} never asked for",
            people.extra,
            if people.extra == 1 { "row was" } else { "rows were" }
        ));
    }
    let rest = if parts.is_empty() { String::new() } else { format!("; {}", parts.join(", ")) };
    format!("{} of {} people {} ready{rest}", people.good, people.asked, are(people.good))
}

/// Which rules did not look and why, by reason; how many, where they are many.
pub(crate) fn skipped(report: &Report) -> String {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for skipped in &report.skipped {
        match reasons.iter_mut().find(|(why, _)| *why == skipped.why) {
            Some((_, codes)) => codes.push(skipped.code),
            None => reasons.push((skipped.why, vec![skipped.code])),
        }
    }
    let told = reasons.iter().map(|(why, codes)| {
        let few = codes.len() <= 5;
        let rules = if few { codes.join(", ") } else { format!("{} rules", codes.len()) };
        format!("{rules} ({why})")
    });
    told.collect::<Vec<_>>().join(", ")
}

fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

#[cfg(test)]
mod tests {
    use tollgate_model::{AnsweredRoster, Skipped};

    use super::*;

    #[test]
    fn of_a_file_that_tells_no_answer_nothing_is_said_of_the_people() {
        let why = "a needed column is missing";
        let codes = ["C001", "C002", "C003", "C004", "C005", "C006"];
        let mut skipped: Vec<Skipped> = codes.map(|code| Skipped { code, why }).into();
        skipped.push(Skipped { code: "S005", why: "no store" });
        let roster = AnsweredRoster { number: 7, provider: "A".into(), people: 60 };
        let people = PeopleCounts { asked: 60, missing: 60, ..PeopleCounts::default() };
        let mut report =
            Report { skipped, people, roster: Some(roster), stopped: true, ..Report::default() };
        let mut table = Table::default();
        table.facts.name = "a.csv".into();
        let text = verdict(&report, &table, false, false);
        let looked = "Not looked at: 6 rules (a needed column is missing), S005 (no store).";
        assert!(text.starts_with("a.csv: the reply of A to roster 7.\nNothing found: "), "{text}");
        assert!(text.contains(looked), "{text}");
        report.stopped = false;
        let text = verdict(&report, &table, false, false);
        let people = "\n0 of 60 people are ready; 60 are missing.\nNothing found: ";
        assert!(text.contains(people), "{text}");
    }
}
