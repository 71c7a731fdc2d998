//! See `docs/rules/toll-missing.md`.

use tollgate_model::Severity;

use crate::{Check, Draft, Misshapen, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T001",
    name: "toll-missing",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/toll-missing.md"),
    check: Check::Shape(check),
};

fn check(answer: &Misshapen<'_>, sink: &mut Sink<'_>) {
    let help = "Ask the provider which toll number the person is to have; everybody needs one.";
    sink.report(Draft::new(answer.place.clone(), "no toll number is given", help));
}
