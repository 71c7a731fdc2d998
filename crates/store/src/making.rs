//! Stores in the making, each beside the file or in the folder that it goes through: whoever ends the
//! process takes them away, since nothing is dropped then.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{Builder, NamedTempFile, PersistError, TempDir};

static MAKING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn making() -> MutexGuard<'static, Vec<PathBuf>> {
    MAKING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file or a folder in the making. Dropped, it is gone.
#[derive(Debug)]
pub(crate) struct Making<T> {
    pub(crate) made: T,
    /// Dropped last.
    listed: Listed,
}

#[derive(Debug)]
struct Listed(PathBuf);

impl Drop for Listed {
    fn drop(&mut self) {
        making().retain(|path| *path != self.0);
    }
}

impl<T> Making<T> {
    fn begin(
        make: impl FnOnce() -> std::io::Result<T>,
        path: impl FnOnce(&T) -> &Path,
    ) -> std::io::Result<Self> {
        // Nobody ends the process between what is made and its place in the list.
        let mut making = making();
        let made = make()?;
        let path = path(&made).to_owned();
        making.push(path.clone());
        Ok(Self { made, listed: Listed(path) })
    }
}

impl Making<NamedTempFile> {
    /// Begins a file in a folder, for its owner only.
    pub(crate) fn file(folder: &Path) -> std::io::Result<Self> {
        let make = || Builder::new().prefix(".tollgate-").tempfile_in(folder);
        Self::begin(make, NamedTempFile::path)
    }

    /// Puts the file where it belongs.
    pub(crate) fn persist(self, target: &Path, force: bool) -> Result<(), PersistError> {
        let Self { made, listed } = self;
        if force { made.persist(target) } else { made.persist_noclobber(target) }?;
        drop(listed);
        Ok(())
    }
}

impl Making<TempDir> {
    /// Begins a folder among the system's temporary files.
    pub(crate) fn folder() -> std::io::Result<Self> {
        Self::begin(tempfile::tempdir, TempDir::path)
    }
}

/// Takes away what the database keeps beside a file while it works.
pub(crate) fn remove_beside(file: &Path) {
    for end in ["-wal", "-shm", "-journal"] {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        std::fs::remove_file(name).ok();
    }
}

/// Takes away everything in the making. For whoever ends the process: nothing can be begun, and nothing
/// given up, from then on.
pub fn forget_unfinished() {
    let making = making();
    for path in making.iter() {
        if path.is_dir() {
            std::fs::remove_dir_all(path).ok();
        } else {
            std::fs::remove_file(path).ok();
            remove_beside(path);
        }
    }
    std::mem::forget(making);
}
