//! A look at how a workbook is put together before a library unpacks anything in it.

use std::io::BufReader;

use quick_xml::events::Event;

use crate::source::Source;
use crate::{Error, ErrorKind, Result, limits};

/// Refuses an archive whose parts unpack past the limits, or that is broken.
///
/// The sizes are those the directory declares; the unpacker fails a part that goes past its own. Tells
/// how many bytes all parts unpack to.
pub(crate) fn check(name: &str, source: Source<'_>) -> Result<u64> {
    let mut archive =
        zip::ZipArchive::new(source.reader()).map_err(|error| Error::damaged(name, error))?;
    if archive.has_overlapping_files().unwrap_or(true) {
        return Err(Error::damaged(name, "its parts overlap"));
    }
    if archive.len() > 10_000 {
        return Err(Error::too_large(name, "it has more than 10,000 parts"));
    }
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|error| Error::damaged(name, error))?;
        if part.encrypted() {
            return Err(Error::password_protected(name));
        }
        let (size, packed) = (part.size(), part.compressed_size());
        let bomb = size > limits::SUSPICIOUS_PART && size / limits::RATIO > packed;
        total = total.saturating_add(size);
        if size > limits::FILE || total > limits::UNPACKED || bomb {
            let what = format!(
                "its part `{}` unpacks to {} MB",
                part.name().unwrap_or_default(),
                size >> 20
            );
            let hint = "No honest workbook does that: ask the provider how the file was made.";
            let message = format!("Could not read {name}: {what}.");
            return Err(Error::new(ErrorKind::TooLarge, message, hint));
        }
        let part_name = part.name().unwrap_or_default().to_lowercase();
        drop(part);
        let Ok(part) = archive.by_index(index) else { continue };
        if part_name.ends_with("sharedstrings.xml") {
            check_shared_texts(name, part, size)?;
        } else if part_name.ends_with("styles.xml") {
            check_styles(name, part)?;
        }
    }
    Ok(total)
}

/// Refuses a part of shared texts that announces more of them than could stand in it: the library
/// makes room for them all before it reads the first.
fn check_shared_texts(name: &str, part: impl std::io::Read, size: u64) -> Result<()> {
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    // What else is wrong with it the library tells.
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        match event {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "sst" => {
                let counts = tag.attributes().flatten();
                let mut counts = counts.filter(|it| it.key.local_name().as_ref() == "uniqueCount");
                let more = |count: &str| count.parse::<u64>().is_ok_and(|count| count > size);
                if counts.any(|count| more(&count.value)) {
                    return Err(Error::damaged(name, "it announces more texts than it has"));
                }
                return Ok(());
            }
            Event::Eof => return Ok(()),
            _ => buffer.clear(),
        }
    }
    Ok(())
}

/// Refuses a part of styles with more of them than spreadsheet programs have, or with a longer number
/// format or name of a font: the library gives each style a copy of its own of both.
fn check_styles(name: &str, part: impl std::io::Read) -> Result<()> {
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part));
    let (mut buffer, mut styles) = (Vec::new(), 0);
    // What else is wrong with it the library tells.
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "xf" => styles += 1,
                "numFmt" | "name" if tag.len() > limits::STYLE_TAG => {
                    let what = "a number format or the name of a font is longer than any can be";
                    return Err(Error::too_large(name, what));
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    if styles > limits::STYLES {
        let what = format!("it has more than {} styles", limits::STYLES);
        return Err(Error::too_large(name, what));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::*;

    fn archive(part: &str, content: &str) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(part, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn a_workbook_may_not_announce_more_texts_than_it_has_room_for() {
        let said = |part: &str, content: &str| {
            check("x.xlsx", Source::Bytes(&archive(part, content))).map_err(|error| error.message)
        };
        let texts =
            |count: &str| format!("<?xml version='1.0'?><sst uniqueCount='{count}'><si/></sst>");
        assert_eq!(said("xl/sharedStrings.xml", &texts("1")), Ok(53));
        for count in ["99999999999", "1' x:uniqueCount='99999999999"] {
            let said = said("XL\\SharedStrings.XML", &texts(count)).unwrap_err();
            assert!(said.contains("announces more texts"), "{said}");
        }
        assert!(said("xl/sharedStrings.xml", "<sst").is_ok());
    }

    #[test]
    fn styles_may_not_be_more_or_longer_than_spreadsheet_programs_have_them() {
        let said = |content: &str| {
            let checked = check("x.xlsx", Source::Bytes(&archive("xl/styles.xml", content)));
            checked.map(drop).map_err(|error| error.message)
        };
        let format = |code: &str| format!("<styleSheet><numFmt formatCode='{code}'/></styleSheet>");
        assert_eq!(said(&format(&"&quot;".repeat(255))), Ok(()));
        assert_eq!(
            said(&format(&"0".repeat(5_000))).unwrap_err(),
            "Could not read x.xlsx: a number format or the name of a font is longer than any can be."
        );
        assert_eq!(said(&"<xf/>".repeat(100_000)), Ok(()));
        assert_eq!(
            said(&"<xf/>".repeat(200_000)).unwrap_err(),
            "Could not read x.xlsx: it has more than 131072 styles."
        );
    }
}
