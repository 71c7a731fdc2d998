//! Files to tables and back. The only crate that knows a file format, and it knows nothing else:
//! what a cell means is not decided here.

mod error;

pub use error::{Error, ErrorKind, Result};

use tollgate_model::FileKind;

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
    /// Told how many of how many bytes have been read, now and then.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A provider's reply to a roster: a sheet counts as a candidate only if a row ID of ours, or
    /// our headings with addresses under them, stand in it.
    Reply,
    /// A directory dump, or a list of people: the first visible sheet with known headings.
    Dump,
}
