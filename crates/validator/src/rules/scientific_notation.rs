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
        let message = format!("{} is a number in scientific notation", value(&cell.text));
        let help = "Ask the provider for the value again, in a cell formatted as text.";
        let draft = if let Some(digits) = whole(&cell.text) {
            let why = "all its digits are there, but for zeros in front";
            Draft::new(cell.place(), message, help).ask(digits, why)
        } else {
            let message = format!("{message}: its last digits are gone");
            Draft::new(cell.place(), message, help)
        };
        cell.fault(sink, draft);
    }
}

/// The digits of a number that has as many after its point as its power asks for: `1.234567E+06`.
fn whole(text: &str) -> Option<String> {
    let (number, power) = text.split_once(['E', 'e'])?;
    let (whole, part) = number.split_once(['.', ','])?;
    let power: usize = power.strip_prefix('+').unwrap_or(power).parse().ok()?;
    let one_digit = whole.len() == 1 && whole.bytes().all(|b| b.is_ascii_digit());
    (one_digit && part.len() == power).then(|| format!("{whole}{part}"))
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
