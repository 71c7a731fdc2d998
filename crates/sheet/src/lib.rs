//! Files to tables and back. The only crate that knows a file format, and it knows nothing else:
//! what a cell means is not decided here.

mod archive;
mod builder;
mod content;
mod csv_write;
mod delimited;
mod encoding;
mod error;
mod json;
mod kind;
pub mod limits;
mod making;
mod source;
mod whole;
mod workbook;
mod xlsx_write;

use std::path::Path;

use sha2::{Digest as _, Sha256};
use tollgate_model::{FileKind, Table};

use source::Source;

pub use archive::{read_archive, write_archive};
pub use content::{Content, bytes};
pub use csv_write::{csv_line, guarded, unguarded, write_csv};
pub use error::{Error, ErrorKind, Result};
pub use making::forget_unfinished;
pub use whole::{Whole, check_target, write_private, write_whole};
pub use workbook::ROSTER_PROPERTY;
pub use xlsx_write::{Cell, Column, Document, Role, Sheet, Validation, shortened, write_xlsx};

/// How a file is to be read.
#[derive(Clone, Copy)]
pub struct ReadOptions<'a> {
    /// Whether a heading is one that the reader is looking for. The dialect, the sheet and the
    /// heading row are the ones under which such headings appear.
    pub is_heading: &'a (dyn Fn(&str) -> bool + Sync),
    /// Whether a heading stands over values that nobody may see; such columns are dropped.
    pub is_secret: fn(&str) -> bool,
    /// What the file is for, which decides what counts as a candidate sheet.
    pub purpose: Purpose,
    /// The kind of file where the user says it; otherwise the first bytes tell.
    pub kind: Option<FileKind>,
    /// The sheet to read where the user names it.
    pub sheet: Option<&'a str>,
    /// Texts with letters outside ASCII that the file is known to hold, such as the names that
    /// were sent: of several encodings that are possible the one that gives most of them wins.
    pub expected: &'a [String],
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A provider's reply to a roster: a sheet counts as a candidate only if a row ID of ours, or
    /// our headings with addresses under them, stand in it.
    Reply,
    /// A directory dump: the first visible sheet with known headings.
    Dump,
}

/// One way of keeping a table in a file.
#[derive(Debug)]
pub struct Format {
    /// What it is, in a word.
    pub name: &'static str,
    /// The extensions it goes by, without the dot.
    pub extensions: &'static [&'static str],
    /// Its kind, which the first bytes tell.
    pub kind: FileKind,
    /// Whether a roster can be written in it.
    pub written: bool,
}

/// Every format.
pub const FORMATS: &[Format] = &[
    Format { name: "csv", extensions: &["csv", "txt"], kind: FileKind::Csv, written: true },
    Format { name: "tsv", extensions: &["tsv", "tab"], kind: FileKind::Tsv, written: false },
    Format { name: "xlsx", extensions: &["xlsx", "xlsm"], kind: FileKind::Xlsx, written: true },
    Format { name: "xlsb", extensions: &["xlsb"], kind: FileKind::Xlsb, written: false },
    Format { name: "xls", extensions: &["xls"], kind: FileKind::Xls, written: false },
    Format { name: "ods", extensions: &["ods"], kind: FileKind::Ods, written: false },
    Format { name: "json", extensions: &["json"], kind: FileKind::Json, written: false },
];

/// The format of a name or an extension, in any case.
pub fn format(name: &str) -> Option<&'static Format> {
    let name = name.to_ascii_lowercase();
    FORMATS.iter().find(|format| format.name == name || format.extensions.contains(&name.as_str()))
}

/// Reads a file; `-` is standard input.
pub fn read(path: &Path, options: &ReadOptions<'_>) -> Result<Table> {
    let name = path.file_name().map_or_else(|| "-".into(), |name| name.to_string_lossy());
    Content::open(path)?.take(&name, options)
}

/// Reads a file that is in memory already.
pub fn read_bytes(name: &str, bytes: &[u8], options: &ReadOptions<'_>) -> Result<Table> {
    take_bytes(name, &mut bytes.to_vec(), options)
}

/// The same for bytes that may be taken: delimited text in UTF-8 becomes the text of the table. All
/// others stay, for another look.
pub fn take_bytes(name: &str, bytes: &mut Vec<u8>, options: &ReadOptions<'_>) -> Result<Table> {
    let kind = kind::tell(name, Source::Bytes(bytes), options)?;
    if let (FileKind::Csv | FileKind::Tsv | FileKind::Json, Some(sheet)) = (kind, options.sheet) {
        let sheet = tollgate_model::visible(sheet);
        return Err(Error::new(
            ErrorKind::NoSuchSheet,
            format!("Could not read the sheet {sheet} of {name}: the file has no sheets."),
            "Leave --sheet out.",
        ));
    }
    let source = Source::Bytes(bytes);
    match kind {
        FileKind::Csv | FileKind::Tsv => delimited::read(name, bytes, options),
        FileKind::Json => digested(name, source, || json::read(name, bytes, options)),
        FileKind::Xlsx | FileKind::Xlsb | FileKind::Xls | FileKind::Ods => {
            digested(name, source, || workbook::read(name, source, kind, options))
        }
    }
}

/// What is read while the digest is taken of what it is read from.
fn digested(name: &str, source: Source<'_>, read: impl FnOnce() -> Result<Table>) -> Result<Table> {
    let (table, sha256) = std::thread::scope(|scope| {
        let sha256 = scope.spawn(|| source.sha256());
        (read(), sha256.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let mut table = table?;
    let sha256 = sha256.map_err(|error| Error::io(content::ATTEMPTED, Path::new(name), &error))?;
    (table.facts.sha256, table.facts.name) = (sha256, name.to_owned());
    Ok(table)
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
