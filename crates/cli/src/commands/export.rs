//! `tollgate export`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tollgate_export::{
    AlsoOn, Choice, Choosing, Chosen, RowIds, Secret, Target, Written, roster, write,
};
use tollgate_model::{Provider, Revision, Roster, is_same_name};
use tollgate_store::NewRoster;

use super::plural;
use crate::args::{Export, Global};
use crate::failure::{Exit, Failure, Result};
use crate::interrupt::{self, Stands};
use crate::target;
use crate::ui::Ui;

pub(super) fn run(args: &Export, global: &Global, ui: &mut Ui) -> Result<Exit> {
    let mut store = super::open(global)?;
    let provider = store.provider(&args.provider)?;
    let choice = match &args.people {
        Some(file) => Choice::People(list(file)?),
        None if args.all => Choice::All,
        None => Choice::Without,
    };
    ui.doing("Choosing people");
    let mut choosing = Choosing::new(&provider, &choice);
    let mut row_ids = RowIds::ahead(secret()?, store.next_roster()?);
    let revision = store.each_to_ask(&mut |person| {
        choosing.look(person);
        row_ids.expect(choosing.at_least());
    })?;
    let mut chosen = choosing.chosen();
    if let Some((name, people)) = chosen.ambiguous.first() {
        return Err(super::ambiguous(name, people.clone()));
    }
    if chosen.is_empty() {
        left_out(&chosen, false, ui, Ui::note)?;
        if chosen.left_out.is_empty() && args.people.is_none() {
            let hint = "Put people in first: `tollgate load FILE`.";
            return Err(Failure::new("nobody-to-export", "The directory is empty.", hint));
        }
        let hint = "Add --all for those who have an assignment from this provider, or name people with --people FILE; -v says why each is left out.";
        return Err(Failure::new("nobody-to-export", "There is nobody to put on a roster.", hint));
    }
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    target::check(&[output], &[args.people.as_deref()], global)?;
    let mut new = store.begin_roster()?;
    let also = chosen.also_on(|each| new.each_open(each))?;
    let number = new.number();
    let (path, format) = file(args.output.as_deref(), args.format.as_deref(), number)?;
    writing(&path, ui);
    let target =
        Target { path: &path, format, force: args.force, version: env!("CARGO_PKG_VERSION") };
    let (roster, written) = make(&mut new, &provider, (&mut chosen, revision), row_ids, target)?;
    interrupt::commit(Stands::Roster(number), || new.keep())?;
    if path == Path::new("-") {
        ui.telling();
    }
    appear(written, number)?;
    // Standard output may be the roster itself.
    let told = if path == Path::new("-") { Ui::note } else { Ui::say };
    told(
        ui,
        &format!(
            "Roster {number} for {}: {} {}.",
            provider.name,
            plural(roster.len(), "person", "people"),
            stands(&path)
        ),
    )?;
    left_out(&chosen, false, ui, told)?;
    if let Some(AlsoOn { people, newest, provider: whose }) = also {
        let people = plural(people, "person is", "people are");
        let whose = if is_same_name(&whose, &provider.name) {
            String::new()
        } else {
            format!(", for {whose},")
        };
        told(
            ui,
            &format!(
                "{people} already on a roster that is still open (roster {newest}{whose} is the newest)."
            ),
        )?;
    }
    Ok(Exit::Done)
}

/// Puts the people chosen from a directory on a roster, and writes its file. Nobody sees either before the roster is
/// kept.
pub(super) fn make(
    new: &mut NewRoster<'_>,
    provider: &Provider,
    (chosen, revision): (&mut Chosen, Revision),
    row_ids: RowIds,
    target: Target<'_>,
) -> Result<(Roster, Written)> {
    let mut roster = roster(new.number(), provider, chosen, super::now(), row_ids);
    roster.revision = Some(revision);
    let written = std::thread::scope(|scope| {
        let written = scope.spawn(|| {
            // Their room is wanted for the packed roster.
            chosen.let_go();
            write(&roster, provider, target)
        });
        new.put(&roster)?;
        let written = written.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok::<_, Failure>(written?)
    })?;
    Ok((roster, written))
}

/// The secret of a new roster.
pub(super) fn secret() -> Result<Secret> {
    let mut secret = [0; 16];
    getrandom::fill(&mut secret).map_err(|error| {
        let message = format!("Could not make row IDs: {error}.");
        Failure::new("no-randomness", message, "Run the command again.")
    })?;
    Ok(Secret(secret))
}

/// Puts a roster's file in its place. The roster is kept already, and its file can be had again.
pub(super) fn appear(written: Written, number: u32) -> Result<()> {
    let hint = format!(
        "Roster {number} is kept nevertheless: `tollgate rosters {number} -o FILE` writes its file."
    );
    written.appear().map_err(|error| Failure { hint, ..error.into() })
}

/// Where a roster is, for a sentence.
pub(super) fn stands(path: &Path) -> String {
    if path == Path::new("-") {
        "on standard output".into()
    } else {
        format!("in {}", path.display())
    }
}

/// Shows that a roster is written; where it goes to standard output, nothing is shown beside it.
pub(super) fn writing(path: &Path, ui: &mut Ui) {
    if path == Path::new("-") {
        ui.done();
    } else {
        ui.doing(format!("Writing {}", path.display()));
    }
}

/// The file of a roster, and its format: as it is said, as its name tells, or a workbook. A name that is
/// not said takes its end from the format.
pub(super) fn file(
    path: Option<&Path>,
    said: Option<&str>,
    number: u32,
) -> Result<(PathBuf, &'static str)> {
    if let Some(path) = path {
        return Ok((path.to_owned(), format(said, path)?));
    }
    let name = |format| PathBuf::from(format!("roster-{number}.{format}"));
    let format = format(said.or(Some("xlsx")), &name("xlsx"))?;
    Ok((name(format), format))
}

/// Names, one a line; anything after a comma, semicolon or tab is passed over.
fn list(file: &Path) -> Result<Vec<String>> {
    let options = tollgate_sheet::ReadOptions {
        is_heading: &|_| false,
        is_secret: |_| false,
        purpose: tollgate_sheet::Purpose::Dump,
        kind: None,
        sheet: None,
        expected: &[],
    };
    let table = tollgate_sheet::read(file, &options)?;
    Ok((0..table.len()).map(|row| table.get(row, 0).to_owned()).collect())
}

fn format<'a>(said: Option<&'a str>, path: &'a Path) -> Result<&'static str> {
    let name = said
        .or_else(|| path.extension().and_then(|extension| extension.to_str()))
        .unwrap_or_default();
    // What Excel calls .xlsm holds macros, and ours does not.
    let format = tollgate_sheet::format(name)
        .filter(|format| format.written && !name.eq_ignore_ascii_case("xlsm"));
    format.map(|format| format.name).ok_or_else(|| {
        let message = format!("Could not tell how to write {}.", path.display());
        Failure::new(
            "unknown-format",
            message,
            "Name a file that ends in .xlsx or .csv, or say --format xlsx or csv.",
        )
    })
}

pub(super) fn left_out(
    chosen: &Chosen,
    redact: bool,
    ui: &mut Ui,
    told: fn(&mut Ui, &str) -> Result<()>,
) -> Result<()> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, reason) in &chosen.left_out {
        *counts.entry(reason.to_string()).or_default() += 1;
    }
    if !counts.is_empty() {
        let parts: Vec<String> =
            counts.iter().map(|(reason, count)| format!("{count} ({reason})")).collect();
        told(ui, &format!("Left out: {}.", parts.join(", ")))?;
    }
    if ui.is_verbose() && !redact {
        for (sip, reason) in &chosen.left_out {
            told(ui, &format!("  {sip}: {reason}"))?;
        }
    }
    if !chosen.unknown.is_empty() {
        let names = if redact {
            plural(chosen.unknown.len(), "person", "people")
        } else {
            chosen.unknown.join(", ")
        };
        ui.warn(&format!("Not in the directory: {names}."))?;
    }
    Ok(())
}
