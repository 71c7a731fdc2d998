//! What a database has to do for a store: narrow, and in sets.

use std::fmt::Debug;
use std::path::Path;

use tollgate_model::{
    Batch, BatchNumber, Bridge, Cause, Change, Evidence, Person, PersonView, Revision, Roster,
    SipAddress, Timestamp,
};

use crate::columns::EachChange;
use crate::{Error, Result, RosterInfo, postgres, sqlite};

/// A way of keeping a store.
#[derive(Debug)]
pub(crate) struct BackendKind {
    /// What its URLs begin with, without the colon.
    pub(crate) scheme: &'static str,
    create: fn(&str, Timestamp) -> Result<Box<dyn Backend>>,
    open: fn(&str, Timestamp) -> Result<Box<dyn Backend>>,
    install: fn(&str, &Path, bool, Timestamp) -> Result<()>,
}

impl BackendKind {
    pub(crate) fn create(&self, url: &str, now: Timestamp) -> Result<Box<dyn Backend>> {
        (self.create)(self.rest(url), now)
    }

    pub(crate) fn open(&self, url: &str, now: Timestamp) -> Result<Box<dyn Backend>> {
        (self.open)(self.rest(url), now)
    }

    /// Puts the store that a file holds in a place; in place of a store that is there only with
    /// `force`.
    pub(crate) fn install(
        &self,
        url: &str,
        file: &Path,
        force: bool,
        now: Timestamp,
    ) -> Result<()> {
        (self.install)(self.rest(url), file, force, now)
    }

    fn rest<'u>(&self, url: &'u str) -> &'u str {
        url.strip_prefix(self.scheme).and_then(|rest| rest.strip_prefix(':')).unwrap_or(url)
    }
}

/// Every backend; the first is the one a plain path means.
pub(crate) const BACKENDS: &[BackendKind] = &[
    BackendKind {
        scheme: "sqlite",
        create: sqlite::create,
        open: sqlite::open,
        install: sqlite::install,
    },
    POSTGRES,
    BackendKind { scheme: "postgresql", ..POSTGRES },
];

const POSTGRES: BackendKind = BackendKind {
    scheme: "postgres",
    create: postgres::create,
    open: postgres::open,
    install: postgres::install,
};

/// The backend that a URL names. A path has no scheme of more than one letter: `C:\` is a drive.
pub(crate) fn kind(url: &str) -> Result<&'static BackendKind> {
    match url.split_once(':') {
        Some((scheme, _))
            if scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            BACKENDS
                .iter()
                .find(|kind| kind.scheme == scheme)
                .ok_or_else(|| Error::unknown_backend(scheme))
        }
        _ => Ok(&BACKENDS[0]),
    }
}

/// An open database.
pub(crate) trait Backend: Debug + Send {
    /// A transaction that only reads, and waits for nobody.
    fn read(&mut self) -> Result<Box<dyn Tx + '_>>;

    /// A transaction that writes: one at a time.
    fn write(&mut self) -> Result<Box<dyn Tx + '_>>;

    /// Writes the whole store, as it is at one moment, into an empty file: an embedded store.
    fn save(&mut self, file: &Path, now: Timestamp) -> Result<()>;

    /// Leaves nothing beside an embedded store's file, where there is one.
    fn finish(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

/// A batch on its way into the journal.
pub(crate) struct Entry<'a> {
    pub(crate) batch: &'a Batch,
    /// How many assignments it takes away or changes.
    pub(crate) took: usize,
    pub(crate) previous: &'a str,
    pub(crate) digest: &'a str,
    pub(crate) evidence: &'a [Evidence],
}

/// How a batch is chained to the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) number: BatchNumber,
    pub(crate) previous: String,
    pub(crate) digest: String,
    /// The names and SHA-256 of what is kept beside it.
    pub(crate) evidence: Vec<(String, String)>,
}

/// What is called for an assignment: the address, the provider's name, the conference ID.
pub(crate) type EachAssignment<'e> = dyn FnMut(&str, &str, &str) + 'e;

/// An open transaction. Dropping it takes everything back.
pub(crate) trait Tx: Debug {
    fn revision(&mut self) -> Result<Revision>;

    /// Calls for everyone, in the order of their addresses, with what stands in these columns:
    /// [`EVERYBODY`](crate::columns::EVERYBODY) or [`STANDING`](crate::columns::STANDING).
    fn each_person(&mut self, columns: &str, each: &mut dyn FnMut(PersonView<'_>)) -> Result<()>;
    fn person(&mut self, sip: &SipAddress) -> Result<Option<Person>>;

    /// How many people have each provider, by the name as it stands.
    fn held(&mut self) -> Result<Vec<(String, usize)>>;

    /// The providers of those who have a conference ID.
    fn holders(&mut self, conference_id: &str) -> Result<Vec<String>>;

    /// Makes the changes of a batch so, and writes them into the journal: all before-images out,
    /// then all after-images in, so that two people can exchange their IDs. A person who is not as
    /// the before-image says is an error; an ID that is held twice within its scope too, unless it
    /// stands `as_it_stood`.
    fn put(
        &mut self,
        number: BatchNumber,
        changes: &[Change],
        scope: &dyn Fn(&Bridge) -> String,
        as_it_stood: bool,
    ) -> Result<()>;

    /// Appends a batch to the journal and makes the next revision.
    fn append(&mut self, entry: &Entry<'_>) -> Result<()>;

    /// The last batch and its digest.
    fn last(&mut self) -> Result<Option<(BatchNumber, String)>>;
    fn batches(&mut self) -> Result<Vec<Batch>>;

    /// How the batches are chained, the oldest first.
    fn links(&mut self) -> Result<Vec<Link>>;

    /// What is kept beside a batch.
    fn evidence(&mut self, number: BatchNumber) -> Result<Vec<Evidence>>;

    /// Calls for each change of a batch, in their order, where that is asked for with what the
    /// person is called today.
    fn each_change(
        &mut self,
        number: BatchNumber,
        called: bool,
        each: &mut EachChange<'_>,
    ) -> Result<()>;

    /// Calls with the address of everybody whom a batch after this one is about.
    fn touched_since(&mut self, number: BatchNumber, each: &mut dyn FnMut(&str)) -> Result<()>;

    /// Batches that took assignments away or changed them.
    fn taking(&mut self) -> Result<Vec<BatchNumber>>;

    /// Calls for each assignment that a batch took away or changed.
    fn taken_by(&mut self, number: BatchNumber, each: &mut EachAssignment<'_>) -> Result<()>;

    /// Calls for each assignment that a batch left somebody with.
    fn assigned_by(&mut self, number: BatchNumber, each: &mut EachAssignment<'_>) -> Result<()>;

    /// Calls for each person to whom a batch gave another address: with the one before and the one after.
    fn renamed_by(&mut self, number: BatchNumber, each: &mut dyn FnMut(&str, &str)) -> Result<()>;

    /// Calls with the address of everybody who has today the assignment that a batch gave them.
    fn kept_from(&mut self, number: BatchNumber, each: &mut dyn FnMut(&str)) -> Result<()>;

    fn put_roster(&mut self, roster: &Roster) -> Result<()>;
    fn roster(&mut self, number: u32) -> Result<Option<Roster>>;
    fn rosters(&mut self) -> Result<Vec<RosterInfo>>;
    fn note_reply(&mut self, roster: u32, name: &str, at: Timestamp, settled: bool) -> Result<()>;

    fn close_roster(&mut self, roster: u32, closed: bool) -> Result<()>;

    fn set_provider(&mut self, name: &str, profile: &str) -> Result<()>;
    fn provider(&mut self, name: &str) -> Result<Option<String>>;
    fn providers(&mut self) -> Result<Vec<String>>;
    fn remove_provider(&mut self, name: &str) -> Result<()>;

    /// Takes everything out: for a store that takes the place of another in the same transaction.
    fn clear(&mut self) -> Result<()>;

    fn commit(self: Box<Self>) -> Result<()>;
}

/// The columns of a cause: the batch it is of, the file, its digest, the roster.
pub(crate) type CauseColumns<'a> = (Option<u64>, Option<&'a str>, Option<&'a str>, Option<u32>);

/// A cause as columns, beside its word.
pub(crate) fn cause_columns(cause: &Cause) -> CauseColumns<'_> {
    match cause {
        Cause::Load { file, sha256 } => (None, Some(file), Some(sha256), None),
        Cause::Import { roster, file, sha256 } => (None, Some(file), Some(sha256), Some(*roster)),
        Cause::Assign | Cause::Unassign => (None, None, None, None),
        Cause::Undo { of } | Cause::Redo { of } => (Some(of.0), None, None, None),
    }
}

/// The cause that a word and columns mean.
pub(crate) fn cause(
    word: &str,
    of: Option<u64>,
    file: String,
    sha256: String,
    roster: u32,
) -> Option<Cause> {
    let of = || of.map(BatchNumber);
    Some(match word {
        "load" => Cause::Load { file, sha256 },
        "import" => Cause::Import { roster, file, sha256 },
        "assign" => Cause::Assign,
        "unassign" => Cause::Unassign,
        "undo" => Cause::Undo { of: of()? },
        "redo" => Cause::Redo { of: of()? },
        _ => return None,
    })
}
