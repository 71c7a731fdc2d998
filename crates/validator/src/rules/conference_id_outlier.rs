//! See `docs/rules/conference-id-outlier.md`.

use tollgate_model::{Field, Severity, value};

use crate::lengths::Commonest;
use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "I009",
    name: "conference-id-outlier",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/conference-id-outlier.md"),
    check: Check::Reply(check),
};

/// Below this many IDs no length is usual.
const ENOUGH: usize = 20;

/// No more zeros than this stand in front of an ID by chance.
const ZEROS: usize = 3;

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let lost = usual_without_zeros(reply);
    let usual = if reply.provider().conference_id.given { None } else { usual(reply) };
    if lost.is_none() && usual.is_none() {
        return;
    }
    for (row, id) in ids(reply) {
        let length = id.len();
        let message = match (lost, usual) {
            (Some(others), _)
                if (others - ZEROS..others).contains(&length) && can_have_lost(reply, row, id) =>
            {
                let id = value(id);
                if reply.table.facts.is_workbook() {
                    format!(
                        "{id} is a number of {length} digits, and nearly all others have {others}: zeros in front may have been lost"
                    )
                } else {
                    format!(
                        "{id} has {length} digits, nearly all others have {others}, and none begins with 0: zeros in front may have been lost"
                    )
                }
            }
            (_, Some(others)) if length != others => {
                format!("{} has {length} digits, and nearly all others have {others}", value(id))
            }
            _ => continue,
        };
        let help = "Ask the provider for the ID; or say in the profile how many digits one has.";
        let place = reply.place(row.row, Field::ConferenceId, Some(row.person));
        sink.report(Draft::new(place, message, help));
    }
}

fn ids<'r>(reply: &'r Reply<'_>) -> impl Iterator<Item = (&'r Row, &'r str)> {
    // What was put right is not what the file says.
    let rows = reply.rows.iter().filter(|row| !reply.is_put_right(row.row, Field::ConferenceId));
    rows.filter_map(|row| Some((row, row.conference_id.as_deref()?)))
}

/// The length that hardly any ID is without.
fn usual(reply: &Reply<'_>) -> Option<usize> {
    let Commonest { length, count, all } = Commonest::of(ids(reply).map(|(_, id)| id.len()))?;
    (all >= ENOUGH && count * 20 >= all * 19).then_some(length)
}

/// The length that nearly all IDs have, where some are shorter and can have lost zeros. In delimited text
/// that needs so many that they could not be without one that begins with 0, and are; a text cell of a
/// workbook tells nothing of what its number cells kept.
fn usual_without_zeros(reply: &Reply<'_>) -> Option<usize> {
    // Where all begin alike, none begins with 0 by chance.
    if !reply.provider().conference_id.prefix.is_empty() {
        return None;
    }
    if !reply.table.facts.is_workbook() && ids(reply).any(|(_, id)| id.starts_with('0')) {
        return None;
    }
    let length = Commonest::of(ids(reply).map(|(_, id)| id.len()))?.of_enough()?;
    let mut others = ids(reply).filter(|(_, id)| id.len() != length);
    let lossy = others.any(|(row, id)| can_have_lost(reply, row, id));
    (lossy && length > ZEROS).then_some(length)
}

/// Whether an ID can have lost zeros: one that its number format shows with them has not.
fn can_have_lost(reply: &Reply<'_>, row: &Row, id: &str) -> bool {
    let shows = reply.table.facts.is_workbook() && reply.text(row.row, Field::ConferenceId) != id;
    reply.can_lose_zeros(row.row) && !shows
}
