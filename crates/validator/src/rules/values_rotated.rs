//! See `docs/rules/values-rotated.md`.

use std::collections::{HashMap, HashSet};

use tollgate_model::{Field, Severity, person, value};

use crate::along::{Came, Fits, called};
use crate::words::first_of;
use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "R011",
    name: "values-rotated",
    severity: Severity::Error,
    instead_of: &["I010"],
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
    // From each person to the one whose earlier ID they have now, and the row in which they have it.
    let mut now: HashMap<usize, (usize, &Row)> = HashMap::new();
    let mut astray: Vec<(&Row, usize)> = Vec::new();
    for row in &reply.rows {
        let id = row.conference_id.as_deref().filter(|id| *id != sent(row.person));
        let Some(Some(owner)) = id.and_then(|id| owners.get(id)) else { continue };
        astray.push((row, *owner));
        if !sent(row.person).is_empty() {
            now.insert(row.person, (*owner, row));
        }
    }
    if astray.is_empty() {
        return;
    }
    let cycles = cycles(reply, &now);
    // Somebody with another's earlier ID whose own nobody has: not all can be put back.
    let whole = cycles.iter().map(Vec::len).sum::<usize>() == astray.len();
    // Where the column was sorted or pasted, nobody's new ID is known to be theirs.
    let keeps = |row: &&Row| row.conference_id.as_deref() == Some(sent(row.person));
    let kept: HashSet<usize> = reply.rows.iter().filter(keeps).map(|row| row.person).collect();
    let sorted = astray.len() >= FEW && astray.len() > kept.len();
    let new = reply.rows.iter().map(|row| row.person).filter(|_| sorted);
    let mut new: Vec<usize> = new.filter(|person| !kept.contains(person)).collect();
    let taken = taken(reply, &cycles, astray, &kept);
    let taken = if taken.len() < FEW { Vec::new() } else { taken };
    for cycle in cycles {
        let names = cycle.iter().map(|at| person(&reply.roster().sip(*at)));
        let message = format!(
            "{} people have one another's earlier conference IDs: {}",
            cycle.len(),
            first_of(cycle.len(), names)
        );
        let rows: Vec<(&Row, usize)> =
            cycle.iter().filter_map(|at| now.get(at).map(|(owner, row)| (*row, *owner))).collect();
        let moved = if whole { moved(reply, &rows) } else { None };
        sink.report(found(reply, &rows, moved, message).also(cycle).also(std::mem::take(&mut new)));
    }
    for draft in taken {
        sink.report(draft.also(std::mem::take(&mut new)));
    }
}

/// So many that have just what another had are no chance; fewer may be given what somebody gives up (I010).
const FEW: usize = 3;

/// People with the earlier ID of somebody who has another now, and not in a round. Who keeps an ID that is
/// given to another too is I004's.
fn taken(
    reply: &Reply<'_>,
    cycles: &[Vec<usize>],
    mut astray: Vec<(&Row, usize)>,
    kept: &HashSet<usize>,
) -> Vec<Draft> {
    let round: HashSet<usize> = cycles.iter().flatten().copied().collect();
    let here: HashSet<usize> = reply.rows.iter().map(|row| row.person).collect();
    astray.retain(|(row, owner)| {
        here.contains(owner) && !kept.contains(owner) && !round.contains(&row.person)
    });
    let draft = |(row, owner): (&Row, usize)| {
        let id = value(row.conference_id.as_deref().unwrap_or_default());
        let message =
            format!("{id} was the conference ID of {}", person(&reply.roster().sip(owner)));
        let help = "Ask the provider whether that is meant: a sorted column looks like this.";
        let place = reply.place(row.row, Field::ConferenceId, Some(row.person));
        Draft::new(place, message, help)
    };
    astray.into_iter().map(draft).collect()
}

/// People each of whom has the earlier ID of the next, and the last that of the first.
fn cycles(reply: &Reply<'_>, now: &HashMap<usize, (usize, &Row)>) -> Vec<Vec<usize>> {
    let mut seen = vec![false; reply.roster().len()];
    let mut cycles = Vec::new();
    for row in &reply.rows {
        let mut cycle = Vec::new();
        let mut at = row.person;
        while let Some((next, _)) = now.get(&at).filter(|_| !seen[at]) {
            seen[at] = true;
            cycle.push(at);
            at = *next;
        }
        if cycle.len() >= 2 && at == cycle[0] {
            cycles.push(cycle);
        }
    }
    cycles
}

/// A finding that proposes to put back what moved. Where that is not known, nothing is proposed: people
/// would keep somebody else's answers, and nothing would show it any more.
fn found(
    reply: &Reply<'_>,
    rows: &[(&Row, usize)],
    moved: Option<Vec<Field>>,
    message: String,
) -> Draft {
    let person = rows.first().map(|(row, _)| (row.row, row.person));
    let place = person.map_or_else(Default::default, |(row, person)| {
        reply.place(row, Field::ConferenceId, Some(person))
    });
    let Some(moved) = moved else {
        let help = "Ask the provider which columns were sorted or moved: the reply alone does not show it.";
        return Draft::new(place, message, help);
    };
    let help = "Ask the provider whether that is meant: a sorted column looks like this.";
    let why = if moved.len() == 1 {
        "the ID that the person had"
    } else {
        "the ID that the person had; the numbers that came along are put back too"
    };
    let own = place.sent_row.map_or("", |person| reply.roster().get(person, Field::ConferenceId));
    Draft::new(place, message, help).ask(own, why).edits(back(reply, rows, &moved))
}

/// The IDs, and the numbers that came along with them; none where it is not known whether they did.
fn moved(reply: &Reply<'_>, rows: &[(&Row, usize)]) -> Option<Vec<Field>> {
    let mut moved = vec![Field::ConferenceId];
    for field in [Field::TollNumber, Field::TollFreeNumbers] {
        match came(reply, field, rows) {
            Came::Along => moved.push(field),
            Came::Stayed => {}
            Came::Unclear => return None,
        }
    }
    Some(moved)
}

/// Whether the numbers of rows came along with the IDs of others: what people had tells it, or else that
/// they fit where they stand.
fn came(reply: &Reply<'_>, field: Field, rows: &[(&Row, usize)]) -> Came {
    let text = |row: &Row| reply.text(row.row, field).trim();
    let fits_own = |row: &Row| {
        text(row).is_empty()
            || called(reply, row, field).is_some_and(|called| row.home == Some(called))
    };
    let mut all = rows.iter().map(|(row, _)| *row);
    if rows.windows(2).all(|pair| text(pair[0].0) == text(pair[1].0)) {
        return Came::Stayed;
    }
    Fits::by_earlier(reply, field, rows.iter().copied())
        .tell(1)
        .unwrap_or_else(|| if all.all(fits_own) { Came::Stayed } else { Came::Unclear })
}

/// The answers in these columns, each in the row of the person whose they are.
fn back(
    reply: &Reply<'_>,
    rows: &[(&Row, usize)],
    fields: &[Field],
) -> Vec<(usize, Option<usize>, String)> {
    let own: HashMap<usize, usize> = rows.iter().map(|(row, _)| (row.person, row.row)).collect();
    let mut edits = Vec::new();
    for field in fields {
        let column = reply.columns.get(*field);
        for (row, owner) in rows {
            let to = own.get(owner).copied();
            edits.extend(to.map(|to| (to, column, reply.text(row.row, *field).to_owned())));
        }
    }
    edits
}
