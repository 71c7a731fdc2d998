//! See `docs/rules/conference-id-in-use.md`.

use std::collections::HashMap;

use tollgate_model::{Field, Scope, Severity, person, value};

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
    let provider = reply.provider();
    let by_number = provider.conference_id.unique_within == Scope::TollNumber;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let mut answered = vec![false; today.directory.people().len()];
    for at in reply.people().filter_map(|(_, person)| reply.now.get(person).copied().flatten()) {
        answered[at] = true;
    }
    let mut holders = HashMap::new();
    let others = today.directory.people().iter().zip(&answered).filter(|(_, answered)| !**answered);
    for (other, _) in others {
        if let Some(held) =
            other.conferencing.assignment().filter(|held| provider.is_called(&held.provider))
        {
            let bridge = if by_number { digits(&held.toll_number) } else { String::new() };
            holders.entry((bridge, &*held.conference_id)).or_insert(other.sip());
        }
    }
    for row in &reply.rows {
        let Some(id) = row.conference_id.as_deref() else { continue };
        let bridge = row
            .toll_number
            .filter(|_| by_number)
            .map(tollgate_model::PhoneNumber::digits)
            .unwrap_or_default();
        if let Some(holder) = holders.get(&(bridge, id)) {
            let message =
                format!("{} belongs to {}, who is not in this reply", value(id), person(holder));
            let help = "Ask the provider for another ID, or take the other person's assignment away first.";
            sink.report(Draft::new(
                reply.place(row.row, Field::ConferenceId, Some(row.person)),
                message,
                help,
            ));
        }
    }
}
