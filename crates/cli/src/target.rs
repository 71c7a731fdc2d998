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
    let mut used: Vec<PathBuf> =
        inputs.iter().flatten().filter_map(|path| path.canonicalize().ok()).collect();
    let store = global.store.strip_prefix("sqlite:").unwrap_or(&global.store);
    for end in ["", "-wal", "-shm"] {
        used.extend(Path::new(&format!("{store}{end}")).canonicalize());
    }
    let mut named: Vec<&Path> = Vec::new();
    for output in outputs.iter().flatten() {
        let in_use = output.canonicalize().is_ok_and(|path| used.contains(&path));
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
