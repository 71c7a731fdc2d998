//! See `docs/rules/values-shifted.md`.

use std::collections::HashSet;
use std::ops::Range;

use tollgate_model::{Country, Field, Severity};

use crate::along::{called, home};
use crate::{Check, Draft, Place, Reply, Row, Rule, Sink};

mod columns;
use columns::Block;

pub(super) const RULE: Rule = Rule {
    code: "R010",
    name: "values-shifted",
    severity: Severity::Warning,
    instead_of: &["R011", "T016", "R013", "T001", "I001", "P006"],
    page: include_str!("../../../../docs/rules/values-shifted.md"),
    check: Check::Reply(check),
};

/// How many rows up and down are looked at, the likeliest first: where countries alternate, several
/// explain the same.
const LAGS: [isize; 10] = [1, -1, 2, -2, 3, -3, 4, -4, 5, -5];

/// By how much a lag must explain better than one that is likelier.
const MARGIN: f64 = 1.1;

/// A run of rows whose answers fit other rows better than their own.
struct Shift {
    /// Positive: the answers fit the row above.
    lag: isize,
    rows: Range<usize>,
    /// How many of them fit at the lag, how many where they stand, and of how many that can be told.
    fit: (usize, usize, usize),
    score: f64,
    /// None where it is not known from which row to which.
    moved: Option<Moved>,
}

/// The rows that moved.
#[derive(Clone)]
struct Moved {
    rows: Range<usize>,
    /// Whether their ends show by more than what fits where: cells came free at one, the file ends at the
    /// other.
    plain: bool,
}

impl Shift {
    /// By how many rows the answers moved.
    fn by(&self) -> usize {
        self.lag.unsigned_abs()
    }

    /// Which of so many rows the answers of a row fit.
    fn fits(&self, at: usize, rows: usize) -> Option<usize> {
        at.checked_add_signed(-self.lag).filter(|to| *to < rows)
    }

    /// Near the end where the answers moved away, as many rows without one as they moved by are
    /// where the run ends: a few between may fit where they stand by chance. Tells whether there are any.
    fn reach_what_came_free<T>(&mut self, answers: &[Option<T>]) -> bool {
        const NEAR: usize = 12;
        let by = self.by();
        let free = |rows: Range<usize>| {
            answers.get(rows).is_some_and(|rows| rows.iter().all(Option::is_none))
        };
        let Range { start, end } = self.rows;
        if self.lag > 0 {
            let near = (by..=start).rev().take(NEAR).find(|at| free(at - by..*at));
            self.rows.start = near.unwrap_or(start);
            near.is_some()
        } else {
            let near = (end..=answers.len()).take(NEAR).find(|at| free(*at..at + by));
            self.rows.end = near.unwrap_or(end);
            near.is_some()
        }
    }

    /// What moved, from the rows that fit elsewhere to those that tell that they stayed. Where it moved away
    /// from, cells came free, or as many rows as it moved by fit nowhere: something was put in. On the other
    /// side no row may be left of which nothing is told, unless it moved down as far as the file goes.
    fn ends(&self, fit: &Range<usize>, free: bool, fits: &[(bool, bool)]) -> Option<Moved> {
        let stayed = |at: &usize| fits[*at] == (false, true);
        let start = fit.start - (0..fit.start).rev().take_while(|at| !stayed(at)).count();
        let end = fit.end + (fit.end..fits.len()).take_while(|at| !stayed(at)).count();
        let put_in = |rows: Range<usize>| {
            rows.len() == self.by() && !fits[rows].iter().any(|(there, _)| *there)
        };
        let (rows, known, edge) = if self.lag > 0 {
            let known = free || put_in(start..fit.start);
            let edge = end == fits.len();
            let start = if free { self.rows.start } else { start };
            (start..end, known && (edge || end == fit.end), edge)
        } else {
            let known = free || put_in(fit.end..end);
            let end = if free { self.rows.end } else { end };
            (start..end, known && start == fit.start, start == 0)
        };
        known.then_some(Moved { rows, plain: free && edge })
    }

    /// The rows that came free when the answers moved away, as far as they are blank.
    fn freed(&self, reply: &Reply<'_>) -> Range<usize> {
        let blank = |at: &usize| {
            let text = |field: Field| reply.text(reply.rows[*at].row, field).trim().is_empty();
            text(Field::TollNumber) || text(Field::ConferenceId)
        };
        let rows = self.by();
        if self.lag > 0 {
            let before = (0..self.rows.start).rev().take(rows).take_while(blank).count();
            self.rows.start - before..self.rows.start
        } else {
            let after = (self.rows.end..reply.rows.len()).take(rows).take_while(blank).count();
            self.rows.end..self.rows.end + after
        }
    }
}

/// The cells of a row, or only the blank answers, or all but those: within a run a blank one is
/// somebody's own.
fn cells(
    reply: &Reply<'_>,
    row: &Row,
    blank: bool,
) -> impl Iterator<Item = (usize, Option<usize>)> {
    let answers = Field::ANSWERS.map(|field| reply.columns.get(field));
    let row = row.row;
    let cells = (0..reply.columns.width).filter(move |column| {
        let is_answer = answers.contains(&Some(*column));
        (is_answer && reply.table.get(row, *column).trim().is_empty()) == blank
    });
    cells.map(move |column| (row, Some(column)))
}

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let rows = &reply.rows;
    let sent = |row: &Row| reply.roster().get(row.person, Field::ConferenceId);
    let had = if reply.had_ids() { rows } else { &[][..] };
    let ids: Vec<Option<&str>> = had.iter().map(|row| row.conference_id.as_deref()).collect();
    let earlier: Vec<Option<&str>> =
        had.iter().map(|row| Some(sent(row)).filter(|sent| !sent.is_empty())).collect();
    // Of earlier IDs two that agree at one lag are no chance; countries are few.
    let by_id = if earlier.is_empty() { None } else { shift(&ids, &earlier) };
    let by_id = by_id.and_then(|shift| clear_by_id(shift, &ids, &earlier));
    let by_country = || {
        let called = |row: &Row| called(reply, row, Field::TollNumber);
        let called: Vec<Option<Country>> = rows.iter().map(called).collect();
        let homes: Vec<Option<Country>> = rows.iter().map(|row| home(reply, row.person)).collect();
        // The more rows, the more often chance alone looks like a little of one.
        let least = 6.0 + f64::from((rows.len() / 500).max(1).ilog2());
        shift(&called, &homes).filter(|shift| shift.score >= least)
    };
    let shows = if by_id.is_some() { Field::ConferenceId } else { Field::TollNumber };
    let Some(shift) = by_id.or_else(by_country) else { return };
    let (first, last) = (&reply.rows[shift.rows.start], &reply.rows[shift.rows.end - 1]);
    let (rows, word) = (shift.by(), if shift.lag > 0 { "above" } else { "below" });
    let rows = if rows == 1 { "the row".to_owned() } else { format!("{rows} rows") };
    let message = format!(
        "the answers in rows {} to {} fit {rows} {word}: {} of {} do, and {} where they stand",
        reply.row_number(first.row),
        reply.row_number(last.row),
        shift.fit.0,
        shift.fit.2,
        shift.fit.1
    );
    let (fit, stay, told) = shift.fit;
    let freed = shift.freed(reply);
    // Rows that came free at the end where the answers moved away bear witness too.
    let tenths = if freed.len() == shift.by() { 7 } else { 9 };
    let sure = shift.rows.len() >= 20 && fit * 10 >= told * tenths && stay * 2 < told;
    let place = Place { row: Some(first.row), sent_row: Some(first.person), ..Place::default() };
    let concerned = &reply.rows[shift.rows.clone()];
    let moved_cells = concerned.iter().flat_map(|row| cells(reply, row, false));
    let freed = if sure { &reply.rows[freed] } else { &[] };
    let freed_cells = freed.iter().flat_map(|row| cells(reply, row, true));
    let draft = proposal(Block::new(reply, &shift, shows), place, message)
        .explains(moved_cells.chain(freed_cells));
    sink.report(if sure {
        let people = concerned.iter().chain(freed).map(|row| row.person);
        draft.severity(Severity::Error).also(people)
    } else {
        draft
    });
}

/// A shift of earlier IDs, where at least half of those in the run that were somebody's moved as far:
/// among sorted IDs a few look like one. It is known what moved only where nearly all did.
fn clear_by_id(mut shift: Shift, ids: &[Option<&str>], earlier: &[Option<&str>]) -> Option<Shift> {
    let owned: HashSet<&str> = earlier.iter().flatten().copied().collect();
    let run = ids[shift.rows.clone()].iter().flatten();
    let owned = run.filter(|id| owned.contains(*id)).count();
    let (fit, stay, _) = shift.fit;
    if fit * 10 < owned * 9 {
        shift.moved = None;
    }
    (fit >= 2 && stay == 0 && fit * 2 >= owned).then_some(shift)
}

/// A finding that proposes to move back what moved. Where that is not known to the last row and of every
/// column, nothing is proposed: people would keep their neighbour's answers, and nothing would show it
/// any more.
fn proposal(block: Option<Block<'_>>, place: Place, message: String) -> Draft {
    let Some((block, fields)) = block.and_then(|block| block.moved().map(|moved| (block, moved)))
    else {
        let help = "Ask the provider which columns were moved up or down, and from which row to which: the reply alone does not tell it.";
        return Draft::new(place, message, help);
    };
    let help = "Ask the provider whether a column was moved up or down without the others.";
    Draft::new(place, message, help)
        .ask(block.told(&fields), "the answers of these rows, moved back")
        .edits(block.back(&fields))
}

/// The best run over all lags: a row that fits at the lag and not where it stands counts for it, one
/// that fits where it stands against it.
fn shift<T: PartialEq>(answers: &[Option<T>], own: &[Option<T>]) -> Option<Shift> {
    let fits = |at: usize, other: usize| Some(answers[at].as_ref()? == own.get(other)?.as_ref()?);
    // Where every answer fits its own row there is nothing to look for.
    let stays: Vec<bool> = (0..answers.len()).map(|at| fits(at, at) == Some(true)).collect();
    if (0..answers.len()).all(|at| fits(at, at) != Some(false)) {
        return None;
    }
    let mut best: Option<Shift> = None;
    for lag in LAGS {
        let (mut score, mut start) = (0.0_f64, 0);
        for (at, stays) in stays.iter().enumerate() {
            let there = at.checked_add_signed(-lag).and_then(|other| fits(at, other)) == Some(true);
            if score <= 0.0 {
                (score, start) = (0.0, at);
            }
            score += match (there, *stays) {
                (true, false) => 1.0,
                (false, true) => -1.5,
                (false, false) => -0.7,
                (true, true) => 0.0,
            };
            let better =
                |best: &Shift| score > best.score * if best.lag == lag { 1.0 } else { MARGIN };
            if there && score > 0.0 && best.as_ref().is_none_or(better) {
                best = Some(Shift { lag, rows: start..at + 1, fit: (0, 0, 0), score, moved: None });
            }
        }
    }
    let mut best = best?;
    let (lag, fit) = (best.lag, best.rows.clone());
    let there = |at: usize| fits(at, at.checked_add_signed(-lag)?);
    // Up to a row that fits where it stands, or whose answer moved away, nothing speaks against it.
    let belongs = |at: &usize| answers[*at].is_some() && !stays[*at];
    best.rows.start -= (0..best.rows.start).rev().take_while(belongs).count();
    best.rows.end += (best.rows.end..answers.len()).take_while(belongs).count();
    let free = best.reach_what_came_free(answers);
    let told: Vec<(bool, bool)> =
        stays.iter().enumerate().map(|(at, stays)| (there(at) == Some(true), *stays)).collect();
    best.moved = best.ends(&fit, free, &told);
    for at in best.rows.clone() {
        let told = there(at);
        best.fit.0 += usize::from(told == Some(true));
        best.fit.1 += usize::from(stays[at]);
        best.fit.2 += usize::from(told.is_some());
    }
    Some(best)
}
