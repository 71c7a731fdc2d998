//! A look at the directory of an archive before anything in it is unpacked.

use std::io::Cursor;

use crate::{Error, ErrorKind, Result, limits};

/// Refuses an archive whose parts unpack past the limits, or that is broken.
///
/// The sizes are those the directory declares; the unpacker fails a part that goes past its own.
pub(crate) fn check(name: &str, bytes: &[u8]) -> Result<()> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| Error::damaged(name, error))?;
    if archive.has_overlapping_files().unwrap_or(true) {
        return Err(Error::damaged(name, "its parts lie over one another"));
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
    }
    Ok(())
}
