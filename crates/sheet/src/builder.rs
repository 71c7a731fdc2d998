//! Puts a table together row by row: finds the heading row, keeps secret columns out, holds limits.
//! The same for every format.

use std::collections::HashSet;

use tollgate_model::{About, RowAt, Stored, Table};

use crate::{Error, Purpose, ReadOptions, Result, limits};

/// A cell on its way into a table.
type Pending = (String, Stored, Option<Box<About>>);

/// Collects rows. The first rows wait until it is known which of them holds the headings: only then
/// is it known which columns nobody may see, and their values never enter the table.
pub(crate) struct Builder<'o> {
    name: String,
    options: &'o ReadOptions<'o>,
    table: Table,
    waiting: Option<Vec<(Vec<Pending>, RowAt)>>,
    secret: Vec<bool>,
    row: Vec<Pending>,
    column: usize,
}

impl<'o> Builder<'o> {
    pub(crate) fn new(name: &str, options: &'o ReadOptions<'o>) -> Self {
        Self {
            name: name.to_owned(),
            options,
            table: Table::default(),
            waiting: Some(Vec::new()),
            secret: Vec::new(),
            row: Vec::new(),
            column: 0,
        }
    }

    /// Adds a cell to the open row.
    pub(crate) fn push(
        &mut self,
        text: &str,
        stored: Stored,
        about: Option<Box<About>>,
    ) -> Result<()> {
        if !fits(&self.name, text.as_bytes(), self.column)? {
            return Ok(());
        }
        if self.waiting.is_some() {
            self.row.push((text.to_owned(), stored, about));
        } else if self.secret.get(self.column) == Some(&true) {
            self.table.push("", Stored::Empty);
        } else {
            push(&mut self.table, text, stored, about);
        }
        self.column += 1;
        Ok(())
    }

    /// Closes the open row.
    pub(crate) fn end_row(&mut self, at: RowAt) -> Result<()> {
        count(&self.name, at)?;
        self.column = 0;
        match &mut self.waiting {
            Some(waiting) => {
                waiting.push((std::mem::take(&mut self.row), at));
                if waiting.len() == limits::HEADING_ROWS {
                    self.decide();
                }
            }
            None => self.table.end_row(at),
        }
        Ok(())
    }

    /// The table, unless no cell had text.
    pub(crate) fn finish(mut self) -> Result<Table> {
        self.decide();
        if self.table.is_empty() {
            return Err(Error::empty(&self.name));
        }
        Ok(self.table)
    }

    fn decide(&mut self) {
        let Some(waiting) = self.waiting.take() else { return };
        let texts = waiting.iter().map(|(cells, _)| cells.iter().map(|cell| cell.0.as_str()));
        let heads = Heads::of(&texts.map(Iterator::collect).collect::<Vec<_>>(), self.options);
        for (row, (cells, at)) in waiting.into_iter().enumerate() {
            for (column, (text, stored, about)) in cells.into_iter().enumerate() {
                if heads.hides(row, column) {
                    self.table.push("", Stored::Empty);
                } else {
                    push(&mut self.table, &text, stored, about);
                }
            }
            self.table.end_row(at);
        }
        self.table.heading_row = heads.heading_row;
        self.table.facts.dropped = heads.dropped;
        self.secret = heads.secret;
    }
}

/// Whether a cell is kept: an empty one past the last column is not. Fails past a limit.
pub(crate) fn fits(name: &str, text: &[u8], column: usize) -> Result<bool> {
    // The mark that we put before what would run is no part of it.
    let text = text.strip_prefix(b"'").unwrap_or(text);
    if text.len() > limits::CELL && String::from_utf8_lossy(text).chars().count() > limits::CELL {
        let what = format!("a cell has more than {} characters", limits::CELL);
        return Err(Error::too_large(name, what));
    }
    if column >= limits::COLUMNS && !text.is_empty() {
        let what = format!("a row has more than {} columns", limits::COLUMNS);
        return Err(Error::too_large(name, what));
    }
    Ok(column < limits::COLUMNS)
}

/// Fails where a row stands past the last that a sheet can have.
pub(crate) fn count(name: &str, at: RowAt) -> Result<()> {
    if at.number > limits::ROWS {
        let what = format!("it has more than {} rows", limits::ROWS);
        return Err(Error::too_large(name, what));
    }
    Ok(())
}

/// What the first rows tell: which of them holds the headings, and which columns nobody may see.
pub(crate) struct Heads {
    pub(crate) heading_row: Option<usize>,
    /// What stands over the columns that nobody may see.
    pub(crate) dropped: Vec<String>,
    /// By column.
    pub(crate) secret: Vec<bool>,
    /// The headings in those columns (row, column): the one thing that is seen of them.
    named: HashSet<(usize, usize)>,
}

impl Heads {
    pub(crate) fn of(rows: &[Vec<&str>], options: &ReadOptions<'_>) -> Self {
        let heading_row = heading_row(rows.iter().map(|cells| cells.iter().copied()), options);
        let (mut secret, mut dropped) = (Vec::new(), Vec::new());
        // Without headings a secret one may stand in any of the first rows.
        let secrets: Vec<(usize, usize)> = rows
            .iter()
            .enumerate()
            .filter(|(row, _)| heading_row.is_none_or(|heading_row| heading_row == *row))
            .flat_map(|(row, cells)| {
                let columns = (0..cells.len()).filter(|column| (options.is_secret)(cells[*column]));
                columns.map(move |column| (row, column)).collect::<Vec<_>>()
            })
            .collect();
        for (row, column) in &secrets {
            secret.resize(secret.len().max(column + 1), false);
            let heading = rows[*row][*column];
            if !std::mem::replace(&mut secret[*column], true) {
                dropped.push(if is_heading(heading, heading_row.is_some()) {
                    heading.to_owned()
                } else {
                    format!("column {}", column + 1)
                });
            }
        }
        let is_named = |at: &(usize, usize)| is_heading(rows[at.0][at.1], heading_row.is_some());
        let named = secrets.into_iter().filter(is_named).collect();
        Self { heading_row, dropped, secret, named }
    }

    /// Whether nobody may see a cell; `row` counts the rows that are not blank.
    pub(crate) fn hides(&self, row: usize, column: usize) -> bool {
        self.secret.get(column) == Some(&true)
            && !(row < limits::HEADING_ROWS && self.named.contains(&(row, column)))
    }
}

/// Whether a text tells nothing but what stands under it. `PIN 99887766` is a value, also in the row of
/// the headings; `PIN 2` is a value only where there is no such row.
fn is_heading(text: &str, in_heading_row: bool) -> bool {
    let longest = text.split(|c: char| !c.is_numeric()).map(|digits| digits.chars().count()).max();
    longest.unwrap_or(0) < if in_heading_row { 4 } else { 1 }
}

fn push(table: &mut Table, text: &str, stored: Stored, about: Option<Box<About>>) {
    match about {
        Some(about) => table.push_about(text, stored, *about),
        None => table.push(text, stored),
    }
}

/// The row with the most headings that are known, the first of several. One is enough only where a
/// row has no other cell, or in a directory dump.
pub(crate) fn heading_row<'c, R, C>(rows: R, options: &ReadOptions<'_>) -> Option<usize>
where
    R: Iterator<Item = C>,
    C: Iterator<Item = &'c str>,
{
    let (mut best, mut found) = (0, None);
    for (row, cells) in rows.take(limits::HEADING_ROWS).enumerate() {
        let (mut known, mut filled) = (0, 0);
        for cell in cells.filter(|cell| !cell.trim().is_empty()) {
            filled += 1;
            known += usize::from((options.is_heading)(cell));
        }
        let enough = known >= 2 || known == 1 && (filled == 1 || options.purpose == Purpose::Dump);
        if enough && known > best {
            (best, found) = (known, Some(row));
        }
    }
    found
}
