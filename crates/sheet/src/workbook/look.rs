//! A look of our own into a sheet of an XLSX workbook, for what the reading library does not tell:
//! hidden rows and columns, merged cells, and which values come from formulas.

use std::io::{BufReader, Cursor, Read};

use memchr::{memchr_iter, memmem};
use quick_xml::events::{BytesStart, Event};
use tollgate_model::{Area, Trait};

use super::{Look, Looked};
use crate::{Error, Result, limits};

type Archive<'b> = zip::ZipArchive<Cursor<&'b [u8]>>;

/// Looks into a sheet.
pub(crate) fn look(name: &str, bytes: &[u8], sheet: &str) -> Result<Look> {
    let damaged = |error: &dyn std::fmt::Display| Error::damaged(name, error);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let part = part_of(&mut archive, sheet).and_then(|part| named(&archive, &part));
    let Some(part) = part else { return Ok(unseen()) };
    let Ok(whole) = archive.by_name(&part) else { return Ok(unseen()) };
    if !may_tell(whole).map_err(|error| damaged(&error))? {
        return Ok(Look::default());
    }
    let whole = archive.by_name(&part).map_err(|error| damaged(&error))?;
    scan(BufReader::new(whole)).map_err(|error| damaged(&error))
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

/// Whether a sheet may hold anything that is looked for. Most do not, and that shows long before their
/// tags are taken apart.
fn may_tell(mut part: impl Read) -> std::io::Result<bool> {
    let words = ["hidden", "mergeCell"].map(|word| memmem::Finder::new(word.as_bytes()));
    let (mut text, mut kept) = (vec![0; 1 << 16], 0);
    loop {
        let read = part.read(&mut text[kept..])?;
        if read == 0 {
            return Ok(false);
        }
        let seen = &text[..kept + read];
        if words.iter().any(|word| word.find(seen).is_some()) || opens_formula(seen) {
            return Ok(true);
        }
        // What is looked for may be cut in two.
        let from = seen.len().saturating_sub(16);
        kept = seen.len() - from;
        text.copy_within(from..from + kept, 0);
    }
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

fn scan(part: impl std::io::BufRead) -> std::result::Result<Look, quick_xml::Error> {
    let mut look = Look::default();
    let mut reader = quick_xml::Reader::from_reader(part);
    let mut buffer = Vec::new();
    let mut formula = None::<String>;
    // Where the next row and the open cell are; one that does not say it follows the one before.
    let (mut next_row, mut at) = (0_u32, (0_u32, 0_u32));
    let mut next_column = 0_u32;
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "row" => {
                    at.0 = open_row(&tag, next_row, &mut look);
                    (next_row, next_column) = (at.0.saturating_add(1), 0);
                }
                "c" => {
                    at = place(&tag).unwrap_or((at.0, next_column));
                    next_column = at.1.saturating_add(1);
                }
                "f" => formula = Some(String::new()),
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "row" => next_row = open_row(&tag, next_row, &mut look).saturating_add(1),
                "c" => next_column = place(&tag).map_or(next_column, |at| at.1).saturating_add(1),
                "col" if is_on(&tag, "hidden") => hide_columns(&tag, &mut look),
                "mergeCell" => merge(&tag, &mut look),
                // A formula shared with a cell above has no text of its own.
                "f" => drop(look.formulas.insert(at, String::new())),
                _ => {}
            },
            Event::Text(text) => {
                if let Some(formula) = &mut formula {
                    formula.push_str(&text.xml_content(quick_xml::XmlVersion::Implicit1_0));
                }
            }
            Event::GeneralRef(entity) => {
                if let Some(formula) = &mut formula {
                    formula.push_str(
                        quick_xml::escape::resolve_predefined_entity(&entity).unwrap_or("?"),
                    );
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "f" => {
                if let Some(text) = formula.take() {
                    look.formulas.insert(at, text);
                }
            }
            Event::Eof => return Ok(look),
            _ => {}
        }
        buffer.clear();
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
        may_tell(whole).unwrap()
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
        let look = scan(sheet.as_bytes()).unwrap();
        assert_eq!(look.formulas.into_keys().collect::<Vec<_>>(), [(0, 1), (4, 3)]);
        assert_eq!(look.looked.hidden_rows, [1]);
    }
}
