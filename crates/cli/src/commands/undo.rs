//! `tollgate undo` and `tollgate redo`.

use tollgate_model::{BatchNumber, Change};
use tollgate_report as report;

use crate::args::Global;
use crate::failure::{Exit, Result};
use crate::ui::Ui;

/// What is being done while a batch is looked at.
const PLANNING: &str = "Looking at who changed since";

pub(super) fn undo(
    number: BatchNumber,
    dry_run: bool,
    global: &Global,
    ui: &mut Ui,
) -> Result<Exit> {
    let mut store = super::open(global)?;
    ui.doing(PLANNING);
    let plan = store.plan_undo(number)?;
    let changes = report::plan(&plan, ui.detail());
    if dry_run {
        ui.print(&changes)?;
        ui.say(&format!("Would be: {}. Nothing was changed.", report::outcome(&plan)))?;
        return Ok(Exit::Done);
    }
    ui.tell(&changes)?;
    let hand = super::hand(Vec::new(), None);
    if let Some(made) = super::apply(&mut store, &plan, &hand, ui)? {
        ui.say(&format!("Took batch {number} back, as batch {made}: {}.", report::outcome(&plan)))?;
        if plan.changes.iter().any(Change::takes_assignment) {
            ui.say("Invitations that went out with the numbers keep them.")?;
        }
    }
    Ok(Exit::Done)
}

pub(super) fn redo(number: BatchNumber, global: &Global, ui: &mut Ui) -> Result<Exit> {
    let mut store = super::open(global)?;
    ui.doing(PLANNING);
    let plan = store.plan_redo(number)?;
    let hand = super::hand(Vec::new(), None);
    if let Some(made) = super::apply(&mut store, &plan, &hand, ui)? {
        ui.tell(&report::plan(&plan, ui.detail()))?;
        ui.say(&format!(
            "Brought batch {number} back, as batch {made}: {}.",
            report::outcome(&plan)
        ))?;
    }
    Ok(Exit::Done)
}
