//! `tollgate copy`, `backup` and `restore`.

use std::path::Path;

use tollgate_store::{Store, shown};

use super::{now, plural};
use crate::address::from_environment;
use crate::args::Global;
use crate::failure::{Exit, Result};
use crate::target;
use crate::ui::Ui;

pub(super) fn copy(from: &str, to: &str, force: bool, ui: &mut Ui) -> Result<Exit> {
    ui.doing(format!("Copying {} to {}", shown(from), shown(to)));
    let batches =
        Store::open(&from_environment(from), now())?.copy(&from_environment(to), force, now())?;
    let batches = plural(batches, "batch", "batches");
    ui.say(&format!(
        "{} holds the same as {}: {batches}, compared after copying.",
        shown(to),
        shown(from)
    ))?;
    Ok(Exit::Done)
}

pub(super) fn backup(file: &Path, force: bool, global: &Global, ui: &mut Ui) -> Result<Exit> {
    target::check(&[Some(file)], &[], global)?;
    ui.doing(format!("Saving the store in {}", file.display()));
    super::open(global)?.backup(file, force, now())?;
    ui.say(&format!("The whole store is in {}.", file.display()))?;
    ui.say("It holds names and numbers: keep it as you keep the store.")?;
    Ok(Exit::Done)
}

pub(super) fn restore(file: &Path, force: bool, global: &Global, ui: &mut Ui) -> Result<Exit> {
    ui.doing(format!("Bringing {} back", file.display()));
    let batches = Store::restore(&global.store, file, force, now())?;
    let batches = plural(batches, "batch", "batches");
    ui.say(&format!("{} holds what {} holds: {batches}.", shown(&global.store), file.display()))?;
    Ok(Exit::Done)
}
