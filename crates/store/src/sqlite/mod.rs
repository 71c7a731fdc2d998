//! The embedded backend: one SQLite file.

mod migrate;
mod rows;

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use rusqlite::{
    Connection, OpenFlags, OptionalExtension as _, Transaction, TransactionBehavior, params,
};
use tollgate_model::{
    Assignment, Batch, BatchNumber, Change, Evidence, Person, PersonView, Revision, Roster,
    SipAddress, Timestamp,
};

use crate::backend::{Backend, Entry, Link, Tx, cause_columns};
use crate::columns::{Held, PERSON, Reader, Who, view};
use crate::digest::same_identity;
use crate::{Error, Result, RosterInfo};

/// How long a writer waits for another, in milliseconds.
const PATIENCE: u64 = 10_000;

#[derive(Debug)]
struct Sqlite {
    connection: Connection,
}

/// Makes a store file, for its owner only.
pub(crate) fn create(path: &str, now: Timestamp) -> Result<Box<dyn Backend>> {
    let path = PathBuf::from(path);
    let made = new_file(&path);
    match made {
        Ok(()) => {}
        // A file without a table is one whose making was cut short.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && is_blank(&path) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Error::exists(&path));
        }
        Err(error) => {
            return Err(Error::io(&format!("could not make {}: {error}", path.display())));
        }
    }
    let mut connection = connect(&path)?;
    connection.pragma_update(None, "journal_mode", "wal").map_err(failure)?;
    migrate::migrate(&mut connection, now)?;
    Ok(Box::new(Sqlite { connection }))
}

/// Opens a store file that is there.
pub(crate) fn open(path: &str, now: Timestamp) -> Result<Box<dyn Backend>> {
    let path = PathBuf::from(path);
    if !path.is_file() || is_blank(&path) {
        return Err(Error::no_store(&path));
    }
    if !begins_like_sqlite(&path) {
        return Err(Error::foreign(&path));
    }
    let mut connection = connect(&path)?;
    migrate::recognise(&connection, &path)?;
    migrate::migrate(&mut connection, now)?;
    Ok(Box::new(Sqlite { connection }))
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

fn is_blank(path: &Path) -> bool {
    if std::fs::metadata(path).is_ok_and(|facts| facts.len() == 0) {
        return true;
    }
    let tables = connect(path).and_then(|connection| {
        connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))
            .map_err(failure)
    });
    matches!(tables, Ok(0))
}

fn connect(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failure)?;
    connection.busy_timeout(std::time::Duration::from_millis(PATIENCE)).map_err(failure)?;
    let settings = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = FILE; PRAGMA cache_size = -65536;";
    connection.execute_batch(settings).map_err(failure)?;
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

fn damaged(what: &str) -> Error {
    Error::damaged(&what)
}

fn is_unique_violation(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation)
}

impl Backend for Sqlite {
    fn read(&mut self) -> Result<Box<dyn Tx + '_>> {
        self.begin(TransactionBehavior::Deferred)
    }

    fn write(&mut self) -> Result<Box<dyn Tx + '_>> {
        self.begin(TransactionBehavior::Immediate)
    }

    fn save(&mut self, file: &Path) -> Result<()> {
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
/// the new one.
pub(crate) fn install(path: &str, from: &Path, force: bool) -> Result<()> {
    let path = PathBuf::from(path);
    let source = connect(from)?;
    migrate::recognise(&source, from)?;
    match new_file(&path) {
        Ok(()) => {}
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            return Err(Error::io(&format!("could not make {}: {error}", path.display())));
        }
        Err(_) if is_blank(&path) => {}
        Err(_) if !force => return Err(Error::stands(&path)),
        // Only a store of ours is written over.
        Err(_) if !begins_like_sqlite(&path) => return Err(Error::foreign(&path)),
        Err(_) => migrate::recognise(&connect(&path)?, &path)?,
    }
    let mut target = connect(&path)?;
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

impl SqliteTx<'_> {
    /// Takes the before-images out: who leaves or gets another address goes, and what the others
    /// hold stops counting. Each must be as its before-image says.
    fn take_out(&mut self, changes: &[Change]) -> Result<()> {
        let stands = "state = ?2 AND provider IS ?3 AND toll_number IS ?4 AND toll_free IS ?5 AND conference_id IS ?6";
        let free = format!("UPDATE person SET scope = NULL WHERE sip = ?1 AND {stands}");
        let remove = format!("DELETE FROM person WHERE sip = ?1 AND {stands}");
        let mut free = self.tx.prepare(&free).map_err(failure)?;
        let mut remove = self.tx.prepare(&remove).map_err(failure)?;
        for change in changes {
            let Some(before) = &change.before else { continue };
            let goes = change.after.as_ref().is_none_or(|after| after.sip() != before.sip());
            let held = Held::of(&before.conferencing);
            let statement = if goes { &mut remove } else { &mut free };
            let values = params![
                before.sip().as_str(),
                held.state,
                held.provider,
                held.toll_number,
                held.toll_free,
                held.conference_id
            ];
            if statement.execute(values).map_err(failure)? != 1 {
                return Err(Error::changed_under(before.sip()));
            }
        }
        Ok(())
    }
}

/// The scope, unless the ID is held within it already and stands as it stood.
const TOLERANT_SCOPE: &str = "CASE WHEN EXISTS (SELECT 1 FROM person AS other WHERE other.scope = ?8 AND other.conference_id = ?7 AND other.sip <> ?1) THEN NULL ELSE ?8 END";

impl Tx for SqliteTx<'_> {
    fn revision(&mut self) -> Result<Revision> {
        let revision = self
            .tx
            .query_row("SELECT revision FROM meta WHERE id = 1", [], |row| row.get::<_, u64>(0));
        revision.map(Revision).map_err(failure)
    }

    fn people(&mut self) -> Result<Vec<Person>> {
        let sql = format!("SELECT {PERSON} FROM person ORDER BY sip");
        let mut statement = self.tx.prepare(&sql).map_err(failure)?;
        let mut found = statement.query([]).map_err(failure)?;
        let mut reader = Reader::default();
        let mut people = Vec::new();
        while let Some(row) = found.next().map_err(failure)? {
            people.push(reader.person(&rows::Found(row), 0)?);
        }
        Ok(people)
    }

    fn each_person(&mut self, each: &mut dyn FnMut(PersonView<'_>)) -> Result<()> {
        let sql = format!("SELECT {PERSON} FROM person ORDER BY sip");
        let mut statement = self.tx.prepare(&sql).map_err(failure)?;
        let mut found = statement.query([]).map_err(failure)?;
        while let Some(row) = found.next().map_err(failure)? {
            each(view(&rows::Found(row), 0)?);
        }
        Ok(())
    }

    fn person(&mut self, sip: &SipAddress) -> Result<Option<Person>> {
        let sql = format!("SELECT {PERSON} FROM person WHERE sip = ?1");
        let mut statement = self.tx.prepare(&sql).map_err(failure)?;
        let mut found = statement.query([sip.as_str()]).map_err(failure)?;
        let row = found.next().map_err(failure)?;
        row.map(|row| Reader::default().person(&rows::Found(row), 0)).transpose()
    }

    fn put(
        &mut self,
        changes: &[Change],
        scope: &dyn Fn(&Assignment) -> String,
        as_it_stood: bool,
    ) -> Result<()> {
        self.take_out(changes)?;
        let scope_of = if as_it_stood { TOLERANT_SCOPE } else { "?8" };
        let hold = format!(
            "UPDATE person SET state = ?2, provider = ?3, domain = ?4, toll_number = ?5, toll_free = ?6, conference_id = ?7, scope = {scope_of} WHERE sip = ?1"
        );
        let insert = format!(
            "INSERT INTO person (sip, state, provider, domain, toll_number, toll_free, conference_id, scope, user_principal_name, display_name, country, department, enabled, teams_only, licensed, object_id, beside) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, {scope_of}, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) ON CONFLICT (sip) DO UPDATE SET state = excluded.state, provider = excluded.provider, domain = excluded.domain, toll_number = excluded.toll_number, toll_free = excluded.toll_free, conference_id = excluded.conference_id, scope = excluded.scope, user_principal_name = excluded.user_principal_name, display_name = excluded.display_name, country = excluded.country, department = excluded.department, enabled = excluded.enabled, teams_only = excluded.teams_only, licensed = excluded.licensed, object_id = excluded.object_id, beside = excluded.beside"
        );
        let mut hold = self.tx.prepare(&hold).map_err(failure)?;
        let mut insert = self.tx.prepare(&insert).map_err(failure)?;
        for change in changes {
            let Some(after) = &change.after else { continue };
            if change.before.is_none()
                && self
                    .tx
                    .query_row(
                        "SELECT 1 FROM person WHERE sip = ?1",
                        [after.sip().as_str()],
                        |_| Ok(()),
                    )
                    .optional()
                    .map_err(failure)?
                    .is_some()
            {
                return Err(Error::changed_under(after.sip()));
            }
            let held = Held::of(&after.conferencing);
            let scope = after.conferencing.assignment().map(scope);
            let done = if same_identity(change) {
                hold.execute(params![
                    after.sip().as_str(),
                    held.state,
                    held.provider,
                    held.domain,
                    held.toll_number,
                    held.toll_free,
                    held.conference_id,
                    scope
                ])
            } else {
                let who = Who::of(after);
                insert.execute(params![
                    after.sip().as_str(),
                    held.state,
                    held.provider,
                    held.domain,
                    held.toll_number,
                    held.toll_free,
                    held.conference_id,
                    scope,
                    who.user_principal_name,
                    who.display_name,
                    who.country,
                    who.department,
                    who.enabled,
                    who.teams_only,
                    who.licensed,
                    who.object_id,
                    who.beside
                ])
            };
            done.map_err(|error| {
                if is_unique_violation(&error) {
                    Error::id_in_use(after.sip(), held.conference_id.unwrap_or_default())
                } else {
                    failure(error)
                }
            })?;
        }
        Ok(())
    }

    fn append(&mut self, entry: &Entry<'_>, changes: &[Change]) -> Result<BatchNumber> {
        let (of, file, sha256, roster) = cause_columns(&entry.plan.cause);
        let hand = entry.hand;
        let number = "SELECT coalesce(max(number), 0) + 1 FROM batch";
        let number: u64 = self.tx.query_row(number, [], |row| row.get(0)).map_err(failure)?;
        let sql = "INSERT INTO batch (number, revision, at, made_by, version, options, reason, cause, of_batch, file, sha256, roster, provider, changes, left_out, previous, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";
        let values = params![
            number,
            entry.revision.0,
            hand.at.to_string(),
            hand.by,
            hand.version,
            hand.options.join("\n"),
            hand.reason,
            entry.plan.cause.word(),
            of,
            file,
            sha256,
            roster,
            entry.plan.provider,
            changes.len(),
            entry.plan.left,
            entry.previous,
            entry.digest
        ];
        self.tx.execute(sql, values).map_err(failure)?;
        rows::write_images(&self.tx, number, changes)?;
        rows::write_evidence(&self.tx, number, entry)?;
        self.tx
            .execute("UPDATE meta SET revision = revision + 1 WHERE id = 1", [])
            .map_err(failure)?;
        Ok(BatchNumber(number))
    }

    fn last_digest(&mut self) -> Result<String> {
        let sql = "SELECT digest FROM batch ORDER BY number DESC LIMIT 1";
        let digest = self.tx.query_row(sql, [], |row| row.get(0)).optional();
        Ok(digest.map_err(failure)?.unwrap_or_default())
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

    fn changes(&mut self, number: BatchNumber) -> Result<Vec<Change>> {
        rows::changes(&self.tx, number)
    }

    fn assigned_by(
        &mut self,
        number: BatchNumber,
        each: &mut dyn FnMut(&str, &str, &str),
    ) -> Result<()> {
        let sql = "SELECT sip, provider, conference_id FROM image WHERE batch = ?1 AND side = 1 AND state = 2";
        let mut statement = self.tx.prepare(sql).map_err(failure)?;
        let mut found = statement.query([number.0]).map_err(failure)?;
        while let Some(row) = found.next().map_err(failure)? {
            let text = |at: usize| -> Result<&str> {
                row.get_ref(at).and_then(|value| Ok(value.as_str()?)).map_err(failure)
            };
            each(text(0)?, text(1)?, text(2)?);
        }
        Ok(())
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
        let sql = "DELETE FROM evidence; DELETE FROM image; DELETE FROM batch; DELETE FROM roster; DELETE FROM provider; DELETE FROM person; UPDATE meta SET revision = 0";
        self.tx.execute_batch(sql).map_err(failure)
    }

    fn commit(self: Box<Self>) -> Result<()> {
        self.tx.commit().map_err(failure)
    }
}
