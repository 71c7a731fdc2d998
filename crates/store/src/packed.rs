//! What is kept as one blob: packed as it is written, its SHA-256 taken on the way, so that neither
//! side ever holds it twice. LZ4, because reading a roster back must cost less than reading its reply.

use std::io::{ErrorKind, Read, Result, Write};

use lz4_flex::frame::{FrameDecoder, FrameEncoder};
use sha2::{Digest as _, Sha256};
use tollgate_model::{Grid, Roster};

use crate::digest::hex;

/// Packs what is written into it.
pub(crate) struct Packer {
    digest: Sha256,
    frame: FrameEncoder<Vec<u8>>,
}

impl Packer {
    /// For about so many bytes, zero where nobody knows: there is room for half of them, which is enough
    /// for most, since what grows by being copied stands in memory twice.
    pub(crate) fn new(bytes: usize) -> Self {
        Self { digest: Sha256::new(), frame: FrameEncoder::new(Vec::with_capacity(bytes / 2)) }
    }

    /// SHA-256 of what was written, in lower-case hexadecimal, and what it was packed to.
    pub(crate) fn finish(self) -> Result<(String, Vec<u8>)> {
        let mut packed = self.frame.finish()?;
        packed.shrink_to_fit();
        Ok((hex(&self.digest.finalize()), packed))
    }
}

impl Write for Packer {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let written = self.frame.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> Result<()> {
        self.frame.flush()
    }
}

/// Gives back what was packed.
struct Unpacker<R: Read> {
    digest: Sha256,
    frame: FrameDecoder<R>,
}

impl<R: Read> Unpacker<R> {
    fn new(packed: R) -> Self {
        Self { digest: Sha256::new(), frame: FrameDecoder::new(packed) }
    }

    /// Whether nothing is left, and what was read is what the digest is of.
    fn was(mut self, digest: &str) -> bool {
        matches!(self.frame.read(&mut [0]), Ok(0)) && hex(&self.digest.finalize()) == digest
    }
}

impl<R: Read> Read for Unpacker<R> {
    fn read(&mut self, bytes: &mut [u8]) -> Result<usize> {
        let read = self.frame.read(bytes)?;
        self.digest.update(&bytes[..read]);
        Ok(read)
    }
}

/// What was packed, if it is still what the digest is of.
pub(crate) fn unpacked(packed: &[u8], digest: &str) -> Option<Vec<u8>> {
    let (mut unpacker, mut bytes) = (Unpacker::new(packed), Vec::new());
    unpacker.read_to_end(&mut bytes).ok()?;
    unpacker.was(digest).then_some(bytes)
}

/// Whether what was packed is still what the digest is of.
pub(crate) fn is_whole(packed: &[u8], digest: &str) -> bool {
    let mut unpacker = Unpacker::new(packed);
    std::io::copy(&mut unpacker, &mut std::io::sink()).is_ok() && unpacker.was(digest)
}

/// How many columns a roster is kept in.
const COLUMNS: usize = Roster::KEPT.len();

/// The cells of a roster, packed: how many rows there are, how many bytes each cell has (four bytes
/// each, little-endian), the text of all cells.
pub(crate) fn packed_cells(grid: &Grid) -> Result<(String, Vec<u8>)> {
    let (text, ends, _) = grid.parts();
    let mut packer = Packer::new(text.len());
    let rows = u32::try_from(grid.len()).unwrap_or(u32::MAX);
    packer.write_all(&rows.to_le_bytes())?;
    let (mut before, mut bytes) = (0, Vec::with_capacity(CHUNK));
    for cells in ends.chunks(CHUNK / 4) {
        bytes.clear();
        for end in cells {
            bytes.extend((end - before).to_le_bytes());
            before = *end;
        }
        packer.write_all(&bytes)?;
    }
    packer.write_all(text.as_bytes())?;
    packer.finish()
}

/// How many bytes are looked at in one go.
const CHUNK: usize = 1 << 16;

/// What [`packed_cells`] packed into so many bytes. An error of the kind `InvalidData` where it is not
/// what the digest is of.
pub(crate) fn unpacked_cells(packed: impl Read, bytes: usize, digest: &str) -> Result<Grid> {
    let other = || ErrorKind::InvalidData;
    let mut unpacker = Unpacker::new(packed);
    let mut rows = [0; 4];
    unpacker.read_exact(&mut rows)?;
    let rows = u32::from_le_bytes(rows);
    let mut left = (rows as usize).checked_mul(COLUMNS).ok_or_else(other)?;
    // A count is believed only as far as there is something behind it.
    let (mut ends, mut end, mut chunk) = (Vec::new(), 0_u32, vec![0; CHUNK]);
    ends.reserve_exact(left.min(bytes.saturating_mul(16)));
    while left > 0 {
        let chunk = &mut chunk[..CHUNK.min(left * 4)];
        unpacker.read_exact(chunk)?;
        for length in chunk.as_chunks::<4>().0 {
            end = end.checked_add(u32::from_le_bytes(*length)).ok_or_else(other)?;
            ends.push(end);
        }
        left -= chunk.len() / 4;
    }
    let mut text = String::new();
    text.reserve_exact((end as usize).min(bytes.saturating_mul(256)));
    (&mut unpacker).take(u64::from(end)).read_to_string(&mut text)?;
    let starts = (0..=rows).map(|row| row * u32::try_from(COLUMNS).unwrap_or(0)).collect();
    let grid = unpacker.was(digest).then(|| Grid::from_parts(text, ends, starts)).flatten();
    grid.ok_or_else(|| other().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_back_and_only_that() {
        let mut roster = Roster::new(1, "A", tollgate_model::Timestamp::UNIX_EPOCH);
        roster.push(|_| "Zoë");
        roster.push(|_| "");
        let (digest, packed) = packed_cells(&roster.grid).unwrap();
        let unpacked = |packed: &[u8], digest: &str| {
            unpacked_cells(packed, packed.len(), digest).map_err(|error| error.kind())
        };
        assert_eq!(unpacked(&packed, &digest), Ok(roster.grid));
        assert_eq!(unpacked(&packed, &"0".repeat(64)), Err(ErrorKind::InvalidData));
        let half = &packed[..packed.len() / 2];
        assert_eq!(unpacked(half, &digest), Err(ErrorKind::UnexpectedEof));
        let (digest, empty) = packed_cells(&Grid::default()).unwrap();
        assert_eq!(unpacked(&empty, &digest).map(|grid| grid.len()), Ok(0));
    }
}
