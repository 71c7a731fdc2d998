//! Which answer columns moved, and what puts them back.

use std::collections::BTreeMap;
use std::ops::Range;

use tollgate_model::Field;

use crate::along::{Came, Fits};
use crate::shifts::Shift;
use crate::{Reply, Row};

/// So many numbers must tell one way: people have few different ones.
const NUMBERS: usize = 3;
/// So many conference IDs, of which no two are the same.
const IDS: usize = 2;

/// A run whose answers moved, in one column at least.
pub(super) struct Block<'r> {
    reply: &'r Reply<'r>,
    shift: &'r Shift,
    /// The people whose answers moved.
    moved: &'r Range<usize>,
    /// By which column it shows.
    shows: Field,
    /// Table rows (zero-based) of the people in file order, and below them those of nobody into which
    /// the last answers moved.
    rows: Vec<usize>,
}

impl<'r> Block<'r> {
    /// None where the ends of the run are not known.
    pub(super) fn new(reply: &'r Reply<'r>, shift: &'r Shift, shows: Field) -> Option<Self> {
        let moved = &shift.moved.as_ref()?.rows;
        let mut rows: Vec<usize> = reply.rows.iter().map(|row| row.row).collect();
        let last = rows.last().copied().unwrap_or_default();
        if shift.lag > 0 && moved.end == rows.len() {
            let is_nobodys = |row: &usize| {
                let blank = |field: &Field| reply.text(*row, *field).trim().is_empty();
                reply.is_strangers(*row) && Field::IDENTITY.iter().all(blank)
            };
            rows.extend((last + 1..).take(shift.by()).take_while(is_nobodys));
        }
        Some(Self { reply, shift, moved, shows, rows })
    }

    /// The columns that moved; none where that cannot be told of every one.
    pub(super) fn moved(&self) -> Option<Vec<Field>> {
        let given = |field: &Field| self.reply.columns.get(*field).is_some();
        let mut moved = Vec::new();
        for field in Field::ANSWERS.into_iter().filter(given) {
            match self.came(field) {
                Came::Along => moved.push(field),
                Came::Stayed => {}
                Came::Unclear => return None,
            }
        }
        // Countries are few: by them alone an end is known well enough for the numbers, and for nothing else.
        let plain = self.shift.moved.as_ref().is_some_and(|moved| moved.plain);
        let known = plain || self.shows == Field::ConferenceId || moved.len() == 1;
        known.then_some(moved)
    }

    /// What a column's own answers tell, or else what is left at the ends of the run.
    fn came(&self, field: Field) -> Came {
        if field == self.shows {
            return Came::Along;
        }
        let mut texts = self.near().chain(self.run()).map(|at| self.text(at, field));
        let first = texts.next();
        if texts.all(|text| Some(text) == first) {
            return Came::Stayed;
        }
        let least = if field == Field::ConferenceId { IDS } else { NUMBERS };
        Fits::by_earlier(self.reply, field, self.pairs())
            .tell(least)
            .or_else(|| Fits::by_country(self.reply, field, self.pairs()).tell(least))
            .unwrap_or_else(|| self.left(field))
    }

    /// What a column left at the ends of the run, where one that moved left something.
    fn left(&self, field: Field) -> Came {
        let full = || self.near().chain(self.run()).all(|at| !self.is_blank(at, field));
        match (self.leaves(field), self.leaves(self.shows)) {
            (true, _) => Came::Along,
            (false, true) if full() => Came::Stayed,
            (false, _) => Came::Unclear,
        }
    }

    /// Whether cells of a column that has no other blank ones came free, or something stands below the
    /// last person.
    fn leaves(&self, field: Field) -> bool {
        let near = self.near();
        let freed = near.clone().filter(|at| self.is_blank(*at, field)).count();
        let mut others = self.run().filter(|at| !near.contains(at));
        freed == self.shift.by() && others.all(|at| !self.is_blank(at, field))
            || (self.people()..self.rows.len()).any(|at| !self.is_blank(at, field))
    }

    /// Where cells come free: as many rows on both sides of the end from which the run moved away as it
    /// moved by.
    fn near(&self) -> Range<usize> {
        let Range { start, end } = *self.moved;
        let by = self.shift.by();
        let end = if self.shift.lag > 0 { start } else { end };
        end.saturating_sub(by)..(end + by).min(self.people())
    }

    /// The run, and what moved on past the last person.
    fn run(&self) -> Range<usize> {
        let Range { start, end } = *self.moved;
        start..if end == self.people() { self.rows.len() } else { end }
    }

    /// Each row of the run, with the person whose answers it may hold.
    fn pairs(&self) -> impl Iterator<Item = (&'r Row, usize)> {
        let rows = &self.reply.rows;
        let pair = |at: usize| Some((&rows[at], rows[self.shift.fits(at, rows.len())?].person));
        self.moved.clone().filter_map(pair)
    }

    fn people(&self) -> usize {
        self.reply.rows.len()
    }

    fn text(&self, at: usize, field: Field) -> &'r str {
        self.reply.text(self.rows[at], field)
    }

    fn is_blank(&self, at: usize, field: Field) -> bool {
        self.text(at, field).trim().is_empty()
    }

    /// What puts columns back, in words.
    pub(super) fn told(&self, fields: &[Field]) -> String {
        let names: Vec<&str> = fields.iter().map(|field| field.heading()).collect();
        let way = if self.shift.lag > 0 { "up" } else { "down" };
        format!("{} moved {way} by {}", names.join(", "), self.shift.by())
    }

    /// Each answer in the row that it fits, and blank what comes free. Outside of the run that is only a
    /// row whose own answers moved away: what was put in where they did fits none.
    pub(super) fn back(&self, fields: &[Field]) -> Vec<(usize, Option<usize>, String)> {
        let needed = || fields.iter().filter(|field| **field != Field::TollFreeNumbers);
        let gave = |at: &usize| needed().any(|field| self.is_blank(*at, *field));
        let to = |at: usize| {
            let to = self.shift.fits(at, self.people());
            to.filter(|to| self.moved.contains(to) || gave(to))
        };
        let mut edits = Vec::new();
        for field in fields {
            let mut texts: BTreeMap<usize, &str> = self.run().map(|at| (at, "")).collect();
            texts.extend(self.run().filter_map(|at| Some((to(at)?, self.text(at, *field)))));
            let column = self.reply.columns.get(*field);
            let put = |(at, text): (usize, &str)| (self.rows[at], column, text.to_owned());
            edits.extend(texts.into_iter().map(put));
        }
        edits
    }
}
