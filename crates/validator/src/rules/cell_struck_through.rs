//! See `docs/rules/cell-struck-through.md`.

use tollgate_model::{Severity, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C016",
    name: "cell-struck-through",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/cell-struck-through.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    if !cell.text.is_empty() && cell.about.is_some_and(|about| about.struck_through) {
        let message = format!("{} is struck through", value(&cell.text));
        let help = "Ask the provider whether the value is still meant: some mark deletions like that. It is used.";
        sink.report(Draft::new(cell.place(), message, help));
    }
}
