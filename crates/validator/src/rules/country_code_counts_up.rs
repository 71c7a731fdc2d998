//! See `docs/rules/country-code-counts-up.md`.

use tollgate_model::{Field, Severity, digits};

use crate::runs::dragged;
use crate::{Check, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "P002",
    name: "country-code-counts-up",
    severity: Severity::Error,
    instead_of: &["P001", "T002", "T003", "T004", "T007", "T010"],
    page: include_str!("../../../../docs/rules/country-code-counts-up.md"),
    check: Check::Reply(check),
};

/// How many digits must stand behind what counts.
const REST: usize = 6;

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    // Most have the number of the row above, or one that ends otherwise.
    let follows =
        |a: &&str, b: &&str| a != b && end(a).eq(end(b)) && counts_up(&digits(a), &digits(b));
    for run in dragged(reply, 3, |row| reply.text(row, Field::TollNumber), follows) {
        let message = format!("the country code counts up by one in {}", run.rows(reply));
        sink.report(run.found(reply, run.people[0].0, message));
    }
}

/// The last of the digits that two numbers must have in common.
fn end(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().rev().filter(u8::is_ascii_digit).take(REST)
}

/// Whether two numbers differ only in what stands in front, which is one more in the second.
fn counts_up(a: &str, b: &str) -> bool {
    (1..=3).any(|length| {
        let (Some(code), Some(rest)) = (a.get(..length), a.get(length..)) else { return false };
        let next = code.parse::<u32>().map(|code| (code + 1).to_string());
        rest.len() >= REST && next.is_ok_and(|next| b.strip_prefix(next.as_str()) == Some(rest))
    })
}
