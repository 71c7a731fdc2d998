//! `tollgate validate`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use tollgate_model::{BatchNumber, Message, Plan};
use tollgate_report as report;
use tollgate_store::Store;
use tollgate_validator::{
    Applied, Checked, LateStanding, Options, RULES, Sent, Today, check_applying,
};

use super::answer;
use crate::ahead::Coming;
use crate::args::{Format, Global, Reading, Validate};
use crate::failure::{Exit, Failure, Result};
use crate::reply::{Opened, open, open_without_store};
use crate::target;
use crate::ui::Ui;

pub(super) fn run(args: &Validate, global: &Global, ui: &mut Ui) -> Result<Exit> {
    if let Some(path) = &args.answer {
        answer::check(path)?;
    }
    let inputs =
        [Some(args.reading.reply.as_path()), args.sent.as_deref(), args.provider_file.as_deref()];
    target::check(&[args.reading.html.as_deref(), args.answer.as_deref()], &inputs, global)?;
    let options = Options { deny_warnings: args.reading.deny.is_some(), ..Options::default() };
    let judged = if let (Some(sent), Some(profile)) = (&args.sent, &args.provider_file) {
        let opened = open_without_store(&args.reading, sent, profile, ui)?;
        ui.doing(CHECKING);
        judge(opened, &args.reading, options, None)?
    } else {
        let mut store = super::open(global)?;
        let (opened, coming) = open(&args.reading, &mut store, global, ui)?;
        ui.doing(CHECKING);
        judge_today(opened, coming, &args.reading, options, &mut store)?.0
    };
    judged.show(&args.reading, ui)?;
    judged.page(&args.reading, None, None)?;
    tell_page(&args.reading, ui)?;
    if let Some(path) = &args.answer {
        answer::write(&judged, path, ui)?;
    }
    // Whoever has read enough asks for no verdict.
    let done = judged.checked.accepted.is_some() || ui.is_unread();
    Ok(if done { Exit::Done } else { Exit::Refused })
}

/// Says where the page is that was asked for.
pub(super) fn tell_page(reading: &Reading, ui: &mut Ui) -> Result<()> {
    match &reading.html {
        Some(path) => ui.say(&format!("The page is in {}.", path.display())),
        None => Ok(()),
    }
}

/// What is being done while a reply is judged.
pub(super) const CHECKING: &str = "Checking it against the roster";

/// A reply, and what was found in it.
pub(super) struct Judged {
    /// The reply with what was fixed in it, and the roster it answers.
    pub(super) opened: Opened,
    pub(super) checked: Checked,
    /// The batch by which the same bytes were imported.
    pub(super) imported_as: Option<BatchNumber>,
    /// Whether those without a fault are imported though others have one.
    pub(super) in_part: bool,
    /// Codes whose proposals were not used, and why.
    refused: Vec<(String, Message)>,
    /// Codes of rules that were named and proposed nothing.
    idle: Vec<String>,
}

/// Judges a reply with the directory as it is; gives also how people stand in it.
pub(super) fn judge_today(
    opened: Opened,
    coming: Coming,
    reading: &Reading,
    options: Options,
    store: &mut Store,
) -> Result<(Judged, LateStanding)> {
    let imported_as = store.imported_as(&opened.table.facts.sha256)?;
    let given_up = store.given_up(&opened.provider.name)?;
    let (roster, looked_up, store) =
        (Arc::clone(&opened.roster), OnceLock::new(), Mutex::new(store));
    let look_up = || store.lock().unwrap_or_else(PoisonError::into_inner).brought(&roster);
    let brought = |person: usize| {
        // Why it could not be looked up is told below.
        let brought = looked_up.get_or_init(look_up).as_deref().unwrap_or_default();
        brought.binary_search(&person).is_ok()
    };
    let (standing, failed) = coming.late();
    let now = super::now();
    let today =
        Today { standing: &standing, imported_as, brought: &brought, given_up: &given_up, now };
    let judged = judge(opened, reading, options, Some(&today))?;
    LazyLock::force(&standing);
    looked_up.into_inner().transpose()?;
    match failed.try_recv() {
        Ok(error) => Err(error.into()),
        Err(_) => Ok((judged, standing)),
    }
}

/// Judges a reply, using what the named rules propose.
pub(super) fn judge(
    mut opened: Opened,
    reading: &Reading,
    options: Options,
    today: Option<&Today<'_>>,
) -> Result<Judged> {
    let codes = codes(&reading.apply)?;
    let table = std::mem::take(&mut opened.table);
    let sent = Sent {
        roster: &opened.roster,
        provider: &opened.provider,
        named: reading.roster.is_some(),
        sheet_named: reading.sheet.is_some(),
    };
    let Applied { table, checked, refused, idle } =
        check_applying(table, &sent, today, options, &codes);
    opened.table = table;
    let imported_as = today.and_then(|today| today.imported_as);
    Ok(Judged { opened, checked, imported_as, in_part: false, refused, idle })
}

/// The codes of rules that were named by code or by name.
fn codes(named: &[String]) -> Result<Vec<&'static str>> {
    let find = |named: &String| {
        let word = named.trim();
        let rule = RULES.iter().find(|rule| {
            rule.code.eq_ignore_ascii_case(word) || rule.name.eq_ignore_ascii_case(word)
        });
        rule.map(|rule| rule.code).ok_or_else(|| {
            let message = format!("Could not use what `{word}` proposes: there is no such rule.");
            Failure::new("no-such-rule", message, "`tollgate explain --list` lists them all.")
        })
    };
    named.iter().map(find).collect()
}

impl Judged {
    /// Writes what was found, as JSON.
    pub(super) fn document(&self, reading: &Reading, to: &mut dyn Write) -> std::io::Result<()> {
        let deny = reading.deny.is_some();
        report::json::validation(&self.checked.report, &self.opened.table, deny, to)
    }

    /// Takes the rows of the roster that are left for another reply.
    pub(super) fn left(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.checked.left)
    }

    /// Writes the page, where one is asked for: with what an import does, where it does something.
    pub(super) fn page(
        &self,
        reading: &Reading,
        plan: Option<&Plan>,
        batch: Option<u64>,
    ) -> Result<()> {
        let Some(path) = &reading.html else { return Ok(()) };
        let report = &self.checked.report;
        let redacted = reading.redact.then(|| report.redacted(&self.opened.table));
        let page = report::Page {
            report: redacted.as_ref().unwrap_or(report),
            table: &self.opened.table,
            deny_warnings: reading.deny.is_some(),
            redact: reading.redact,
            plan,
            batch,
            version: env!("CARGO_PKG_VERSION"),
        };
        let fill = |file: &mut BufWriter<&File>| {
            let failed = |error| tollgate_sheet::Error::io("Could not write", path, &error);
            report::page(&page, file).map_err(failed)
        };
        Ok(tollgate_sheet::write_whole(path, true, fill)?)
    }

    /// Shows what was found.
    pub(super) fn show(&self, reading: &Reading, ui: &mut Ui) -> Result<()> {
        let deny = reading.deny.is_some();
        let table = &self.opened.table;
        let redacted = reading.redact.then(|| self.checked.report.redacted(table));
        let found = redacted.as_ref().unwrap_or(&self.checked.report);
        match reading.format {
            Format::Json => ui.print_as(|to| report::json::validation(found, table, deny, to))?,
            Format::Text => {
                let detail = ui.detail();
                ui.print_as(|to| report::findings(found, table, detail, to))?;
                let verdict = report::verdict(found, table, deny, self.in_part);
                // Whoever wants to hear only what is wrong hears nothing of what is right.
                if found.is_refused(deny) { ui.print(&verdict)? } else { ui.tell(&verdict)? }
            }
        }
        for (code, why) in &self.refused {
            let why = if reading.redact { why.view().redacted() } else { why.view().plain() };
            ui.say(&format!("What {code} proposes was not used: {why}."))?;
        }
        for code in &self.idle {
            ui.say(&format!("{code} proposes nothing here."))?;
        }
        Ok(())
    }
}
