//! Comma, semicolon, tab and pipe separated text. The dialect is the one under which the headings
//! that are looked for appear, never the most regular one.

mod pieces;
mod records;
mod rows;

use tollgate_model::{FileKind, Table, Trait};

use crate::builder::heading_row;
use crate::encoding::{decode, has_overlong_line};
use crate::{Error, ReadOptions, Result, limits, sha256};
use pieces::Pieces;

/// Delimiters in the order in which one wins over an equal.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

pub(crate) fn read(name: &str, bytes: &mut Vec<u8>, options: &ReadOptions<'_>) -> Result<Table> {
    if has_overlong_line(bytes) {
        return Err(overlong_line(name));
    }
    let mut decoded = decode(bytes, options.expected);
    let text = decoded.text.as_str();
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(Error::empty(name));
    }
    if u32::try_from(text.len()).is_err() {
        return Err(Error::too_large(name, "its text is larger than 4 GiB"));
    }
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (told, start) = sep_line(&text[mark..]);
    let start = mark + start;
    let delimiter = delimiter(&text[start..], told, options);
    let no_final_line_break = !text.ends_with(['\n', '\r']);
    let (sha256, pieces) = std::thread::scope(|scope| {
        let sha256 = scope.spawn(|| sha256(decoded.bytes()));
        let pieces = Pieces::of(text.as_bytes(), start, delimiter);
        (sha256.join().unwrap_or_default(), pieces)
    });
    let first_line = 1 + u32::from(told.is_some());
    let unclosed = pieces.swallowing.map(|quote| {
        let line = text[start..quote].rfind(['\n', '\r']).map_or(start, |at| start + at + 1);
        let column = text[line..quote].chars().count() + 1;
        let line = breaks(&text.as_bytes()[start..line]) + first_line;
        (line, u32::try_from(column).unwrap_or(u32::MAX))
    });
    let text = std::mem::take(&mut decoded.text);
    let mut table = rows::read(name, text, &pieces, delimiter, first_line, options)?;
    let facts = &mut table.facts;
    (facts.sha256, facts.name) = (sha256, name.to_owned());
    facts.kind = Some(if delimiter == b'\t' { FileKind::Tsv } else { FileKind::Csv });
    facts.bytes_not_text = decoded.invalid_at;
    facts.encoding = Some(decoded.encoding);
    facts.delimiter = Some(char::from(delimiter));
    facts.sep_line = told.is_some();
    facts.unclosed_quote = unclosed;
    facts.no_final_line_break = no_final_line_break;
    facts.cannot_tell = vec![
        Trait::Hidden,
        Trait::Merged,
        Trait::Formulas,
        Trait::StruckThrough,
        Trait::NumberFormats,
    ];
    Ok(table)
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
        let mut reader = reader(sample, delimiter);
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

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

fn overlong_line(name: &str) -> Error {
    Error::too_large(name, "a line is longer than a row can be")
}

/// The length of the line break at a place, if one is there.
fn line_break(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'\r' if bytes.get(at + 1) == Some(&b'\n') => Some(2),
        b'\r' | b'\n' => Some(1),
        _ => None,
    }
}

/// How many line breaks there are.
pub(crate) fn breaks(bytes: &[u8]) -> u32 {
    let mut count = 0;
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        // The two of a CRLF are one.
        count += u32::from(bytes[at] == b'\r' || at == 0 || bytes[at - 1] != b'\r');
    }
    count
}

#[cfg(test)]
mod tests;
