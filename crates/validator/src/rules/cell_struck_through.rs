//! See `docs/rules/cell-struck-through.md`.

use tollgate_model::{Severity, Struck, value};

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
    let text = value(&cell.text);
    match cell.about.map_or(&Struck::Nothing, |about| &about.struck) {
        Struck::All if !cell.text.is_empty() => {
            let message = format!("{text} is struck through");
            let help = "Ask the provider whether the value is still valid: some people mark deletions like that. It is used.";
            sink.report(Draft::new(cell.place(), message, help));
        }
        Struck::Part(left) => {
            let message = format!("part of {text} is struck through: {} is left", value(left));
            let help =
                "Ask the provider for one value: the cell holds both a deleted and a valid one.";
            let draft = Draft::new(cell.place(), message, help).severity(Severity::Error);
            cell.fault(sink, draft.ask(&**left, "it is what is not struck through"));
        }
        _ => {}
    }
}
