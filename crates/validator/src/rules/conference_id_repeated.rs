//! See `docs/rules/conference-id-repeated.md`.

use std::collections::{BTreeMap, HashMap};

use tollgate_model::{Field, PhoneNumber, Severity, person, value};

use crate::words::{NAMED, first_of};
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
    // The first rows, as many as it takes to name enough others whoever a row is about.
    let mut few = Vec::new();
    for row in group {
        let rows = own.entry(row.person).or_default();
        *rows += 1;
        if *rows <= NAMED && few.len() < 2 * NAMED {
            few.push(*row);
        }
    }
    let stays = group.iter().all(|row| row.echoed);
    for row in group {
        let others = group.len() - own[&row.person];
        if others > 0 {
            sink.report(draft(reply, row, &few, others).stays(stays));
        }
    }
}

/// What is found of one row that shares its ID with so many rows about others, of which a few are named.
fn draft(reply: &Reply<'_>, row: &Row, few: &[&Row], others: usize) -> Draft {
    let named = few.iter().filter(|other| other.person != row.person).map(|other| {
        let sip = reply.roster().sip(other.person);
        format!("{} in row {}", person(&sip), reply.row_number(other.row))
    });
    let place = reply.place(row.row, Field::ConferenceId, Some(row.person));
    let id = row.conference_id.as_deref().unwrap_or_default();
    let message = format!("{} is also given to {}", value(id), first_of(others, named));
    let help = "Ask the provider for a different ID for each: two people with the same ID land in each other's meetings.";
    Draft::new(place, message, help)
}
