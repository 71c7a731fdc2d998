//! What is kept beside a batch: packed as it comes, so that nobody need hold it as it was read.

use std::io::Write;

use tollgate_model::Evidence;

use crate::columns::damaged;
use crate::packed::{Packer, unpacked};
use crate::{Error, Result};

/// Takes the bytes of what is kept, and packs them.
pub struct Packing {
    name: String,
    packer: Packer,
}

impl std::fmt::Debug for Packing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Packing").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Packing {
    /// Nothing yet. About so many bytes will come; zero where nobody knows.
    pub fn new(name: &str, bytes: usize) -> Self {
        Self { name: name.to_owned(), packer: Packer::new(bytes) }
    }

    /// What was written.
    pub fn finish(self) -> Result<Evidence> {
        let (sha256, packed) = self.packer.finish().map_err(|error| Error::io(&error))?;
        Ok(Evidence { name: self.name, sha256, packed })
    }
}

impl Write for Packing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.packer.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.packer.flush()
    }
}

/// The bytes of what was kept.
pub fn content(kept: &Evidence) -> Result<Vec<u8>> {
    let broken = || damaged("what is kept beside a batch is not what was kept");
    unpacked(&kept.packed, &kept.sha256).ok_or_else(broken)
}
