//! A look at how a workbook is put together before a library unpacks anything in it.

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

/// Refuses a compound file in which a chain of sectors comes back to itself: the library would follow
/// it until memory ends. What else is wrong with one the library tells.
///
/// The layout is that of MS-CFB 2.2 (header), 2.3 (FAT) and 2.5 (DIFAT).
pub(crate) fn check_compound(name: &str, bytes: &[u8]) -> Result<()> {
    let number = |at: usize| Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?) as usize);
    let size = if bytes.get(30) == Some(&0x0c) { 4096 } else { 512 };
    // The header takes the room of one sector.
    let numbers = |sector: usize| {
        let start = sector.saturating_add(1).saturating_mul(size);
        (0..size / 4).filter_map(move |at| number(start.saturating_add(at * 4)))
    };
    let sectors = bytes.len() / size;
    let mut fat_sectors: Vec<usize> = (0..109).filter_map(|at| number(76 + at * 4)).collect();
    let mut more = number(68);
    for _ in 0..sectors {
        let Some(sector) = more.filter(|sector| *sector < sectors) else { break };
        fat_sectors.extend(numbers(sector));
        more = fat_sectors.pop();
    }
    let fat_sectors = fat_sectors.into_iter().filter(|sector| *sector < sectors);
    let next: Vec<usize> = fat_sectors.take(sectors).flat_map(numbers).collect();
    // Which walk a sector was met on: one that is met again on the same walk closes a ring.
    let mut met = vec![usize::MAX; next.len()];
    for start in 0..next.len() {
        let mut at = start;
        while at < next.len() && met[at] == usize::MAX {
            met[at] = start;
            at = next[at];
        }
        if met.get(at) == Some(&start) {
            return Err(Error::damaged(name, "a chain of its sectors comes back to itself"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check_compound;

    /// A header whose FAT is in the first sector, and that FAT.
    fn compound(next: &[u32]) -> Vec<u8> {
        let mut bytes = vec![0; 512];
        bytes[30] = 9;
        bytes[68..512].fill(0xff);
        bytes[76..80].fill(0);
        bytes.extend(next.iter().flat_map(|next| next.to_le_bytes()));
        bytes.resize(1024, 0xff);
        // The sectors that the FAT tells of.
        bytes.resize(1024 + 512 * next.len(), 0);
        bytes
    }

    #[test]
    fn a_ring_of_sectors_is_refused_and_a_chain_is_not() {
        let end = 0xffff_fffe;
        assert!(check_compound("x.xls", &compound(&[0xffff_fffd, 2, 3, end])).is_ok());
        assert!(check_compound("x.xls", &compound(&[0xffff_fffd, 2, 3, 1])).is_err());
        assert!(check_compound("x.xls", &compound(&[0xffff_fffd, 1])).is_err());
        assert!(check_compound("x.xls", &[]).is_ok());
    }
}
