//! See `docs/rules/digits-rounded.md`.

use tollgate_model::{Severity, Stored, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C004",
    name: "digits-rounded",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/digits-rounded.md"),
    check: Check::Cell(check),
};

/// A number cell holds fifteen digits; those after them are zeros, whatever was typed.
fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    // Zeros that a number format puts in front are none of them.
    let number = cell.raw();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if cell.stored == Stored::Number && (digits > 15 || number.contains('e')) {
        let message = format!(
            "{} went through a number cell, which keeps only fifteen digits",
            value(number)
        );
        let help = "Ask the provider for the value again, in a cell formatted as text.";
        let draft = Draft::new(cell.place(), message, help);
        cell.fault(sink, draft);
    }
}
