//! Comma, semicolon, tab and pipe separated text. The dialect is the one under which the headings
//! that are looked for appear, never the most regular one.

use tollgate_model::{FileKind, RowAt, RowId, Stored, Table, Trait};

use crate::builder::{Builder, heading_row};
use crate::encoding::decode;
use crate::{Error, ReadOptions, Result, limits};

/// Delimiters in the order in which one wins over an equal.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

pub(crate) fn read(name: &str, bytes: &[u8], options: &ReadOptions<'_>) -> Result<Table> {
    refuse_endless_line(name, bytes)?;
    let decoded = decode(bytes, options.expected);
    let text = decoded.text.strip_prefix('\u{feff}').unwrap_or(&decoded.text);
    if text.trim().is_empty() {
        return Err(Error::empty(name));
    }
    if u32::try_from(text.len()).is_err() {
        return Err(Error::too_large(name, "its text is larger than 4 GiB"));
    }
    let (told, start) = sep_line(text);
    let delimiter = delimiter(&text[start..], told, options);
    let mut builder = Builder::new(name, options);
    let first_line = u32::from(start > 0);
    let unclosed = rows(&text[start..], delimiter, |fields, number, line| {
        if fields.iter().all(|field| field.trim().is_empty()) {
            return Ok(());
        }
        for field in fields {
            builder.push(
                field,
                if field.is_empty() { Stored::Empty } else { Stored::Text },
                None,
            )?;
        }
        builder.end_row(RowAt { number, line: line + first_line })
    })?;
    let mut table = builder.finish()?;
    let facts = &mut table.facts;
    facts.kind = Some(if delimiter == b'\t' { FileKind::Tsv } else { FileKind::Csv });
    facts.bytes_not_text = decoded.invalid_at.map(|at| {
        let before = &bytes[..usize::try_from(at).unwrap_or(0).min(bytes.len())];
        let (before, _, _) = encoding_rs::Encoding::for_label(decoded.encoding.name.as_bytes())
            .unwrap_or(encoding_rs::UTF_8)
            .decode(before);
        (at, breaks(before.as_bytes()) + 1)
    });
    facts.encoding = Some(decoded.encoding);
    facts.delimiter = Some(char::from(delimiter));
    facts.sep_line = told.is_some();
    facts.unclosed_quote = unclosed.map(|(line, column)| (line + first_line, column));
    facts.no_final_line_break = !text.ends_with(['\n', '\r']);
    facts.cannot_tell = vec![
        Trait::Hidden,
        Trait::Merged,
        Trait::Formulas,
        Trait::StruckThrough,
        Trait::NumberFormats,
    ];
    Ok(table)
}

/// A line longer than a full row of full cells is no row.
fn refuse_endless_line(name: &str, bytes: &[u8]) -> Result<()> {
    let longest = bytes.split(|b| matches!(b, b'\n' | b'\r')).map(<[u8]>::len).max();
    if longest > Some(limits::LINE) {
        return Err(Error::too_large(name, "a line is longer than a row can be"));
    }
    Ok(())
}

/// Excel's `sep=;` and where the text after it begins.
fn sep_line(text: &str) -> (Option<u8>, usize) {
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    let line = text[..end].trim().trim_matches('"');
    let told = match line.get(..4) {
        Some(word) if word.eq_ignore_ascii_case("sep=") => match line.as_bytes()[4..] {
            [delimiter] => Some(delimiter),
            // `sep=` and a tab, which the trimming took.
            [] if text[..end].ends_with('\t') => Some(b'\t'),
            _ => None,
        },
        _ => None,
    };
    let told = told.filter(u8::is_ascii);
    let broken = if text[end..].starts_with("\r\n") { 2 } else { usize::from(end < text.len()) };
    (told, if told.is_some() { end + broken } else { 0 })
}

/// The delimiter under which most headings appear; one that a `sep=` line tells wins over its equal.
fn delimiter(text: &str, told: Option<u8>, options: &ReadOptions<'_>) -> u8 {
    let sample = &text[..text.floor_char_boundary(limits::SAMPLE)];
    let score = |delimiter: u8| {
        let mut reader = reader(sample, delimiter, true);
        let mut records = Vec::new();
        let mut record = csv::StringRecord::new();
        while records.len() < limits::HEADING_ROWS
            && reader.read_record(&mut record).unwrap_or(false)
        {
            records.push(record.clone());
        }
        let row = heading_row(records.iter().map(csv::StringRecord::iter), options);
        let known = row
            .map_or(0, |row| records[row].iter().filter(|cell| (options.is_heading)(cell)).count());
        // Where no heading is known, the delimiter that parts the most is the best candidate.
        (
            known,
            told == Some(delimiter),
            if known == 0 { records.first().map_or(0, csv::StringRecord::len) } else { 0 },
        )
    };
    let candidates = DELIMITERS.into_iter().chain(told.filter(|told| !DELIMITERS.contains(told)));
    let scored = candidates.map(|delimiter| (score(delimiter), delimiter));
    let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map_or(b',', |(_, delimiter)| delimiter)
}

fn reader(text: &str, delimiter: u8, quoting: bool) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(quoting)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// Gives each record with the number of its row and the line it begins on, both one-based; and
/// returns where the first quote opens that swallows following rows. Its line is read as if quotes
/// meant nothing, and reading goes on with the next one.
fn rows(
    text: &str,
    delimiter: u8,
    mut each: impl FnMut(&csv::StringRecord, u32, u32) -> Result<()>,
) -> Result<Option<(u32, u32)>> {
    let mut counter = Counter { number: 0, line: 1 };
    let (mut at, mut first) = (0, None);
    while let Some(open) = swallowing_quote(&text.as_bytes()[at..], delimiter).map(|open| at + open)
    {
        let start = text[at..open].rfind(['\n', '\r']).map_or(at, |last| at + last + 1);
        let end = text[open..].find(['\n', '\r']).map_or(text.len(), |next| open + next);
        let end = end + line_break(text.as_bytes(), end).unwrap_or(0);
        counter.read(&text[at..start], delimiter, true, &mut each)?;
        let column = u32::try_from(text[start..open].chars().count() + 1).unwrap_or(u32::MAX);
        first.get_or_insert((counter.line, column));
        counter.read(&text[start..end], delimiter, false, &mut each)?;
        at = end;
    }
    counter.read(&text[at..], delimiter, true, &mut each)?;
    Ok(first)
}

/// Which row and line is next.
///
/// The csv crate passes over blank lines and counts lines wrongly where they end in CRLF or CR, so
/// both are worked out from the bytes.
struct Counter {
    number: u32,
    line: u32,
}

impl Counter {
    /// Reads whole lines.
    fn read(
        &mut self,
        text: &str,
        delimiter: u8,
        quoting: bool,
        each: &mut impl FnMut(&csv::StringRecord, u32, u32) -> Result<()>,
    ) -> Result<()> {
        let bytes = text.as_bytes();
        let mut reader = reader(text, delimiter, quoting);
        let mut record = csv::StringRecord::new();
        let mut at = 0;
        // Text is valid UTF-8 and rows may be of any length: nothing is left that fails.
        while reader.read_record(&mut record).unwrap_or(false) {
            at = self.pass_blank_lines(bytes, at);
            self.number += 1;
            let mut end =
                usize::try_from(reader.position().byte()).unwrap_or(bytes.len()).min(bytes.len());
            if bytes.get(end) == Some(&b'\n') && bytes.get(end.wrapping_sub(1)) == Some(&b'\r') {
                end += 1;
            }
            each(&record, self.number, self.line)?;
            self.line += breaks(&bytes[at.min(end)..end]);
            at = end;
        }
        self.pass_blank_lines(bytes, at);
        Ok(())
    }

    fn pass_blank_lines(&mut self, bytes: &[u8], mut at: usize) -> usize {
        while let Some(length) = line_break(bytes, at) {
            at += length;
            self.line += 1;
            self.number += 1;
        }
        at
    }
}

/// The length of the line break at a place, if one is there.
fn line_break(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'\r' if bytes.get(at + 1) == Some(&b'\n') => Some(2),
        b'\r' | b'\n' => Some(1),
        _ => None,
    }
}

fn breaks(bytes: &[u8]) -> u32 {
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() {
        let length = line_break(bytes, at);
        count += u32::from(length.is_some());
        at += length.unwrap_or(1);
    }
    count
}

/// Where the first quote opens that is never closed, that holds more than a cell can, whose text
/// holds a row of ours, or that is closed in the middle of a cell after several delimiters.
fn swallowing_quote(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let opens =
        |at: usize| at == 0 || matches!(bytes[at - 1], b'\n' | b'\r') || bytes[at - 1] == delimiter;
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|b| *b == b'"') {
        let open = at + found;
        if !opens(open) {
            at = open + 1;
            continue;
        }
        let Some(close) = closing(bytes, open + 1) else { return Some(open) };
        let inside = &bytes[open + 1..close];
        if inside.len() > limits::CELL * 4 {
            return Some(open);
        }
        if inside.iter().any(|b| matches!(b, b'\n' | b'\r')) {
            let torn = !matches!(bytes.get(close + 1), None | Some(b'\n' | b'\r'))
                && bytes.get(close + 1) != Some(&delimiter);
            let inside = String::from_utf8_lossy(inside);
            let swallowed = inside.split(['\n', '\r']).skip(1).any(|line| {
                let mut cells = line.split(char::from(delimiter));
                torn && cells.clone().count() > 2
                    || cells.any(|cell| RowId::looks_like(cell.trim_matches('"')))
            });
            if swallowed {
                return Some(open);
            }
        }
        at = close + 1;
    }
    None
}

/// Where a quoted text ends; none where it never does.
fn closing(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some(found) = bytes[at..].iter().position(|b| *b == b'"') {
        let quote = at + found;
        if bytes.get(quote + 1) != Some(&b'"') {
            return Some(quote);
        }
        at = quote + 2;
    }
    None
}

#[cfg(test)]
mod tests;
