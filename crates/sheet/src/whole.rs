//! A file appears whole or not at all: written beside its target, flushed, and renamed.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use crate::{Error, ErrorKind, Result};

/// Writes a file. One that is there already is replaced only with `force`; until the last moment
/// it stays as it was.
pub fn write_whole(
    target: &Path,
    force: bool,
    fill: impl FnOnce(&mut BufWriter<&File>) -> Result<()>,
) -> Result<()> {
    let attempted = "Could not write";
    refuse_existing(target, force)?;
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let beside = tempfile::Builder::new().prefix(".tollgate-").tempfile_in(folder);
    let beside = beside.map_err(|error| Error::io(attempted, target, &error))?;
    let mut writer = BufWriter::with_capacity(1 << 16, beside.as_file());
    fill(&mut writer)?;
    writer.flush().map_err(|error| Error::io(attempted, target, &error))?;
    drop(writer);
    beside.as_file().sync_all().map_err(|error| Error::io(attempted, target, &error))?;
    share(beside.as_file());
    if force {
        beside.persist(target).map_err(|error| Error::io(attempted, target, &error.error))?;
    } else {
        beside.persist_noclobber(target).map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => exists(target),
            _ => Error::io(attempted, target, &error.error),
        })?;
    }
    Ok(())
}

/// Fails when something stands at a target that may not be replaced: asked before long work.
pub(crate) fn refuse_existing(target: &Path, force: bool) -> Result<()> {
    if !force && target.symlink_metadata().is_ok() { Err(exists(target)) } else { Ok(()) }
}

fn exists(target: &Path) -> Error {
    Error::new(
        ErrorKind::Exists,
        format!("Could not write {}: it is there already.", target.display()),
        "Name another file, or add --force to replace it.",
    )
}

/// Temporary files are for their owner only; what is made here is to be sent.
#[cfg(unix)]
fn share(file: &File) {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644)).ok();
}

/// Elsewhere a file takes its permissions from its folder.
#[cfg(not(unix))]
fn share(_: &File) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_replaced_only_by_force_and_never_by_half() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("roster.csv");
        let write = |text: &'static str, force| {
            write_whole(&target, force, |file| {
                file.write_all(text.as_bytes()).unwrap();
                Ok(())
            })
        };
        write("one", false).unwrap();
        assert_eq!(write("two", false).unwrap_err().kind, ErrorKind::Exists);
        let broken = write_whole(&target, true, |file| {
            file.write_all(b"half").unwrap();
            Err(Error::damaged("x", "y"))
        });
        assert!(broken.is_err());
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "one");
        write("two", true).unwrap();
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
