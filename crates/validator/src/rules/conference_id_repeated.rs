//! See `docs/rules/conference-id-repeated.md`.

use std::collections::HashMap;

use tollgate_model::{Field, PhoneNumber, Scope, Severity, person, value};

use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "I004",
    name: "conference-id-repeated",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/conference-id-repeated.md"),
    check: Check::Reply(check),
};

/// How many of the others one message names; each has a finding of its own.
const NAMED: usize = 5;

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let scope = reply.provider().conference_id.unique_within;
    let mut holders: HashMap<(Option<PhoneNumber>, &str), Vec<&Row<'_>>> = HashMap::new();
    for row in &reply.rows {
        if let Some(id) = row.conference_id.as_deref() {
            let bridge = row.toll_number.filter(|_| scope == Scope::TollNumber);
            holders.entry((bridge, id)).or_default().push(row);
        }
    }
    for row in &reply.rows {
        let Some(id) = row.conference_id.as_deref() else { continue };
        let bridge = row.toll_number.filter(|_| scope == Scope::TollNumber);
        let others = holders[&(bridge, id)].iter().filter(|other| other.person != row.person);
        let mut named: Vec<String> = others
            .clone()
            .take(NAMED)
            .map(|other| {
                let sip = reply.roster().sip(other.person);
                format!("{} in row {}", person(&sip), reply.row_number(other.row))
            })
            .collect();
        if !named.is_empty() {
            let more = others.count() - named.len();
            if more > 0 {
                named.push(format!("{more} more"));
            }
            let place = reply.place(row.row, Field::ConferenceId, Some(row.person));
            let message = format!("{} is also given to {}", value(id), named.join(", "));
            let help = "Ask the provider for an ID of its own for each: two people with one ID land in one another's meetings.";
            sink.report(Draft::new(place, message, help));
        }
    }
}
