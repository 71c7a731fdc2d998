//! See `docs/rules/one-id-for-all.md`.

use tollgate_model::{Field, Severity, value};

use crate::{Check, Draft, Place, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "P007",
    name: "one-id-for-all",
    severity: Severity::Error,
    instead_of: &["I004", "P004"],
    page: include_str!("../../../../docs/rules/one-id-for-all.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let mut ids = reply.rows.iter().map(|row| row.conference_id.as_deref());
    let Some(first) = ids.next().flatten() else { return };
    if reply.rows.len() >= 3 && ids.all(|id| id == Some(first)) {
        let message = format!("everyone has the conference ID {}", value(first));
        let help = "Ask the provider for a different ID for each: all these people would be in one meeting.";
        let place = Place { column: reply.columns.get(Field::ConferenceId), ..Place::default() };
        sink.report(
            Draft::new(place, message, help)
                .explains_all()
                .also(reply.rows.iter().map(|row| row.person)),
        );
    }
}
