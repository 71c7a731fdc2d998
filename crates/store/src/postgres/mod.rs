//! The backend for many administrators: PostgreSQL. Plain SQL: no trigger, no extension, no advisory
//! lock; writers queue on the one row of `meta`.

mod address;
mod copy;
mod put;

use std::fmt;
use std::path::Path;

use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::ToSql;
use postgres::{Client, GenericClient, IsolationLevel, Transaction};
use sha2::{Digest as _, Sha256};
use tollgate_model::{BatchNumber, Bridge, Change, Roster, Timestamp};

use crate::backend::{Backend, EachRow, Tx, Value};
use crate::columns::{self, Columns};
use crate::digest::hex;
use crate::{Error, Result, sqlite, whole};

/// Every step, in order; never altered once released.
const STEPS: &[(&str, &str)] = &[
    ("first", include_str!("0001-first.sql")),
    ("roster-revision", include_str!("0002-roster-revision.sql")),
    ("roster-closed", include_str!("0003-roster-closed.sql")),
];

/// How many steps this program knows.
fn known() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

struct Postgres {
    client: Client,
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres").finish_non_exhaustive()
    }
}

/// Makes a store in a database that is there.
pub(crate) fn create(url: &str, now: Timestamp) -> Result<Box<dyn Backend>> {
    let (mut client, name) = address::connect(url)?;
    let (mut tx, taken) = steps_taken(&mut client)?;
    if taken.is_some() {
        return Err(Error::exists_at(&name));
    }
    take_steps(&mut tx, taken, now)?;
    tx.commit().map_err(failure)?;
    Ok(Box::new(Postgres { client }))
}

/// Opens a store that is there.
pub(crate) fn open(url: &str, now: Timestamp) -> Result<Box<dyn Backend>> {
    let (mut client, name) = address::connect(url)?;
    match version(&mut client)? {
        None => return Err(Error::no_store_at(&name)),
        Some(taken) if taken == known() => {}
        Some(_) => {
            let (mut tx, taken) = steps_taken(&mut client)?;
            take_steps(&mut tx, taken, now)?;
            tx.commit().map_err(failure)?;
        }
    }
    Ok(Box::new(Postgres { client }))
}

/// Puts the store that a file holds in a place, as one transaction.
pub(crate) fn install(url: &str, file: &Path, force: bool, now: Timestamp) -> Result<()> {
    let (mut client, name) = address::connect(url)?;
    let mut from = sqlite::open_file(file, now)?;
    // Tables that hold nothing would look like a store: they are made with what they hold.
    let (mut tx, taken) = steps_taken(&mut client)?;
    if taken.is_some() && !force {
        return Err(Error::stands(Path::new(&name)));
    }
    take_steps(&mut tx, taken, now)?;
    tx.execute(QUEUE, &[]).map_err(failure)?;
    let mut to: Box<dyn Tx + '_> = Box::new(PostgresTx { tx });
    to.clear()?;
    whole::fill(&mut *from.read()?, &mut *to)?;
    to.commit()
}

/// Where writers queue.
const QUEUE: &str = "SELECT revision FROM meta WHERE id = 1 FOR UPDATE";

/// How many steps a store has taken; none where there is no store.
fn version(client: &mut impl GenericClient) -> Result<Option<i64>> {
    let there = "SELECT to_regclass('tollgate.migration') IS NOT NULL";
    let there: bool = client.query_one(there, &[]).map_err(failure)?.get(0);
    if !there {
        return Ok(None);
    }
    let row = client.query_one("SELECT coalesce(max(version), 0) FROM tollgate.migration", &[]);
    Ok(Some(row.map_err(failure)?.get(0)))
}

/// How many steps a store has taken, and the transaction in which nobody else takes one.
fn steps_taken(client: &mut Client) -> Result<(Transaction<'_>, Option<i64>)> {
    let mut tx = client.transaction().map_err(failure)?;
    let mut taken = version(&mut tx)?;
    if taken.is_some() {
        let alone = "LOCK TABLE tollgate.migration IN SHARE ROW EXCLUSIVE MODE";
        tx.batch_execute(alone).map_err(failure)?;
        // Another program may have been first.
        taken = version(&mut tx)?;
    }
    Ok((tx, taken))
}

/// Takes the steps that come after those that were taken. A store with more steps than this program
/// knows is refused.
fn take_steps(tx: &mut Transaction<'_>, taken: Option<i64>, now: Timestamp) -> Result<()> {
    if let Some(found) = taken.filter(|found| *found > known()) {
        return Err(Error::newer(found, known()));
    }
    let table = "CREATE SCHEMA IF NOT EXISTS tollgate; CREATE TABLE IF NOT EXISTS tollgate.migration (version BIGINT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL)";
    tx.batch_execute(table).map_err(failure)?;
    let taken = usize::try_from(taken.unwrap_or(0)).unwrap_or(0);
    for (version, (name, sql)) in (1_i64..).zip(STEPS).skip(taken) {
        tx.batch_execute(sql).map_err(failure)?;
        let digest = hex(&Sha256::digest(sql.as_bytes()));
        let note =
            "INSERT INTO migration (version, name, sha256, applied_at) VALUES ($1, $2, $3, $4)";
        tx.execute(note, &[&version, name, &digest, &now.to_string()]).map_err(failure)?;
    }
    Ok(())
}

/// What a failure of the library means.
fn failure(error: postgres::Error) -> Error {
    let Some(code) = error.code() else { return Error::unreachable(&error) };
    let busy = [
        SqlState::LOCK_NOT_AVAILABLE,
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
    ];
    let gone = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::TOO_MANY_CONNECTIONS,
    ];
    let message =
        error.as_db_error().map_or_else(|| error.to_string(), |db| db.message().to_owned());
    if busy.contains(code) {
        Error::busy()
    } else if gone.contains(code) {
        Error::unreachable(&message)
    } else {
        Error::io(&message)
    }
}

impl Backend for Postgres {
    fn read(&mut self) -> Result<Box<dyn Tx + '_>> {
        let tx = self.client.build_transaction();
        let tx = tx.isolation_level(IsolationLevel::RepeatableRead).read_only(true).start();
        Ok(Box::new(PostgresTx { tx: tx.map_err(failure)? }))
    }

    fn write(&mut self) -> Result<Box<dyn Tx + '_>> {
        let mut tx = self.client.transaction().map_err(failure)?;
        tx.execute(QUEUE, &[]).map_err(failure)?;
        Ok(Box::new(PostgresTx { tx }))
    }

    fn save(&mut self, file: &Path, now: Timestamp) -> Result<()> {
        let mut to = sqlite::create_file(file, now)?;
        {
            let mut from = self.read()?;
            let mut to = to.write()?;
            whole::fill(&mut *from, &mut *to)?;
            to.commit()?;
        }
        to.finish()
    }
}

struct PostgresTx<'a> {
    tx: Transaction<'a>,
}

impl fmt::Debug for PostgresTx<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresTx").finish_non_exhaustive()
    }
}

/// A row that was found.
struct Found<'r>(&'r postgres::Row);

impl Columns for Found<'_> {
    fn text(&self, at: usize) -> Result<Option<&str>> {
        self.0.try_get(at).map_err(failure)
    }

    fn number(&self, at: usize) -> Result<Option<i64>> {
        self.0.try_get(at).map_err(failure)
    }

    fn flag(&self, at: usize) -> Result<Option<bool>> {
        self.0.try_get(at).map_err(failure)
    }

    fn bytes(&self, at: usize) -> Result<Option<&[u8]>> {
        self.0.try_get(at).map_err(failure)
    }
}

/// Values as the library takes them.
fn bound<'v>(values: &'v [Value<'_>]) -> Vec<&'v (dyn ToSql + Sync)> {
    let bind = |value: &'v Value<'_>| -> &'v (dyn ToSql + Sync) {
        match value {
            Value::Number(number) => number,
            Value::Text(text) => text,
            Value::Flag(flag) => flag,
            Value::Bytes(bytes) => bytes,
        }
    };
    values.iter().map(bind).collect()
}

impl Tx for PostgresTx<'_> {
    fn each_row(&mut self, sql: &str, values: &[Value<'_>], each: &mut EachRow<'_>) -> Result<()> {
        let mut rows = self.tx.query_raw(sql, bound(values)).map_err(failure)?;
        while let Some(row) = rows.next().map_err(failure)? {
            each(&Found(&row))?;
        }
        Ok(())
    }

    fn run(&mut self, sql: &str, values: &[Value<'_>]) -> Result<()> {
        self.tx.execute(sql, &bound(values)).map_err(failure)?;
        Ok(())
    }

    fn put(
        &mut self,
        number: BatchNumber,
        changes: &[Change],
        scope: &dyn Fn(&Bridge) -> String,
        as_it_stood: bool,
    ) -> Result<()> {
        self.put_changes(number, changes, scope, as_it_stood)
    }

    fn roster(&mut self, number: u32) -> Result<Option<Roster>> {
        let sql = "SELECT provider, made_at, revision, digest, cells FROM roster WHERE number = $1";
        let row = self.tx.query_opt(sql, &[&i64::from(number)]).map_err(failure)?;
        let roster = row.map(|row| {
            let cells: &[u8] = row.get(4);
            let cells = (cells, cells.len());
            columns::roster(number, row.get(0), row.get(1), row.get(2), row.get(3), cells)
        });
        roster.transpose().map_err(|_| columns::broken_roster())
    }

    fn commit(self: Box<Self>) -> Result<()> {
        self.tx.commit().map_err(failure)
    }
}
