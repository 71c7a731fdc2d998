//! See `docs/rules/extension-present.md`.

use tollgate_model::{Severity, value};

use crate::{Cell, Check, Draft, Part, Rule, Sink};

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
        if let (Some(extension), Some(_)) = (&part.extension, part.number()) {
            let message = format!(
                "{} has the extension {}, which cannot be kept",
                value(&part.text),
                value(extension)
            );
            let help = "Ask the provider for a number that is reached without an extension.";
            sink.report(
                Draft::new(cell.place(), message, help)
                    .ask(without(&cell.parts), "the number without its extension"),
            );
        }
    }
}

/// The whole cell, in which no number has an extension.
fn without(parts: &[Part]) -> String {
    let plain = |part: &Part| match (&part.extension, part.number()) {
        (Some(_), Some(number)) => number.to_string(),
        _ => part.text.clone(),
    };
    parts.iter().map(plain).collect::<Vec<_>>().join("; ")
}
