//! `tollgate import`.

use tollgate_import::{Replace, plan};
use tollgate_model::{Plan, Revision, Severity};
use tollgate_report as report;
use tollgate_validator::{Options, Today};

use super::validate::{judge, show};
use crate::args::{Format, Global, Import};
use crate::failure::{Exit, Result};
use crate::reply::open;
use crate::ui::Ui;

/// What the field has learnt after every import.
const TRUTHS: &str = "Only new meetings get these numbers; meetings that are in calendars already keep the old ones.\nThe provider's PINs must be sent to each person: nobody here can see or set them.";

pub(super) fn run(args: &Import, global: &Global, ui: &mut Ui) -> Result<Exit> {
    let mut store = super::open(global)?;
    if let Some(revision) = args.expect_revision {
        store.require_revision(Revision(revision))?;
    }
    let opened = open(&args.reading, &mut store, ui)?;
    let replace =
        Replace { microsoft: args.replace_microsoft, other_provider: args.replace_provider };
    let options = Options {
        deny_warnings: args.reading.deny.is_some(),
        replace_microsoft: replace.microsoft,
        replace_provider: replace.other_provider,
    };
    let directory = store.directory()?;
    let imported_as = store.imported_as(&opened.table.facts.sha256)?;
    let today = Today { directory: &directory, imported_as, now: super::now() };
    let checked = judge(&opened, &args.reading, options, Some(&today));
    let roster = opened.roster.number;
    let name = &opened.table.facts.name;
    let Some(accepted) = &checked.accepted else {
        show(&checked, &opened.table, &args.reading, ui)?;
        if !args.dry_run {
            store.note_reply(roster, name, super::now(), false)?;
        }
        ui.say("Nothing was changed.")?;
        return Ok(Exit::Refused);
    };
    if args.reading.format == Format::Text && checked.report.count(Severity::Warning) > 0 {
        show(&checked, &opened.table, &args.reading, ui)?;
    }
    let plan = plan(accepted, &directory, replace, Replace::cause(roster, &opened.table.facts))?;
    if args.dry_run {
        return dry_run(&plan, args.reading.format, ui);
    }
    let number = store.apply(&plan, &super::hand(replace.options()))?;
    store.note_reply(roster, name, super::now(), number.is_none())?;
    match args.reading.format {
        Format::Json => ui.print(&report::json::batch(&plan, number.map(|number| number.0)))?,
        Format::Text => ui.print(&report::plan(&plan, ui.detail()))?,
    }
    match (number, imported_as) {
        (Some(number), _) => {
            ui.say(&format!("Imported as batch {number}: {}.", report::outcome(&plan)))?;
            ui.say(&format!("To take it back: tollgate undo {number}"))?;
            ui.say(TRUTHS)?;
        }
        (None, Some(batch)) => {
            ui.say(&format!("Nothing to change: already applied as batch {batch}."))?;
        }
        (None, None) => ui.say("Nothing to change: everyone has what the reply says.")?,
    }
    Ok(Exit::Done)
}

fn dry_run(plan: &Plan, format: Format, ui: &mut Ui) -> Result<Exit> {
    match format {
        Format::Json => ui.print(&report::json::plan(plan))?,
        Format::Text => ui.print(&report::plan(plan, ui.detail()))?,
    }
    let revision = plan.revision;
    ui.say(&format!("Would be: {}. Nothing was changed.", report::outcome(plan)))?;
    ui.say(&format!("The directory is at revision {revision}; --expect-revision {revision} imports exactly this."))?;
    Ok(Exit::Done)
}
