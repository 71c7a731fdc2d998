//! See `docs/rules/roster-stale.md`.

use tollgate_model::Severity;

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "S007",
    name: "roster-stale",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/roster-stale.md"),
    check: Check::Store(check),
};

fn check(reply: &Reply<'_>, today: &Today<'_>, sink: &mut Sink<'_>) {
    let Some(most) = reply.provider().answer_within_days else {
        return sink.cannot("the profile has no answer_within_days");
    };
    let days = today.now.duration_since(reply.roster().made_at).as_hours() / 24;
    if days > i64::from(most) {
        let message =
            format!("the roster was sent {days} days ago, and an answer is due within {most}");
        let help = "Check that nothing has changed meanwhile, or export a new roster.";
        sink.report(Draft::new(Place::default(), message, help));
    }
}
