//! `tollgate validate`.

use tollgate_model::Table;
use tollgate_report as report;
use tollgate_store::Store;
use tollgate_validator::{Checked, Options, Sent, Today, check};

use crate::args::{Format, Global, Reading, Validate};
use crate::failure::{Exit, Result};
use crate::reply::{Opened, open, open_without_store};
use crate::ui::Ui;

pub(super) fn run(args: &Validate, global: &Global, ui: &mut Ui) -> Result<Exit> {
    let options = Options { deny_warnings: args.reading.deny.is_some(), ..Options::default() };
    let (opened, checked) = if let (Some(sent), Some(profile)) = (&args.sent, &args.provider_file) {
        let opened = open_without_store(&args.reading, sent, profile, ui)?;
        let checked = judge(&opened, &args.reading, options, None);
        (opened, checked)
    } else {
        let mut store = super::open(global)?;
        let opened = open(&args.reading, &mut store, ui)?;
        let checked = judge_today(&opened, &args.reading, options, &mut store)?;
        (opened, checked)
    };
    show(&checked, &opened.table, &args.reading, ui)?;
    Ok(if checked.accepted.is_some() { Exit::Done } else { Exit::Refused })
}

/// Judges a reply with the directory as it is.
pub(super) fn judge_today(
    opened: &Opened,
    reading: &Reading,
    options: Options,
    store: &mut Store,
) -> Result<Checked> {
    let directory = store.directory()?;
    let imported_as = store.imported_as(&opened.table.facts.sha256)?;
    let today = Today { directory: &directory, imported_as, now: super::now() };
    Ok(judge(opened, reading, options, Some(&today)))
}

/// Judges a reply.
pub(super) fn judge(
    opened: &Opened,
    reading: &Reading,
    options: Options,
    today: Option<&Today<'_>>,
) -> Checked {
    let sent = Sent {
        roster: &opened.roster,
        provider: &opened.provider,
        named: reading.roster.is_some(),
        sheet_named: reading.sheet.is_some(),
    };
    check(&opened.table, &sent, today, options)
}

/// Shows what was found.
pub(super) fn show(checked: &Checked, table: &Table, reading: &Reading, ui: &mut Ui) -> Result<()> {
    let deny = reading.deny.is_some();
    match reading.format {
        Format::Json => ui.print(&report::json::validation(&checked.report, table, deny)),
        Format::Text => {
            ui.print(&report::findings(&checked.report, table, ui.detail()))?;
            ui.print(&report::verdict(&checked.report, table, deny))
        }
    }
}
