//! Comma, semicolon, tab and pipe separated text. The dialect is the one under which the headings
//! that are looked for appear, never the most regular one.

use tollgate_model::{FileKind, RowAt, RowId, Stored, Table};

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
    let (told, start) = sep_line(text);
    let delimiter = told.unwrap_or_else(|| delimiter(&text[start..], options));
    let mut builder = Builder::new(name, options);
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
        builder.end_row(RowAt { number, line: line + u32::from(start > 0) })
    })?;
    let mut table = builder.finish()?;
    let facts = &mut table.facts;
    facts.kind = Some(if delimiter == b'\t' { FileKind::Tsv } else { FileKind::Csv });
    facts.encoding = Some(decoded.encoding);
    facts.delimiter = Some(char::from(delimiter));
    facts.sep_line = told.is_some();
    facts.unclosed_quote = unclosed.map(|(line, column)| (line + u32::from(start > 0), column));
    facts.no_final_line_break = !text.ends_with(['\n', '\r']);
    facts.bytes_not_text = decoded.invalid_at.map(|at| {
        let before = &bytes[..usize::try_from(at).unwrap_or(0).min(bytes.len())];
        let lines = before.split(|b| *b == b'\n').count();
        (at, u32::try_from(lines).unwrap_or(u32::MAX))
    });
    facts.cannot_tell = vec![
        tollgate_model::Trait::Hidden,
        tollgate_model::Trait::Merged,
        tollgate_model::Trait::Formulas,
        tollgate_model::Trait::StruckThrough,
        tollgate_model::Trait::NumberFormats,
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

fn delimiter(text: &str, options: &ReadOptions<'_>) -> u8 {
    let score = |delimiter: u8| {
        let mut reader = reader(text, delimiter);
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
        (known, if known == 0 { records.first().map_or(0, csv::StringRecord::len) } else { 0 })
    };
    let scored = DELIMITERS.into_iter().map(|delimiter| (score(delimiter), delimiter));
    let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map_or(b',', |(_, delimiter)| delimiter)
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// Gives each record with the number of its row and the line it begins on, both one-based; and
/// returns where a quote opens that swallows following rows.
///
/// The csv crate passes over blank lines and counts lines wrongly where they end in CRLF or CR, so
/// both are worked out from the bytes.
fn rows(
    text: &str,
    delimiter: u8,
    mut each: impl FnMut(&csv::StringRecord, u32, u32) -> Result<()>,
) -> Result<Option<(u32, u32)>> {
    let bytes = text.as_bytes();
    let mut reader = reader(text, delimiter);
    let mut record = csv::StringRecord::new();
    let (mut number, mut line, mut at) = (0_u32, 1_u32, 0_usize);
    let mut unclosed = None;
    // Text is valid UTF-8 and rows may be of any length: nothing is left that fails.
    while reader.read_record(&mut record).unwrap_or(false) {
        while let Some(length) = line_break(bytes, at) {
            at += length;
            line += 1;
            number += 1;
        }
        number += 1;
        let mut end =
            usize::try_from(reader.position().byte()).unwrap_or(bytes.len()).min(bytes.len());
        if bytes.get(end) == Some(&b'\n') && bytes.get(end.wrapping_sub(1)) == Some(&b'\r') {
            end += 1;
        }
        let raw = &bytes[at.min(end)..end];
        let several_lines = record.iter().any(|field| field.contains(['\n', '\r']));
        if unclosed.is_none() && (several_lines || end == bytes.len()) {
            unclosed = swallowing_quote(raw, delimiter).map(|offset| {
                let before = &text[at..at + offset];
                let start = before.rfind(['\n', '\r']).map_or(0, |last| last + 1);
                let column = before[start..].chars().count() + 1;
                (line + breaks(before.as_bytes()), u32::try_from(column).unwrap_or(u32::MAX))
            });
        }
        each(&record, number, line)?;
        line += breaks(raw);
        at = end;
    }
    Ok(unclosed)
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

/// Where in a record a quote opens that is never closed, or whose text holds a row of ours or
/// several delimiters in a line of its own.
fn swallowing_quote(raw: &[u8], delimiter: u8) -> Option<usize> {
    let mut at = 0;
    while at < raw.len() {
        if raw[at] == b'"' {
            let open = at;
            let mut closed = false;
            at += 1;
            while at < raw.len() {
                match (raw[at], raw.get(at + 1)) {
                    (b'"', Some(b'"')) => at += 1,
                    (b'"', _) => {
                        closed = true;
                        break;
                    }
                    _ => {}
                }
                at += 1;
            }
            let inside = String::from_utf8_lossy(&raw[open + 1..at.min(raw.len())]);
            let swallowed = inside.split(['\n', '\r']).skip(1).any(|line| {
                let cells = line.split(char::from(delimiter));
                cells.clone().count() > 2
                    || cells.into_iter().any(|cell| RowId::looks_like(cell.trim_matches('"')))
            });
            if !closed || swallowed {
                return Some(open);
            }
        }
        while at < raw.len() && raw[at] != delimiter {
            at += 1;
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests;
