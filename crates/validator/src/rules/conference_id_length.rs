//! See `docs/rules/conference-id-length.md`.

use tollgate_model::{Severity, value};

use crate::{Check, Draft, Misshapen, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "I002",
    name: "conference-id-length",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/conference-id-length.md"),
    check: Check::Shape(check),
};

fn check(answer: &Misshapen<'_>, sink: &mut Sink<'_>) {
    let rule = &answer.reply.provider().conference_id;
    let text = value(answer.text);
    let message = if (rule.shortest..=rule.longest).contains(&answer.text.len()) {
        format!("{text} does not begin with {}, as the provider's do", rule.prefix)
    } else {
        let digits = if answer.text.len() == 1 { "digit" } else { "digits" };
        let length = answer.text.len();
        format!("{text} has {length} {digits}, and the provider's have {}", rule.asked())
    };
    let help =
        "Ask the provider for the ID; or correct the rule in the profile if the IDs have changed.";
    sink.report(Draft::new(answer.place.clone(), message, help).stays(answer.stays));
}
