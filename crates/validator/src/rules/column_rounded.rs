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

/// What a number cell keeps of an ID.
const KEPT: usize = 15;

/// One ID in a thousand ends in three zeros by chance: of three or more, and one in five, it is none. Of
/// IDs with a sixteenth digit one in ten has a zero there: of nine in ten it is none.
fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let (mut ids, mut round, mut long, mut cut) = (0, 0, 0, 0);
    for id in reply.rows.iter().filter_map(|row| row.conference_id.as_deref()) {
        ids += 1;
        round += usize::from(id.ends_with("000"));
        if let Some(rest) = id.get(KEPT..).filter(|rest| !rest.is_empty()) {
            long += 1;
            cut += usize::from(rest.bytes().all(|digit| digit == b'0'));
        }
    }
    let message = if ids >= 10 && round >= 3 && round * 5 >= ids {
        format!(
            "{round} of {ids} conference IDs end in three zeros or more: their last digits are gone"
        )
    } else if long >= 10 && cut * 10 >= long * 9 {
        format!(
            "{cut} of {long} conference IDs have only zeros after their fifteenth digit: a number cell keeps no more"
        )
    } else {
        return;
    };
    let help = "Ask the provider for the column again, in cells formatted as text.";
    let place = Place { column: reply.columns.get(Field::ConferenceId), ..Place::default() };
    sink.report(Draft::new(place, message, help));
}
