//! See `docs/rules/formula-as-text.md`.

use tollgate_model::{Severity, value};

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
    let looks = match cell.text.as_bytes().first() {
        Some(b'=' | b'@') => true,
        Some(b'+' | b'-') => {
            let rest = &cell.text[1..];
            let call = rest.split('(').next().is_some_and(|name| {
                name.len() < rest.len() && name.bytes().any(|b| b.is_ascii_alphabetic())
            });
            call || rest.contains(['*', '^', '&', '=', '!', '"', '$'])
        }
        _ => false,
    };
    if looks {
        let message = format!("{} is a formula written out as text", value(&cell.text));
        let help = "Ask the provider for the value in place of the formula.";
        let draft = Draft::new(cell.place(), message, help);
        cell.fault(sink, draft);
    }
}
