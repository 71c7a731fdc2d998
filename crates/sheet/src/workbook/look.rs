//! A look of our own into a sheet of an XLSX workbook, for what the reading library does not tell:
//! hidden rows and columns, merged cells, which values come from formulas, and what is struck through
//! within a cell.

use std::collections::HashMap;
use std::io::{BufReader, Read};
use std::sync::LazyLock;

use memchr::memchr_iter;
use memchr::memmem::Finder;
use quick_xml::events::{BytesStart, Event};
use tollgate_model::{Area, Trait};

use super::runs::{RichText, Runs, entity_text};
use super::{Look, Looked};
use crate::source::{Reader, Source};
use crate::{Error, Result, limits};

type Archive<'b> = zip::ZipArchive<Reader<'b>>;

/// Looks into a sheet.
pub(crate) fn look(name: &str, source: Source<'_>, sheet: &str) -> Result<Look> {
    let damaged = |error: &dyn std::fmt::Display| Error::damaged(name, error);
    let mut archive = zip::ZipArchive::new(source.reader()).map_err(|error| damaged(&error))?;
    let part = part_of(&mut archive, sheet).and_then(|part| named(&archive, &part));
    let Some(part) = part else { return Ok(unseen()) };
    // A part of a text may be as its cell is, and that be struck through.
    let cells = holds(&mut archive, "xl/styles.xml", strikes).map_err(|error| damaged(&error))?;
    let calls = if cells { has_parts } else { strikes };
    let texts = shared_texts(&mut archive, calls).map_err(|error| damaged(&error))?;
    if texts.is_empty() {
        let Ok(whole) = archive.by_name(&part) else { return Ok(unseen()) };
        let may_tell = |text: &[u8]| may_tell(text) || calls(text);
        if !any(whole, may_tell).map_err(|error| damaged(&error))? {
            return Ok(Look::default());
        }
    }
    let whole = archive.by_name(&part).map_err(|error| damaged(&error))?;
    scan(BufReader::new(whole), &texts).map_err(|error| damaged(&error))
}

/// What is struck through of the texts that cells share, by their numbers, where a word calls for it.
fn shared_texts(
    archive: &mut Archive<'_>,
    calls: fn(&[u8]) -> bool,
) -> std::result::Result<HashMap<usize, Runs>, quick_xml::Error> {
    const PART: &str = "xl/sharedStrings.xml";
    let mut texts = HashMap::new();
    if !holds(archive, PART, calls)? {
        return Ok(texts);
    }
    let Some(part) = named(archive, PART) else { return Ok(texts) };
    let Ok(part) = archive.by_name(&part) else { return Ok(texts) };
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part));
    let (mut buffer, mut count, mut text) = (Vec::new(), 0, RichText::default());
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::End(tag) if tag.local_name().as_ref() == "si" => {
                texts.extend(std::mem::take(&mut text).told().map(|runs| (count, runs)));
                count += 1;
            }
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => count += 1,
            Event::Eof => return Ok(texts),
            event => text.take(&event),
        }
        buffer.clear();
    }
}

/// What is told of a sheet that was not found: nothing, which is not that there is nothing.
fn unseen() -> Look {
    let cannot_tell = vec![Trait::Hidden, Trait::Merged, Trait::Formulas];
    Look { looked: Looked { cannot_tell, ..Looked::default() }, ..Look::default() }
}

/// The name that a part has in the archive; names of parts are one in any case.
fn named(archive: &Archive<'_>, part: &str) -> Option<String> {
    let mut names: Vec<_> = archive
        .file_names()
        .flatten()
        .filter(|name| name.eq_ignore_ascii_case(part))
        .map(std::borrow::Cow::into_owned)
        .collect();
    let exact = names.iter().position(|name| name == part).unwrap_or(0);
    (!names.is_empty()).then(|| names.swap_remove(exact))
}

/// Whether a part of the archive holds something; one that is not there holds nothing.
fn holds(archive: &mut Archive<'_>, part: &str, what: fn(&[u8]) -> bool) -> std::io::Result<bool> {
    let Some(part) = named(archive, part) else { return Ok(false) };
    archive.by_name(&part).map_or(Ok(false), |part| any(part, what))
}

/// Whether something stands in what is read. What is looked for is short.
fn any(mut part: impl Read, what: impl Fn(&[u8]) -> bool) -> std::io::Result<bool> {
    let (mut text, mut kept) = (vec![0; 1 << 16], 0);
    loop {
        let read = part.read(&mut text[kept..])?;
        if read == 0 {
            return Ok(false);
        }
        let seen = &text[..kept + read];
        if what(seen) {
            return Ok(true);
        }
        // What is looked for may be cut in two.
        let from = seen.len().saturating_sub(16);
        kept = seen.len() - from;
        text.copy_within(from..from + kept, 0);
    }
}

/// Whether a sheet may hold anything that is looked for. Most do not, and that shows long before their
/// tags are taken apart.
fn may_tell(text: &[u8]) -> bool {
    static WORDS: LazyLock<[Finder<'_>; 2]> =
        LazyLock::new(|| ["hidden", "mergeCell"].map(Finder::new));
    WORDS.iter().any(|word| word.find(text).is_some()) || opens_formula(text)
}

/// Whether something may be struck through. That nothing is, some programs say of every text.
fn strikes(text: &[u8]) -> bool {
    static WORD: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("strike"));
    WORD.find_iter(text).any(|at| {
        // Before so much of what follows is there, it will be looked at again.
        let after = text[at + "strike".len()..].first_chunk::<7>();
        after.is_some_and(|after| {
            !matches!(after, b" val=\"0" | b" val='0" | b" val=\"f" | b" val='f")
        })
    })
}

/// Whether a text may have parts that are written differently.
fn has_parts(text: &[u8]) -> bool {
    static WORD: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("rPr"));
    WORD.find(text).is_some()
}

/// Whether a tag `f` begins in a text, whatever its prefix.
fn opens_formula(text: &[u8]) -> bool {
    memchr_iter(b'f', text).any(|at| {
        matches!(text.get(at + 1), Some(b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>'))
            && at > 0
            && matches!(text[at - 1], b'<' | b':')
    })
}

/// The part of the archive that holds a sheet: its name leads to an ID, and the ID to the part.
fn part_of(archive: &mut Archive<'_>, sheet: &str) -> Option<String> {
    let mut id = None;
    for_each(archive, "xl/workbook.xml", |tag| {
        if tag.local_name().as_ref() == "sheet" && attribute(tag, "name").as_deref() == Some(sheet)
        {
            id = attribute(tag, "id");
        }
    })?;
    let id = id?;
    let mut target = None;
    for_each(archive, "xl/_rels/workbook.xml.rels", |tag| {
        if tag.local_name().as_ref() == "Relationship" && attribute(tag, "Id").as_ref() == Some(&id)
        {
            target = attribute(tag, "Target");
        }
    })?;
    let target = target?;
    Some(match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{target}"),
    })
}

/// Gives every opening tag of a small part.
fn for_each(
    archive: &mut Archive<'_>,
    part: &str,
    mut each: impl FnMut(&BytesStart<'_>),
) -> Option<()> {
    let mut text = Vec::new();
    let part = named(archive, part)?;
    archive.by_name(&part).ok()?.take(limits::SUSPICIOUS_PART).read_to_end(&mut text).ok()?;
    let mut reader = quick_xml::Reader::from_reader(text.as_slice());
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(tag) | Event::Empty(tag) => each(&tag),
            Event::Eof => return Some(()),
            _ => {}
        }
        buffer.clear();
    }
}

/// The value of an attribute, whatever its prefix.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    found
        .normalized_value(quick_xml::XmlVersion::Implicit1_0)
        .ok()
        .map(std::borrow::Cow::into_owned)
}

fn scan(
    part: impl std::io::BufRead,
    texts: &HashMap<usize, Runs>,
) -> std::result::Result<Look, quick_xml::Error> {
    let mut look = Look::default();
    let mut reader = quick_xml::Reader::from_reader(part);
    let mut buffer = Vec::new();
    let mut open = Open::Nothing;
    // Where the next row and the open cell are; one that does not say it follows the one before.
    let (mut next_row, mut at) = (0_u32, (0_u32, 0_u32));
    let (mut next_column, mut is_shared) = (0_u32, false);
    loop {
        let event = reader.read_event_into(&mut buffer)?;
        open.take(&event);
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "row" => {
                    at.0 = open_row(&tag, next_row, &mut look);
                    (next_row, next_column) = (at.0.saturating_add(1), 0);
                }
                "c" => {
                    at = place(&tag).unwrap_or((at.0, next_column));
                    next_column = at.1.saturating_add(1);
                    is_shared = !texts.is_empty() && attribute(&tag, "t").as_deref() == Some("s");
                }
                "f" => open = Open::Formula(String::new()),
                "v" if is_shared => open = Open::Shared(String::new()),
                "is" => open = Open::Inline(RichText::default()),
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "row" => next_row = open_row(&tag, next_row, &mut look).saturating_add(1),
                "c" => next_column = place(&tag).map_or(next_column, |at| at.1).saturating_add(1),
                "col" if is_on(&tag, "hidden") => hide_columns(&tag, &mut look),
                "mergeCell" => merge(&tag, &mut look),
                // A formula shared with a cell above has no text of its own.
                "f" => drop(look.apart.formulas.insert(at, String::new())),
                _ => {}
            },
            Event::End(tag) if matches!(tag.local_name().as_ref(), "f" | "v" | "is") => {
                let runs = match std::mem::take(&mut open) {
                    Open::Nothing => None,
                    Open::Formula(text) => {
                        look.apart.formulas.insert(at, text);
                        None
                    }
                    Open::Shared(number) => {
                        number.trim().parse().ok().and_then(|number| texts.get(&number).cloned())
                    }
                    Open::Inline(text) => text.told(),
                };
                look.apart.struck.extend(runs.map(|runs| (at, runs)));
            }
            Event::Eof => return Ok(look),
            _ => {}
        }
        buffer.clear();
    }
}

/// What is open in a cell and gathers text.
#[derive(Default)]
enum Open {
    #[default]
    Nothing,
    Formula(String),
    /// The number of a text that cells share.
    Shared(String),
    Inline(RichText),
}

impl Open {
    fn take(&mut self, event: &Event<'_>) {
        match (self, event) {
            (Self::Inline(text), event) => text.take(event),
            (Self::Formula(open) | Self::Shared(open), Event::Text(text)) => {
                open.push_str(&text.xml_content(quick_xml::XmlVersion::Implicit1_0));
            }
            (Self::Formula(open) | Self::Shared(open), Event::GeneralRef(entity)) => {
                open.push_str(&entity_text(entity));
            }
            _ => {}
        }
    }
}

fn open_row(tag: &BytesStart<'_>, next: u32, look: &mut Look) -> u32 {
    let row = attribute(tag, "r").and_then(|r| r.parse::<u32>().ok());
    let row = row.map_or(next, |number| number.saturating_sub(1));
    if is_on(tag, "hidden") {
        look.looked.hide_rows(row..row.saturating_add(1));
    }
    row
}

fn is_on(tag: &BytesStart<'_>, name: &str) -> bool {
    attribute(tag, name).is_some_and(|value| value == "1" || value == "true")
}

fn hide_columns(tag: &BytesStart<'_>, look: &mut Look) {
    let number = |name| attribute(tag, name).and_then(|value| value.parse::<u32>().ok());
    if let (Some(first), Some(last)) = (number("min"), number("max")) {
        look.looked.hide_columns(first.max(1) - 1..last);
    }
}

fn merge(tag: &BytesStart<'_>, look: &mut Look) {
    let area = attribute(tag, "ref").and_then(|area| {
        let (from, to) = area.split_once(':')?;
        let (from, to) = (address(from)?, address(to)?);
        Some(Area { rows: (from.0, to.0), columns: (from.1, to.1) })
    });
    look.looked.merged.extend(area);
}

/// Where a cell says that it is: row and column, both zero-based.
fn place(tag: &BytesStart<'_>) -> Option<(u32, u32)> {
    let own = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == "r")?;
    address(&own.value)
}

/// `I17` as row and column, both zero-based.
fn address(text: &str) -> Option<(u32, u32)> {
    let text = text.replace('$', "");
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let column = text[..digits].bytes().try_fold(0_u32, |column, letter| {
        let letter = letter.to_ascii_uppercase().checked_sub(b'A').filter(|n| *n < 26)?;
        column.checked_mul(26)?.checked_add(u32::from(letter) + 1)
    })?;
    let row = text[digits..].parse::<u32>().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether it is told of a sheet that comes a few bytes at a time.
    fn told(sheet: &str) -> bool {
        let nothing: Box<dyn Read + '_> = Box::new(std::io::empty());
        let pieces = sheet.as_bytes().chunks(7);
        let whole = pieces.fold(nothing, |read, next| Box::new(read.chain(next)));
        any(whole, |text| may_tell(text) || strikes(text)).unwrap()
    }

    #[test]
    fn a_sheet_is_taken_apart_only_where_a_word_calls_for_it() {
        let cell = r#"<row r="1"><c r="F1" t="s"><v>7</v></c></row>"#;
        for (within, calls) in [
            ("", false),
            ("<formula1>a</formula1><sheetFormatPr/>", false),
            (r#"<row r="2" hidden="1">"#, true),
            (r#"<mergeCell ref="A1:B1"/>"#, true),
            ("<f>A1</f>", true),
            ("<f t=\"shared\" si=\"0\"/>", true),
            ("<x:f\n>A1</x:f>", true),
            ("<strike/>", true),
            ("<x:strike val='1'/>", true),
            ("<strike val=\"0\"/>", false),
            ("<strike val='false'/>", false),
        ] {
            for before in 0..8 {
                let sheet = format!("{}{}{within}{cell}", " ".repeat(before), cell.repeat(3));
                assert_eq!(told(&sheet), calls, "{sheet}");
            }
        }
    }

    #[test]
    fn rows_and_cells_that_do_not_say_where_they_are_follow_one_another() {
        let sheet = r#"<sheetData><row><c/><c><f>1</f></c></row><row hidden="1"/><row r="5"><c r="C5"/><c><f>2</f></c></row></sheetData>"#;
        let look = scan(sheet.as_bytes(), &HashMap::new()).unwrap();
        assert_eq!(look.apart.formulas.into_keys().collect::<Vec<_>>(), [(0, 1), (4, 3)]);
        assert_eq!(crate::workbook::held(&look.looked.hidden_rows, 0..9), [1]);
    }
}
