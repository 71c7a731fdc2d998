//! `tollgate load`.

use tollgate_import::{Ignored, Known, Loaded, is_dump_heading, load};
use tollgate_model::{Country, HowMany, Severity, Table};
use tollgate_report as report;
use tollgate_sheet::{Purpose, ReadOptions};
use tollgate_store::Store;

use super::plural;
use crate::args::{Global, Load};
use crate::failure::{Exit, Failure, Result};
use crate::reply::{Opening, kind_of};
use crate::ui::Ui;

pub(super) fn run(args: &Load, global: &Global, ui: &mut Ui) -> Result<Exit> {
    let mut store = super::open(global)?;
    let table = read(args, &mut store, ui)?;
    ui.doing("Comparing it with the directory");
    let directory = store.directory()?;
    let assigned_by = store.assigned_by()?;
    let known = Known { directory: &directory, assigned_by: &assigned_by };
    let loaded = load(&table, &known, args.prune);
    if !loaded.report.findings.is_empty() {
        let detail = ui.detail();
        ui.print_as(|to| report::findings(&loaded.report, &table, detail, to))?;
    }
    remark(&loaded, &table, args, ui)?;
    if args.prune && loaded.report.rows == 0 {
        let message = format!("Could not prune: {} holds nobody.", table.facts.name);
        let hint =
            "An empty dump is not taken to mean that everyone has left. Make the dump again.";
        return Err(Failure { exit: Exit::Conflict, ..Failure::new("empty-dump", message, hint) });
    }
    let how_many = HowMany::of(&directory);
    let Some(plan) = loaded.plan else {
        let errors = loaded.report.count(Severity::Error);
        ui.say(&format!(
            "{} {}: nothing was loaded.",
            plural(errors, "error", "errors"),
            if errors == 1 { "stops the file" } else { "stop the file" }
        ))?;
        return Ok(Exit::Refused);
    };
    drop((table, directory, assigned_by));
    if args.dry_run {
        ui.print(&report::plan(&plan, ui.detail()))?;
        ui.say(&format!("Would be: {}. Nothing was changed.", report::outcome(&plan)))?;
        if let Some(warning) = args.allowance.warning(&plan, how_many) {
            ui.say(&warning)?;
        }
        return Ok(Exit::Done);
    }
    args.allowance.check(&plan, how_many)?;
    let prune = args.prune.then(|| "--prune".to_owned());
    let options = prune.into_iter().chain(args.allowance.option()).collect();
    let hand = super::hand(options, args.allowance.reason.as_deref());
    match super::apply(&mut store, &plan, &hand, ui)? {
        None => ui.say(&format!(
            "Nothing to change: {} as the file says.",
            plural(plan.unchanged, "person is", "people are")
        ))?,
        Some(number) => {
            ui.say(&format!("Loaded as batch {number}: {}.", report::outcome(&plan)))?;
        }
    }
    Ok(Exit::Done)
}

/// Says what of the file was not read, or was read as nobody may expect.
fn remark(loaded: &Loaded, table: &Table, args: &Load, ui: &mut Ui) -> Result<()> {
    if !loaded.unknown.is_empty() {
        let names: Vec<_> =
            loaded.unknown.iter().map(|name| tollgate_model::visible(name)).collect();
        ui.say(&format!(
            "Ignored {}: {}.",
            plural(names.len(), "column", "columns"),
            names.join(", ")
        ))?;
    }
    if loaded.ignored_countries.rows > 0 {
        ui.say(&ignored(&loaded.ignored_countries))?;
    }
    others(table, args, ui)?;
    pages(table, args, ui)?;
    if loaded.unclear_enabled > 0 {
        let rows = plural(loaded.unclear_enabled, "row", "rows");
        let accounts = if loaded.unclear_enabled == 1 {
            "this account counts"
        } else {
            "these accounts count"
        };
        ui.say(&format!(
            "In {rows} the \"enabled\" column is neither yes nor no; {accounts} as disabled."
        ))?;
    }
    Ok(())
}

/// Says what stands where country codes should, and where.
fn ignored(countries: &Ignored) -> String {
    let rows = plural(countries.rows, "row names", "rows name");
    let told: Vec<_> = countries
        .first
        .iter()
        .map(|(text, row)| {
            let meant = Country::meant(text).map(|code| format!(", whose code is {code},"));
            let meant = meant.unwrap_or_default();
            format!("`{}`{meant} in row {row}", tollgate_model::visible(text))
        })
        .collect();
    let more = if countries.rows > told.len() { " and elsewhere" } else { "" };
    format!(
        "{rows} a country that is not a two-letter code of ISO 3166; it was ignored: {}{more}.",
        told.join(", ")
    )
}

/// Says which sheets hold people too and were not read. Nobody leaves because of them.
fn others(table: &Table, args: &Load, ui: &mut Ui) -> Result<()> {
    let read = table.facts.sheet.as_deref().unwrap_or_default();
    let others = table.facts.candidates.iter().filter(|name| *name != read);
    let others: Vec<_> = others.map(|name| tollgate_model::visible(name)).collect();
    if others.is_empty() {
        return Ok(());
    }
    let (read, others) = (tollgate_model::visible(read), others.join(", "));
    if args.prune {
        let message =
            format!("Could not prune: there may be people in sheets other than {read}: {others}.");
        return Err(Failure::new(
            "several-sheets",
            message,
            "Name the one that counts with --sheet.",
        ));
    }
    ui.say(&format!("Read the sheet {read}; not read: {others} (--sheet names another)."))
}

/// Says where the file is one page of a list. Nobody leaves because of those that follow.
fn pages(table: &Table, args: &Load, ui: &mut Ui) -> Result<()> {
    if table.facts.next_page.is_none() {
        return Ok(());
    }
    let name = &table.facts.name;
    if args.prune {
        let message = format!(
            "Could not prune: {name} is one page of a list, and there may be people on the pages that follow."
        );
        let hint = "Put all pages into one list: Get-MgUser does that with -All.";
        return Err(Failure::new("more-pages", message, hint));
    }
    ui.say(&format!(
        "{name} is one page of a list: the pages that follow (`@odata.nextLink`) were not read."
    ))
}

fn read(args: &Load, store: &mut Store, ui: &mut Ui) -> Result<Table> {
    let mut file = Opening::of(&args.file, ui)?;
    let mut table = table(args, &mut file, &[])?;
    if table.facts.encoding.as_ref().is_some_and(|encoding| encoding.guessed) {
        // Names that are known tell what the bytes mean; they are read only where they are needed.
        let mut known = Vec::new();
        store.each_person(&mut |person| {
            known.extend((!person.display_name.is_ascii()).then(|| person.display_name.to_owned()));
        })?;
        table = self::table(args, &mut file, &known)?;
    }
    if table.heading_row.is_none() {
        let message = format!(
            "Could not load {}: none of its rows has the headings of a directory dump.",
            args.file.display()
        );
        return Err(Failure::new(
            "no-headings",
            message,
            "It needs at least `SipAddress` or `UserPrincipalName`; `tollgate load --help` says more.",
        ));
    }
    Ok(table)
}

fn table(args: &Load, file: &mut Opening, expected: &[String]) -> Result<Table> {
    let options = ReadOptions {
        is_heading: &is_dump_heading,
        // PINs are no part of a dump; a column called `Host` or `Leader` is nobody's PIN here, but
        // nothing of it is read either.
        is_secret: tollgate_model::is_secret,
        purpose: Purpose::Dump,
        kind: kind_of(args.input_format.as_deref())?,
        sheet: args.sheet.as_deref(),
        expected,
    };
    Ok(file.content.take(&file.name, &options)?)
}
