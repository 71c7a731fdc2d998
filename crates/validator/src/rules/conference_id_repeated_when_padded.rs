//! See `docs/rules/conference-id-repeated-when-padded.md`.

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap};

use tollgate_model::{Field, PhoneNumber, Severity, Stored, person, value};

use crate::words::first_of;
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
    let mut lost = faulty(reply, column);
    let lengths = LazyCell::new(|| {
        let mut lengths: HashMap<usize, usize> = HashMap::new();
        for id in reply.rows.iter().filter_map(|row| row.conference_id.as_deref()) {
            *lengths.entry(id.len()).or_default() += 1;
        }
        lengths
    });
    for same in reply.same_ids() {
        let mut groups: BTreeMap<Option<PhoneNumber>, Vec<&Row>> = BTreeMap::new();
        for row in same.iter().map(|at| &reply.rows[*at]) {
            groups.entry(reply.scope(row)).or_default().push(row);
        }
        for group in groups.values() {
            // A length that many have is a length of the provider's, and no loss.
            let rare = |id: &str| lengths[&id.len()] * 5 < reply.rows.len() + 5;
            lost.extend(in_group(group).filter(|(row, _)| {
                row.conference_id.as_deref().is_some_and(rare) && can_have_lost(reply, row, column)
            }));
        }
    }
    report(reply, &lost, sink);
}

/// Of rows whose IDs are the same but for zeros, those with fewer zeros, each with one of somebody else that
/// has more.
fn in_group<'r>(group: &[&'r Row]) -> impl Iterator<Item = (&'r Row, &'r Row)> {
    let length = |row: &Row| row.conference_id.as_deref().map(str::len);
    // Of two people with the longest IDs one is always another than the row's own.
    let mut longest = group.to_vec();
    longest.sort_by_key(|row| std::cmp::Reverse(length(row)));
    let other = longest.iter().position(|row| row.person != longest[0].person);
    longest.truncate(1 + other.unwrap_or(0));
    let bare = |row: &&&Row| row.conference_id.as_deref().is_some_and(|id| !id.starts_with('0'));
    group.iter().filter(bare).filter_map(move |row| {
        let is_longer = |other: &&&Row| length(other) > length(row) && other.person != row.person;
        Some((*row, *longest.iter().find(is_longer)?))
    })
}

/// IDs that are too short for the provider's, and those that somebody has once zeros are put back.
fn faulty<'r>(reply: &'r Reply<'_>, column: usize) -> Vec<(&'r Row, &'r Row)> {
    let faulty = reply.rows.iter().filter(|row| row.faulty[2]);
    let lost: Vec<&Row> = faulty.filter(|row| can_have_lost(reply, row, column)).collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let zeros = reply.rows.iter().filter_map(|row| {
        let id = row.conference_id.as_deref()?;
        id.starts_with('0').then(|| ((reply.scope(row), id.trim_start_matches('0')), row))
    });
    let owners: HashMap<_, &Row> = zeros.collect();
    let owned = lost.into_iter().filter_map(|row| {
        let owner = *owners.get(&(reply.scope(row), text(reply, row)))?;
        (owner.person != row.person).then_some((row, owner))
    });
    owned.collect()
}

/// A row's ID, or what stands for it in the file.
fn text<'r>(reply: &'r Reply<'_>, row: &'r Row) -> &'r str {
    row.conference_id.as_deref().unwrap_or_else(|| reply.text(row.row, Field::ConferenceId).trim())
}

/// Whether a cell can have lost zeros: in a workbook it is a number cell.
fn can_have_lost(reply: &Reply<'_>, row: &Row, column: usize) -> bool {
    let text_keeps = reply.table.facts.is_workbook();
    !text_keeps || reply.table.stored(row.row, column) == Stored::Number
}

/// Reports each row that may have lost zeros, and each that has the ID with them.
fn report(reply: &Reply<'_>, lost: &[(&Row, &Row)], sink: &mut Sink<'_>) {
    let who = |row: &Row| {
        let sip = reply.roster().sip(row.person);
        format!("{} in row {}", person(&sip), reply.row_number(row.row))
    };
    let mut add = |row: &Row, message| {
        let help = "Ask the provider for both IDs again, in cells formatted as text.";
        let place = reply.place(row.row, Field::ConferenceId, Some(row.person));
        sink.report(Draft::new(place, message, help));
    };
    let mut owners: BTreeMap<usize, (&Row, Vec<&Row>)> = BTreeMap::new();
    for (row, owner) in lost {
        let (id, whole) = (value(text(reply, row)), value(text(reply, owner)));
        add(row, format!("{id} is {whole} of {} once its zeros are put back", who(owner)));
        owners.entry(owner.row).or_insert_with(|| (owner, Vec::new())).1.push(row);
    }
    for (owner, others) in owners.values() {
        let others = first_of(others.len(), others.iter().map(|row| who(row)));
        let whole = value(text(reply, owner));
        add(owner, format!("{whole} is also given to {others}, once zeros are put back there"));
    }
}
