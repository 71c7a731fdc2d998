//! See `docs/rules/formula-as-text.md`.

use tollgate_model::{Severity, Written, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C013",
    name: "formula-as-text",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/formula-as-text.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    // `&` stands between numbers too.
    let is_numbers = || cell.text.split('&').all(|piece| Written::take_apart(piece).is_ok());
    if looks(&cell.text) && !is_numbers() {
        let message = format!("{} is a formula written out as text", value(&cell.text));
        let help = "Ask the provider for the value in place of the formula.";
        let draft = Draft::new(cell.place(), message, help);
        cell.fault(sink, draft);
    }
}

/// Whether a text begins as a formula does, and calls or reckons. `+` stands between numbers too, `-`
/// only before what is reckoned.
fn looks(text: &str) -> bool {
    let rest = text.get(1..).unwrap_or_default();
    let call = || {
        rest.split_once('(').is_some_and(|(name, _)| name.bytes().any(|b| b.is_ascii_alphabetic()))
    };
    match text.as_bytes().first() {
        Some(b'=' | b'@') => true,
        Some(b'+') => call() || rest.contains(['*', '^', '&', '=', '!', '$']),
        Some(b'-') => call() || rest.contains(['*', '^', '&', '=', '!', '$', '+']),
        _ => false,
    }
}
