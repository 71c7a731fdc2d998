//! See `docs/rules/conference-id-reissued.md`.

use tollgate_model::{Field, Severity, person, value};

use crate::{Check, Draft, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "I010",
    name: "conference-id-reissued",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/conference-id-reissued.md"),
    check: Check::Store(check),
};

fn check(reply: &Reply<'_>, today: &Today<'_>, sink: &mut Sink<'_>) {
    if today.given_up.is_empty() {
        return;
    }
    for row in &reply.rows {
        let Some(id) = row.conference_id.as_deref() else { continue };
        let Some((owner, batch)) = today.given_up.get(id) else { continue };
        if *owner != reply.roster().sip(row.person) {
            let message = format!("{} was the ID of {} by batch {batch}", value(id), person(owner));
            let help = "Ask the provider for another ID: whoever has the old invitation lands in this person's meetings.";
            let place = reply.place(row.row, Field::ConferenceId, Some(row.person));
            sink.report(Draft::new(place, message, help));
        }
    }
}
