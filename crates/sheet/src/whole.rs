//! A file appears whole or not at all: written beside its target, flushed, and renamed.

use std::fs::{File, Metadata};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::making::Making;
use crate::{Error, ErrorKind, Result};

/// Writes a file. One that is there already is replaced only with `force`; until the last moment
/// it stays as it was.
pub fn write_whole(
    target: &Path,
    force: bool,
    fill: impl FnOnce(&mut BufWriter<&File>) -> Result<()>,
) -> Result<()> {
    Whole::write(target, force, fill)?.appear()
}

/// Writes a file for its owner only; one that is there already stays.
pub fn write_private(
    target: &Path,
    fill: impl FnOnce(&mut BufWriter<&File>) -> Result<()>,
) -> Result<()> {
    Whole::fill(target, false, &mut tempfile::Builder::new(), fill)?.appear()
}

/// A file that is written and safe on the disk, and does not yet stand in its place. Dropped, it
/// leaves nothing behind.
#[derive(Debug)]
pub struct Whole {
    beside: Making,
    target: PathBuf,
    real: PathBuf,
    force: bool,
}

impl Whole {
    /// Writes a file beside its place.
    pub fn write(
        target: &Path,
        force: bool,
        fill: impl FnOnce(&mut BufWriter<&File>) -> Result<()>,
    ) -> Result<Self> {
        Self::fill(target, force, readable(&mut tempfile::Builder::new()), fill)
    }

    fn fill(
        target: &Path,
        force: bool,
        beside: &mut tempfile::Builder<'_, '_>,
        fill: impl FnOnce(&mut BufWriter<&File>) -> Result<()>,
    ) -> Result<Self> {
        let failed = |error: &std::io::Error| Error::io("Could not write", target, error);
        refuse_existing(target, force)?;
        // A link stays a link, and what it points to is replaced.
        let real = if force { target.canonicalize().ok() } else { None };
        let real = real.unwrap_or_else(|| target.to_owned());
        let (folder, before) = place(&real, target)?;
        let beside = Making::begin(beside, folder).map_err(|error| failed(&error))?;
        let mut writer = BufWriter::with_capacity(1 << 16, beside.file.as_file());
        fill(&mut writer)?;
        writer.flush().map_err(|error| failed(&error))?;
        drop(writer);
        if let Some(facts) = before {
            let permissions = beside.file.as_file().set_permissions(facts.permissions());
            permissions.map_err(|error| failed(&error))?;
        }
        beside.file.as_file().sync_all().map_err(|error| failed(&error))?;
        Ok(Self { beside, target: target.to_owned(), real, force })
    }

    /// Puts it in its place.
    pub fn appear(self) -> Result<()> {
        let Self { beside, target, real, force } = self;
        let failed = |error: &std::io::Error| Error::io("Could not write", &target, error);
        beside.persist(&real, force).map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists if !force => exists(&target),
            _ => failed(&error.error),
        })
    }
}

/// Fails where no file can be: asked before long work whose result goes there.
pub fn check_target(target: &Path) -> Result<()> {
    let (folder, _) = place(target, target)?;
    let trial = Making::begin(&mut tempfile::Builder::new(), folder);
    trial.map(drop).map_err(|error| Error::io("Could not write", target, &error))
}

/// The folder a file goes to, and what is known of the file that is there already.
fn place<'p>(real: &'p Path, target: &Path) -> Result<(&'p Path, Option<Metadata>)> {
    let before = real.metadata().ok();
    if before.as_ref().is_some_and(|facts| !facts.is_file()) {
        let message = format!("Could not write {}: it is not a file.", target.display());
        return Err(Error::new(ErrorKind::Exists, message, "Name a file."));
    }
    let folder = match real.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        let message = format!(
            "Could not write {}: there is no folder {}.",
            target.display(),
            folder.display()
        );
        return Err(Error::new(
            ErrorKind::Io(std::io::ErrorKind::NotFound),
            message,
            "Make the folder first, or name another.",
        ));
    }
    Ok((folder, before))
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

/// Temporary files are for their owner only; what is made here is as any file the user makes.
#[cfg(unix)]
fn readable<'a, 'b, 'c>(
    file: &'a mut tempfile::Builder<'b, 'c>,
) -> &'a mut tempfile::Builder<'b, 'c> {
    use std::os::unix::fs::PermissionsExt as _;
    file.permissions(std::fs::Permissions::from_mode(0o666))
}

/// Elsewhere a file takes its permissions from its folder.
#[cfg(not(unix))]
fn readable<'a, 'b, 'c>(
    file: &'a mut tempfile::Builder<'b, 'c>,
) -> &'a mut tempfile::Builder<'b, 'c> {
    file
}

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
