//! The backend for many administrators: PostgreSQL. Plain SQL: no trigger, no extension, no advisory
//! lock; writers queue on the one row of `meta`.

mod address;
mod copy;
mod put;
mod tables;

use std::fmt;
use std::path::Path;

use postgres::error::SqlState;
use postgres::{Client, GenericClient, IsolationLevel, Transaction};
use sha2::{Digest as _, Sha256};
use tollgate_model::{
    Batch, BatchNumber, Bridge, Bridges, Change, Evidence, Person, PersonView, Revision, Roster,
    SipAddress, Timestamp,
};

use crate::backend::{Backend, EachAssignment, Entry, Link, Tx};
use crate::columns::{
    BRIDGES, Columns, EachChange, PEOPLE, PERSON, SharedBridges, everybody, kept,
};
use crate::digest::hex;
use crate::{Error, Result, RosterInfo, sqlite, whole};

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
    // `TOLL`, as the embedded store has it in its header.
    tx.batch_execute("SELECT pg_advisory_xact_lock(x'544f4c4c'::BIGINT)").map_err(failure)?;
    let taken = version(&mut tx)?;
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
}

fn batch_number(number: i64) -> BatchNumber {
    BatchNumber(u64::try_from(number).unwrap_or(0))
}

impl Tx for PostgresTx<'_> {
    fn revision(&mut self) -> Result<Revision> {
        let row = self.tx.query_one("SELECT revision FROM meta WHERE id = 1", &[]);
        let revision: i64 = row.map_err(failure)?.get(0);
        Ok(Revision(u64::try_from(revision).unwrap_or(0)))
    }

    fn each_person(&mut self, columns: &str, each: &mut dyn FnMut(PersonView<'_>)) -> Result<()> {
        let mut bridges = SharedBridges::default();
        self.each(&format!("SELECT {BRIDGES} FROM bridge"), &[], |row| bridges.add(row))?;
        let sql = format!("SELECT {columns} FROM person ORDER BY sip");
        self.each(&sql, &[], |row| {
            each(everybody(row, &bridges)?);
            Ok(())
        })
    }

    fn person(&mut self, sip: &SipAddress) -> Result<Option<Person>> {
        let sql = format!("SELECT {PERSON} FROM {PEOPLE} WHERE person.sip = $1");
        let row = self.tx.query_opt(&sql, &[&sip.as_str()]).map_err(failure)?;
        row.map(|row| kept(&mut Bridges::default(), &Found(&row))).transpose()
    }

    fn held(&mut self) -> Result<Vec<(String, usize)>> {
        let sql = "SELECT bridge.provider, count(*) FROM person JOIN bridge ON bridge.id = person.bridge GROUP BY bridge.provider";
        let rows = self.tx.query(sql, &[]).map_err(failure)?;
        let held = |row: &postgres::Row| {
            (row.get(0), usize::try_from(row.get::<_, i64>(1)).unwrap_or(usize::MAX))
        };
        Ok(rows.iter().map(held).collect())
    }

    fn holders(&mut self, conference_id: &str) -> Result<Vec<String>> {
        let sql = "SELECT bridge.provider FROM person JOIN bridge ON bridge.id = person.bridge WHERE person.conference_id = $1";
        let rows = self.tx.query(sql, &[&conference_id]).map_err(failure)?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
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

    fn append(&mut self, entry: &Entry<'_>) -> Result<()> {
        self.append_batch(entry)
    }

    fn last(&mut self) -> Result<Option<(BatchNumber, String)>> {
        let sql = "SELECT number, digest FROM batch ORDER BY number DESC LIMIT 1";
        let row = self.tx.query_opt(sql, &[]).map_err(failure)?;
        Ok(row.map(|row| (batch_number(row.get(0)), row.get(1))))
    }

    fn batches(&mut self) -> Result<Vec<Batch>> {
        self.all_batches()
    }

    fn links(&mut self) -> Result<Vec<Link>> {
        self.all_links()
    }

    fn evidence(&mut self, number: BatchNumber) -> Result<Vec<Evidence>> {
        self.evidence_of(number)
    }

    fn each_change(
        &mut self,
        number: BatchNumber,
        called: bool,
        each: &mut EachChange<'_>,
    ) -> Result<()> {
        self.changes_of(number, called, each)
    }

    fn touched_since(&mut self, number: BatchNumber, each: &mut dyn FnMut(&str)) -> Result<()> {
        let sql = "SELECT sip FROM change WHERE batch > $1 UNION ALL SELECT sip FROM image WHERE batch > $1";
        self.texts(sql, number, &mut |row: [&str; 1]| each(row[0]))
    }

    fn taking(&mut self) -> Result<Vec<BatchNumber>> {
        let sql = "SELECT number FROM batch WHERE took > 0 ORDER BY number";
        let rows = self.tx.query(sql, &[]).map_err(failure)?;
        Ok(rows.iter().map(|row| batch_number(row.get(0))).collect())
    }

    fn taken_by(&mut self, number: BatchNumber, each: &mut EachAssignment<'_>) -> Result<()> {
        let sql = "SELECT change.sip, bridge.provider, before_id FROM change JOIN bridge ON bridge.id = before_bridge WHERE batch = $1 UNION ALL SELECT image.sip, bridge.provider, conference_id FROM image JOIN bridge ON bridge.id = image.bridge WHERE batch = $1 AND side = 0";
        self.texts(sql, number, &mut |[sip, name, id]: [&str; 3]| each(sip, name, id))
    }

    fn assigned_by(&mut self, number: BatchNumber, each: &mut EachAssignment<'_>) -> Result<()> {
        let sql = "SELECT change.sip, bridge.provider, conference_id FROM change JOIN bridge ON bridge.id = change.bridge WHERE batch = $1 UNION ALL SELECT image.sip, bridge.provider, conference_id FROM image JOIN bridge ON bridge.id = image.bridge WHERE batch = $1 AND side = 1";
        self.texts(sql, number, &mut |[sip, name, id]: [&str; 3]| each(sip, name, id))
    }

    fn renamed_by(&mut self, number: BatchNumber, each: &mut dyn FnMut(&str, &str)) -> Result<()> {
        let sql = "SELECT was.sip, now.sip FROM image was JOIN image now ON now.batch = was.batch AND now.position = was.position WHERE was.batch = $1 AND was.side = 0 AND now.side = 1 AND was.sip <> now.sip";
        self.texts(sql, number, &mut |[was, now]: [&str; 2]| each(was, now))
    }

    fn kept_from(&mut self, number: BatchNumber, each: &mut dyn FnMut(&str)) -> Result<()> {
        let sql = "SELECT change.sip FROM change JOIN person ON person.sip = change.sip AND person.bridge = change.bridge AND person.conference_id = change.conference_id WHERE batch = $1";
        self.texts(sql, number, &mut |row: [&str; 1]| each(row[0]))
    }

    fn put_roster(&mut self, roster: &Roster) -> Result<()> {
        self.keep_roster(roster)
    }

    fn roster(&mut self, number: u32) -> Result<Option<Roster>> {
        self.roster_as_sent(number)
    }

    fn rosters(&mut self) -> Result<Vec<RosterInfo>> {
        self.all_rosters()
    }

    fn note_reply(&mut self, roster: u32, name: &str, at: Timestamp, settled: bool) -> Result<()> {
        let sql = "UPDATE roster SET reply_name = $1, reply_at = $2, settled = CASE WHEN EXISTS (SELECT 1 FROM batch WHERE roster = $3) THEN FALSE ELSE $4 END WHERE number = $3";
        let number = i64::from(roster);
        self.tx.execute(sql, &[&name, &at.to_string(), &number, &settled]).map_err(failure)?;
        Ok(())
    }

    fn close_roster(&mut self, roster: u32, closed: bool) -> Result<()> {
        let sql = "UPDATE roster SET closed = $1 WHERE number = $2";
        self.tx.execute(sql, &[&closed, &i64::from(roster)]).map_err(failure)?;
        Ok(())
    }

    fn set_provider(&mut self, name: &str, profile: &str) -> Result<()> {
        let sql = "INSERT INTO provider (key, name, profile) VALUES ($1, $2, $3) ON CONFLICT (key) DO UPDATE SET name = excluded.name, profile = excluded.profile";
        self.tx.execute(sql, &[&name.to_lowercase(), &name, &profile]).map_err(failure)?;
        Ok(())
    }

    fn provider(&mut self, name: &str) -> Result<Option<String>> {
        let sql = "SELECT profile FROM provider WHERE key = $1";
        let row = self.tx.query_opt(sql, &[&name.trim().to_lowercase()]).map_err(failure)?;
        Ok(row.map(|row| row.get(0)))
    }

    fn providers(&mut self) -> Result<Vec<String>> {
        let sql = "SELECT profile FROM provider ORDER BY key COLLATE \"C\"";
        let rows = self.tx.query(sql, &[]).map_err(failure)?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    fn remove_provider(&mut self, name: &str) -> Result<()> {
        let sql = "DELETE FROM provider WHERE key = $1";
        self.tx.execute(sql, &[&name.trim().to_lowercase()]).map_err(failure)?;
        Ok(())
    }

    fn clear(&mut self) -> Result<()> {
        let sql = "DELETE FROM evidence; DELETE FROM image; DELETE FROM change; DELETE FROM batch; DELETE FROM roster; DELETE FROM provider; DELETE FROM person; DELETE FROM bridge; UPDATE meta SET revision = 0";
        self.tx.batch_execute(sql).map_err(failure)
    }

    fn commit(self: Box<Self>) -> Result<()> {
        self.tx.commit().map_err(failure)
    }
}
