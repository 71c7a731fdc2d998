//! `tollgate import`.

use std::io::BufWriter;

use tollgate_export::{Choice, Choosing, Chosen, RowIds, Target};
use tollgate_import::plan;
use tollgate_model::{BatchNumber, Cause, Evidence, Grid, Hand, HowMany, Plan, Provider, Revision};
use tollgate_report::{self as report, json::Again};
use tollgate_sheet::write_csv;
use tollgate_store::{Packing, Store};
use tollgate_validator::{Accepted, Checked, Held};

use super::validate::{CHECKING, Judged, judge_today, tell_page};
use super::{export, options, plural};
use crate::args::{Format, Global, Import, Reading};
use crate::failure::{Exit, Failure, Result};
use crate::interrupt::{self, Stands};
use crate::reply::open;
use crate::target;
use crate::ui::Ui;

/// What the field has learnt after every import.
const TRUTHS: &str = "Only new meetings get these numbers; meetings that are already in calendars keep the old ones.\nThe provider's PINs must be sent to each person: nobody here can see or set them.";

pub(super) fn run(args: &Import, global: &Global, ui: &mut Ui) -> Result<Exit> {
    let outputs = [args.reading.html.as_deref(), args.again.as_deref()];
    target::check(&outputs, &[Some(args.reading.reply.as_path())], global)?;
    let mut store = super::open(global)?;
    if let Some(revision) = args.expect_revision {
        store.require_revision(Revision(revision))?;
    }
    let (opened, coming) = open(&args.reading, &mut store, global, ui)?;
    let replace = args.replace.into();
    let options = options(replace, args.reading.deny.is_some());
    ui.doing(CHECKING);
    // Kept as it was read: packed now only where something will be put right in it, since it takes room.
    let early = !args.dry_run && !args.reading.apply.is_empty();
    let early = if early { Some(as_read(&opened.table.grid)?) } else { None };
    let (mut judged, standing) = judge_today(opened, coming, &args.reading, options, &mut store)?;
    let (roster, facts) = (&judged.opened.roster, &judged.opened.table.facts);
    let (roster, name) = (roster.number, facts.name.clone());
    let cause = Cause::import(roster, facts);
    let whole = judged.checked.accepted.is_some();
    let Some(accepted) = passed(&mut judged.checked, args) else {
        return refuse(&judged, args, &mut store, ui);
    };
    judged.in_part = !whole;
    // What was read otherwise than it was written is noted, and what --apply used.
    if args.reading.format == Format::Text && !judged.checked.report.findings.is_empty() {
        judged.show(&args.reading, ui)?;
    }
    let sent = std::mem::take(&mut judged.opened.roster);
    let plan = || plan(accepted, &sent, &standing, replace, cause);
    if args.dry_run {
        let plan = plan()?;
        judged.page(&args.reading, Some(&plan), None)?;
        let exit = dry_run(&plan, store.how_many()?, args, ui)?;
        tell_page(&args.reading, ui)?;
        return Ok(exit);
    }
    ui.doing("Planning what changes");
    let left = judged.left();
    let evidence = evidence(&mut judged, early, &args.reading)?;
    let plan = plan()?;
    let left = if has_asked_again(&mut store, judged.imported_as, &plan)? {
        Vec::new()
    } else {
        // Who got an answer since the roster was sent is not asked again because of an old reply.
        let provider = &judged.opened.provider;
        let has_newer = |row: usize| match standing.of(row).map(|now| now.held) {
            Some(Held::Other(held)) => provider.is_called(&held.bridge.provider),
            _ => false,
        };
        let left = left.into_iter().filter(|row| !has_newer(*row));
        left.map(|row| standing.address(&sent, row).to_string()).collect()
    };
    drop((standing, sent));
    args.allowance.check(&plan, store.how_many()?)?;
    let hand = Hand { evidence, ..super::hand(args.options(), args.allowance.reason.as_deref()) };
    let provider = &judged.opened.provider;
    let (number, asked) = apply(&mut store, &plan, &hand, (provider, left), args, ui)?;
    let settled = number.is_none() && plan.left == 0;
    store.note_reply(roster, &name, super::now(), settled).ok();
    // All is written before a word of it is told: nobody may be there to read it. The import stands,
    // whatever becomes of its page.
    let page = judged.page(&args.reading, Some(&plan), number.map(|number| number.0));
    tell(&plan, number, asked, &judged, args, ui)?;
    match page {
        Ok(()) => tell_page(&args.reading, ui)?,
        Err(failure) => {
            ui.warn(&format!(
                "The import stands, but its page could not be written: {}",
                failure.message
            ))?;
        }
    }
    Ok(Exit::Done)
}

/// What is kept beside the batch: the reply as it was read, and what was found in it.
fn evidence(
    judged: &mut Judged,
    early: Option<Evidence>,
    reading: &Reading,
) -> Result<Vec<Evidence>> {
    let found = found(judged, reading)?;
    // The file goes before anything is applied, unless a page is still to be written about it; and all
    // but its text before that is packed.
    let gone = reading.html.is_none();
    let text = gone.then(|| std::mem::take(&mut judged.opened.table).grid);
    let read = match early {
        Some(read) => read,
        None => as_read(text.as_ref().unwrap_or(&judged.opened.table.grid))?,
    };
    Ok(vec![read, found])
}

/// Tells what was imported.
fn tell(
    plan: &Plan,
    number: Option<BatchNumber>,
    asked: Option<Asked>,
    judged: &Judged,
    args: &Import,
    ui: &mut Ui,
) -> Result<()> {
    let redact = args.reading.redact;
    let provider = &judged.opened.provider.name;
    let again = asked.map(|asked| asked.tell(provider, redact, ui)).transpose()?;
    match args.reading.format {
        Format::Json => {
            let number = number.map(|number| number.0);
            ui.print_as(|out| report::json::batch(plan, number, again, redact, out))?;
        }
        Format::Text => changes(plan, args, ui)?,
    }
    told(plan, number, judged.imported_as, ui)
}

/// Shows why nothing is imported.
fn refuse(judged: &Judged, args: &Import, store: &mut Store, ui: &mut Ui) -> Result<Exit> {
    judged.show(&args.reading, ui)?;
    judged.page(&args.reading, None, None)?;
    tell_page(&args.reading, ui)?;
    let answers = !judged.checked.report.codes().contains("F001");
    if !args.dry_run && answers {
        let (roster, name) = (judged.opened.roster.number, &judged.opened.table.facts.name);
        // What a roster last came back as is a courtesy, and stops nothing.
        store.note_reply(roster, name, super::now(), false).ok();
    }
    if args.leave_faulty {
        ui.say("--leave-faulty cannot help: a fault cannot be pinned on single people, or every answer has one.")?;
    }
    ui.say("Nothing was changed.")?;
    Ok(Exit::Refused)
}

/// Whether the same bytes were imported before, and those whom that left were put on a new roster then.
fn has_asked_again(
    store: &mut Store,
    imported_as: Option<BatchNumber>,
    plan: &Plan,
) -> Result<bool> {
    let Some(batch) = imported_as.filter(|_| plan.changes.is_empty()) else { return Ok(false) };
    Ok(store.batches()?.iter().any(|other| other.number == batch && other.left > 0))
}

/// Says what became of a plan, and what the field has learnt.
fn told(
    plan: &Plan,
    number: Option<BatchNumber>,
    imported_as: Option<BatchNumber>,
    ui: &mut Ui,
) -> Result<()> {
    match (number, imported_as) {
        (Some(number), _) => {
            ui.say(&format!("Imported as batch {number}: {}.", report::outcome(plan)))?;
            ui.say(&format!("To take it back: tollgate undo {number}"))?;
            ui.say(TRUTHS)
        }
        (None, Some(batch)) => {
            ui.say(&format!("Nothing to change: already applied as batch {batch}."))
        }
        (None, None) if plan.left > 0 => {
            ui.say("Nothing to change: everyone without a fault has what the reply says.")
        }
        (None, None) => ui.say("Nothing to change: everyone has what the reply says."),
    }
}

/// A table's text as CSV, packed: every row that was read.
fn as_read(text: &Grid) -> Result<Evidence> {
    let mut packing = Packing::new("reply.csv", text.parts().0.len());
    write_csv(&mut packing, (0..text.len()).map(|row| text.row(row)))?;
    Ok(packing.finish()?)
}

/// What was found, as JSON, packed.
fn found(judged: &Judged, reading: &Reading) -> Result<Evidence> {
    let mut packing = BufWriter::new(Packing::new("findings.json", 0));
    judged.document(reading, &mut packing)?;
    let packing = packing.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    Ok(packing.finish()?)
}

/// Takes the answers that may be imported: all of them, or those without a fault where that was asked
/// for.
fn passed(checked: &mut Checked, args: &Import) -> Option<Accepted> {
    let partly = checked.partly.take().filter(|_| args.leave_faulty);
    checked.accepted.take().or(partly)
}

/// Applies a plan; those who are left out stand on a new roster after the same transaction.
fn apply(
    store: &mut Store,
    plan: &Plan,
    hand: &Hand,
    (provider, left): (&Provider, Vec<String>),
    args: &Import,
    ui: &mut Ui,
) -> Result<(Option<BatchNumber>, Option<Asked>)> {
    if plan.left == 0 || left.is_empty() {
        return Ok((super::apply(store, plan, hand, ui)?, None));
    }
    let choice = Choice::People(left);
    let mut choosing = Choosing::new(provider, &choice);
    let revision = store.each_to_ask(&mut |person| choosing.look(person))?;
    let mut chosen = choosing.chosen();
    ui.say(&report::sum(plan))?;
    if chosen.is_empty() {
        ui.say("No new roster was made: nobody who was left out can be asked for.")?;
        export::left_out(&chosen, args.reading.redact, ui, Ui::say)?;
        return Ok((super::apply(store, plan, hand, ui)?, None));
    }
    ui.doing(super::changing(plan));
    let mut new = store.begin_roster()?;
    let number = new.apply(plan, hand)?;
    let file = export::file(args.again.as_deref(), None, new.number());
    let (path, format) = file.map_err(|failure| Failure {
        hint: "Name a file that ends in .xlsx or .csv.".into(),
        ..failure
    })?;
    export::writing(&path, ui);
    let target = Target { path: &path, format, force: false, version: env!("CARGO_PKG_VERSION") };
    let row_ids = RowIds::from(&export::secret()?);
    let made = export::make(&mut new, provider, (&mut chosen, revision), row_ids, target);
    let (roster, written) = made.map_err(Failure::without_force)?;
    let stands = number.map_or(Stands::Roster(roster.number), Stands::Batch);
    interrupt::commit(stands, || new.keep())?;
    export::appear(written, roster.number)?;
    let file = path.display().to_string();
    let (people, not_asked) = (roster.len(), plan.left.saturating_sub(roster.len()));
    let again = Again { roster: roster.number, people, not_asked, file };
    Ok((number, Some(Asked { again, chosen })))
}

/// The new roster of those who are asked again.
struct Asked {
    again: Again,
    chosen: Chosen,
}

impl Asked {
    /// Says where it is, and who could not be put on it.
    fn tell(self, provider: &str, redact: bool, ui: &mut Ui) -> Result<Again> {
        let Again { roster, people, not_asked, file } = &self.again;
        let people = plural(*people, "person", "people");
        let others = match *not_asked {
            0 => String::new(),
            count => {
                let others =
                    plural(count, "other who is left out is", "others who are left out are");
                format!("; {others} not asked for")
            }
        };
        let told =
            format!("Roster {roster} for {provider}: {people} to ask again, in {file}{others}.");
        ui.say(&told)?;
        export::left_out(&self.chosen, redact, ui, Ui::say)?;
        Ok(self.again)
    }
}

fn dry_run(plan: &Plan, how_many: HowMany, args: &Import, ui: &mut Ui) -> Result<Exit> {
    let warning = args.allowance.warning(plan, how_many);
    match args.reading.format {
        Format::Json => {
            let stopped = warning.as_deref();
            ui.print_as(|out| report::json::plan(plan, stopped, args.reading.redact, out))?;
        }
        Format::Text => changes(plan, args, ui)?,
    }
    if plan.left > 0 {
        ui.say(&report::sum(plan))?;
    }
    ui.say(&format!("Would be: {}. Nothing was changed.", report::outcome(plan)))?;
    let revision = plan.revision;
    match warning {
        Some(warning) => ui.say(&format!("The directory is at revision {revision}. {warning}"))?,
        None => ui.say(&format!(
            "The directory is at revision {revision}; --expect-revision {revision} imports exactly this."
        ))?,
    }
    Ok(Exit::Done)
}

fn changes(plan: &Plan, args: &Import, ui: &mut Ui) -> Result<()> {
    let changes = || report::plan(plan, ui.detail());
    match (args.reading.redact, args.dry_run) {
        (true, _) => Ok(()),
        (false, true) => ui.print(&changes()),
        (false, false) => ui.tell(&changes()),
    }
}

impl Import {
    /// What was allowed beyond the ordinary, as the journal keeps it.
    fn options(&self) -> Vec<String> {
        let mut options = Vec::new();
        let mut flag = |given: bool, word: &str| {
            if given {
                options.push(word.to_owned());
            }
        };
        flag(self.replace.microsoft, "--replace-microsoft");
        flag(self.replace.other_provider, "--replace-provider");
        flag(self.leave_faulty, "--leave-faulty");
        let apply: Vec<&str> = self.reading.apply.iter().map(|code| code.trim()).collect();
        flag(!apply.is_empty(), &format!("--apply {}", apply.join(",")));
        options.extend(self.allowance.option());
        options
    }
}
