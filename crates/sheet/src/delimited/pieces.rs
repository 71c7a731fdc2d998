//! A text cut into pieces that can be read side by side: each begins where a row begins.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2, memrchr2};
use tollgate_model::RowId;

use super::line_break;
use crate::limits;

/// A piece smaller than this is not worth a thread.
const SMALL: usize = 1 << 20;

/// Whole lines of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where it begins and ends, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether quotes mean anything in it.
    pub(super) quoting: bool,
}

/// The pieces of a text, in order and with nothing between them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pieces {
    pub(super) list: Vec<Piece>,
    /// Where the first quote opens that swallows following rows. Its line is read as if quotes meant
    /// nothing, and reading goes on with the next one.
    pub(super) swallowing: Option<usize>,
}

impl Pieces {
    /// Cuts the text from `start` on. No piece begins within quotes.
    pub(super) fn of(bytes: &[u8], start: usize, delimiter: u8) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let size = ((bytes.len() - start) / threads + 1).max(SMALL);
        let mut cut = Cut { bytes, size, from: start, list: Vec::new() };
        let (mut swallowing, mut unquoted) = (None, start);
        while let Some(open) = next_quote(bytes, unquoted, delimiter) {
            cut.within(unquoted..open);
            let close = closing(bytes, open + 1);
            if let Some(close) = close.filter(|close| !swallows(bytes, open, *close, delimiter)) {
                unquoted = close + 1;
                continue;
            }
            swallowing.get_or_insert(open);
            let line = memrchr2(b'\n', b'\r', &bytes[cut.from..open]);
            cut.at(line.map_or(cut.from, |last| cut.from + last + 1), true);
            let end = memchr2(b'\n', b'\r', &bytes[open..]).map_or(bytes.len(), |next| open + next);
            cut.at(end + line_break(bytes, end).unwrap_or(0), false);
            unquoted = cut.from;
        }
        cut.within(unquoted..bytes.len());
        cut.at(bytes.len(), true);
        Self { list: cut.list, swallowing }
    }
}

/// Where the next piece begins, and those before it.
struct Cut<'b> {
    bytes: &'b [u8],
    size: usize,
    from: usize,
    list: Vec<Piece>,
}

impl Cut<'_> {
    fn at(&mut self, end: usize, quoting: bool) {
        if end > self.from {
            self.list.push(Piece { start: self.from, end, quoting });
            self.from = end;
        }
    }

    /// Cuts between lines of a range in which no quote is open, as often as a piece is large enough.
    fn within(&mut self, range: Range<usize>) {
        loop {
            let wanted = range.start.max(self.from + self.size);
            let Some(rest) = self.bytes.get(wanted..range.end) else { return };
            let Some(next) = memchr2(b'\n', b'\r', rest) else { return };
            let next = wanted + next;
            self.at(next + line_break(self.bytes, next).unwrap_or(0), true);
        }
    }
}

/// Where the next quote opens a cell.
fn next_quote(bytes: &[u8], from: usize, delimiter: u8) -> Option<usize> {
    let opens = |at: usize| {
        at == from || matches!(bytes[at - 1], b'\n' | b'\r') || bytes[at - 1] == delimiter
    };
    memchr_iter(b'"', &bytes[from..]).map(|at| from + at).find(|at| opens(*at))
}

/// Where a quoted text ends; none where it never does.
pub(super) fn closing(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some(found) = memchr(b'"', &bytes[at..]) {
        let quote = at + found;
        if bytes.get(quote + 1) != Some(&b'"') {
            return Some(quote);
        }
        at = quote + 2;
    }
    None
}

/// Whether a quoted text holds more than a cell can, or a row of ours, or is closed in the middle of a
/// cell after several delimiters.
fn swallows(bytes: &[u8], open: usize, close: usize, delimiter: u8) -> bool {
    let inside = &bytes[open + 1..close];
    if inside.len() > limits::CELL * 4 {
        return true;
    }
    if memchr2(b'\n', b'\r', inside).is_none() {
        return false;
    }
    let torn = !matches!(bytes.get(close + 1), None | Some(b'\n' | b'\r'))
        && bytes.get(close + 1) != Some(&delimiter);
    let inside = String::from_utf8_lossy(inside);
    inside.split(['\n', '\r']).skip(1).any(|line| {
        let mut cells = line.split(char::from(delimiter));
        torn && cells.clone().count() > 2
            || cells.any(|cell| RowId::looks_like(cell.trim_matches('"')))
    })
}
