//! The embedded backend: one SQLite file.

mod migrate;
mod put;

use std::fs::OpenOptions;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{
    Connection, MAIN_DB, OpenFlags, OptionalExtension as _, Row, Transaction, TransactionBehavior,
    params_from_iter,
};
use tollgate_model::{BatchNumber, Bridge, Change, Roster, Timestamp};

use crate::backend::{Backend, EachRow, Tx, Value};
use crate::columns::{self, Columns};
use crate::sqlite::put::Putting;
use crate::{Error, Result};

/// How long a writer waits for another, in milliseconds.
const PATIENCE: u64 = 10_000;

/// A file that was made to hurt may hold triggers, views and functions, of which ours have none, or reach
/// for the schema itself (SQLite's "Defense Against The Dark Arts").
const GUARDED: [(DbConfig, bool); 4] = [
    (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
];

#[derive(Debug)]
struct Sqlite {
    connection: Connection,
}

/// Makes a store in the file that a URL names.
pub(crate) fn create(path: &str, now: Timestamp) -> Result<Box<dyn Backend>> {
    create_file(place(path)?, now)
}

/// Makes a store file, for its owner only.
pub(crate) fn create_file(path: &Path, now: Timestamp) -> Result<Box<dyn Backend>> {
    match new_file(path) {
        Ok(()) => {}
        // A file without a table is one whose making was cut short.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && is_blank(path) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Error::exists(path));
        }
        Err(error) => {
            return Err(Error::io(&format!("could not make {}: {error}", path.display())));
        }
    }
    let mut connection = connect(path)?;
    connection.pragma_update(None, "journal_mode", "wal").map_err(failure)?;
    migrate::migrate(&mut connection, now)?;
    Ok(Box::new(Sqlite { connection }))
}

/// The file that a path means; what the library takes for something else is none.
fn place(path: &str) -> Result<&Path> {
    match path {
        "" => Err(Error::no_file()),
        ":memory:" => Err(Error::in_memory()),
        path => Ok(Path::new(path)),
    }
}

/// Opens a store whose file a URL names.
pub(crate) fn open(path: &str, now: Timestamp) -> Result<Box<dyn Backend>> {
    open_file(place(path)?, now)
}

/// Opens a store file that is there.
pub(crate) fn open_file(path: &Path, now: Timestamp) -> Result<Box<dyn Backend>> {
    let mut connection = recognised(path)?;
    migrate::migrate(&mut connection, now)?;
    Ok(Box::new(Sqlite { connection }))
}

/// Copies a store file, which stays as it is whatever this program makes of the copy.
pub(crate) fn copy_file(from: &Path, to: &Path) -> Result<()> {
    let source = recognised(from)?;
    new_file(to)
        .map_err(|error| Error::io(&format!("could not make {}: {error}", to.display())))?;
    whole(&source, &mut connect(to)?)
}

/// A store file that is there, as it stands.
fn recognised(path: &Path) -> Result<Connection> {
    if !path.is_file() || is_empty(path) {
        return Err(Error::no_store(path));
    }
    std::fs::File::open(path)
        .map_err(|error| Error::io(&format!("could not open {}: {error}", path.display())))?;
    if !begins_like_sqlite(path) {
        return Err(Error::foreign(path));
    }
    let unreadable = |error| unreadable(path, error);
    let connection = begin(path).map_err(unreadable)?;
    if has_no_table(&connection).map_err(unreadable)? {
        return Err(Error::no_store(path));
    }
    migrate::recognise(&connection, path)?;
    Ok(connection)
}

#[cfg(unix)]
fn new_file(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map(drop)
}

/// Elsewhere a file takes its permissions from its folder, which is the user's own.
#[cfg(not(unix))]
fn new_file(path: &Path) -> std::io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path).map(drop)
}

fn begins_like_sqlite(path: &Path) -> bool {
    use std::io::Read as _;
    let mut start = [0; 16];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == *b"SQLite format 3\0"
}

fn is_empty(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|facts| facts.len() == 0)
}

fn is_blank(path: &Path) -> bool {
    is_empty(path)
        || connect(path).is_ok_and(|connection| matches!(has_no_table(&connection), Ok(true)))
}

fn has_no_table(connection: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT count(*) FROM sqlite_schema";
    connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map(|tables| tables == 0)
}

/// Why a store that is there cannot be read. While it is read an index of what is new stands beside it; to
/// do without one is safe only where nobody else writes, which cannot be told.
fn unreadable(path: &Path, error: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode::{CannotOpen, NotADatabase, ReadOnly};
    match error.sqlite_error_code() {
        Some(CannotOpen | ReadOnly) => Error::only_readable(path),
        Some(NotADatabase) => Error::foreign(path),
        _ => failure(error),
    }
}

fn connect(path: &Path) -> Result<Connection> {
    begin(path).map_err(failure)
}

fn begin(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::from_millis(PATIENCE))?;
    let settings = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = FILE; PRAGMA cache_size = -8192;";
    connection.execute_batch(settings)?;
    for (what, on) in GUARDED {
        connection.set_db_config(what, on)?;
    }
    Ok(connection)
}

/// What a failure of the library means.
fn failure(error: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseCorrupt, DatabaseLocked, NotADatabase};
    match error.sqlite_error_code() {
        Some(DatabaseBusy | DatabaseLocked) => Error::busy(),
        Some(DatabaseCorrupt | NotADatabase) => Error::damaged(&error),
        _ => Error::io(&error),
    }
}

fn is_unique_violation(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation)
}

impl Backend for Sqlite {
    fn read(&mut self) -> Result<Box<dyn Tx + '_>> {
        self.begin(TransactionBehavior::Deferred)
    }

    fn write(&mut self) -> Result<Box<dyn Tx + '_>> {
        // Who reads goes over each page once; who writes comes back to them.
        self.connection.pragma_update(None, "cache_size", -65536).map_err(failure)?;
        self.begin(TransactionBehavior::Immediate)
    }

    fn save(&mut self, file: &Path, _: Timestamp) -> Result<()> {
        let mut target = connect(file)?;
        whole(&self.connection, &mut target)?;
        // One file, with no journal beside it.
        target.pragma_update(None, "journal_mode", "delete").map_err(failure)
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.connection.pragma_update(None, "journal_mode", "delete").map_err(failure)
    }
}

/// Puts the store that a file holds in a place, as one transaction: whoever reads sees the old one or
/// the new one. It says when its tables were made as it did.
pub(crate) fn install(path: &str, from: &Path, force: bool, _: Timestamp) -> Result<()> {
    let path = place(path)?;
    let source = connect(from)?;
    migrate::recognise(&source, from)?;
    match new_file(path) {
        Ok(()) => {}
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            return Err(Error::io(&format!("could not make {}: {error}", path.display())));
        }
        Err(_) if is_blank(path) => {}
        Err(_) if !force => return Err(Error::stands(path)),
        // Only a store of ours is written over.
        Err(_) if !begins_like_sqlite(path) => return Err(Error::foreign(path)),
        Err(_) => migrate::recognise(&connect(path)?, path)?,
    }
    let mut target = connect(path)?;
    whole(&source, &mut target)?;
    target.pragma_update(None, "journal_mode", "wal").map_err(failure)
}

/// Copies a database, page by page, in one transaction of the target.
fn whole(from: &Connection, to: &mut Connection) -> Result<()> {
    use rusqlite::backup::{Backup, StepResult};
    let copy = Backup::new(from, to).map_err(failure)?;
    let until = std::time::Duration::from_millis(PATIENCE);
    let pause = std::time::Duration::from_millis(50);
    let mut waited = std::time::Duration::ZERO;
    loop {
        match copy.step(-1).map_err(failure)? {
            StepResult::Done => return Ok(()),
            _ if waited >= until => return Err(Error::busy()),
            _ => {
                std::thread::sleep(pause);
                waited += pause;
            }
        }
    }
}

impl Sqlite {
    fn begin(&mut self, behavior: TransactionBehavior) -> Result<Box<dyn Tx + '_>> {
        let tx = self.connection.transaction_with_behavior(behavior).map_err(failure)?;
        Ok(Box::new(SqliteTx { tx }))
    }
}

#[derive(Debug)]
struct SqliteTx<'c> {
    tx: Transaction<'c>,
}

impl Tx for SqliteTx<'_> {
    fn each_row(&mut self, sql: &str, values: &[Value<'_>], each: &mut EachRow<'_>) -> Result<()> {
        let mut statement = self.tx.prepare_cached(sql).map_err(failure)?;
        let mut found = statement.query(params_from_iter(values)).map_err(failure)?;
        while let Some(row) = found.next().map_err(failure)? {
            each(&Found(row))?;
        }
        Ok(())
    }

    fn run(&mut self, sql: &str, values: &[Value<'_>]) -> Result<()> {
        self.tx.execute(sql, params_from_iter(values)).map_err(failure)?;
        Ok(())
    }

    fn put(
        &mut self,
        number: BatchNumber,
        changes: &[Change],
        scope: &dyn Fn(&Bridge) -> String,
        as_it_stood: bool,
    ) -> Result<()> {
        Putting::new(&self.tx, changes, scope, as_it_stood).put(number)
    }

    fn roster(&mut self, number: u32) -> Result<Option<Roster>> {
        let sql = "SELECT provider, made_at, revision, digest FROM roster WHERE number = $1";
        let found = self.tx.query_row(sql, [number], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get::<_, String>(3)?))
        });
        let Some((provider, made_at, revision, digest)) = found.optional().map_err(failure)? else {
            return Ok(None);
        };
        // Unpacked as it is read: the packed cells of a million people are never held.
        let cells = self.tx.blob_open(MAIN_DB, c"roster", c"cells", i64::from(number), true);
        let cells = cells.map_err(failure)?;
        let bytes = cells.len();
        let roster = columns::roster(number, provider, &made_at, revision, &digest, (cells, bytes));
        roster.map(Some).map_err(|error| match error.downcast() {
            Ok(error) => failure(error),
            Err(_) => columns::broken_roster(),
        })
    }

    fn commit(self: Box<Self>) -> Result<()> {
        self.tx.commit().map_err(failure)
    }
}

/// A row that was found.
struct Found<'r, 's>(&'r Row<'s>);

impl Columns for Found<'_, '_> {
    fn text(&self, at: usize) -> Result<Option<&str>> {
        self.0.get_ref(at).and_then(|value| Ok(value.as_str_or_null()?)).map_err(failure)
    }

    fn number(&self, at: usize) -> Result<Option<i64>> {
        self.0.get(at).map_err(failure)
    }

    fn flag(&self, at: usize) -> Result<Option<bool>> {
        self.0.get(at).map_err(failure)
    }

    fn bytes(&self, at: usize) -> Result<Option<&[u8]>> {
        self.0.get_ref(at).and_then(|value| Ok(value.as_blob_or_null()?)).map_err(failure)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Number(Some(number)) => ValueRef::Integer(number),
            Self::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Self::Flag(flag) => ValueRef::Integer(flag.into()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Number(None) | Self::Text(None) => ValueRef::Null,
        }))
    }
}
