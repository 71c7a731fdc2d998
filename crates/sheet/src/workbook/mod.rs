//! Workbooks: which sheet is meant, and its cells. Whatever can be looked at cheaply is looked at
//! before a library unpacks it.

mod binary;
mod compound;
mod formats;
mod guard;
mod look;
mod ods;
mod runs;
mod texts;
mod xlsx;

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::sync::Once;

use tollgate_model::{About, Area, FileKind, RowAt, RowId, Stored, Table, Trait};

use self::runs::Runs;
use crate::builder::{Builder, heading_row};
use crate::source::Source;
use crate::{Error, ErrorKind, Purpose, ReadOptions, Result, limits};

/// One cell of a sheet, its place zero-based.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SheetCell<'c> {
    pub(crate) row: u32,
    pub(crate) column: u32,
    pub(crate) text: Cow<'c, str>,
    pub(crate) stored: Stored,
    pub(crate) about: Option<Box<About>>,
}

/// A sheet's name and whether it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SheetName {
    pub(crate) name: String,
    pub(crate) hidden: bool,
}

/// A workbook, however it is kept.
pub(crate) trait Workbook<'b> {
    /// The sheets that hold cells, in their order.
    fn sheets(&self) -> Vec<SheetName>;

    /// Gives the cells of a sheet in reading order until told to stop.
    fn cells(
        &mut self,
        sheet: &str,
        each: &mut dyn FnMut(SheetCell<'_>) -> Result<bool>,
    ) -> Result<()>;

    /// Looks at a sheet beside its cells, by another thread while they are read.
    fn look(&mut self, sheet: &str) -> Beside<'b>;

    /// Takes note of what a look found of single cells. Whether they have to be read again for that.
    fn know(&mut self, apart: Apart) -> bool {
        drop(apart);
        false
    }
}

/// A look at a sheet that can be taken anywhere.
pub(crate) type Beside<'b> = Box<dyn FnOnce() -> Result<Look> + Send + 'b>;

/// A look that was taken already.
pub(crate) fn known<'b>(looked: Looked) -> Beside<'b> {
    Box::new(move || Ok(Look { looked, apart: Apart::default() }))
}

/// What a look finds.
#[derive(Default)]
pub(crate) struct Look {
    pub(crate) looked: Looked,
    pub(crate) apart: Apart,
}

/// What is known of single cells and comes without them, by row and column, both zero-based.
#[derive(Default)]
pub(crate) struct Apart {
    pub(crate) formulas: BTreeMap<(u32, u32), String>,
    /// What is struck through of texts that are written in more than one way.
    pub(crate) struck: BTreeMap<(u32, u32), Runs>,
}

/// What is known of a sheet beside its cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Looked {
    pub(crate) hidden_rows: Vec<Range<u32>>,
    pub(crate) hidden_columns: Vec<Range<u32>>,
    pub(crate) merged: Vec<Area>,
    pub(crate) cannot_tell: Vec<Trait>,
    pub(crate) roster_property: Option<u32>,
}

impl Looked {
    /// Notes rows that are hidden. They come in order; what says otherwise adds nothing.
    fn hide_rows(&mut self, rows: Range<u32>) {
        hide(&mut self.hidden_rows, rows);
    }

    /// Notes columns that are hidden, as [`Looked::hide_rows`] does.
    fn hide_columns(&mut self, columns: Range<u32>) {
        hide(&mut self.hidden_columns, columns);
    }
}

/// Adds to ranges that are in order and do not touch.
fn hide(hidden: &mut Vec<Range<u32>>, more: Range<u32>) {
    match hidden.last_mut() {
        Some(last) if more.start <= last.end => last.end = last.end.max(more.end),
        _ if more.is_empty() => {}
        _ => hidden.push(more),
    }
}

/// The numbers of those that some ranges hold, which are in order.
fn held(ranges: &[Range<u32>], numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let is_held = |number: &u32| {
        let next = ranges.partition_point(|range| range.end <= *number);
        ranges.get(next).is_some_and(|range| range.contains(number))
    };
    numbers.filter(is_held).collect()
}

/// The document property that carries the roster's number.
pub const ROSTER_PROPERTY: &str = "Tollgate roster";

pub(crate) fn read(
    name: &str,
    source: Source<'_>,
    kind: FileKind,
    options: &ReadOptions<'_>,
) -> Result<Table> {
    // Parsers of binary formats have been known to panic on broken files.
    let attempt = AssertUnwindSafe(|| open_and_read(name, source, kind, options));
    quietly(attempt).unwrap_or_else(|| Err(broken(name)))
}

/// What is said where a parser gave up.
fn broken(name: &str) -> Error {
    Error::damaged(name, "it does not hold together")
}

/// Runs something; none when it panicked, which is not printed.
pub(crate) fn quietly<T>(attempt: impl FnOnce() -> T + std::panic::UnwindSafe) -> Option<T> {
    thread_local! {
        static QUIET: Cell<bool> = const { Cell::new(false) };
    }
    static HOOK: Once = Once::new();
    // Set once for all threads: what any other thread has to say is printed as before.
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                usual(panic);
            }
        }));
    });
    let before = QUIET.replace(true);
    let outcome = std::panic::catch_unwind(attempt);
    QUIET.set(before);
    outcome.ok()
}

fn open_and_read(
    name: &str,
    source: Source<'_>,
    kind: FileKind,
    options: &ReadOptions<'_>,
) -> Result<Table> {
    let unpacked = match kind {
        FileKind::Xls => source.len(),
        _ => usize::try_from(guard::check(name, source)?).unwrap_or(usize::MAX),
    };
    let room = unpacked.saturating_mul(limits::ROOM_RATIO).saturating_add(limits::ROOM);
    let mut workbook: Box<dyn Workbook<'_> + '_> = match kind {
        FileKind::Xlsx => Box::new(xlsx::Xlsx::open(name, source)?),
        FileKind::Ods => Box::new(ods::Ods::open(name, source, room)?),
        _ => binary::open(name, source, kind, room)?,
    };
    let sheets = workbook.sheets();
    let (sheet, candidates) = choose(name, &mut *workbook, &sheets, options)?;
    let look = workbook.look(&sheet.name);
    let (look, table) = std::thread::scope(|scope| {
        let look = scope
            .spawn(move || quietly(AssertUnwindSafe(look)).unwrap_or_else(|| Err(broken(name))));
        let table = cells(name, &mut *workbook, &sheet.name, options, room);
        (look.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), table)
    });
    let (Look { looked, apart }, mut table) = (look?, table?);
    // In nearly every reply there is nothing.
    if workbook.know(apart) {
        table = cells(name, &mut *workbook, &sheet.name, options, room)?;
    }
    let filled = (0..table.len()).map(|row| table.at(row).number - 1);
    let hidden_rows = held(&looked.hidden_rows, filled);
    let columns = 0..u32::try_from(limits::COLUMNS).unwrap_or(u32::MAX);
    let hidden_columns = held(&looked.hidden_columns, columns);
    let facts = &mut table.facts;
    facts.kind = Some(kind);
    facts.sheet = Some(sheet.name.clone());
    facts.candidates = candidates;
    facts.hidden_sheet = sheet.hidden;
    facts.hidden_rows = hidden_rows;
    facts.hidden_columns = hidden_columns;
    facts.merged = looked.merged;
    facts.cannot_tell = looked.cannot_tell;
    facts.roster_property = looked.roster_property;
    Ok(table)
}

/// The sheet that is meant, and all that could be.
fn choose(
    name: &str,
    workbook: &mut dyn Workbook<'_>,
    sheets: &[SheetName],
    options: &ReadOptions<'_>,
) -> Result<(SheetName, Vec<String>)> {
    if let Some(wanted) = options.sheet {
        let found = sheets.iter().find(|sheet| sheet.name.to_lowercase() == wanted.to_lowercase());
        return found.map(|sheet| (sheet.clone(), vec![sheet.name.clone()])).ok_or_else(|| {
            let names: Vec<_> = sheets.iter().map(|sheet| format!("`{}`", sheet.name)).collect();
            Error::new(
                ErrorKind::NoSuchSheet,
                format!("Could not read {name}: it has no sheet `{wanted}`."),
                format!("Its sheets are {}.", names.join(", ")),
            )
        });
    }
    let mut looks = Vec::new();
    for sheet in sheets {
        looks.push((sheet, look_at(workbook, &sheet.name, options)?));
    }
    let candidates: Vec<&SheetName> =
        looks.iter().filter(|(_, look)| look.is_candidate).map(|(sheet, _)| *sheet).collect();
    let best = candidates
        .iter()
        .find(|sheet| !sheet.hidden && sheet.name == "Roster")
        .or_else(|| candidates.iter().find(|sheet| !sheet.hidden))
        .or_else(|| candidates.first())
        .copied();
    // Where no sheet is ours, the fullest is shown as the best candidate.
    let fullest = || {
        looks.iter().reduce(|best, next| if next.1.filled > best.1.filled { next } else { best })
    };
    let chosen =
        best.or_else(|| fullest().map(|(sheet, _)| *sheet)).ok_or_else(|| Error::empty(name))?;
    let names = candidates.iter().map(|sheet| sheet.name.clone()).collect();
    Ok((chosen.clone(), names))
}

/// What the first rows of a sheet tell.
#[derive(Default)]
struct FirstRows {
    is_candidate: bool,
    filled: usize,
}

fn look_at(
    workbook: &mut dyn Workbook<'_>,
    sheet: &str,
    options: &ReadOptions<'_>,
) -> Result<FirstRows> {
    // Rows enough to find the headings and an address under them, or a row ID.
    let most = limits::HEADING_ROWS * 4;
    let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
    let mut look = FirstRows::default();
    workbook.cells(sheet, &mut |cell| {
        if cell.text.is_empty() {
            return Ok(true);
        }
        look.filled += 1;
        look.is_candidate |=
            options.purpose == Purpose::Reply && RowId::parse(cell.text.trim()).is_some();
        if rows.last().is_none_or(|(row, _)| *row != cell.row) {
            rows.push((cell.row, Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            cells.push(cell.text.into_owned());
        }
        Ok(rows.len() <= most && !look.is_candidate)
    })?;
    let texts = rows.iter().map(|(_, cells)| cells.iter().map(String::as_str));
    if let Some(heading_row) = heading_row(texts, options) {
        let below = rows[heading_row + 1..].iter().flat_map(|(_, cells)| cells);
        let address = |cell: &String| tollgate_model::SipAddress::new(cell).is_some();
        look.is_candidate |= options.purpose == Purpose::Dump || below.clone().any(address);
    }
    Ok(look)
}

/// All cells of a sheet as a table, which has room for so many bytes.
fn cells(
    name: &str,
    workbook: &mut dyn Workbook<'_>,
    sheet: &str,
    options: &ReadOptions<'_>,
    mut room: usize,
) -> Result<Table> {
    let mut builder = Builder::new(name, options);
    let (mut row, mut column) = (None, 0);
    workbook.cells(sheet, &mut |cell| {
        if cell.text.is_empty() && !matches!(cell.stored, Stored::FormulaUnsaved | Stored::Error) {
            return Ok(true);
        }
        if row != Some(cell.row) {
            if let Some(row) = row {
                if cell.row < row {
                    return Err(Error::damaged(name, "its rows are out of order"));
                }
                builder.end_row(at(row))?;
            }
            row = Some(cell.row);
            column = 0;
        }
        if cell.column as usize >= limits::COLUMNS {
            let what = format!("a row has more than {} columns", limits::COLUMNS);
            return Err(Error::too_large(name, what));
        }
        if cell.column < column {
            return Err(Error::damaged(name, "its cells are out of order"));
        }
        // A cell far to the right brings all before it into the table.
        let bytes = cell.text.len()
            + formats::room(cell.about.as_deref())
            + Table::CELL * (cell.column - column) as usize;
        room = room.checked_sub(bytes).ok_or_else(|| repeats(name))?;
        while column < cell.column {
            builder.push("", Stored::Empty, None)?;
            column += 1;
        }
        builder.push(&cell.text, cell.stored, cell.about)?;
        column += 1;
        Ok(true)
    })?;
    if let Some(row) = row {
        builder.end_row(at(row))?;
    }
    builder.finish()
}

/// A small file whose cells, each of which may be honest, fill a large table.
fn repeats(name: &str) -> Error {
    Error::too_large(name, "its cells fill far more room than it has itself")
}

fn at(row: u32) -> RowAt {
    RowAt { number: row + 1, line: row + 1 }
}
