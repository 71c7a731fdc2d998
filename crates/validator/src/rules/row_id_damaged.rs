//! See `docs/rules/row-id-damaged.md`.

use tollgate_model::{Field, RowId, Severity, SipAddress, person, value};

use crate::{Check, Draft, Place, Reply, Rule, Sink, Who};

pub(super) const RULE: Rule = Rule {
    code: "R004",
    name: "row-id-damaged",
    severity: Severity::Error,
    instead_of: &["R003", "R006"],
    page: include_str!("../../../../docs/rules/row-id-damaged.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    // Where no row has one, the provider numbered the rows its own way: that is F004's.
    let usable = reply.joined.iter().any(|joined| joined.by_id.or(joined.by_copy).is_some());
    for joined in reply.joined.others().filter(|joined| joined.foreign.is_none()) {
        // Whose address is nobody's was never asked for, whatever was made up for a row ID.
        let address = reply.text(joined.row, Field::SipAddress);
        let is_strangers = joined.who == Who::Stranger && SipAddress::new(address).is_some();
        let columns = [(Field::RowId, joined.by_id), (Field::RowIdCopy, joined.by_copy)];
        for (field, found) in columns {
            let text = reply.text(joined.row, field);
            let known = joined.who.person();
            let damaged = found.is_none()
                && !text.trim().is_empty()
                && (RowId::looks_like(text) || usable && known.is_some());
            if !damaged || joined.who.is_nobody() || is_strangers {
                continue;
            }
            let whose = known.map_or_else(String::new, |known| {
                format!("; the other columns point to {}", person(&reply.roster().sip(known)))
            });
            let message = format!("{} is not a row ID that was sent{whose}", value(text));
            let help = "Ask the provider to put the row ID back as it was sent.";
            let place = Place {
                row: Some(joined.row),
                column: reply.columns.get(field),
                sent_row: known,
                ..Place::default()
            };
            let draft = Draft::new(place, message, help).explains([(joined.row, None)]);
            let agrees = |known: usize, field: Field| {
                let text = reply.text(joined.row, field);
                // Most is as it was sent, and needs no index.
                text == reply.roster().get(known, field)
                    || reply.index.find(field, text).is_none_or(|found| found == known)
            };
            let fields = [Field::SipAddress, Field::UserPrincipalName, Field::DisplayName];
            let agreed = known.filter(|known| fields.iter().all(|field| agrees(*known, *field)));
            sink.report(match agreed {
                Some(known) => draft.ask(
                    reply.roster().get(known, Field::RowId),
                    "the row ID of the person the other columns point to",
                ),
                None => draft,
            });
        }
    }
}
