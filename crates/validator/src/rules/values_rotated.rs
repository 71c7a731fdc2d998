//! See `docs/rules/values-rotated.md`.

use std::collections::HashMap;

use tollgate_model::{Field, Severity, person};

use crate::{Check, Draft, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "R011",
    name: "values-rotated",
    severity: Severity::Error,
    instead_of: &["S003"],
    page: include_str!("../../../../docs/rules/values-rotated.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    if !reply.had_ids() {
        return;
    }
    let sent = |person| reply.roster().get(person, Field::ConferenceId);
    // Whose each ID was, where it was one person's.
    let mut owners: HashMap<&str, Option<usize>> = HashMap::new();
    for person in (0..reply.roster().len()).filter(|person| !sent(*person).is_empty()) {
        owners.entry(sent(person)).and_modify(|owner| *owner = None).or_insert(Some(person));
    }
    // From each person to the one whose earlier ID they have now.
    let mut now: HashMap<usize, (usize, usize)> = HashMap::new();
    for row in &reply.rows {
        let id = row
            .conference_id
            .as_deref()
            .filter(|id| !sent(row.person).is_empty() && *id != sent(row.person));
        if let Some(Some(owner)) = id.and_then(|id| owners.get(id)) {
            now.insert(row.person, (*owner, row.row));
        }
    }
    let mut seen = vec![false; reply.roster().len()];
    for row in &reply.rows {
        let mut cycle = Vec::new();
        let mut at = row.person;
        while let Some((next, _)) = now.get(&at).filter(|_| !seen[at]) {
            seen[at] = true;
            cycle.push(at);
            at = *next;
        }
        if cycle.len() < 2 || at != cycle[0] {
            continue;
        }
        let mut names: Vec<String> =
            cycle.iter().take(5).map(|at| person(&reply.roster().sip(*at))).collect();
        if cycle.len() > names.len() {
            names.push(format!("{} more", cycle.len() - names.len()));
        }
        let message = format!(
            "{} people have one another's earlier conference IDs: {}",
            cycle.len(),
            names.join(", ")
        );
        let help =
            "Ask the provider whether that is meant: a column that was sorted looks like it.";
        let place = reply.place(row.row, Field::ConferenceId, Some(row.person));
        let own = sent(row.person).to_owned();
        let edits: Vec<_> = cycle
            .iter()
            .filter_map(|at| {
                let (_, row) = now.get(at)?;
                Some((*row, reply.columns.get(Field::ConferenceId), sent(*at).to_owned()))
            })
            .collect();
        sink.report(
            Draft::new(place, message, help)
                .also(cycle)
                .ask(own, "the ID that the person had")
                .edits(edits),
        );
    }
}
