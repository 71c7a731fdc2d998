//! Answers that moved up or down beside the people: where what they tell of whose they are fits other
//! rows better than their own.

use std::ops::Range;

use tollgate_model::Field;

use crate::Reply;

/// How many rows up and down are looked at, the likeliest first: where countries alternate, several
/// explain the same.
const LAGS: [isize; 10] = [1, -1, 2, -2, 3, -3, 4, -4, 5, -5];

/// By how much a lag must explain better than one that is likelier.
const MARGIN: f64 = 1.1;

/// A run of rows whose answers fit other rows better than their own.
pub(crate) struct Shift {
    /// Positive: the answers fit the row above.
    pub(crate) lag: isize,
    /// Which of the reply's answers.
    pub(crate) rows: Range<usize>,
    /// How many of them fit at the lag, how many where they stand, and of how many that can be told.
    pub(crate) fit: (usize, usize, usize),
    /// How much speaks for it.
    pub(crate) score: f64,
    /// Whether the rows next to it stay where they are, as far as they tell.
    pub(crate) alone: bool,
    /// None where it is not known from which row to which.
    pub(crate) moved: Option<Moved>,
}

/// The rows that moved.
#[derive(Clone)]
pub(crate) struct Moved {
    pub(crate) rows: Range<usize>,
    /// Whether their ends show by more than what fits where: cells came free at one, the file ends at the
    /// other.
    pub(crate) plain: bool,
}

/// What tells whose the answers are.
pub(crate) struct Evidence<'e, T> {
    /// What each answer fits; none where it does not tell.
    pub(crate) answers: &'e [Option<T>],
    /// What the person of each row has that an answer may fit.
    pub(crate) own: &'e [Option<T>],
    /// Whether an answer that does not fit may belong to a run beside it.
    pub(crate) may_belong: &'e dyn Fn(usize) -> bool,
    /// Whether there is no answer.
    pub(crate) is_blank: &'e dyn Fn(usize) -> bool,
}

impl<T: PartialEq> Evidence<'_, T> {
    fn fits(&self, at: usize, other: usize) -> Option<bool> {
        Some(self.answers[at].as_ref()? == self.own.get(other)?.as_ref()?)
    }

    /// Whether an answer fits so many rows further up.
    fn fits_at(&self, at: usize, lag: isize) -> Option<bool> {
        at.checked_add_signed(-lag).and_then(|other| self.fits(at, other))
    }

    /// The best run over all lags: a row that fits at the lag and not where it stands counts for it, one
    /// that fits where it stands against it.
    pub(crate) fn shift(&self) -> Option<Shift> {
        let rows = 0..self.answers.len();
        // Where every answer fits its own row there is nothing to look for.
        if rows.clone().all(|at| self.fits(at, at) != Some(false)) {
            return None;
        }
        let stays: Vec<bool> = rows.map(|at| self.fits(at, at) == Some(true)).collect();
        let mut best: Option<Shift> = None;
        for lag in LAGS {
            let (mut score, mut start) = (0.0_f64, 0);
            for (at, stays) in stays.iter().enumerate() {
                let there = self.fits_at(at, lag) == Some(true);
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
                    let rows = start..at + 1;
                    best =
                        Some(Shift { lag, rows, fit: (0, 0, 0), score, alone: true, moved: None });
                }
            }
        }
        best.map(|best| self.whole(best, &stays))
    }

    /// A run with what belongs to it at both ends, and what speaks for it counted.
    fn whole(&self, mut run: Shift, stays: &[bool]) -> Shift {
        let fit = run.rows.clone();
        // Up to a row that fits where it stands, or whose answer moved away, nothing speaks against it.
        let fits = |at: usize| self.fits_at(at, run.lag) == Some(true);
        let belongs = |at: &usize| ((self.may_belong)(*at) || fits(*at)) && !stays[*at];
        run.rows.start -= (0..run.rows.start).rev().take_while(belongs).count();
        run.rows.end += (run.rows.end..stays.len()).take_while(belongs).count();
        let free = run.reach_what_came_free(stays.len(), self.is_blank);
        let fits = |(at, stays): (usize, &bool)| (self.fits_at(at, run.lag) == Some(true), *stays);
        let told: Vec<(bool, bool)> = stays.iter().enumerate().map(fits).collect();
        run.moved = run.ends(&fit, free, &told);
        for at in run.rows.clone() {
            let told = self.fits_at(at, run.lag);
            run.fit.0 += usize::from(told == Some(true));
            run.fit.1 += usize::from(stays[at]);
            run.fit.2 += usize::from(told.is_some());
        }
        let beside = [run.rows.start.checked_sub(1), Some(run.rows.end)];
        let mut beside = beside.into_iter().flatten().filter(|at| *at < stays.len());
        run.alone = beside.all(|at| stays[at] || self.answers[at].is_none());
        run
    }
}

impl Shift {
    /// By how many rows the answers moved.
    pub(crate) fn by(&self) -> usize {
        self.lag.unsigned_abs()
    }

    /// Which of so many rows the answers of a row fit.
    pub(crate) fn fits(&self, at: usize, rows: usize) -> Option<usize> {
        at.checked_add_signed(-self.lag).filter(|to| *to < rows)
    }

    /// Near the end where the answers moved away, as many rows without one as they moved by are
    /// where the run ends: a few between may fit where they stand by chance. Tells whether there are any.
    fn reach_what_came_free(&mut self, all: usize, is_blank: &dyn Fn(usize) -> bool) -> bool {
        const NEAR: usize = 12;
        let by = self.by();
        let free = |mut rows: Range<usize>| rows.end <= all && rows.all(is_blank);
        let Range { start, end } = self.rows;
        if self.lag > 0 {
            let near = (by..=start).rev().take(NEAR).find(|at| free(at - by..*at));
            self.rows.start = near.unwrap_or(start);
            near.is_some()
        } else {
            let near = (end..=all).take(NEAR).find(|at| free(*at..at + by));
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
    pub(crate) fn freed(&self, reply: &Reply<'_>) -> Range<usize> {
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

    /// Whether there are as many blank rows as the answers moved by where they moved away from.
    pub(crate) fn left_a_gap(&self, reply: &Reply<'_>) -> bool {
        self.freed(reply).len() == self.by()
    }
}
