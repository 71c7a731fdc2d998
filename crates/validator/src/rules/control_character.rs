//! See `docs/rules/control-character.md`.

use tollgate_model::{Severity, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C007",
    name: "control-character",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/control-character.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    if cell.text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        let message = format!("{} holds a control character", value(&cell.text));
        let help =
            "Ask the provider for the value again: no program writes such a character on purpose.";
        let draft = Draft::new(cell.place(), message, help);
        cell.fault(sink, draft);
    }
}
