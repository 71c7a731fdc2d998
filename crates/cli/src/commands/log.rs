//! `tollgate log`.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Write;

use tollgate_model::{Batch, BatchNumber, Cause, Change, Conferencing, SipAddress, Who, visible};
use tollgate_report as report;
use tollgate_sheet::csv_line;
use tollgate_store::Store;

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
        ui.doing("Recomputing the journal");
        let batches =
            plural(store.verify()?, "batch matches its digest", "batches match their digests");
        ui.say(&format!("{batches}, and the directory matches the journal."))?;
        return Ok(Exit::Done);
    }
    if let (Some(number), Some(file)) = (args.batch, &args.bundle) {
        return bundle::write(&mut store, BatchNumber(number), file, global, ui);
    }
    match (args.batch, args.format) {
        (None, TableFormat::Text) => {
            let batches = store.batches()?;
            let text: String = batches.iter().map(|batch| format!("{}\n", line(batch))).collect();
            ui.print(&text)?;
            if batches.is_empty() {
                ui.say("The journal is empty.")?;
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
            let number = BatchNumber(number);
            if format == TableFormat::Csv {
                let mut read = Ok(());
                ui.print_as(|out| csv(&mut store, number, out, &mut read))?;
                read?;
                return Ok(Exit::Done);
            }
            let (batch, changes) = store.batch(number)?;
            if format == TableFormat::Json {
                ui.print_as(|out| report::json::log_entry(&batch, &changes, out))?;
            } else {
                ui.print(&format!("{}\n", line(&batch)))?;
                ui.print(&report::changes(&changes, ui.detail()))?;
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
    if let Some(reason) = &batch.hand.reason {
        write!(text, ", because: {}", visible(reason)).ok();
    }
    if let Some(by) = batch.undone_by {
        write!(text, ", undone by batch {by}").ok();
    }
    text
}

const HEADINGS: [&str; 13] = [
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
    "SIP address before",
    "Details",
];

/// One line a person, with before and after. Whether the store could be read is told beside.
fn csv(
    store: &mut Store,
    number: BatchNumber,
    out: &mut dyn Write,
    read: &mut tollgate_store::Result<()>,
) -> std::io::Result<()> {
    let mut line = String::from("\u{feff}");
    csv_line(&mut line, HEADINGS);
    let mut done = Ok(());
    *read = store.each_change(number, &mut |change, called| {
        csv_row(&mut line, change, called);
        if done.is_ok() {
            done = out.write_all(line.as_bytes());
        }
        line.clear();
    });
    // The headings, where there was nobody to write.
    if read.is_ok() { done.and_then(|()| out.write_all(line.as_bytes())) } else { done }
}

/// The same of nothing but what the batch itself says: what people are called where it changes who they are.
pub(super) fn csv_of(changes: &[Change]) -> String {
    let mut text = String::from("\u{feff}");
    csv_line(&mut text, HEADINGS);
    for change in changes {
        let called = match &change.who {
            Who::Changes { before, after } => after.as_ref().or(before.as_ref()),
            Who::Stays(_) => None,
        };
        csv_row(&mut text, change, called.map_or("", |identity| &identity.display_name));
    }
    text
}

fn csv_row(line: &mut String, change: &Change, called: &str) {
    let before = image(&change.before);
    let after = image(&change.after);
    let sip = change.sip().map_or("", SipAddress::as_str);
    let who = [sip, called, change.kind().word()];
    let images = before.iter().chain(&after).map(|text| &**text);
    let was = change.sip_before().map_or("", SipAddress::as_str);
    let details = report::details(change);
    csv_line(line, who.into_iter().chain(images).chain([was, &details]));
}

fn image(has: &Conferencing) -> [Cow<'_, str>; 4] {
    match has {
        Conferencing::Assigned(held) => [
            (&*held.provider).into(),
            (&*held.toll_number).into(),
            held.toll_free_numbers.join("; ").into(),
            (&*held.conference_id).into(),
        ],
        Conferencing::Microsoft => ["Microsoft".into(), "".into(), "".into(), "".into()],
        Conferencing::None => Default::default(),
    }
}
