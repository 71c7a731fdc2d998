//! See `docs/rules/ids-count-up.md`.

use std::collections::{HashMap, HashSet};
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
    let runs = runs_of(&given, LEAST);
    let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return };
    let row = |at: usize| &reply.rows[given[at].0 as usize];
    let number = |at: usize| reply.row_number(row(at).row);
    if counts_throughout(&given, &runs) {
        let message = format!(
            "the conference IDs count up by one in rows {} to {}",
            number(first.start),
            number(last.end - 1)
        );
        let help = "Nothing to do: some providers assign them like that. But anyone who knows one can guess the next.";
        sink.report(Draft::new(Place::default(), message, help).severity(Severity::Note));
        return;
    }
    let alone = are_alone(&given, &runs);
    for run in runs.iter().filter(|run| alone || run.len() * 20 >= reply.rows.len()) {
        let (from, to) = (number(run.start), number(run.end - 1));
        let message =
            format!("the conference IDs count up by one in rows {from} to {to}, and not elsewhere");
        let help = "Ask the provider whether a cell was dragged down.";
        let first = row(run.start);
        let place = reply.place(first.row, Field::ConferenceId, Some(first.person));
        sink.report(Draft::new(place, message, help));
    }
}

/// At least so many that count up by one.
fn runs_of(given: &[Given], least: usize) -> Vec<Range<usize>> {
    runs(given, least, |a, b| a.1 == b.1 && a.2.checked_add(1) == Some(b.2))
}

/// An answer (its place) with its ID: how many digits, and which number. One of 20 digits or more is
/// none that anybody counts.
type Given = (u32, u8, u64);

/// IDs that say something about how they were handed out: not those that somebody had before, that
/// stand twice, or that are of somebody who stands twice.
fn given(reply: &Reply<'_>) -> Vec<Given> {
    let roster = reply.roster();
    let sent = (0..roster.len()).map(|row| roster.get(row, Field::ConferenceId));
    let sent: HashSet<&str> =
        if reply.had_ids() { sent.filter(|id| !id.is_empty()).collect() } else { HashSet::new() };
    let new = |row: &&Row| row.conference_id.as_deref().is_some_and(|id| !sent.contains(id));
    let mut again: HashSet<usize> = HashSet::new();
    for group in reply.same_ids() {
        let id = |at: &usize| reply.rows[*at].conference_id.as_deref();
        let mut times: HashMap<_, u32> = HashMap::new();
        for at in group {
            *times.entry(id(at)).or_default() += 1;
        }
        again.extend(group.iter().filter(|at| times[&id(at)] > 1));
    }
    let mut counts = vec![0_u32; roster.len()];
    for row in reply.rows.iter().filter(new) {
        counts[row.person] += 1;
    }
    let rows = reply.rows.iter().enumerate();
    let once = rows.filter(|(at, row)| new(row) && counts[row.person] == 1 && !again.contains(at));
    let mut given = Vec::with_capacity(reply.rows.len());
    given.extend(once.filter_map(|(at, row)| {
        let id = row.conference_id.as_deref()?;
        Some((u32::try_from(at).ok()?, u8::try_from(id.len()).ok()?, id.parse().ok()?))
    }));
    given
}

/// Whether no IDs beside these runs count up, not even two: then it is no provider's way of handing them
/// out, however few they are.
fn are_alone(given: &[Given], runs: &[Range<usize>]) -> bool {
    let steps = |runs: &[Range<usize>]| runs.iter().map(|run| run.len() - 1).sum::<usize>();
    steps(&runs_of(given, 2)) == steps(runs)
}

/// Whether nine in ten IDs come from ranges in which others count up: a person who is missing or
/// faulty breaks a run, and not the counting.
fn counts_throughout(given: &[Given], runs: &[Range<usize>]) -> bool {
    let room = given.len() as u64;
    let mut ranges: Vec<(u64, u64)> =
        runs.iter().map(|run| (given[run.start].2, given[run.end - 1].2)).collect();
    ranges.sort_unstable();
    ranges.dedup_by(|next, kept| {
        let near = next.0 <= kept.1.saturating_add(room);
        kept.1 = if near { kept.1.max(next.1) } else { kept.1 };
        near
    });
    let around = |id: u64| {
        let at = ranges.partition_point(|range| range.0 <= id.saturating_add(room));
        at > 0 && id <= ranges[at - 1].1.saturating_add(room)
    };
    given.iter().filter(|(_, _, id)| around(*id)).count() * 10 >= given.len() * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_alone_where_not_even_two_others_count_up() {
        let given = |ids: &[u64]| -> Vec<Given> { ids.iter().map(|id| (0, 4, *id)).collect() };
        let alone = |ids: &[u64]| are_alone(&given(ids), &runs_of(&given(ids), LEAST));
        assert!(alone(&[7120, 1001, 1002, 1003, 1004, 1005, 4410, 3001]));
        assert!(!alone(&[7120, 1001, 1002, 1003, 1004, 1005, 4410, 3001, 3002]));
    }
}
