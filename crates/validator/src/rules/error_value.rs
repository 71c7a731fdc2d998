//! See `docs/rules/error-value.md`.

use tollgate_model::{Severity, Stored, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C012",
    name: "error-value",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/error-value.md"),
    check: Check::Cell(check),
};

/// Errors as English and German spreadsheet programs write them; `####` is a column too narrow for
/// its number, copied as text.
const ERRORS: [&str; 12] = [
    "#N/A", "#NV", "#REF!", "#BEZUG!", "#VALUE!", "#WERT!", "#NAME?", "#DIV/0!", "#NUM!", "#ZAHL!",
    "#NULL!", "#SPILL!",
];

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    let text = cell.text.to_uppercase();
    let hashes = text.len() >= 3 && text.bytes().all(|b| b == b'#');
    if cell.stored == Stored::Error || hashes || ERRORS.contains(&text.as_str()) {
        let message = format!("{} is a spreadsheet error, not a value", value(&cell.text));
        let help = "Ask the provider to put the value itself into the cell.";
        let draft = Draft::new(cell.place(), message, help);
        cell.fault(sink, draft);
    }
}
