//! `tollgate provider`.

use std::fmt::Write as _;

use tollgate_model::TollKind;

use super::plural;
use crate::args::{Global, Provider};
use crate::failure::{Exit, Failure, Result};
use crate::reply::{faulty_profile, read_profile};
use crate::ui::Ui;

pub(super) fn run(args: &Provider, global: &Global, ui: &mut Ui) -> Result<Exit> {
    let mut store = super::open(global)?;
    match args {
        Provider::Set { file } => {
            let profile = read_profile(file)?;
            if profile.provider.is_called("Microsoft") {
                let message =
                    "Could not keep the profile: Microsoft is not a third-party provider.";
                return Err(Failure::new(
                    "faulty-profile",
                    message,
                    "Call the provider by its own name.",
                ));
            }
            let warnings = profile.warnings().map_err(|error| faulty_profile(file, error))?;
            for warning in warnings {
                ui.warn(&format!("warning: {warning}"))?;
            }
            store.set_provider(&profile.provider)?;
            let numbers = plural(profile.provider.numbers.len(), "number", "numbers");
            ui.say(&format!("Saved {} with {numbers}.", profile.provider.name))?;
        }
        Provider::List => {
            let mut text = String::new();
            for provider in store.providers()? {
                let (toll, free) = [TollKind::Toll, TollKind::TollFree]
                    .map(|kind| provider.numbers_of(kind).count())
                    .into();
                writeln!(
                    text,
                    "{}  {}  {toll} toll, {free} toll-free",
                    provider.name, provider.domain
                )
                .ok();
            }
            if text.is_empty() {
                ui.say("No provider is known yet: `tollgate provider set FILE.toml` adds one.")?;
            }
            ui.print(&text)?;
        }
        Provider::Show { name } => ui.print(&store.provider(name)?.profile)?,
        Provider::Remove { name } => {
            store.remove_provider(name)?;
            ui.say(&format!("Removed {name}."))?;
        }
    }
    Ok(Exit::Done)
}
