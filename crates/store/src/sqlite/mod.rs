//! The embedded backend: one SQLite file.

mod migrate;
mod put;
mod rows;

use std::fs::OpenOptions;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{
    Connection, OpenFlags, OptionalExtension as _, Transaction, TransactionBehavior, params,
};
use tollgate_model::{
    Batch, BatchNumber, Bridge, Bridges, Change, Evidence, Person, PersonView, Revision, Roster,
    SipAddress, Timestamp,
};

use crate::backend::{Backend, EachAssignment, Entry, Link, Tx};
use crate::columns::{BRIDGES, EachChange, PEOPLE, PERSON, SharedBridges, everybody, kept};
use crate::sqlite::put::Putting;
use crate::{Error, Result, RosterInfo};

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
    if path == ":memory:" { Err(Error::in_memory()) } else { Ok(Path::new(path)) }
}

/// Opens a store whose file a URL names.
pub(crate) fn open(path: &str, now: Timestamp) -> Result<Box<dyn Backend>> {
    open_file(Path::new(path), now)
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
    fn revision(&mut self) -> Result<Revision> {
        let revision = self
            .tx
            .query_row("SELECT revision FROM meta WHERE id = 1", [], |row| row.get::<_, u64>(0));
        revision.map(Revision).map_err(failure)
    }

    fn each_person(&mut self, columns: &str, each: &mut dyn FnMut(PersonView<'_>)) -> Result<()> {
        let mut bridges = SharedBridges::default();
        let sql = format!("SELECT {BRIDGES} FROM bridge");
        rows::each(&self.tx, &sql, &mut |row| bridges.add(&row))?;
        let sql = format!("SELECT {columns} FROM person ORDER BY sip");
        rows::each(&self.tx, &sql, &mut |row| {
            each(everybody(&row, &bridges)?);
            Ok(())
        })
    }

    fn person(&mut self, sip: &SipAddress) -> Result<Option<Person>> {
        let sql = format!("SELECT {PERSON} FROM {PEOPLE} WHERE person.sip = ?1");
        let mut statement = self.tx.prepare(&sql).map_err(failure)?;
        let mut found = statement.query([sip.as_str()]).map_err(failure)?;
        let row = found.next().map_err(failure)?;
        row.map(|row| kept(&mut Bridges::default(), &rows::Found(row))).transpose()
    }

    fn held(&mut self) -> Result<Vec<(String, usize)>> {
        let sql = "SELECT bridge.provider, count(*) FROM person JOIN bridge ON bridge.id = person.bridge GROUP BY bridge.provider";
        let mut statement = self.tx.prepare(sql).map_err(failure)?;
        let held = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        held.map_err(failure)?.collect::<rusqlite::Result<_>>().map_err(failure)
    }

    fn holders(&mut self, conference_id: &str) -> Result<Vec<String>> {
        let sql = "SELECT bridge.provider FROM person JOIN bridge ON bridge.id = person.bridge WHERE person.conference_id = ?1";
        let mut statement = self.tx.prepare_cached(sql).map_err(failure)?;
        let names = statement.query_map([conference_id], |row| row.get(0));
        names.map_err(failure)?.collect::<rusqlite::Result<_>>().map_err(failure)
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

    fn append(&mut self, entry: &Entry<'_>) -> Result<()> {
        rows::write_batch(&self.tx, entry)?;
        rows::write_evidence(&self.tx, entry)?;
        let next = "UPDATE meta SET revision = revision + 1 WHERE id = 1";
        self.tx.execute(next, []).map_err(failure)?;
        Ok(())
    }

    fn last(&mut self) -> Result<Option<(BatchNumber, String)>> {
        let sql = "SELECT number, digest FROM batch ORDER BY number DESC LIMIT 1";
        let last = self.tx.query_row(sql, [], |row| Ok((BatchNumber(row.get(0)?), row.get(1)?)));
        last.optional().map_err(failure)
    }

    fn batches(&mut self) -> Result<Vec<Batch>> {
        rows::batches(&self.tx)
    }

    fn links(&mut self) -> Result<Vec<Link>> {
        rows::links(&self.tx)
    }

    fn evidence(&mut self, number: BatchNumber) -> Result<Vec<Evidence>> {
        rows::evidence(&self.tx, number)
    }

    fn each_change(
        &mut self,
        number: BatchNumber,
        called: bool,
        each: &mut EachChange<'_>,
    ) -> Result<()> {
        rows::changes(&self.tx, number, called, each)
    }

    fn touched_since(&mut self, number: BatchNumber, each: &mut dyn FnMut(&str)) -> Result<()> {
        let sql = "SELECT sip FROM change WHERE batch > ?1 UNION ALL SELECT sip FROM image WHERE batch > ?1";
        rows::texts(&self.tx, sql, number, &mut |row: [&str; 1]| each(row[0]))
    }

    fn taking(&mut self) -> Result<Vec<BatchNumber>> {
        let sql = "SELECT number FROM batch WHERE took > 0 ORDER BY number";
        let mut statement = self.tx.prepare(sql).map_err(failure)?;
        let numbers = statement.query_map([], |row| Ok(BatchNumber(row.get(0)?)));
        numbers.map_err(failure)?.collect::<rusqlite::Result<_>>().map_err(failure)
    }

    fn taken_by(&mut self, number: BatchNumber, each: &mut EachAssignment<'_>) -> Result<()> {
        let sql = "SELECT change.sip, bridge.provider, before_id FROM change JOIN bridge ON bridge.id = before_bridge WHERE batch = ?1 UNION ALL SELECT image.sip, bridge.provider, conference_id FROM image JOIN bridge ON bridge.id = image.bridge WHERE batch = ?1 AND side = 0";
        rows::texts(&self.tx, sql, number, &mut |[sip, name, id]: [&str; 3]| each(sip, name, id))
    }

    fn assigned_by(&mut self, number: BatchNumber, each: &mut EachAssignment<'_>) -> Result<()> {
        let sql = "SELECT change.sip, bridge.provider, conference_id FROM change JOIN bridge ON bridge.id = change.bridge WHERE batch = ?1 UNION ALL SELECT image.sip, bridge.provider, conference_id FROM image JOIN bridge ON bridge.id = image.bridge WHERE batch = ?1 AND side = 1";
        rows::texts(&self.tx, sql, number, &mut |[sip, name, id]: [&str; 3]| each(sip, name, id))
    }

    fn renamed_by(&mut self, number: BatchNumber, each: &mut dyn FnMut(&str, &str)) -> Result<()> {
        let sql = "SELECT was.sip, now.sip FROM image was JOIN image now ON now.batch = was.batch AND now.position = was.position WHERE was.batch = ?1 AND was.side = 0 AND now.side = 1 AND was.sip <> now.sip";
        rows::texts(&self.tx, sql, number, &mut |[was, now]: [&str; 2]| each(was, now))
    }

    fn kept_from(&mut self, number: BatchNumber, each: &mut dyn FnMut(&str)) -> Result<()> {
        let sql = "SELECT change.sip FROM change JOIN person ON person.sip = change.sip AND person.bridge = change.bridge AND person.conference_id = change.conference_id WHERE batch = ?1";
        rows::texts(&self.tx, sql, number, &mut |row: [&str; 1]| each(row[0]))
    }

    fn put_roster(&mut self, roster: &Roster) -> Result<()> {
        rows::put_roster(&self.tx, roster)
    }

    fn roster(&mut self, number: u32) -> Result<Option<Roster>> {
        rows::roster(&self.tx, number)
    }

    fn rosters(&mut self) -> Result<Vec<RosterInfo>> {
        rows::rosters(&self.tx)
    }

    fn note_reply(&mut self, roster: u32, name: &str, at: Timestamp, settled: bool) -> Result<()> {
        let sql = "UPDATE roster SET reply_name = ?1, reply_at = ?2, settled = CASE WHEN EXISTS (SELECT 1 FROM batch WHERE roster = ?3) THEN 0 ELSE ?4 END WHERE number = ?3";
        self.tx.execute(sql, params![name, at.to_string(), roster, settled]).map_err(failure)?;
        Ok(())
    }

    fn close_roster(&mut self, roster: u32, closed: bool) -> Result<()> {
        let sql = "UPDATE roster SET closed = ?1 WHERE number = ?2";
        self.tx.execute(sql, params![closed, roster]).map_err(failure)?;
        Ok(())
    }

    fn set_provider(&mut self, name: &str, profile: &str) -> Result<()> {
        let sql = "INSERT INTO provider (key, name, profile) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET name = excluded.name, profile = excluded.profile";
        self.tx.execute(sql, params![name.to_lowercase(), name, profile]).map_err(failure)?;
        Ok(())
    }

    fn provider(&mut self, name: &str) -> Result<Option<String>> {
        let sql = "SELECT profile FROM provider WHERE key = ?1";
        self.tx
            .query_row(sql, [name.trim().to_lowercase()], |row| row.get(0))
            .optional()
            .map_err(failure)
    }

    fn providers(&mut self) -> Result<Vec<String>> {
        let mut statement =
            self.tx.prepare("SELECT profile FROM provider ORDER BY key").map_err(failure)?;
        let profiles = statement.query_map([], |row| row.get(0)).map_err(failure)?;
        profiles.collect::<rusqlite::Result<_>>().map_err(failure)
    }

    fn remove_provider(&mut self, name: &str) -> Result<()> {
        self.tx
            .execute("DELETE FROM provider WHERE key = ?1", [name.trim().to_lowercase()])
            .map_err(failure)?;
        Ok(())
    }

    fn clear(&mut self) -> Result<()> {
        let sql = "DELETE FROM evidence; DELETE FROM image; DELETE FROM change; DELETE FROM batch; DELETE FROM roster; DELETE FROM provider; DELETE FROM person; DELETE FROM bridge; UPDATE meta SET revision = 0";
        self.tx.execute_batch(sql).map_err(failure)
    }

    fn commit(self: Box<Self>) -> Result<()> {
        self.tx.commit().map_err(failure)
    }
}
