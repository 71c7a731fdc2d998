//! The records of a piece of text, and the fields of each.

use std::ops::Range;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use memchr::{memchr, memchr2};

use super::pieces::{Piece, closing};
use super::{breaks, line_break, overlong_line};
use crate::{Result, limits};

/// The records of a piece, first to last, with the row and the line (one-based) that each begins on:
/// blank lines count for both, and are no records.
pub(super) struct Records<'n> {
    name: &'n str,
    end: usize,
    /// Whether quotes may hold a line break.
    quotes: bool,
    delimiter: u8,
    /// Where the next one begins.
    at: usize,
    pub(super) rows: u32,
    pub(super) lines: u32,
    pub(super) number: u32,
    pub(super) line: u32,
}

impl<'n> Records<'n> {
    pub(super) fn of(name: &'n str, bytes: &[u8], piece: Piece, delimiter: u8) -> Self {
        let Piece { start, end, quoting } = piece;
        let quotes = quoting && memchr(b'"', &bytes[start..end]).is_some();
        Self { name, end, quotes, delimiter, at: start, rows: 0, lines: 0, number: 0, line: 0 }
    }

    /// The next record with its line break; fails where a line is longer than a row can be.
    pub(super) fn next(&mut self, bytes: &[u8]) -> Result<Option<Range<usize>>> {
        while let Some(length) = line_break(&bytes[..self.end], self.at) {
            self.at += length;
            self.rows += 1;
            self.lines += 1;
        }
        if self.at >= self.end {
            return Ok(None);
        }
        let start = self.at;
        let mut next = self.line_end(bytes, start)?;
        self.rows += 1;
        (self.number, self.line) = (self.rows, self.lines + 1);
        self.lines += 1;
        if self.quotes && memchr(b'"', &bytes[start..next]).is_some() {
            next = self.last_line_end(bytes, start, next)?;
            self.lines += breaks(&bytes[start..next]);
        }
        self.at = next + line_break(&bytes[..self.end], next).unwrap_or(0);
        Ok(Some(start..self.at))
    }

    fn line_end(&self, bytes: &[u8], from: usize) -> Result<usize> {
        let rest = &bytes[from..self.end];
        let length = memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        if length > limits::LINE {
            return Err(overlong_line(self.name));
        }
        Ok(from + length)
    }

    /// Where a record ends whose first line ends at `line_end`: not within quotes.
    fn last_line_end(&self, bytes: &[u8], start: usize, mut line_end: usize) -> Result<usize> {
        let mut at = start;
        while let Some(found) = memchr(b'"', &bytes[at..line_end]) {
            let quote = at + found;
            let opens = quote == start || bytes[quote - 1] == self.delimiter;
            at = quote + 1;
            if opens {
                at = closing(&bytes[..self.end], at).map_or(self.end, |close| close + 1);
                if at > line_end {
                    line_end = self.line_end(bytes, at)?;
                }
            }
        }
        Ok(line_end)
    }
}

/// Parts a record into its fields.
pub(super) struct Fields {
    core: Reader,
    quoting: bool,
    delimiter: u8,
    ends: Vec<usize>,
}

impl Fields {
    pub(super) fn new(delimiter: u8, quoting: bool) -> Self {
        let ends = vec![0; limits::COLUMNS];
        Self { core: core(delimiter, quoting), quoting, delimiter, ends }
    }

    /// Whether a record needs more than to be cut at each delimiter.
    pub(super) fn has_quotes(&self, record: &[u8]) -> bool {
        self.quoting && memchr(b'"', record).is_some()
    }

    /// The same as [`Fields::part`] for a record without quotes, within one text: moves its fields to a
    /// place at or before its own.
    pub(super) fn cut(&mut self, text: &mut [u8], record: Range<usize>, to: usize) -> &[usize] {
        let is_break = |byte: &&u8| matches!(byte, b'\n' | b'\r');
        let breaks = text[record.clone()].iter().rev().take_while(is_break).count();
        let (mut from, end, mut used, mut found) = (record.start, record.end - breaks, to, 0);
        loop {
            let next = memchr(self.delimiter, &text[from..end]).map_or(end, |length| from + length);
            text.copy_within(from..next, used);
            used += next - from;
            if found == self.ends.len() {
                self.ends.push(0);
            }
            self.ends[found] = used - to;
            found += 1;
            if next == end {
                return &self.ends[..found];
            }
            from = next + 1;
        }
    }

    /// Puts the text of the fields of a record one after another, and gives where each ends.
    pub(super) fn part(&mut self, record: &[u8], text: &mut [u8]) -> &[usize] {
        let (mut read, mut written, mut found) = (0, 0, 0);
        loop {
            let input = &record[read..];
            let (result, nin, nout, nend) =
                self.core.read_record(input, &mut text[written..], &mut self.ends[found..]);
            read += nin;
            written += nout;
            found += nend;
            match result {
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                // The last record of a text has no line break: the empty input ends it.
                ReadRecordResult::InputEmpty if !input.is_empty() => {}
                _ => {
                    if input.is_empty() {
                        self.core = core(self.delimiter, self.quoting);
                    }
                    break;
                }
            }
        }
        &self.ends[..found]
    }
}

/// The library's reader, past the place where it would take U+FEFF for a byte order mark.
fn core(delimiter: u8, quoting: bool) -> Reader {
    let mut core = ReaderBuilder::new().delimiter(delimiter).quoting(quoting).build();
    core.read_record(b"\n", &mut [], &mut [0]);
    core
}
