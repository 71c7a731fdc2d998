//! What a database has to do for a store: narrow, and in sets.

use std::fmt::Debug;
use std::path::Path;

use tollgate_model::{Batch, BatchNumber, Bridge, Cause, Change, Evidence, Roster, Timestamp};

use crate::columns::Columns;
use crate::{Error, Result, postgres, sqlite};

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

/// What is called for each row that a query finds.
pub(crate) type EachRow<'e> = dyn FnMut(&dyn Columns) -> Result<()> + 'e;

/// An open transaction. Dropping it takes everything back. What is asked by it is the same for every
/// database (`queries.rs`), but for what each does in its own way.
pub(crate) trait Tx: Debug {
    /// Calls with each row that a query finds, as they come.
    fn each_row(&mut self, sql: &str, values: &[Value<'_>], each: &mut EachRow<'_>) -> Result<()>;

    /// Runs a statement.
    fn run(&mut self, sql: &str, values: &[Value<'_>]) -> Result<()>;

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

    /// A roster as it was sent.
    fn roster(&mut self, number: u32) -> Result<Option<Roster>>;

    fn commit(self: Box<Self>) -> Result<()>;
}

/// A value in a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'v> {
    Number(Option<i64>),
    Text(Option<&'v str>),
    Flag(bool),
    Bytes(&'v [u8]),
}

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Some(number).into()
    }
}

impl From<Option<u64>> for Value<'_> {
    fn from(number: Option<u64>) -> Self {
        Self::Number(number.map(|number| i64::try_from(number).unwrap_or(i64::MAX)))
    }
}

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        u64::try_from(number).unwrap_or(u64::MAX).into()
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        u64::from(number).into()
    }
}

impl<'v> From<&'v str> for Value<'v> {
    fn from(text: &'v str) -> Self {
        Self::Text(Some(text))
    }
}

impl<'v> From<Option<&'v str>> for Value<'v> {
    fn from(text: Option<&'v str>) -> Self {
        Self::Text(text)
    }
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
