//! See `docs/rules/several-toll-numbers.md`.

use tollgate_model::{Field, Severity, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T006",
    name: "several-toll-numbers",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/several-toll-numbers.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    if cell.field == Field::TollNumber && cell.parts.len() > 1 {
        let message = format!(
            "{} holds {} numbers, and a person has one toll number",
            value(&cell.text),
            cell.parts.len()
        );
        let draft = Draft::new(
            cell.place(),
            message,
            "Ask the provider which one the person is to have; toll-free numbers have a column of their own.",
        );
        cell.fault(sink, draft);
    }
}
