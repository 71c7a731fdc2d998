//! `tollgate log`.

use std::fmt::Write as _;

use tollgate_model::{Batch, BatchNumber, Cause, Change, Conferencing, Person, visible};
use tollgate_report as report;
use tollgate_sheet::csv_line;

use super::{bundle, plural};
use crate::args::{Global, Log, TableFormat};
use crate::failure::{Exit, Failure, Result};
use crate::ui::Ui;

pub(super) fn run(args: &Log, global: &Global, ui: &mut Ui) -> Result<Exit> {
    if let Some(Some(file)) = &args.verify {
        return bundle::verify(file, ui);
    }
    let mut store = super::open(global)?;
    if args.verify.is_some() {
        let batches = plural(store.verify()?, "batch fits", "batches fit");
        ui.say(&format!("{batches} what was written, and the directory is what they come to."))?;
        return Ok(Exit::Done);
    }
    if let (Some(number), Some(file)) = (args.batch, &args.bundle) {
        return bundle::write(&mut store, BatchNumber(number), file, ui);
    }
    match (args.batch, args.format) {
        (None, TableFormat::Text) => {
            let batches = store.batches()?;
            let text: String = batches.iter().map(|batch| format!("{}\n", line(batch))).collect();
            ui.print(&text)?;
            if batches.is_empty() {
                ui.say("Nothing was done yet.")?;
            }
        }
        (None, TableFormat::Json) => ui.print(&report::json::log(&store.batches()?))?,
        (None, TableFormat::Csv) => {
            let hint = "Run `tollgate log N --format csv`.";
            return Err(Failure::new(
                "usage",
                "CSV is for one batch: one line a person, before and after.",
                hint,
            ));
        }
        (Some(number), format) => {
            let (batch, changes) = store.batch(BatchNumber(number))?;
            match format {
                TableFormat::Json => ui.print(&report::json::log_entry(&batch, &changes))?,
                TableFormat::Csv => ui.print(&csv(&changes))?,
                TableFormat::Text => {
                    ui.print(&format!("{}\n", line(&batch)))?;
                    ui.print(&report::changes(&changes, ui.detail()))?;
                }
            }
        }
    }
    Ok(Exit::Done)
}

fn line(batch: &Batch) -> String {
    let what = match &batch.cause {
        Cause::Load { file, .. } => format!("load of {}", visible(file)),
        Cause::Import { roster, file, .. } => {
            format!("import of {} for roster {roster}", visible(file))
        }
        Cause::Undo { of } => format!("undo of batch {of}"),
        Cause::Redo { of } => format!("redo of batch {of}"),
        other => other.word().to_owned(),
    };
    let mut text = format!(
        "batch {}  {}  {what} by {}: {}",
        batch.number,
        batch.hand.at,
        visible(&batch.hand.by),
        plural(batch.changes, "person changed", "people changed")
    );
    if !batch.hand.options.is_empty() {
        write!(text, " ({})", batch.hand.options.join(" ")).ok();
    }
    if let Some(by) = batch.undone_by {
        write!(text, ", undone by batch {by}").ok();
    }
    text
}

const HEADINGS: [&str; 11] = [
    "SIP address",
    "Display name",
    "Kind",
    "Provider before",
    "Toll number before",
    "Toll-free numbers before",
    "Conference ID before",
    "Provider after",
    "Toll number after",
    "Toll-free numbers after",
    "Conference ID after",
];

/// One line a person, with before and after.
pub(super) fn csv(changes: &[Change]) -> String {
    let mut text = String::from("\u{feff}");
    csv_line(&mut text, HEADINGS);
    for change in changes {
        let person = change.after.as_ref().or(change.before.as_ref());
        let mut cells = vec![
            person.map(|person| person.sip().to_string()).unwrap_or_default(),
            person.map(|person| person.identity.display_name.clone()).unwrap_or_default(),
            change.kind().word().to_owned(),
        ];
        cells.extend(image(change.before.as_ref()));
        cells.extend(image(change.after.as_ref()));
        csv_line(&mut text, cells.iter().map(String::as_str));
    }
    text
}

fn image(person: Option<&Person>) -> [String; 4] {
    match person.map(|person| &person.conferencing) {
        Some(Conferencing::Assigned(held)) => [
            held.provider.to_string(),
            held.toll_number.to_string(),
            held.toll_free_numbers.join("; "),
            held.conference_id.to_string(),
        ],
        Some(Conferencing::Microsoft) => {
            ["Microsoft".to_owned(), String::new(), String::new(), String::new()]
        }
        _ => Default::default(),
    }
}
