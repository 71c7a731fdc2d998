//! `tollgate rosters`.

use std::fmt::Write as _;
use std::path::Path;

use tollgate_export::Target;
use tollgate_model::{Field, RosterState, visible};
use tollgate_store::RosterInfo;

use super::{export, plural};
use crate::args::Global;
use crate::failure::{Exit, Failure, Result};
use crate::target;
use crate::ui::Ui;

pub(super) fn run(number: Option<u32>, global: &Global, ui: &mut Ui) -> Result<Exit> {
    let mut store = super::open(global)?;
    let rosters = store.rosters()?;
    let Some(number) = number else {
        let text: String = rosters.iter().map(|info| format!("{}\n", line(info))).collect();
        ui.print(&text)?;
        if rosters.is_empty() {
            ui.say("No roster was sent yet: `tollgate export --provider NAME` makes one.")?;
        }
        return Ok(Exit::Done);
    };
    let roster = store.roster(number)?;
    let info = rosters.iter().find(|info| info.number == number).ok_or_else(|| {
        Failure::new(
            "no-such-roster",
            format!("There is no roster {number}."),
            "`tollgate rosters` lists them.",
        )
    })?;
    let mut text = format!("{}\n", line(info));
    for row in 0..roster.len() {
        writeln!(
            text,
            "  {}  {}  {}",
            roster.get(row, Field::RowId),
            roster.get(row, Field::SipAddress),
            visible(roster.get(row, Field::DisplayName))
        )
        .ok();
    }
    ui.print(&text)?;
    Ok(Exit::Done)
}

/// Closes a roster, or opens it again.
pub(super) fn close(number: u32, closed: bool, global: &Global, ui: &mut Ui) -> Result<Exit> {
    let info = super::open(global)?.close_roster(number, closed)?;
    ui.say(&match info.state {
        RosterState::Imported => {
            format!("Roster {number} is imported: it has no open answers.")
        }
        RosterState::Closed => format!("Roster {number} is closed: no answer is expected."),
        state => format!("Roster {number} is open: {}.", state.word()),
    })?;
    Ok(Exit::Done)
}

/// Writes the file of a roster once more, as it was sent.
pub(super) fn write(
    number: u32,
    path: &Path,
    format: Option<&str>,
    force: bool,
    global: &Global,
    ui: &mut Ui,
) -> Result<Exit> {
    let mut store = super::open(global)?;
    let roster = store.roster(number)?;
    let provider = store.provider(&roster.provider)?;
    let (path, format) = export::file(Some(path), format, number)?;
    if path != Path::new("-") {
        target::check(&[Some(&path)], &[], global)?;
    }
    export::writing(&path, ui);
    let target = Target { path: &path, format, force, version: env!("CARGO_PKG_VERSION") };
    tollgate_export::write(&roster, &provider, target)?.appear()?;
    let told = if path == Path::new("-") { Ui::note } else { Ui::say };
    let people = plural(roster.len(), "person", "people");
    let place = export::stands(&path);
    told(ui, &format!("Roster {number} for {}: {people} {place}.", provider.name))?;
    Ok(Exit::Done)
}

fn line(info: &RosterInfo) -> String {
    let reply = info
        .reply
        .as_ref()
        .map_or_else(String::new, |(name, at)| format!(", last reply {} at {at}", visible(name)));
    format!(
        "roster {}  {}  {}, {}, {}{reply}",
        info.number,
        info.made_at,
        visible(&info.provider),
        plural(info.people, "person", "people"),
        info.state.word()
    )
}
