//! See `docs/rules/conference-id-in-use.md`.

use std::collections::HashMap;

use tollgate_model::{Field, Scope, Severity, SipAddress, digits, person, value};

use crate::{Check, Draft, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "I005",
    name: "conference-id-in-use",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/conference-id-in-use.md"),
    check: Check::Store(check),
};

/// People in the reply count with what they will have, which is the other rules' business.
fn check(reply: &Reply<'_>, today: &Today<'_>, sink: &mut Sink<'_>) {
    let by_number = reply.provider().conference_id.unique_within == Scope::TollNumber;
    let came = reply.came();
    let mut holders: HashMap<(String, String), SipAddress> = HashMap::new();
    let mut holds = |toll_number: &str, id: &str, sip: SipAddress| {
        let bridge = if by_number { digits(toll_number) } else { String::new() };
        let holder = holders.entry((bridge, id.to_owned())).or_insert_with(|| sip.clone());
        if sip < *holder {
            *holder = sip;
        }
    };
    for person in (0..came.len()).filter(|person| !came[*person]) {
        if let Some((toll_number, id)) = reply.held(today, person) {
            holds(toll_number, id, reply.roster().sip(person));
        }
    }
    for other in today.standing.others() {
        holds(&other.toll_number, &other.conference_id, other.sip.clone());
    }
    if holders.is_empty() {
        return;
    }
    for row in &reply.rows {
        let Some(id) = row.conference_id.as_deref() else { continue };
        let bridge = row
            .toll_number
            .filter(|_| by_number)
            .map(tollgate_model::PhoneNumber::digits)
            .unwrap_or_default();
        if let Some(holder) = holders.get(&(bridge, id.to_owned())) {
            let message = format!("{} belongs to {}, who keeps it", value(id), person(holder));
            let help = "Ask the provider for another ID, or take the other person's assignment away first.";
            sink.report(Draft::new(
                reply.place(row.row, Field::ConferenceId, Some(row.person)),
                message,
                help,
            ));
        }
    }
}
