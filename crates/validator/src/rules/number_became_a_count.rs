//! See `docs/rules/number-became-a-count.md`.

use tollgate_model::{Class, Field, Severity};

use crate::runs::dragged;
use crate::{Check, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "P003",
    name: "number-became-a-count",
    severity: Severity::Error,
    instead_of: &["T002", "T003", "T007"],
    page: include_str!("../../../../docs/rules/number-became-a-count.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let follows = |a: &Option<u32>, b: &Option<u32>| a.is_some_and(|a| Some(a + 1) == *b);
    let count = |row| count(reply, row);
    for run in dragged(reply, 2, count, follows) {
        // The fill begins at 1, under a number.
        let begins = count(run.people[0].0) == Some(1);
        let Some(seed) = run.above.filter(|_| begins) else { continue };
        let message = format!("the toll number became a count, 1, 2, 3, in {}", run.rows(reply));
        sink.report(run.found(reply, seed, message));
    }
}

/// The count that the toll number of a row begins with.
fn count(reply: &Reply<'_>, row: usize) -> Option<u32> {
    // Most often it is a telephone number, which need not be read.
    if reply.class(row, Field::TollNumber) == Class::Number {
        return None;
    }
    let text = reply.text(row, Field::TollNumber);
    let count = text.trim().split(' ').next().unwrap_or_default();
    if count.len() > 5 || count.starts_with('+') { None } else { count.parse().ok() }
}
