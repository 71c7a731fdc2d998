//! `tollgate init`.

use tollgate_store::Store;

use crate::args::Global;
use crate::failure::{Exit, Result};
use crate::ui::Ui;

pub(super) fn run(global: &Global, ui: &mut Ui) -> Result<Exit> {
    Store::create(&global.store, super::now())?;
    ui.say(&format!("Made the store {}.", tollgate_store::shown(&global.store)))?;
    ui.say(
        "Next: `tollgate load FILE` adds people, and `tollgate provider set FILE.toml` adds a provider.",
    )?;
    Ok(Exit::Done)
}
