//! What a file is read from: bytes in memory, or the file itself, where it is read bit by bit.

use std::fs::File;
use std::hash::BuildHasher as _;
use std::io::{Cursor, Error, ErrorKind, Read, Result, Seek, SeekFrom};
use std::sync::{Mutex, OnceLock, PoisonError};

use hashbrown::DefaultHashBuilder;
use sha2::{Digest as _, Sha256};

use crate::hex;

/// How much of a file is read at once.
const BLOCK: u64 = 1 << 16;

/// A file that several readers read where each of them needs it, and that has to stay as it is meanwhile: a
/// block is what it was when any of them read it first, or cannot be read. So a digest is of the bytes
/// that were understood, though nobody holds them all.
#[derive(Debug)]
pub(crate) struct Steady {
    file: Mutex<File>,
    length: u64,
    /// A mark of each block that was read.
    seen: Vec<OnceLock<u64>>,
    marks: DefaultHashBuilder,
    failed: OnceLock<Error>,
}

impl Steady {
    /// So many bytes of a file.
    pub(crate) fn new(file: File, length: u64) -> Self {
        let blocks = usize::try_from(length.div_ceil(BLOCK)).unwrap_or(0);
        Self {
            file: Mutex::new(file),
            length,
            seen: (0..blocks).map(|_| OnceLock::new()).collect(),
            marks: DefaultHashBuilder::default(),
            failed: OnceLock::new(),
        }
    }

    /// Why a block could not be read, if one could not: a library that reads may have called it damage.
    pub(crate) fn failure(&mut self) -> Option<Error> {
        self.failed.take()
    }

    /// Reads the block that begins at a place.
    fn read(&self, begin: u64, block: &mut Vec<u8>) -> Result<()> {
        self.try_read(begin, block).map_err(|error| {
            let told = Error::from(error.kind());
            // The first is the cause of all others.
            self.failed.set(error).ok();
            told
        })
    }

    fn try_read(&self, begin: u64, block: &mut Vec<u8>) -> Result<()> {
        let length = BLOCK.min(self.length - begin);
        block.resize(usize::try_from(length).unwrap_or(0), 0);
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(begin))?;
        let read = file.read_exact(block);
        drop(file);
        let other = || Error::other("it changed while it was read");
        match read {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Err(other()),
            read => read?,
        }
        let mark = self.marks.hash_one(&**block);
        let seen = usize::try_from(begin / BLOCK).ok().and_then(|number| self.seen.get(number));
        let first = seen.is_some_and(|seen| *seen.get_or_init(|| mark) == mark);
        if first { Ok(()) } else { Err(other()) }
    }
}

/// What is read.
#[derive(Clone, Copy)]
pub(crate) enum Source<'s> {
    /// Bytes.
    Bytes(&'s [u8]),
    /// A file.
    File(&'s Steady),
}

impl<'s> Source<'s> {
    /// How many bytes there are.
    pub(crate) fn len(self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::File(file) => usize::try_from(file.length).unwrap_or(usize::MAX),
        }
    }

    /// SHA-256 of all of it, in lower-case hexadecimal.
    pub(crate) fn sha256(self) -> Result<String> {
        let (mut reader, mut block) = (self.reader(), Vec::new());
        let mut digest = Sha256::new();
        while reader.by_ref().take(BLOCK).read_to_end(&mut block)? > 0 {
            digest.update(&block);
            block.clear();
        }
        Ok(hex(&digest.finalize()))
    }

    /// A reader of all of it, from its beginning.
    pub(crate) fn reader(self) -> Reader<'s> {
        match self {
            Self::Bytes(bytes) => Reader::Bytes(Cursor::new(bytes)),
            Self::File(file) => {
                Reader::File(Blocks { file, at: 0, begin: None, block: Vec::new() })
            }
        }
    }
}

/// Reads a source; as many may as want to.
pub(crate) enum Reader<'s> {
    Bytes(Cursor<&'s [u8]>),
    File(Blocks<'s>),
}

impl Read for Reader<'_> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize> {
        match self {
            Self::Bytes(bytes) => bytes.read(to),
            Self::File(blocks) => blocks.read(to),
        }
    }
}

impl Seek for Reader<'_> {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        match self {
            Self::Bytes(bytes) => bytes.seek(to),
            Self::File(blocks) => blocks.seek(to),
        }
    }
}

/// Reads a file block by block.
pub(crate) struct Blocks<'s> {
    file: &'s Steady,
    at: u64,
    /// Where the block at hand begins, if one is.
    begin: Option<u64>,
    block: Vec<u8>,
}

impl Read for Blocks<'_> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize> {
        if self.at >= self.file.length {
            return Ok(0);
        }
        let begin = self.at - self.at % BLOCK;
        if self.begin != Some(begin) {
            self.begin = None;
            self.file.read(begin, &mut self.block)?;
            self.begin = Some(begin);
        }
        let left = usize::try_from(self.at - begin).ok().and_then(|from| self.block.get(from..));
        let read = left.unwrap_or_default().read(to)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Blocks<'_> {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.file.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn file(bytes: &[u8]) -> (File, Steady) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        let steady = Steady::new(file.try_clone().unwrap(), bytes.len() as u64);
        (file, steady)
    }

    fn all(file: &Steady) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        Source::File(file).reader().read_to_end(&mut bytes).map(|_| bytes)
    }

    #[test]
    fn a_file_is_read_as_its_bytes_are_from_wherever() {
        let bytes: Vec<u8> = (0..150_000_u32).map(|at| at.to_le_bytes()[at as usize % 3]).collect();
        let (_, steady) = file(&bytes);
        assert_eq!(all(&steady).unwrap(), bytes);
        let [mut one, mut other] =
            [Source::File(&steady), Source::Bytes(&bytes)].map(Source::reader);
        for to in [
            SeekFrom::Start(65_530),
            SeekFrom::Current(70_000),
            SeekFrom::Current(-10),
            SeekFrom::End(-3),
            SeekFrom::End(9),
            SeekFrom::Start(0),
        ] {
            assert_eq!(one.seek(to).unwrap(), other.seek(to).unwrap());
            let mut read = [[0; 20]; 2];
            let [a, b] = &mut read;
            one.read_exact(a).ok();
            other.read_exact(b).ok();
            assert_eq!(read[0], read[1], "{to:?}");
        }
        assert!(one.seek(SeekFrom::Current(-1_000_000)).is_err());
    }

    #[test]
    fn a_file_that_changes_between_two_readers_cannot_be_read_by_the_second() {
        let said = |file: &mut Steady| file.failure().unwrap().to_string();
        let (mut written, mut steady) = file(&vec![7; 100_000]);
        all(&steady).unwrap();
        written.seek(SeekFrom::Start(99_999)).unwrap();
        written.write_all(&[8]).unwrap();
        assert!(all(&steady).is_err());
        assert_eq!(said(&mut steady), "it changed while it was read");
        let (written, mut steady) = file(&vec![7; 100_000]);
        written.set_len(70_000).unwrap();
        assert!(all(&steady).is_err());
        assert_eq!(said(&mut steady), "it changed while it was read");
    }
}
