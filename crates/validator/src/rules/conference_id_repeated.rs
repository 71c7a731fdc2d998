//! See `docs/rules/conference-id-repeated.md`.

use std::collections::{BTreeMap, HashMap};

use tollgate_model::{Field, PhoneNumber, Severity, person, value};

use crate::words::first_of;
use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "I004",
    name: "conference-id-repeated",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/conference-id-repeated.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    for same in reply.same_ids() {
        let mut groups: BTreeMap<(Option<PhoneNumber>, &str), Vec<&Row>> = BTreeMap::new();
        for row in same.iter().map(|at| &reply.rows[*at]) {
            let id = row.conference_id.as_deref().unwrap_or_default();
            groups.entry((reply.scope(row), id)).or_default().push(row);
        }
        for group in groups.values() {
            check_group(reply, group, sink);
        }
    }
}

/// Reports each of the rows that share an ID, where they are about several people.
fn check_group(reply: &Reply<'_>, group: &[&Row], sink: &mut Sink<'_>) {
    // How many rows of the group are about each person: nearly always one.
    let mut own: HashMap<usize, usize> = HashMap::new();
    for row in group {
        *own.entry(row.person).or_default() += 1;
    }
    for row in group {
        let others = group.len() - own[&row.person];
        if others > 0 {
            report(reply, row, group, others, sink);
        }
    }
}

/// Reports one row of a group that shares an ID with so many rows about others.
fn report(reply: &Reply<'_>, row: &Row, group: &[&Row], others: usize, sink: &mut Sink<'_>) {
    let named = group.iter().filter(|other| other.person != row.person).map(|other| {
        let sip = reply.roster().sip(other.person);
        format!("{} in row {}", person(&sip), reply.row_number(other.row))
    });
    let place = reply.place(row.row, Field::ConferenceId, Some(row.person));
    let id = row.conference_id.as_deref().unwrap_or_default();
    let message = format!("{} is also given to {}", value(id), first_of(others, named));
    let help = "Ask the provider for an ID of its own for each: two people with one ID land in one another's meetings.";
    let stays = group.iter().all(|row| row.echoed);
    sink.report(Draft::new(place, message, help).stays(stays));
}
