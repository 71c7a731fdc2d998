//! A few named files in one archive. Names are names: nothing is ever unpacked to a path.

use std::io::{Cursor, Read as _, Write};

use zip::write::SimpleFileOptions;

use crate::{Error, ErrorKind, Result, limits};

/// Writes an archive of files, in order. The same files give the same bytes.
pub fn write_archive(mut to: impl Write, files: &[(&str, &[u8])]) -> Result<()> {
    // In memory, where writing cannot fail: dropped after a failure, the library would print.
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for (name, content) in files {
        archive.start_file(*name, options).map_err(failure)?;
        archive.write_all(content).map_err(|error| failure(error.into()))?;
    }
    let archive = archive.finish().map_err(failure)?;
    to.write_all(archive.get_ref()).map_err(|error| failure(error.into()))
}

fn failure(error: zip::result::ZipError) -> Error {
    let message = format!("Could not write the archive: {error}.");
    let hint = "Check that there is room on the disk, and run the command again.";
    Error::new(ErrorKind::Io(std::io::ErrorKind::Other), message, hint)
}

/// The files of an archive, in order. Sizes are counted while unpacking.
pub fn read_archive(name: &str, bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>> {
    let damaged = |error: zip::result::ZipError| Error::damaged(name, error);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let (mut files, mut left) = (Vec::new(), limits::UNPACKED);
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(damaged)?;
        let (file_name, mut content) = (file.name().map_err(damaged)?.into_owned(), Vec::new());
        file.take(left + 1).read_to_end(&mut content).map_err(|error| damaged(error.into()))?;
        left = left.checked_sub(content.len() as u64).ok_or_else(|| {
            Error::too_large(name, "it unpacks to more than an archive may".to_owned())
        })?;
        files.push((file_name, content));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_a_damaged_archive_is_refused() {
        let mut bytes = Vec::new();
        let files: [(&str, &[u8]); 2] = [("a.txt", b"one"), ("../b.txt", b"")];
        write_archive(&mut bytes, &files).unwrap();
        let read = read_archive("x.zip", &bytes).unwrap();
        assert_eq!(read[0], ("a.txt".into(), b"one".to_vec()));
        assert_eq!(read[1].0, "../b.txt");
        assert!(read_archive("x.zip", &bytes[..bytes.len() - 9]).is_err());
    }
}
