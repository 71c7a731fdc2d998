//! `tollgate log N --bundle FILE` and `log --verify FILE`: all that a batch was made of, for whoever
//! asks later, and whether it is still what it was.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use tollgate_model::{Batch, BatchNumber, Cause, Change, Field};
use tollgate_report as report;
use tollgate_sheet::{csv_line, read_archive, sha256, write_archive, write_private};
use tollgate_store::{Store, Told, content};

use super::{export, log};
use crate::args::Global;
use crate::failure::{Exit, Failure, Result};
use crate::target;
use crate::ui::Ui;

/// The file that lists the others with their SHA-256, as `sha256sum --check` reads it.
const SUMS: &str = "SHA256SUMS";

/// The batch as its digest was made of it.
const RECORD: &str = "record.bin";

/// The roster that an import is about.
const ROSTER: &str = "roster.csv";

const README: &str = "A batch of Tollgate's journal.

batch.json     who, when, why, and every person before and after
changes.csv    the same people, one a line; with names for people it adds or renames
roster.csv     the roster as it was sent, as the store had it when this was written
reply.csv      the provider's reply as it was read; columns that hold PINs or leaders' codes were never read
findings.json  what was found in the reply
record.bin     the batch as the journal chains it; its SHA-256 is the batch's digest
SHA256SUMS     the SHA-256 of each of these files

`tollgate log --verify FILE` checks with no store that all this is what record.bin says, but for the roster, which is no
part of it. On the store, `tollgate log N --bundle FILE` prints the digest that the batch has there, `tollgate log` tells
whether it was taken back since, and `tollgate rosters N -o FILE` writes the roster.
";

/// The files that follow from what a batch says.
fn said(batch: &Batch, changes: &[Change]) -> Result<[(String, Vec<u8>); 3]> {
    let mut json = Vec::new();
    report::json::record(batch, changes, &mut json)?;
    Ok([
        ("README.txt".into(), README.into()),
        ("batch.json".into(), json),
        ("changes.csv".into(), log::csv_of(changes).into()),
    ])
}

/// Writes a bundle; an existing file is not replaced.
pub(super) fn write(
    store: &mut Store,
    number: BatchNumber,
    path: &Path,
    global: &Global,
    ui: &mut Ui,
) -> Result<Exit> {
    let output = path == Path::new("-");
    target::check(&[Some(path).filter(|_| !output)], &[], global)?;
    let (batch, changes) = store.batch(number)?;
    let record = store.record(number)?;
    let mut files: Vec<(String, Vec<u8>)> = said(&batch, &changes)?.into();
    if let Cause::Import { roster, .. } = batch.cause {
        let roster = store.roster(roster)?;
        let mut text = String::from("\u{feff}");
        csv_line(&mut text, Field::ALL.map(Field::heading));
        (0..roster.len()).for_each(|row| csv_line(&mut text, roster.row(row)));
        files.push((ROSTER.into(), text.into()));
    }
    let kept = store.evidence(number)?;
    for kept in kept {
        let content = content(&kept)?;
        files.push((kept.name, content));
    }
    files.push((RECORD.into(), record.bytes));
    let mut sums = String::new();
    for (name, content) in &files {
        writeln!(sums, "{}  {name}", sha256(content)).ok();
    }
    files.push((SUMS.into(), sums.into()));
    let listed: Vec<(&str, &[u8])> =
        files.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    if output {
        let mut archive = Vec::new();
        write_archive(&mut archive, &listed)?;
        ui.output(&archive)?;
    } else {
        let written = write_private(path, |file| write_archive(file, &listed));
        written.map_err(|error| Failure::from(error).without_force())?;
    }
    let told = if output { Ui::note } else { Ui::say };
    let place = export::stands(path);
    told(ui, &format!("Batch {number} is {place}; its digest is {}.", record.digest))?;
    Ok(Exit::Done)
}

/// Checks a bundle, with no store.
pub(super) fn verify(path: &Path, ui: &mut Ui) -> Result<Exit> {
    let bytes = crate::reply::bytes(path)?;
    let name = path.display().to_string();
    let files = read_archive(&name, &bytes)?;
    let broken = |what: String| {
        let message = format!("{name} is not what was written: {what}.");
        Failure::new("bundle-broken", message, "Write it again from the store.")
    };
    let content = |wanted: &str| {
        let found = files.iter().find(|(name, _)| name == wanted);
        found.map(|(_, content)| content).ok_or_else(|| broken(format!("{wanted} is missing")))
    };
    let sums = String::from_utf8_lossy(content(SUMS)?).into_owned();
    let record = content(RECORD)?;
    let mut listed = BTreeSet::new();
    for (sum, name) in sums.lines().filter_map(|line| line.split_once("  ")) {
        if !listed.insert(name) {
            return Err(broken(format!("{name} is listed twice")));
        }
        if sha256(content(name)?) != sum {
            return Err(broken(format!("{name} was altered")));
        }
    }
    let told = Told::read(record);
    let told = told.ok_or_else(|| broken(format!("{RECORD} is not a record of a batch")))?;
    for (name, expected) in said(&told.batch, &told.changes)? {
        if *content(&name)? != expected {
            return Err(broken(format!("{name} does not follow from {RECORD}")));
        }
    }
    for (name, sum) in &told.evidence {
        if sha256(content(name)?) != *sum {
            return Err(broken(format!("{name} is not the one that was kept with the batch")));
        }
    }
    let mut known = BTreeSet::from(["README.txt", "batch.json", "changes.csv", RECORD]);
    known.extend(matches!(told.batch.cause, Cause::Import { .. }).then_some(ROSTER));
    known.extend(told.evidence.iter().map(|(name, _)| name.as_str()));
    let held: BTreeSet<&str> =
        files.iter().map(|(name, _)| name.as_str()).filter(|name| *name != SUMS).collect();
    if held != listed || held.len() + 1 != files.len() {
        return Err(broken("it holds files that are not listed".into()));
    }
    if held != known {
        return Err(broken(format!("it holds files that do not follow from {RECORD}")));
    }
    ui.say(&format!(
        "{name} is what was written: {} files, digest {}.",
        listed.len(),
        sha256(record)
    ))?;
    if let Cause::Import { roster, .. } = told.batch.cause {
        ui.say(&format!("The roster is not part of the record: `tollgate rosters {roster} -o FILE` writes the one that the store keeps."))?;
    }
    Ok(Exit::Done)
}
