//! Why a file could not be read or written as a table. A cell that is odd is no error: it is data.

use std::io;
use std::path::Path;

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a file could not be read or written: what was attempted, on what, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What kind of failure it is, for programs.
    pub kind: ErrorKind,
    /// One sentence: what was attempted, on what, why it failed.
    pub message: String,
    /// One sentence: what to do.
    pub hint: String,
}

/// Kinds of failure. Their words are part of the outside and never change.
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

impl Error {
    /// A failure of one kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: hint.into() }
    }

    /// A failure of the operating system, with what was attempted: `Could not read` a path.
    pub fn io(attempted: &str, path: &Path, error: &io::Error) -> Self {
        let hint = match error.kind() {
            _ if is_open_elsewhere(error) => {
                "Close it in the program that has it open, and run the command again."
            }
            io::ErrorKind::NotFound => "Check the name, and the folder the command runs in.",
            io::ErrorKind::PermissionDenied => {
                "Check who may read and write there, and that no other program has it open."
            }
            io::ErrorKind::StorageFull => {
                "Make room on the disk and run the command again; nothing was changed."
            }
            _ => "Check the disk and the folder, and run the command again.",
        };
        let message = format!("{attempted} {}: {error}.", path.display());
        Self::new(ErrorKind::Io(error.kind()), message, hint)
    }

    /// A file past a limit.
    pub(crate) fn too_large(name: &str, what: impl std::fmt::Display) -> Self {
        Self::new(
            ErrorKind::TooLarge,
            format!("Could not read {name}: {what}."),
            "Ask for a file that holds the roster and nothing else, or split it.",
        )
    }

    /// A file that is broken.
    pub(crate) fn damaged(name: &str, why: impl std::fmt::Display) -> Self {
        Self::new(
            ErrorKind::Damaged,
            format!("Could not read {name}: the file is damaged ({why})."),
            "Ask for the file again; if it comes back the same, ask for it as CSV.",
        )
    }

    /// A file that is encrypted.
    pub(crate) fn password_protected(name: &str) -> Self {
        Self::new(
            ErrorKind::PasswordProtected,
            format!("Could not read {name}: it is protected by a password."),
            "Ask the provider to save it without a password, or open it and save it without one.",
        )
    }

    /// A file that holds nothing.
    pub(crate) fn empty(name: &str) -> Self {
        Self::new(
            ErrorKind::Empty,
            format!("Could not read {name}: it is empty."),
            "Ask for the file again.",
        )
    }
}

/// Whether another program has a file open and shares it with nobody, as spreadsheet programs do
/// (`ERROR_SHARING_VIOLATION` and `ERROR_LOCK_VIOLATION` of Windows; elsewhere nobody can).
fn is_open_elsewhere(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33))
}

#[cfg(all(test, windows))]
mod tests {
    use std::os::windows::fs::OpenOptionsExt as _;

    use super::Error;

    #[test]
    fn a_file_that_another_program_keeps_to_itself_is_to_be_closed_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reply.xlsx");
        let mut open = std::fs::OpenOptions::new();
        let held = open.write(true).create_new(true).share_mode(0).open(&path).unwrap();
        let error = std::fs::File::open(&path).unwrap_err();
        let hint = Error::io("Could not read", &path, &error).hint;
        assert_eq!(hint, "Close it in the program that has it open, and run the command again.");
        drop(held);
    }
}
