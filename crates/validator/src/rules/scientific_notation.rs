//! See `docs/rules/scientific-notation.md`.

use tollgate_model::{Severity, Stored, value};

use super::digits_rounded::is_rounded;
use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C003",
    name: "scientific-notation",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/scientific-notation.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    if cell.stored != Stored::Number && !is_rounded(cell) && is_scientific(&cell.text) {
        let message = format!(
            "{} is a number in scientific notation: its last digits are gone",
            value(&cell.text)
        );
        let help = "Ask the provider for the value again, in a cell formatted as text.";
        let draft = Draft::new(cell.place(), message, help);
        cell.fault(sink, draft);
    }
}

/// `4.42E+11`, `4,42e11`.
fn is_scientific(text: &str) -> bool {
    let Some((number, power)) = text.split_once(['E', 'e']) else { return false };
    let power = power.strip_prefix(['+', '-']).unwrap_or(power);
    let number = number.strip_prefix(['+', '-']).unwrap_or(number);
    let (whole, part) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    [whole, part, power]
        .iter()
        .all(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}
