//! Why a store could not do what was asked: what was attempted, why not, and what to do.

use std::path::Path;

use tollgate_model::{BatchNumber, Revision, SipAddress};

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// The stable word for it, as `tollgate.failure/1` prints it.
    pub kind: &'static str,
    /// One sentence: what was attempted, on what, and why it failed.
    pub message: String,
    /// One sentence: what to do.
    pub hint: String,
    /// People it is about.
    pub people: Vec<SipAddress>,
    /// Whether the directory moved on or a guard says stop; otherwise it could not be done at all.
    pub is_conflict: bool,
}

impl Error {
    fn could_not(kind: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let (message, hint) = (message.into(), hint.into());
        Self { kind, message, hint, people: Vec::new(), is_conflict: false }
    }

    fn conflict(kind: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { is_conflict: true, ..Self::could_not(kind, message, hint) }
    }

    fn naming(mut self, people: Vec<SipAddress>) -> Self {
        self.people = people;
        self
    }

    /// The same, where something else was attempted that it stands in the way of.
    pub(crate) fn and_so(mut self, outcome: &str) -> Self {
        self.message = format!("{outcome}. {}", self.message);
        self
    }

    /// The same, where the file is no store that is worked with, but a backup.
    pub(crate) fn in_backup(mut self, file: &Path) -> Self {
        match self.kind {
            "no-store" => self.message = format!("There is no backup at {}.", file.display()),
            "not-a-store" => {}
            _ => return self,
        }
        self.hint = "Name a file that `tollgate backup` wrote.".into();
        self
    }

    pub(crate) fn unknown_backend(scheme: &str) -> Self {
        let message = format!(
            "Could not open the store: `{scheme}:` is no kind of store this version knows."
        );
        Self::could_not(
            "unknown-store",
            message,
            "Use --store sqlite:FILE or postgres://user@host/database.",
        )
    }

    pub(crate) fn no_store(path: &Path) -> Self {
        let message = format!("There is no store at {}.", path.display());
        Self::could_not(
            "no-store",
            message,
            "Make one with `tollgate init`, or name another with --store.",
        )
    }

    pub(crate) fn exists(path: &Path) -> Self {
        let message =
            format!("Could not make a store: there is one at {} already.", path.display());
        Self::could_not(
            "store-exists",
            message,
            "Use it as it is, or name another place with --store.",
        )
    }

    pub(crate) fn no_store_at(name: &str) -> Self {
        let message = format!("There is no store at {name}.");
        Self::could_not(
            "no-store",
            message,
            "Run `tollgate init` first, or name another with --store.",
        )
    }

    pub(crate) fn exists_at(name: &str) -> Self {
        let message = format!("Could not make a store: there is one at {name} already.");
        Self::could_not("store-exists", message, "Use it as it is, or name another database.")
    }

    pub(crate) fn unreadable_address() -> Self {
        let message = "Could not open the store: its address cannot be read.";
        let hint = "Write it as postgres://user@host/database; in a password write @ as %40, and / as %2F.";
        Self::could_not("unknown-store", message, hint)
    }

    pub(crate) fn no_connection(name: &str, why: &str) -> Self {
        let message = format!("Could not reach the store at {name}: {why}.");
        let hint = "Check the server, the name of the database, the user and the password.";
        Self::could_not("store-unreachable", message, hint)
    }

    pub(crate) fn unreachable(why: &dyn std::fmt::Display) -> Self {
        let message = format!("The store went away: {why}. Unfinished changes were rolled back.");
        let hint = "Check the server, and run the command again: it says what was committed.";
        Self::could_not("store-unreachable", message, hint)
    }

    pub(crate) fn stands(path: &Path) -> Self {
        let message = format!("Could not write {}: it is there already.", path.display());
        let hint = "Name another place, or add --force to replace it.";
        Self::could_not("exists", message, hint)
    }

    pub(crate) fn foreign(path: &Path) -> Self {
        let message = format!("Could not open {}: it is not a Tollgate store.", path.display());
        Self::could_not("not-a-store", message, "Name the right file with --store.")
    }

    pub(crate) fn only_readable(path: &Path) -> Self {
        let message = format!(
            "Could not read the store {}: even to read it you need write access to it and to its folder.",
            path.display()
        );
        let hint = "Ask for write access, or name a copy of your own with --store.";
        Self::could_not("input-output", message, hint)
    }

    pub(crate) fn no_file() -> Self {
        let message = "Could not open the store: its address names no file.";
        Self::could_not("unknown-store", message, "Use --store sqlite:FILE.")
    }

    pub(crate) fn in_memory() -> Self {
        let message = "Could not use a store in memory: it would be lost when the command ends.";
        Self::could_not("unknown-store", message, "Use --store sqlite:FILE.")
    }

    pub(crate) fn newer(found: i64, known: i64) -> Self {
        let message = format!(
            "Could not open the store: it was made by a newer Tollgate (its version is {found}, this program knows {known})."
        );
        Self::could_not("store-newer", message, "Use the newer program; nothing was changed.")
    }

    pub(crate) fn damaged(why: &dyn std::fmt::Display) -> Self {
        let message = format!("Could not read the store: it is damaged ({why}).");
        Self::could_not(
            "store-damaged",
            message,
            "Bring a backup back with `tollgate restore FILE --force`, and run the command again.",
        )
    }

    pub(crate) fn busy() -> Self {
        let message = "Could not write to the store: another Tollgate is writing to it.";
        Self::conflict("store-busy", message, "Wait until it is done and run the command again.")
    }

    pub(crate) fn io(why: &dyn std::fmt::Display) -> Self {
        let message = format!("Could not use the store: {why}. Nothing was changed.");
        Self::could_not(
            "input-output",
            message,
            "Check the disk, its free space and the folder's permissions, and run the command again.",
        )
    }

    pub(crate) fn moved(planned: Revision, now: Revision, people: Vec<SipAddress>) -> Self {
        let message = if people.is_empty() {
            format!(
                "The directory is at revision {now}, and not at {planned}. Nothing was changed."
            )
        } else {
            format!(
                "The directory moved on: the plan was made from revision {planned}, and it is at {now}. {} changed since: {}. Nothing was changed.",
                count(people.len()),
                names(&people)
            )
        };
        Self::conflict("moved", message, "Look at the plan again with --dry-run, and import again.")
            .naming(people)
    }

    pub(crate) fn changed_under(sip: &SipAddress) -> Self {
        let message =
            format!("The directory moved on: {sip} is not as the plan says. Nothing was changed.");
        Self::conflict("moved", message, "Look at the plan again with --dry-run, and import again.")
            .naming(vec![sip.clone()])
    }

    pub(crate) fn id_in_use(sip: &SipAddress, id: &str) -> Self {
        let message = format!(
            "The conference ID of {sip} ({id}) belongs to someone else of the same provider. Nothing was changed."
        );
        Self::conflict(
            "id-in-use",
            message,
            "Ask the provider for another ID, or take the other person's away first.",
        )
        .naming(vec![sip.clone()])
    }

    /// These people changed since; the commands that come `first` take that back.
    pub(crate) fn conflict_at(
        of: BatchNumber,
        verb: &str,
        people: Vec<SipAddress>,
        first: &[String],
    ) -> Self {
        let message = format!(
            "Could not {verb} batch {of}: {} changed since: {}. Nothing was changed.",
            count(people.len()),
            names(&people)
        );
        let hint = match first {
            [] => "`tollgate log` shows what changed since.".to_owned(),
            [one] => format!("Take back what changed since: {one}."),
            many => format!("Take back what changed since, in this order: {}.", many.join(", ")),
        };
        Self::conflict("conflict", message, hint).naming(people)
    }

    pub(crate) fn undo_of_undo(number: BatchNumber, of: BatchNumber) -> Self {
        let message = format!("Batch {number} is itself an undo.");
        Self::conflict(
            "undo-of-undo",
            message,
            format!("To bring batch {of} back, run `tollgate redo {of}`."),
        )
    }

    pub(crate) fn undo_of_redo(number: BatchNumber, of: BatchNumber) -> Self {
        let message = format!("Batch {number} brought batch {of} back.");
        Self::conflict(
            "undo-of-redo",
            message,
            format!("To take it back again, run `tollgate undo {of}`."),
        )
    }

    pub(crate) fn already_undone(number: BatchNumber, by: BatchNumber) -> Self {
        let message = format!("Batch {number} is undone already, by batch {by}.");
        Self::conflict(
            "already-undone",
            message,
            format!("To bring it back, run `tollgate redo {number}`."),
        )
    }

    pub(crate) fn not_undone(number: BatchNumber) -> Self {
        let message = format!("Batch {number} is not undone, so there is nothing to redo.");
        Self::conflict("not-undone", message, "`tollgate log` shows which batches are.")
    }

    pub(crate) fn broken_journal(number: BatchNumber) -> Self {
        let message = format!(
            "The journal is broken at batch {number}: what is there now is not what was written then."
        );
        Self::could_not(
            "journal-broken",
            message,
            "Everything before it fits. Restore a backup, and find out who altered the store.",
        )
    }

    pub(crate) fn not_as_the_journal_says(sip: &SipAddress) -> Self {
        let message = format!("The directory does not match the journal: {sip} differs.");
        Self::could_not(
            "journal-broken",
            message,
            "Restore a backup, and find out who altered the store.",
        )
    }

    pub(crate) fn not_at(found: Revision, last: Revision) -> Self {
        let message =
            format!("The store is at revision {found}, but its journal leads to revision {last}.");
        Self::could_not(
            "journal-broken",
            message,
            "Restore a backup, and find out who altered the store.",
        )
    }

    pub(crate) fn lost(what: &str) -> Self {
        Self::could_not(
            "journal-broken",
            format!("The journal needs {what}, which is missing or damaged."),
            "Restore a backup, and find out who altered the store.",
        )
    }

    pub(crate) fn no_such_batch(number: BatchNumber) -> Self {
        Self::could_not(
            "no-such-batch",
            format!("There is no batch {number}."),
            "`tollgate log` lists the batches.",
        )
    }

    pub(crate) fn no_such_roster(number: u32) -> Self {
        Self::could_not(
            "no-such-roster",
            format!("There is no roster {number}."),
            "`tollgate rosters` lists the rosters that were sent.",
        )
    }

    pub(crate) fn no_such_provider(name: &str) -> Self {
        Self::could_not(
            "no-such-provider",
            format!("There is no provider `{name}`."),
            "`tollgate provider list` lists them; `tollgate provider set FILE.toml` adds one.",
        )
    }

    pub(crate) fn in_use(name: &str, people: usize, rosters: &[u32]) -> Self {
        let mut why = Vec::new();
        if people > 0 {
            why.push(format!("{} {} it", count(people), if people == 1 { "has" } else { "have" }));
        }
        if !rosters.is_empty() {
            let list: Vec<String> = rosters.iter().rev().map(u32::to_string).collect();
            why.push(match &*list {
                [one] => format!("roster {one} is open"),
                [some @ .., last] => format!("rosters {} and {last} are open", some.join(", ")),
                [] => String::new(),
            });
        }
        let message = format!(
            "Provider `{name}` is still in use: {}. It was not removed.",
            why.join(", and ")
        );
        let hint = match (people, rosters) {
            (0, [one]) => format!(
                "Import the reply to it first, or close it if none will come: `tollgate rosters {one} --close`."
            ),
            (0, _) => "Import the replies to them first, or close each if none will come: `tollgate rosters N --close`.".into(),
            _ => "Move these people to another provider first, or `tollgate unassign` them.".to_owned(),
        };
        Self::conflict("in-use", message, hint)
    }
}

fn count(people: usize) -> String {
    if people == 1 { "1 person".into() } else { format!("{people} people") }
}

/// The first twenty by name, and how many more.
fn names(people: &[SipAddress]) -> String {
    let mut names: Vec<String> = people.iter().take(20).map(SipAddress::to_string).collect();
    if people.len() > names.len() {
        names.push(format!("and {} more", people.len() - names.len()));
    }
    names.join(", ")
}
