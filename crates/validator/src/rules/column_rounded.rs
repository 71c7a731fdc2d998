//! See `docs/rules/column-rounded.md`.

use tollgate_model::{Field, Severity};

use crate::{Check, Draft, Place, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "P008",
    name: "column-rounded",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/column-rounded.md"),
    check: Check::Reply(check),
};

/// One ID in a thousand ends in three zeros by chance: of three or more, and one in five, it is none.
fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let (mut ids, mut round) = (0, 0);
    for id in reply.rows.iter().filter_map(|row| row.conference_id.as_deref()) {
        ids += 1;
        round += usize::from(id.ends_with("000"));
    }
    if ids >= 10 && round >= 3 && round * 5 >= ids {
        let message = format!(
            "{round} of {ids} conference IDs end in three zeros or more: their last digits are gone"
        );
        let help = "Ask the provider for the column again, in cells formatted as text.";
        let place = Place { column: reply.columns.get(Field::ConferenceId), ..Place::default() };
        sink.report(Draft::new(place, message, help));
    }
}
