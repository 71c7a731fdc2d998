//! Why a file could not be read or written as a table. A cell that is odd is no error: it is data.

use std::io;

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a file could not be read or written: what was attempted, on what, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What kind of failure it is, for programs: stable words.
    pub kind: ErrorKind,
    /// One sentence: what was attempted, on what, why it failed.
    pub message: String,
    /// One sentence: what to do.
    pub hint: String,
    /// The failure of the operating system or a library, if that is the cause.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Kinds of failure. Their names are part of the outside and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The operating system refused to open, read, write or rename.
    Io(io::ErrorKind),
    /// No bytes, or no cell with text.
    Empty,
    /// A damaged archive or workbook.
    Damaged,
    /// Encrypted.
    PasswordProtected,
    /// HTML, PDF, an image or something else that is no table.
    WrongKind,
    /// Past a limit on rows, columns, cells or sizes.
    TooLarge,
    /// The sheet that was named is not in the workbook.
    NoSuchSheet,
    /// A format that cannot be written, or cannot be told.
    UnknownFormat,
    /// Something stands at the target already.
    Exists,
}

impl ErrorKind {
    /// The stable word for the kind, as `tollgate.failure/1` prints it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Io(io::ErrorKind::NotFound) => "not-found",
            Self::Io(_) => "input-output",
            Self::Empty => "empty",
            Self::Damaged => "damaged",
            Self::PasswordProtected => "password-protected",
            Self::WrongKind => "wrong-kind",
            Self::TooLarge => "too-large",
            Self::NoSuchSheet => "no-such-sheet",
            Self::UnknownFormat => "unknown-format",
            Self::Exists => "exists",
        }
    }
}
