//! What kind of file bytes are: told by how they begin, never by the name alone.

use tollgate_model::FileKind;

use crate::source::Source;
use crate::{Error, ErrorKind, FORMATS, Purpose, ReadOptions, Result};

/// How many bytes tell an archive.
pub(crate) const ARCHIVE: u64 = 4;

/// Whether a file that begins so is an archive, full or empty.
pub(crate) fn is_archive(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06")
}

/// The kind of a file, or why it is no table, or not what it was said to be. What is not in memory is an
/// archive.
pub(crate) fn tell(name: &str, source: Source<'_>, options: &ReadOptions<'_>) -> Result<FileKind> {
    let told = match source {
        Source::Bytes(bytes) => by_bytes(name, bytes, options),
        Source::File(_) => zip_kind(name, source),
    }?;
    match options.kind {
        // Which delimiter a text has its bytes tell too, but not for certain.
        Some(FileKind::Csv | FileKind::Tsv) if told == FileKind::Csv => Ok(told),
        Some(said) if said != told => {
            let word =
                |kind| FORMATS.iter().find(|format| format.kind == kind).map_or("", |f| f.name);
            let message = format!("Could not read {name} as {}: it is {}.", word(said), word(told));
            Err(Error::new(ErrorKind::WrongKind, message, "Leave --input-format out."))
        }
        _ => Ok(told),
    }
}

fn by_bytes(name: &str, bytes: &[u8], options: &ReadOptions<'_>) -> Result<FileKind> {
    let text = visible_start(bytes);
    if bytes.is_empty() || text.is_empty() && bytes.len() < 64 {
        return Err(Error::empty(name));
    }
    if is_archive(bytes) {
        return zip_kind(name, Source::Bytes(bytes));
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        // The name of a stream in a compound file is UTF-16; that one holds an encrypted workbook.
        let name_of =
            |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let holds = |text: &str| {
            let wanted = name_of(text);
            bytes.windows(wanted.len()).any(|window| window == wanted)
        };
        if holds("EncryptedPackage") {
            return Err(Error::password_protected(name));
        }
        if holds("Workbook") || holds("Book") {
            return Ok(FileKind::Xls);
        }
        let message =
            format!("Could not read {name}: it is a document of another program, not a workbook.");
        return Err(Error::new(
            ErrorKind::WrongKind,
            message,
            "Ask for an Excel workbook (.xlsx) or CSV.",
        ));
    }
    if let Some((what, hint)) = foreign(bytes, &text) {
        let message = format!("Could not read {name}: it is {what}, not a table.");
        return Err(Error::new(ErrorKind::WrongKind, message, hint));
    }
    let delimited = matches!(options.kind, Some(FileKind::Csv | FileKind::Tsv));
    if !delimited && is_json(&text) {
        return match options.purpose {
            Purpose::Dump => Ok(FileKind::Json),
            Purpose::Reply => Err(Error::new(
                ErrorKind::WrongKind,
                format!("Could not read {name}: it is JSON, not a table."),
                "Ask for the reply as an Excel workbook (.xlsx) or CSV.",
            )),
        };
    }
    Ok(FileKind::Csv)
}

/// The first hundred characters or so, whatever the encoding, without white space before them.
fn visible_start(bytes: &[u8]) -> String {
    let ascii = bytes.iter().take(4096).filter(|b| (0x20..0x7f).contains(*b));
    String::from_utf8_lossy(&ascii.copied().take(400).collect::<Vec<_>>())
        .trim_start()
        .to_lowercase()
}

/// An object, or an array of objects: `[Confidential]` over a table is none.
fn is_json(text: &str) -> bool {
    let inside = text.strip_prefix('[').map(str::trim_start);
    text.starts_with('{') || inside.is_some_and(|inside| inside.starts_with(['{', ']']))
}

fn zip_kind(name: &str, source: Source<'_>) -> Result<FileKind> {
    let mut archive =
        zip::ZipArchive::new(source.reader()).map_err(|error| Error::damaged(name, error))?;
    let mut mimetype = String::new();
    if let Ok(part) = archive.by_name("mimetype") {
        std::io::Read::read_to_string(&mut std::io::Read::take(part, 200), &mut mimetype).ok();
    }
    let names: Vec<_> = archive.file_names().flatten().collect();
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    if has("xl/workbook.bin") {
        Ok(FileKind::Xlsb)
    } else if names.iter().any(|name| name.to_ascii_lowercase().starts_with("xl/")) {
        Ok(FileKind::Xlsx)
    } else if has("content.xml")
        && (mimetype.is_empty() || mimetype.contains("opendocument.spreadsheet"))
    {
        Ok(FileKind::Ods)
    } else {
        let what = if has("word/document.xml") || mimetype.contains("opendocument.text") {
            "a text document"
        } else {
            "an archive"
        };
        Err(Error::new(
            ErrorKind::WrongKind,
            format!("Could not read {name}: it is {what}, not a workbook."),
            "Ask for an Excel workbook (.xlsx) or CSV, not packed.",
        ))
    }
}

/// What bytes are, and what to do, where they are known to be no table.
fn foreign(bytes: &[u8], text: &str) -> Option<(&'static str, &'static str)> {
    const SAVE: &str =
        "Open it in a spreadsheet program, save it as an Excel workbook (.xlsx), and try again.";
    const AGAIN: &str = "Ask for the table as an Excel workbook (.xlsx) or CSV.";
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let page = ["<!doctype html", "<html", "<table", "<head", "<meta", "<body"];
    if page.iter().any(|tag| text.starts_with(tag)) {
        return Some(("a web page saved under a spreadsheet's name", SAVE));
    }
    if text.starts_with("<?xml") || text.starts_with('<') && text.contains("xmlns") {
        let html = text.contains("<html");
        return Some((
            if html { "a web page saved under a spreadsheet's name" } else { "XML" },
            SAVE,
        ));
    }
    if starts(b"%PDF") {
        return Some(("a PDF document", AGAIN));
    }
    if starts(b"{\\rtf") {
        return Some(("a text document", AGAIN));
    }
    if starts(b"\x89PNG") || starts(b"\xff\xd8\xff") || starts(b"GIF8") {
        return Some(("a picture", AGAIN));
    }
    if starts(b"\x1f\x8b")
        || starts(b"7z\xbc\xaf")
        || starts(b"Rar!")
        || starts(b"BZh")
        || starts(b"\xfd7zXZ")
    {
        return Some(("a packed file", "Unpack it first."));
    }
    if text.starts_with("mime-version:")
        || text.starts_with("received:")
        || text.starts_with("return-path:")
    {
        return Some(("a mail", "Save the file attached to it, and name that."));
    }
    if starts(b"\x7fELF") || starts(b"MZ\x90") || starts(b"SQLite format 3\0") {
        return Some(("a program or a database", AGAIN));
    }
    let sample = &bytes[..bytes.len().min(4096)];
    let zeros = sample.iter().filter(|b| **b == 0).count();
    let utf16 = starts(b"\xff\xfe")
        || starts(b"\xfe\xff")
        || crate::encoding::looks_like_utf16(sample).is_some();
    let controls = sample.iter().filter(|b| **b < 9 || (14..32).contains(*b)).count();
    if !utf16 && (zeros * 4 > sample.len() || controls * 50 > sample.len() + 100) {
        return Some(("binary data", AGAIN));
    }
    None
}
