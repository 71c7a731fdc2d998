//! See `docs/rules/extension-present.md`.

use tollgate_model::{Severity, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T015",
    name: "extension-present",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/extension-present.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    if !cell.is_number() {
        return;
    }
    for part in &cell.parts {
        if let (Some(extension), Some(number)) = (&part.extension, part.number()) {
            let message = format!(
                "{} has the extension {}, for which there is no place",
                value(&part.text),
                value(extension)
            );
            let help = "Ask the provider for a number that is reached without an extension.";
            sink.report(
                Draft::new(cell.place(), message, help)
                    .ask(number.to_string(), "the number without its extension"),
            );
        }
    }
}
