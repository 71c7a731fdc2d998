//! See `docs/rules/conference-id-outlier.md`.

use std::collections::BTreeMap;

use tollgate_model::{Field, Severity, Stored, value};

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

/// Of so many IDs three or so begin with 0, unless such zeros were lost.
const ENOUGH_FOR_ZEROS: usize = 30;

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
                if (others - ZEROS..others).contains(&length) && lossy(reply, row) =>
            {
                format!(
                    "{} has {length} digits, nearly all others have {others}, and none begins with 0: zeros in front may have been lost",
                    value(id)
                )
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
    reply.rows.iter().filter_map(|row| Some((row, row.conference_id.as_deref()?)))
}

/// The length that most IDs have, how many have it, and how many there are.
fn commonest<'r>(ids: impl Iterator<Item = (&'r Row, &'r str)>) -> Option<(usize, usize, usize)> {
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, id) in ids {
        *lengths.entry(id.len()).or_default() += 1;
    }
    let all = lengths.values().sum();
    let (length, count) = lengths.into_iter().max_by_key(|(_, count)| *count)?;
    Some((length, count, all))
}

/// The length that hardly any ID is without.
fn usual(reply: &Reply<'_>) -> Option<usize> {
    let (length, count, all) = commonest(ids(reply))?;
    (all >= ENOUGH && count * 20 >= all * 19).then_some(length)
}

/// The length that nearly all IDs have, where so many of them could not be without one that begins with
/// 0, and are: that of IDs which can have lost zeros.
fn usual_without_zeros(reply: &Reply<'_>) -> Option<usize> {
    // Where all begin alike, none begins with 0 by chance.
    if !reply.provider().conference_id.prefix.is_empty() {
        return None;
    }
    let lossy = || ids(reply).filter(|(row, _)| lossy(reply, row));
    if lossy().any(|(_, id)| id.starts_with('0')) {
        return None;
    }
    let (length, count, all) = commonest(lossy())?;
    let nearly_all = count < all && count * 5 >= all * 4;
    (nearly_all && count >= ENOUGH_FOR_ZEROS && length > ZEROS).then_some(length)
}

/// Whether zeros in front can have been lost: in delimited text, or in a number cell.
fn lossy(reply: &Reply<'_>, row: &Row) -> bool {
    let column = reply.columns.get(Field::ConferenceId);
    !reply.table.facts.is_workbook()
        || column.is_some_and(|column| reply.table.stored(row.row, column) == Stored::Number)
}
