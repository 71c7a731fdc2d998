//! Files that a command writes beside its work: looked at before anything is done, so that none of them
//! takes the place of the store, of what is read, or of one another.

use std::path::{Path, PathBuf};

use crate::args::Global;
use crate::failure::{Failure, Result};

/// Fails where an output cannot be written, or where it is a file that is in use.
pub(crate) fn check(
    outputs: &[Option<&Path>],
    inputs: &[Option<&Path>],
    global: &Global,
) -> Result<()> {
    let mut used: Vec<PathBuf> = inputs.iter().flatten().filter_map(|path| real(path)).collect();
    let store = global.store.strip_prefix("sqlite:").unwrap_or(&global.store);
    if let Some(store) = real(Path::new(store)) {
        // What the store keeps beside itself need not be there at this moment.
        used.extend(["", "-wal", "-shm", "-journal"].map(|end| {
            let mut name = store.clone().into_os_string();
            name.push(end);
            PathBuf::from(name)
        }));
    }
    let mut named: Vec<&Path> = Vec::new();
    for output in outputs.iter().flatten() {
        let in_use = real(output).is_some_and(|path| used.contains(&path));
        if in_use || named.contains(output) {
            let message = format!("Could not write {}: the file is in use here.", output.display());
            return Err(Failure::new("exists", message, "Name another file."));
        }
        if *output == Path::new("-") {
            let message = "Could not write to standard output: it is for the result itself.";
            return Err(Failure::new("usage", message, "Name a file."));
        }
        tollgate_sheet::check_target(output)?;
        named.push(output);
    }
    Ok(())
}

/// Where a file is, or would be.
fn real(path: &Path) -> Option<PathBuf> {
    let folder = || match path.parent()? {
        folder if folder.as_os_str().is_empty() => Path::new(".").canonicalize().ok(),
        folder => folder.canonicalize().ok(),
    };
    path.canonicalize().ok().or_else(|| Some(folder()?.join(path.file_name()?)))
}
