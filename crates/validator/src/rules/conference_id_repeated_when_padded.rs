//! See `docs/rules/conference-id-repeated-when-padded.md`.

use std::cell::LazyCell;
use std::collections::HashMap;

use tollgate_model::{Field, Severity, Stored, person, value};

use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "I006",
    name: "conference-id-repeated-when-padded",
    severity: Severity::Error,
    instead_of: &["C001", "I002"],
    page: include_str!("../../../../docs/rules/conference-id-repeated-when-padded.md"),
    check: Check::Reply(check),
};

/// Only where zeros can have been lost: where few have that length, and in a workbook in number cells.
fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let Some(column) = reply.columns.get(Field::ConferenceId) else { return };
    check_faulty(reply, column, sink);
    let lengths = LazyCell::new(|| {
        let mut lengths: HashMap<usize, usize> = HashMap::new();
        for id in reply.rows.iter().filter_map(|row| row.conference_id.as_deref()) {
            *lengths.entry(id.len()).or_default() += 1;
        }
        lengths
    });
    for group in reply.same_ids() {
        let group: Vec<&Row> = group.iter().map(|at| &reply.rows[*at]).collect();
        // Where all have one length, nobody's zeros are lost.
        let length = |row: &&Row| row.conference_id.as_deref().map(str::len);
        if group.iter().all(|row| length(row) == length(&group[0])) {
            continue;
        }
        // Of two people with the longest IDs one is always another than the row's own.
        let mut longest = group.clone();
        longest.sort_by_key(|row| std::cmp::Reverse(length(row)));
        let first = longest[0].person;
        longest.truncate(1 + longest.iter().position(|row| row.person != first).unwrap_or(0));
        for row in &group {
            let Some(id) = row.conference_id.as_deref().filter(|id| !id.starts_with('0')) else {
                continue;
            };
            // A length that many have is a length of the provider's, and no loss.
            let rare = lengths[&id.len()] * 5 < reply.rows.len() + 5;
            let longer = longest
                .iter()
                .find(|other| length(other) > Some(id.len()) && other.person != row.person);
            if let Some(other) = longer.filter(|_| can_have_lost(reply, row, column, rare)) {
                report(reply, row, id, other, sink);
            }
        }
    }
}

/// IDs that are too short for the provider's, and one that somebody has once zeros are put back.
fn check_faulty(reply: &Reply<'_>, column: usize, sink: &mut Sink<'_>) {
    let zeros = reply.rows.iter().filter_map(|row| {
        let id = row.conference_id.as_deref()?;
        id.starts_with('0').then(|| (id.trim_start_matches('0'), row))
    });
    let owners: HashMap<&str, &Row> = zeros.collect();
    if owners.is_empty() {
        return;
    }
    for row in reply.rows.iter().filter(|row| row.faulty[2]) {
        let id = reply.text(row.row, Field::ConferenceId).trim();
        let owner = owners.get(id).filter(|owner| owner.person != row.person);
        if let Some(owner) = owner.filter(|_| can_have_lost(reply, row, column, true)) {
            report(reply, row, id, owner, sink);
        }
    }
}

/// Whether a cell can have lost zeros: few have that length, and in a workbook it is a number cell.
fn can_have_lost(reply: &Reply<'_>, row: &Row, column: usize, rare: bool) -> bool {
    let text_keeps = reply.table.facts.is_workbook();
    rare && (!text_keeps || reply.table.stored(row.row, column) == Stored::Number)
}

fn report(reply: &Reply<'_>, row: &Row, id: &str, other: &Row, sink: &mut Sink<'_>) {
    let message = format!(
        "{} is {} of {} in row {} once its zeros are put back",
        value(id),
        value(other.conference_id.as_deref().unwrap_or_default()),
        person(&reply.roster().sip(other.person)),
        reply.row_number(other.row)
    );
    let help = "Ask the provider for both IDs again, in cells formatted as text.";
    let place = reply.place(row.row, Field::ConferenceId, Some(row.person));
    sink.report(Draft::new(place, message, help).also([other.person]));
}
