//! See `docs/rules/line-break.md`.

use tollgate_model::{Field, Severity, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C006",
    name: "line-break",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/line-break.md"),
    check: Check::Cell(check),
};

/// Toll-free numbers may stand on a line each.
fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    let breaks = |c: char| matches!(c, '\n' | '\r' | '\t');
    if cell.field != Field::TollFreeNumbers && cell.text.contains(breaks) {
        let joined: String = cell.text.chars().filter(|c| !breaks(*c)).collect();
        let message = format!("{} holds a line break", value(&cell.text));
        let help = "Ask the provider whether one value was meant. It is read without the break.";
        sink.report(
            Draft::new(cell.place(), message, help)
                .ask(joined.clone(), "the value without the break"),
        );
        cell.text = joined.into();
    }
}
