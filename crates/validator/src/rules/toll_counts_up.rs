//! See `docs/rules/toll-counts-up.md`.

use tollgate_model::{Field, Severity};

use crate::runs::dragged;
use crate::{Check, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "P001",
    name: "toll-counts-up",
    severity: Severity::Error,
    instead_of: &["T002", "T003", "T004", "T007", "T010"],
    page: include_str!("../../../../docs/rules/toll-counts-up.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    // Most end otherwise than in the next digit.
    let last = |text: &str| text.bytes().rfind(u8::is_ascii_digit);
    let next = |digit: u8| if digit == b'9' { b'0' } else { digit + 1 };
    let follows = |a: &&str, b: &&str| {
        let follows = |a: u64| a.checked_add(1).is_some_and(|next| Some(next) == number(b));
        last(a).map(next) == last(b) && number(a).is_some_and(follows)
    };
    for run in dragged(reply, 3, |row| reply.text(row, Field::TollNumber), follows) {
        let message = format!("the toll number counts up by one in {}", run.rows(reply));
        sink.report(run.found(reply, run.people[0].0, message));
    }
}

/// The number that the digits of a text are, where there are at least seven.
fn number(text: &str) -> Option<u64> {
    let (mut number, mut digits) = (0_u64, 0);
    for digit in text.bytes().filter(u8::is_ascii_digit) {
        number = number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
        digits += 1;
    }
    (digits >= 7).then_some(number)
}
