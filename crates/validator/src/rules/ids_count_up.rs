//! See `docs/rules/ids-count-up.md`.

use std::collections::HashSet;
use std::ops::Range;

use tollgate_model::{Field, Severity};

use crate::runs::runs;
use crate::{Check, Draft, Place, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "P005",
    name: "ids-count-up",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/ids-count-up.md"),
    check: Check::Reply(check),
};

/// How long a run is noticed, in rows.
const LEAST: usize = 5;

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let given = given(reply);
    let runs = runs(&given, LEAST, |a, b| a.1 == b.1 && a.2 + 1 == b.2);
    let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return };
    let number = |at: usize| reply.row_number(given[at].0.row);
    if counts_throughout(&given, &runs) {
        let message = format!(
            "the conference IDs count up by one in rows {} to {}",
            number(first.start),
            number(last.end - 1)
        );
        let help = "Nothing to do: providers hand them out like that. Whoever knows one can guess the next.";
        sink.report(Draft::new(Place::default(), message, help).severity(Severity::Note));
        return;
    }
    for run in runs.iter().filter(|run| run.len() * 20 >= reply.rows.len()) {
        let (from, to) = (number(run.start), number(run.end - 1));
        let message =
            format!("the conference IDs count up by one in rows {from} to {to}, and not elsewhere");
        let help = "Ask the provider whether a cell was dragged down.";
        let first = given[run.start].0;
        let place = reply.place(first.row, Field::ConferenceId, Some(first.person));
        sink.report(Draft::new(place, message, help));
    }
}

/// A row with its ID: how many digits, and which number.
type Given<'r> = (&'r Row<'r>, usize, u128);

/// IDs that say something about how they were handed out: not those that somebody had before, that
/// stand twice, or that are of somebody who stands twice.
fn given<'r>(reply: &'r Reply<'_>) -> Vec<Given<'r>> {
    let roster = reply.roster();
    let sent = (0..roster.len()).map(|row| roster.get(row, Field::ConferenceId));
    let sent: HashSet<&str> = sent.filter(|id| !id.is_empty()).collect();
    let new = |row: &&Row<'_>| row.conference_id.as_deref().is_some_and(|id| !sent.contains(id));
    let mut again: HashSet<usize> = HashSet::new();
    for group in reply.same_ids() {
        let id = |at: &usize| reply.rows[*at].conference_id.as_deref();
        let twice =
            |at: &&usize| group.iter().filter(|other| id(other) == id(at)).take(2).count() == 2;
        again.extend(group.iter().filter(twice));
    }
    let mut counts = vec![0_u32; roster.len()];
    for row in reply.rows.iter().filter(new) {
        counts[row.person] += 1;
    }
    let rows = reply.rows.iter().enumerate();
    let once = rows
        .filter(|(at, row)| new(row) && counts[row.person] == 1 && !again.contains(at))
        .map(|(_, row)| row);
    once.filter_map(|row| {
        let id = row.conference_id.as_deref()?;
        Some((row, id.len(), id.parse().ok()?))
    })
    .collect()
}

/// Whether nine in ten IDs come from ranges in which others count up: a person who is missing or
/// faulty breaks a run, and not the counting.
fn counts_throughout(given: &[Given<'_>], runs: &[Range<usize>]) -> bool {
    let room = given.len() as u128;
    let mut ranges: Vec<(u128, u128)> =
        runs.iter().map(|run| (given[run.start].2, given[run.end - 1].2)).collect();
    ranges.sort_unstable();
    ranges.dedup_by(|next, kept| {
        let near = next.0 <= kept.1 + room;
        kept.1 = if near { kept.1.max(next.1) } else { kept.1 };
        near
    });
    let around = |id: u128| {
        let at = ranges.partition_point(|range| range.0 <= id + room);
        at > 0 && id <= ranges[at - 1].1 + room
    };
    given.iter().filter(|(_, _, id)| around(*id)).count() * 10 >= given.len() * 9
}
