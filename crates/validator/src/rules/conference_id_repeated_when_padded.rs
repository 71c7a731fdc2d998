//! See `docs/rules/conference-id-repeated-when-padded.md`.

use std::collections::HashMap;

use tollgate_model::{Field, FileKind, Severity, Stored, person, value};

use crate::{Check, Draft, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "I006",
    name: "conference-id-repeated-when-padded",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/conference-id-repeated-when-padded.md"),
    check: Check::Reply(check),
};

/// Only where zeros can have been lost: in delimited text where few have that length, or in a number
/// cell.
fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let Some(column) = reply.columns.get(Field::ConferenceId) else { return };
    let workbook = reply.table.facts.kind.is_some_and(FileKind::is_workbook);
    let mut whole: HashMap<&str, Vec<(&str, usize, usize)>> = HashMap::new();
    for row in &reply.rows {
        if let Some(id) = row.conference_id.as_deref() {
            whole.entry(id.trim_start_matches('0')).or_default().push((id, row.row, row.person));
        }
    }
    let mut lengths: HashMap<usize, usize> = HashMap::new();
    for id in reply.rows.iter().filter_map(|row| row.conference_id.as_deref()) {
        *lengths.entry(id.len()).or_default() += 1;
    }
    for row in &reply.rows {
        let Some(id) = row.conference_id.as_deref().filter(|id| !id.starts_with('0')) else {
            continue;
        };
        // A length that many have is a length of the provider's, and no loss.
        let rare = lengths[&id.len()] * 5 < reply.rows.len() + 5;
        let is_number = || reply.table.stored(row.row, column) == Stored::Number;
        let lossy = if workbook { is_number() } else { rare };
        let longer = whole[id]
            .iter()
            .find(|(other, _, whose)| other.len() > id.len() && *whose != row.person);
        if let Some((other, at, whose)) = longer.filter(|_| lossy) {
            let sip = reply.roster().sip(*whose);
            let message = format!(
                "{} is {} of {} in row {} once its zeros are put back",
                value(id),
                value(other),
                person(&sip),
                reply.row_number(*at)
            );
            let help = "Ask the provider for both IDs again, in cells formatted as text.";
            sink.report(
                Draft::new(
                    reply.place(row.row, Field::ConferenceId, Some(row.person)),
                    message,
                    help,
                )
                .also([*whose]),
            );
        }
    }
}
