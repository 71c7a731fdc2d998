//! A file on its way to a table: opened, and refused where it is too large or no file at all.

use std::fs::File;
use std::io::{Read, Seek as _};
use std::path::Path;

use tollgate_model::Table;

use crate::source::{Source, Steady};
use crate::{Error, ErrorKind, ReadOptions, Result, digested, kind, limits, take_bytes, workbook};

pub(crate) const ATTEMPTED: &str = "Could not read";

/// A file that was opened.
#[derive(Debug)]
pub struct Content(Held);

#[derive(Debug)]
enum Held {
    Bytes(Vec<u8>),
    /// Is read where it is needed: its bytes would stand beside all that they unpack to.
    Archive(Steady),
}

impl Content {
    /// Opens a file; `-` is standard input. Refuses what is past the limit.
    pub fn open(path: &Path) -> Result<Self> {
        if path == Path::new("-") {
            return bytes(path).map(Held::Bytes).map(Self);
        }
        let (mut file, length) = open(path)?;
        let is_archive = is_archive(&mut file).map_err(|e| Error::io(ATTEMPTED, path, &e))?;
        if is_archive {
            return Ok(Self(Held::Archive(Steady::new(file, length))));
        }
        all(path, file, length).map(Held::Bytes).map(Self)
    }

    /// Reads the table. Bytes may be taken: delimited text in UTF-8 becomes the text of the table. All else
    /// stays, for another look.
    pub fn take(&mut self, name: &str, options: &ReadOptions<'_>) -> Result<Table> {
        let file = match &mut self.0 {
            Held::Bytes(bytes) => return take_bytes(name, bytes, options),
            Held::Archive(file) => file,
        };
        let source = Source::File(file);
        let table = kind::tell(name, source, options).and_then(|kind| {
            digested(name, source, || workbook::read(name, source, kind, options))
        });
        // What a library takes for damage may be a file that cannot be read.
        match file.failure() {
            Some(error) => Err(Error::io(ATTEMPTED, Path::new(name), &error)),
            None => table,
        }
    }
}

/// The bytes of a file; `-` is standard input. Refuses what is past the limit.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    if path == Path::new("-") {
        return all(path, std::io::stdin().lock(), 0);
    }
    let (file, length) = open(path)?;
    all(path, file, length)
}

/// A file, and how many bytes it has, as far as that is known.
fn open(path: &Path) -> Result<(File, u64)> {
    let fail = |error: &std::io::Error| Error::io(ATTEMPTED, path, error);
    let file = File::open(path).map_err(|e| fail(&e))?;
    let facts = file.metadata().map_err(|e| fail(&e))?;
    if facts.is_dir() {
        return Err(Error::new(
            ErrorKind::WrongKind,
            format!("Could not read {}: it is a folder.", path.display()),
            "Name the file in it.",
        ));
    }
    if is_device(&facts) {
        return Err(Error::new(
            ErrorKind::WrongKind,
            format!("Could not read {}: it is a device, not a file.", path.display()),
            "Name a file.",
        ));
    }
    if facts.len() > limits::FILE {
        return Err(too_large(path));
    }
    Ok((file, facts.len()))
}

/// Whether a file is an archive; a pipe, which can be read only once, is not asked.
fn is_archive(file: &mut File) -> std::io::Result<bool> {
    if !file.metadata()?.is_file() {
        return Ok(false);
    }
    let mut start = Vec::new();
    file.take(kind::ARCHIVE).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(kind::is_archive(&start))
}

fn all(path: &Path, from: impl Read, length: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes.reserve_exact(usize::try_from(length).unwrap_or(0));
    let read = from.take(limits::FILE + 1).read_to_end(&mut bytes);
    read.map_err(|error| Error::io(ATTEMPTED, path, &error))?;
    if bytes.len() as u64 > limits::FILE { Err(too_large(path)) } else { Ok(bytes) }
}

fn too_large(path: &Path) -> Error {
    Error::too_large(&path.display().to_string(), "it is larger than 2 GiB")
}

#[cfg(unix)]
fn is_device(facts: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    facts.file_type().is_block_device() || facts.file_type().is_char_device()
}

/// Elsewhere a device has no name that looks like a file's.
#[cfg(not(unix))]
fn is_device(_: &std::fs::Metadata) -> bool {
    false
}
