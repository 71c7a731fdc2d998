//! Pieces of a text to the rows of a table, side by side, in the room that the text took: a cell is
//! never longer than what it was written as.

use std::ops::Range;

use tollgate_model::{Grid, Look, Places, RowAt, Stored, Table, on_all_cores};

use super::breaks;
use super::pieces::{Piece, Pieces};
use super::records::{Fields, Records};
use crate::builder::{Heads, count, fits};
use crate::{Error, ReadOptions, Result, limits};

/// Reads the pieces of a text, whose first line has the number `first_line`.
pub(super) fn read(
    name: &str,
    text: String,
    pieces: &Pieces,
    delimiter: u8,
    first_line: u32,
    options: &ReadOptions<'_>,
) -> Result<Table> {
    let mut bytes = text.into_bytes();
    let (heads, offsets) = heads(name, &bytes, pieces, delimiter, options)?;
    let reading = Reading { name, delimiter, heads: &heads, offsets: &offsets };
    let read = read_all(&mut bytes, pieces, &reading)?;
    let (grid, looks, at) = join(name, bytes, pieces, read, first_line)?;
    let mut table = Table::from_parts(grid, looks, at)
        .ok_or_else(|| Error::damaged(name, "its rows do not fit together"))?;
    if table.is_empty() {
        return Err(Error::empty(name));
    }
    table.heading_row = heads.heading_row;
    table.facts.dropped = heads.dropped;
    Ok(table)
}

/// What the first rows tell, and where in the text each of them begins.
fn heads(
    name: &str,
    bytes: &[u8],
    pieces: &Pieces,
    delimiter: u8,
    options: &ReadOptions<'_>,
) -> Result<(Heads, Vec<usize>)> {
    let (mut rows, mut offsets): (Vec<Vec<String>>, Vec<usize>) = (Vec::new(), Vec::new());
    for piece in &pieces.list {
        let mut fields = Fields::new(delimiter, piece.quoting);
        let mut records = Records::of(name, bytes, *piece, delimiter);
        let mut text = Vec::new();
        while rows.len() < limits::HEADING_ROWS
            && let Some(record) = records.next(bytes)?
        {
            text.resize(record.len(), 0);
            let ends = fields.part(&bytes[record.clone()], &mut text);
            if !is_blank(&text, ends) {
                offsets.push(record.start);
                // What stands further to the right is refused later.
                let cells = cells(ends).take(limits::COLUMNS);
                rows.push(cells.map(|cell| String::from_utf8_lossy(&text[cell]).into()).collect());
            }
        }
    }
    let rows: Vec<Vec<&str>> =
        rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    Ok((Heads::of(&rows, options), offsets))
}

/// What every piece is read with.
struct Reading<'a> {
    name: &'a str,
    delimiter: u8,
    heads: &'a Heads,
    /// Where the first rows begin.
    offsets: &'a [usize],
}

/// The rows of one piece: as a table's, but every place counted from the beginning of the piece.
#[derive(Default)]
struct Rows {
    /// How many bytes of text there are, from where the piece began.
    used: usize,
    ends: Vec<u32>,
    starts: Vec<u32>,
    looks: Vec<Look>,
    at: Places,
    /// How many rows and lines the piece has, blank ones included.
    count: u32,
    lines: u32,
}

impl Rows {
    /// Makes room for what the first row lets expect: this many like it, out of so many bytes.
    fn reserve(&mut self, rows: usize, width: usize, bytes: usize) {
        // Neither is believed beyond what there are bytes for; and where there is no such room, what is
        // needed is made when it is needed.
        let rows = rows.min(limits::ROWS as usize);
        let cells = rows.saturating_mul(width).min(bytes);
        self.ends.try_reserve_exact(cells).ok();
        self.looks.try_reserve_exact(cells).ok();
        self.starts.try_reserve_exact(rows).ok();
    }
}

/// Reads all pieces, as many at once as there are cores.
fn read_all(bytes: &mut [u8], pieces: &Pieces, reading: &Reading<'_>) -> Result<Vec<Rows>> {
    let mut rest = &mut bytes[pieces.list.first().map_or(0, |piece| piece.start)..];
    let parts = pieces.list.iter().map(|piece| {
        let (part, after) = std::mem::take(&mut rest).split_at_mut(piece.end - piece.start);
        rest = after;
        (*piece, part)
    });
    let parts: Vec<(Piece, &mut [u8])> = parts.collect();
    on_all_cores(parts.into_iter(), |(piece, part)| reading.piece(piece, part))
        .into_iter()
        .collect()
}

impl Reading<'_> {
    /// Reads one piece. `part` is its bytes, in whose place the text of its cells is put.
    fn piece(&self, piece: Piece, part: &mut [u8]) -> Result<Rows> {
        let mut fields = Fields::new(self.delimiter, piece.quoting);
        let whole = Piece { start: 0, end: part.len(), ..piece };
        let mut records = Records::of(self.name, part, whole, self.delimiter);
        let mut rows = Rows::default();
        let mut quoted = Vec::new();
        while let Some(record) = records.next(part)? {
            let ends = if fields.has_quotes(&part[record.clone()]) {
                quoted.clear();
                quoted.extend_from_slice(&part[record.clone()]);
                fields.part(&quoted, &mut part[rows.used..record.end])
            } else {
                fields.cut(part, record.clone(), rows.used)
            };
            if rows.ends.capacity() == 0 {
                rows.reserve(breaks(&part[record.start..]) as usize + 1, ends.len(), part.len());
            }
            let at = RowAt { number: records.number, line: records.line };
            self.row(&mut rows, part, ends, piece.start + record.start, at)?;
        }
        rows.count = records.rows;
        rows.lines = records.lines;
        // What was dropped, or stood behind, is gone from memory too.
        part[rows.used..].fill(0);
        Ok(rows)
    }

    /// Adds a row whose text was put behind that of the rows before it; its cells end at `ends`.
    fn row(
        &self,
        rows: &mut Rows,
        part: &mut [u8],
        ends: &[usize],
        offset: usize,
        at: RowAt,
    ) -> Result<()> {
        let base = rows.used;
        if is_blank(&part[base..], ends) {
            return Ok(());
        }
        count(self.name, at)?;
        rows.starts.push(index(rows.ends.len()));
        let hides = self.hidden(offset);
        let text = &part[base..base + ends.last().copied().unwrap_or(0)];
        let mut width = 0;
        // That all of it is text shows when the pieces are put together.
        for (column, cell) in cells(ends).enumerate() {
            let text = text.get(cell).unwrap_or_default();
            if !fits(self.name, text, column)? {
                continue;
            }
            let text = if hides(column) { &[] } else { text };
            let stored = if text.is_empty() { Stored::Empty } else { Stored::Text };
            rows.looks.push(Look::at(text, stored));
            width += 1;
        }
        for (column, cell) in cells(ends).take(width).enumerate() {
            if !hides(column) {
                let (from, length) = (base + cell.start, cell.len());
                if from != rows.used {
                    part.copy_within(from..from + length, rows.used);
                }
                rows.used += length;
            }
            rows.ends.push(index(rows.used));
        }
        rows.at.push(at);
        Ok(())
    }

    /// Which columns of the row that begins at a place nobody may see.
    fn hidden(&self, offset: usize) -> impl Fn(usize) -> bool {
        let row = self.offsets.binary_search(&offset).unwrap_or(usize::MAX);
        move |column| self.heads.hides(row, column)
    }
}

/// A place within a text that a reader has refused already where it is past 4 GiB.
fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Whether no cell has text.
fn is_blank(text: &[u8], ends: &[usize]) -> bool {
    let text = &text[..ends.last().copied().unwrap_or(0)];
    match text.first() {
        None => true,
        Some(first) if first.is_ascii_graphic() => false,
        _ => std::str::from_utf8(text).is_ok_and(|text| text.trim().is_empty()),
    }
}

fn cells(ends: &[usize]) -> impl Iterator<Item = Range<usize>> {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends.iter().copied()).map(|(start, end)| start..end)
}

/// Puts the rows of all pieces together.
fn join(
    name: &str,
    mut bytes: Vec<u8>,
    pieces: &Pieces,
    read: Vec<Rows>,
    first_line: u32,
) -> Result<(Grid, Vec<Look>, Places)> {
    let mut used = 0;
    let (mut rows_before, mut lines_before) = (0, first_line - 1);
    let (mut whole, mut at) = (Rows::default(), Places::default());
    for (piece, mut rows) in pieces.list.iter().zip(read) {
        bytes.copy_within(piece.start..piece.start + rows.used, used);
        let (text, cells) = (index(used), index(whole.ends.len()));
        used += rows.used;
        at.append(&rows.at, rows_before, lines_before);
        if let Some(last) = at.len().checked_sub(1).and_then(|last| at.get(last)) {
            count(name, last)?;
        }
        rows_before += rows.count;
        lines_before += rows.lines;
        if whole.ends.is_empty() {
            // The first keeps its room: where there is but one, nothing is copied.
            rows.ends.iter_mut().for_each(|end| *end += text);
            whole = rows;
            continue;
        }
        whole.ends.extend(rows.ends.iter().map(|end| end + text));
        whole.starts.extend(rows.starts.iter().map(|start| start + cells));
        whole.looks.append(&mut rows.looks);
    }
    bytes[used..].fill(0);
    bytes.truncate(used);
    bytes.shrink_to_fit();
    whole.starts.push(index(whole.ends.len()));
    let text = String::from_utf8(bytes).map_err(|error| Error::damaged(name, error))?;
    let grid = Grid::from_parts(text, whole.ends, whole.starts);
    let grid = grid.ok_or_else(|| Error::damaged(name, "its rows do not fit together"))?;
    Ok((grid, whole.looks, at))
}
