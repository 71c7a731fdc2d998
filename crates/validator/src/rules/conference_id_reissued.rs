//! See `docs/rules/conference-id-reissued.md`.

use std::collections::HashMap;

use tollgate_model::{Field, Severity, person, value};

use crate::{Check, Draft, Reply, Row, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "I010",
    name: "conference-id-reissued",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/conference-id-reissued.md"),
    check: Check::Store(check),
};

const HELP: &str = "Ask the provider for another ID: anyone with the old invitation lands in this person's meetings.";

fn check(reply: &Reply<'_>, today: &Today<'_>, sink: &mut Sink<'_>) {
    let freed = freed(reply, today);
    if today.given_up.is_empty() && freed.is_empty() {
        return;
    }
    // From each row to the one that gives its ID up.
    let from = |at: usize| {
        let row = &reply.rows[at];
        let id = row.conference_id.as_deref().filter(|id| held(reply, today, row) != Some(*id))?;
        freed.get(id).copied()
    };
    let rounds = rounds(if freed.is_empty() { 0 } else { reply.rows.len() }, from);
    for (at, row) in reply.rows.iter().enumerate() {
        let Some(id) = row.conference_id.as_deref() else { continue };
        let message = if let Some(owner) = from(at) {
            // That is told of as such (R011).
            if rounds[at] {
                continue;
            }
            let owner = &reply.rows[owner];
            format!(
                "{} is the ID of {} until this reply, which gives them another in row {}",
                value(id),
                person(&reply.roster().sip(owner.person)),
                reply.row_number(owner.row)
            )
        } else if let Some((owner, batch)) = today.given_up.get(id)
            && *owner != reply.roster().sip(row.person)
        {
            format!("{} was the ID of {} by batch {batch}", value(id), person(owner))
        } else {
            continue;
        };
        let place = reply.place(row.row, Field::ConferenceId, Some(row.person));
        sink.report(Draft::new(place, message, HELP));
    }
}

/// The ID of this provider's that somebody has today.
fn held<'r>(reply: &'r Reply<'_>, today: &'r Today<'_>, row: &Row) -> Option<&'r str> {
    reply.held(today, row.person).map(|(_, id)| id)
}

/// IDs that somebody has today and gives up by this reply, and the place of the row that gives another.
fn freed<'r>(reply: &'r Reply<'_>, today: &'r Today<'_>) -> HashMap<&'r str, usize> {
    let mut freed = HashMap::new();
    for (at, row) in reply.rows.iter().enumerate() {
        if let Some((id, held)) = row.conference_id.as_deref().zip(held(reply, today, row))
            && id != held
        {
            freed.entry(held).or_insert(at);
        }
    }
    freed
}

/// Which of so many rows come back to themselves when one goes from each to the next.
fn rounds(many: usize, next: impl Fn(usize) -> Option<usize>) -> Vec<bool> {
    let (mut seen, mut round) = (vec![0; many], vec![false; many]);
    for start in 0..many {
        let mut at = Some(start);
        while let Some(here) = at.filter(|here| seen[*here] == 0) {
            seen[here] = start + 1;
            at = next(here);
        }
        // Where this walk meets itself it has gone round.
        while let Some(here) = at.filter(|here| seen[*here] == start + 1 && !round[*here]) {
            round[here] = true;
            at = next(here);
        }
    }
    round
}
