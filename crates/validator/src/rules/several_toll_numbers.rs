//! See `docs/rules/several-toll-numbers.md`.

use tollgate_model::{Field, Severity, value};

use crate::{Cell, Check, Draft, Meaning, Part, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T006",
    name: "several-toll-numbers",
    severity: Severity::Error,
    instead_of: &["C006"],
    page: include_str!("../../../../docs/rules/several-toll-numbers.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    let numbers = cell.parts.iter().filter(|part| is_meant_as_number(part)).count();
    if cell.field == Field::TollNumber && numbers > 1 {
        let message = format!(
            "{} holds {numbers} numbers, and a person has one toll number",
            value(cell.raw().trim())
        );
        let draft = Draft::new(
            cell.place(),
            message,
            "Ask the provider which one the person is to have; toll-free numbers have a column of their own.",
        );
        cell.fault(sink, draft);
    }
}

/// Not a word beside a number; one that lost a digit is meant as a number too.
fn is_meant_as_number(part: &Part) -> bool {
    match &part.meaning {
        Meaning::Impossible { digits, .. } => digits.len() >= 7,
        Meaning::Foreign(_) => false,
        Meaning::One(..) | Meaning::Open { .. } => true,
    }
}
