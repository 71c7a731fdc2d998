//! See `docs/rules/id-copied-down.md`.

use tollgate_model::{Field, Severity, value};

use crate::runs::runs;
use crate::{Check, Draft, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "P004",
    name: "id-copied-down",
    severity: Severity::Error,
    instead_of: &["I004"],
    page: include_str!("../../../../docs/rules/id-copied-down.md"),
    check: Check::Reply(check),
};

/// Three in a row: two may as well be one ID given twice.
fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let by_number =
        reply.provider().conference_id.unique_within == tollgate_model::Scope::TollNumber;
    let same = |a: &crate::Row, b: &crate::Row| {
        a.conference_id.is_some()
            && a.conference_id == b.conference_id
            && a.person != b.person
            && (!by_number || a.toll_number == b.toll_number)
    };
    for run in runs(&reply.rows, 3, same) {
        let run = &reply.rows[run];
        let id = run[0].conference_id.as_deref().unwrap_or_default();
        let message = format!(
            "{} was copied down over rows {} to {}",
            value(id),
            reply.row_number(run[0].row),
            reply.row_number(run[run.len() - 1].row)
        );
        let help = "Ask the provider for a different ID for each: people with the same ID land in each other's meetings.";
        let place = reply.place(run[0].row, Field::ConferenceId, Some(run[0].person));
        let cells = run.iter().map(|row| (row.row, reply.columns.get(Field::ConferenceId)));
        sink.report(
            Draft::new(place, message, help).explains(cells).also(run.iter().map(|row| row.person)),
        );
    }
}
