//! One file a command: turn words into values, open what is needed, call the libraries, hand the
//! result to the screen.

mod answer;
mod assign;
mod bundle;
mod copy;
mod demo;
mod explain;
mod export;
mod import;
mod init;
mod load;
mod log;
mod people;
mod provider;
mod rosters;
mod shell;
mod undo;
mod validate;

use std::path::Path;

use tollgate_import::Replace;
use tollgate_model::{BatchNumber, Directory, Hand, Person, Plan, SipAddress, Timestamp};
use tollgate_store::Store;
use tollgate_validator::Options;

use crate::args::{self, Cli, Command, Global};
use crate::failure::{Exit, Failure, Result};
use crate::interrupt::{self, Stands};
use crate::ui::Ui;

/// Runs a command.
pub(crate) fn run(cli: &Cli, ui: &mut Ui) -> Result<Exit> {
    let global = &cli.global;
    match &cli.command {
        Command::Init => init::run(global, ui),
        Command::Load(args) => load::run(args, global, ui),
        Command::Provider(args) => provider::run(args, global, ui),
        Command::Export(args) => export::run(args, global, ui),
        Command::Validate(args) => validate::run(args, global, ui),
        Command::Import(args) => import::run(args, global, ui),
        Command::Assign(args) => assign::assign(args, global, ui),
        Command::Unassign { person } => assign::unassign(person, global, ui),
        Command::Show { person } => people::show(person, global, ui),
        Command::People(args) => people::list(args, global, ui),
        Command::Log(args) => log::run(args, global, ui),
        Command::Undo { batch, dry_run } => undo::undo(BatchNumber(*batch), *dry_run, global, ui),
        Command::Redo { batch } => undo::redo(BatchNumber(*batch), global, ui),
        Command::Copy { from, to, force } => copy::copy(from, to, *force, ui),
        Command::Backup { file, force } => copy::backup(file, *force, global, ui),
        Command::Restore { file, force } => copy::restore(file, *force, global, ui),
        Command::Rosters { roster: Some(number), output: Some(path), format, force, .. } => {
            rosters::write(*number, path, format.as_deref(), *force, global, ui)
        }
        Command::Rosters { roster: Some(number), close: true, .. } => {
            rosters::close(*number, true, global, ui)
        }
        Command::Rosters { roster: Some(number), reopen: true, .. } => {
            rosters::close(*number, false, global, ui)
        }
        Command::Rosters { roster, .. } => rosters::run(*roster, global, ui),
        Command::Explain { rule, .. } => explain::run(rule.as_deref(), ui),
        Command::Demo { dir } => demo::run(dir.as_deref(), ui),
        Command::Completions { shell } => shell::completions(*shell, ui),
        Command::Man => shell::man(ui),
    }
}

/// The one place that reads the clock.
pub(crate) fn now() -> Timestamp {
    #[allow(clippy::disallowed_methods, reason = "commands take the time from here")]
    let now = std::time::SystemTime::now();
    let now = Timestamp::try_from(now).unwrap_or(Timestamp::UNIX_EPOCH);
    // Seconds are enough for a journal, and read better.
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

fn open(global: &Global) -> Result<Store> {
    Ok(Store::open(&global.store, now())?)
}

/// Who does it, now, with this program.
fn hand(options: Vec<String>, reason: Option<&str>) -> Hand {
    #[allow(clippy::disallowed_methods, reason = "the account's name is in the environment")]
    let by = ["TOLLGATE_USER", "USER", "USERNAME", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok());
    Hand {
        by: by.unwrap_or_else(|| "unknown".into()),
        at: now(),
        version: env!("CARGO_PKG_VERSION").into(),
        options,
        reason: reason.map(str::to_owned),
        evidence: Vec::new(),
    }
}

/// The person that a SIP address or a UPN means.
fn find<'d>(directory: &'d Directory, name: &str) -> Result<&'d Person> {
    let by_sip = SipAddress::new(name).and_then(|sip| directory.get(sip.as_str()));
    if let Some(person) = by_sip {
        return Ok(person);
    }
    let same = |person: &&Person| is_called(&person.identity.user_principal_name, name);
    let found: Vec<&Person> = directory.people().iter().filter(same).collect();
    match found[..] {
        [person] => Ok(person),
        [] => {
            let message = format!("There is nobody called `{name}` in the directory.");
            let hint = "Give a SIP address or a user principal name; `tollgate people` lists them.";
            Err(Failure::new("no-such-person", message, hint))
        }
        _ => Err(ambiguous(name, found.iter().map(|person| person.sip().clone()).collect())),
    }
}

/// As much of the directory as a name can mean.
fn called(store: &mut Store, name: &str) -> Result<Directory> {
    let revision = store.revision()?;
    if let Some(sip) = SipAddress::new(name)
        && let Some(person) = store.person(&sip)?
    {
        return Ok(Directory::new(revision, vec![person]));
    }
    let mut people = Vec::new();
    let revision = store.each_person(&mut |person| {
        if is_called(person.user_principal_name, name) {
            people.extend(person.to_person());
        }
    })?;
    Ok(Directory::new(revision, people))
}

fn is_called(user_principal_name: &str, name: &str) -> bool {
    user_principal_name.to_lowercase() == name.trim().to_lowercase()
}

/// Several people have a user principal name: which of them is meant cannot be told.
fn ambiguous(name: &str, people: Vec<SipAddress>) -> Failure {
    let list: Vec<&str> = people.iter().map(SipAddress::as_str).collect();
    let message = format!("Several people are called `{name}`: {}.", list.join(", "));
    let hint = "Give the SIP address of the one that is meant.";
    Failure { people, ..Failure::new("ambiguous-person", message, hint) }
}

impl From<args::Replace> for Replace {
    fn from(allowed: args::Replace) -> Self {
        Self { microsoft: allowed.microsoft, other_provider: allowed.other_provider }
    }
}

/// What a check allows.
fn options(replace: Replace, deny_warnings: bool) -> Options {
    Options {
        deny_warnings,
        replace_microsoft: replace.microsoft,
        replace_provider: replace.other_provider,
    }
}

/// What is being done while a file is read.
pub(crate) fn reading(path: &Path) -> String {
    format!("Reading {}", path.display())
}

/// What is being done while a plan is applied.
fn changing(plan: &Plan) -> String {
    format!("Changing {}", plural(plan.changes.len(), "person", "people"))
}

/// Applies a plan; none where there is nothing to change.
fn apply(store: &mut Store, plan: &Plan, hand: &Hand, ui: &mut Ui) -> Result<Option<BatchNumber>> {
    ui.doing(changing(plan));
    let Some(ready) = store.prepare(plan, hand)? else { return Ok(None) };
    let number = ready.number();
    interrupt::commit(Stands::Batch(number), || ready.commit())?;
    Ok(Some(number))
}

fn plural(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}
