//! See `docs/rules/conference-id-outlier.md`.

use std::collections::BTreeMap;

use tollgate_model::{Field, Severity, value};

use crate::{Check, Draft, Reply, Rule, Sink};

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

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    if reply.provider().conference_id.given {
        return;
    }
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    let ids = || reply.rows.iter().filter_map(|row| Some((row, row.conference_id.as_deref()?)));
    for (_, id) in ids() {
        *lengths.entry(id.len()).or_default() += 1;
    }
    let all: usize = lengths.values().sum();
    let usual = lengths
        .iter()
        .max_by_key(|(_, count)| **count)
        .filter(|(_, count)| all >= ENOUGH && **count * 20 >= all * 19);
    let Some((usual, _)) = usual else { return };
    for (row, id) in ids().filter(|(_, id)| id.len() != *usual) {
        let message =
            format!("{} has {} digits, and nearly all others have {usual}", value(id), id.len());
        let help = "Ask the provider for the ID; or say in the profile how many digits one has.";
        sink.report(Draft::new(
            reply.place(row.row, Field::ConferenceId, Some(row.person)),
            message,
            help,
        ));
    }
}
