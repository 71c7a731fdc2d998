//! See `docs/rules/row-ids-disagree.md`.

use tollgate_model::{Field, Severity, person};

use crate::{Check, Draft, Place, Reply, Rule, Sink, Who};

pub(super) const RULE: Rule = Rule {
    code: "R012",
    name: "row-ids-disagree",
    severity: Severity::Error,
    instead_of: &["R006"],
    page: include_str!("../../../../docs/rules/row-ids-disagree.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    for joined in reply.joined.others().filter(|joined| joined.foreign.is_none()) {
        let (Some(first), Some(last)) = (joined.by_id, joined.by_copy) else { continue };
        if first == last || reply.is_ragged(joined.row) {
            continue;
        }
        let sip = |row| person(&reply.roster().sip(row));
        let message = format!(
            "the row ID at the start is that of {}, and the one at the end that of {}",
            sip(first),
            sip(last)
        );
        let help = "Some columns were sorted or moved without the others: ask the provider for the file as it was before that.";
        // The one that nothing else agrees with is the one that moved.
        let moved = if joined.who == Who::Person(last) { Field::RowId } else { Field::RowIdCopy };
        let place = Place {
            row: Some(joined.row),
            column: reply.columns.get(moved),
            sent_row: joined.who.person(),
            ..Place::default()
        };
        let cells = Field::IDENTITY.iter().map(|field| (joined.row, reply.columns.get(*field)));
        sink.report(Draft::new(place, message, help).explains(cells).also([first, last]));
    }
}
