//! See `docs/rules/number-ambiguous.md`.

use tollgate_model::{Severity, value};

use crate::{Cell, Check, Draft, Meaning, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T007",
    name: "number-ambiguous",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/number-ambiguous.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    let several = cell.parts.iter().find_map(|part| match &part.meaning {
        Meaning::Several(numbers) => Some((part.text.clone(), numbers.clone())),
        _ => None,
    });
    if let Some((text, numbers)) = several.filter(|_| cell.is_number()) {
        let numbers: Vec<String> =
            numbers.iter().map(|number| value(&number.to_string())).collect();
        let message = format!(
            "{} can be {}, and the provider publishes none of them",
            value(&text),
            numbers.join(" or ")
        );
        let help = "Ask the provider for the number with + and its country code.";
        let draft = Draft::new(cell.place(), message, help);
        cell.fault(sink, draft);
    }
}
