//! See `docs/rules/quote-prefix.md`.

use tollgate_model::{Severity, value};

use crate::{Cell, Check, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C010",
    name: "quote-prefix",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/quote-prefix.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    let formula = cell
        .text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|inner| !inner.contains('"'));
    let bare = formula.or_else(|| cell.text.strip_prefix(['\'', '’', '‘']));
    if let Some(bare) = bare.map(|bare| bare.trim().to_owned()) {
        let message = format!(
            "{} begins with a mark that keeps a spreadsheet from taking it for a number",
            value(&cell.text)
        );
        cell.becomes(sink, bare, message, "the mark is not part of the value");
    }
}
