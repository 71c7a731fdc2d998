//! See `docs/rules/conference-id-missing.md`.

use tollgate_model::Severity;

use crate::{Check, Draft, Misshapen, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "I001",
    name: "conference-id-missing",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/conference-id-missing.md"),
    check: Check::Shape(check),
};

fn check(answer: &Misshapen<'_>, sink: &mut Sink<'_>) {
    let help = "Ask the provider for the person's conference ID; everybody needs one.";
    sink.report(Draft::new(answer.place.clone(), "no conference ID is given", help));
}
