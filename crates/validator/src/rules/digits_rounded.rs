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
    if is_rounded(cell) {
        let message = format!(
            "{} went through a number cell, which keeps only fifteen digits",
            value(cell.raw())
        );
        let help = "Ask the provider for the value again, in a cell formatted as text.";
        let draft = Draft::new(cell.place(), message, help);
        cell.fault(sink, draft);
    }
}

/// Whether a cell holds a number of more digits than it keeps. Of a formula what it gave is a number where it
/// stands as the reader writes one, `1.234567890123457e18`.
pub(super) fn is_rounded(cell: &Cell<'_>) -> bool {
    // Zeros that a number format puts in front are none of them.
    let number = cell.raw();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    match cell.stored {
        Stored::Number => digits > 15 || number.contains('e'),
        Stored::Formula => number.contains('e') && number.parse::<f64>().is_ok(),
        _ => false,
    }
}
