//! Files in the making: whoever ends the process takes them away, since nothing is dropped then.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{Builder, NamedTempFile, PersistError};

static MAKING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn making() -> MutexGuard<'static, Vec<PathBuf>> {
    MAKING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file in the making. Dropped, it is gone.
#[derive(Debug)]
pub(crate) struct Making {
    pub(crate) file: NamedTempFile,
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

impl Making {
    /// Begins a file in a folder.
    pub(crate) fn begin(file: &mut Builder<'_, '_>, folder: &Path) -> std::io::Result<Self> {
        // Nobody ends the process between the file and its place in the list.
        let mut making = making();
        let file = file.prefix(".tollgate-").tempfile_in(folder)?;
        let path = file.path().to_owned();
        making.push(path.clone());
        Ok(Self { file, listed: Listed(path) })
    }

    /// Puts the file where it belongs.
    pub(crate) fn persist(self, target: &Path, force: bool) -> Result<(), PersistError> {
        let Self { file, listed } = self;
        if force { file.persist(target) } else { file.persist_noclobber(target) }?;
        drop(listed);
        Ok(())
    }
}

/// Takes away every file in the making. For whoever ends the process: no file can be begun, and none
/// given up, from then on.
pub fn forget_unfinished() {
    let making = making();
    for path in making.iter() {
        std::fs::remove_file(path).ok();
    }
    std::mem::forget(making);
}
