//! What is asked of a store and put into it, the same for every database. Values stand as `$1`, `$2` in the
//! order in which they are first met.

use tollgate_model::{
    Batch, BatchNumber, Bridges, Evidence, HowMany, Person, PersonView, Revision, Roster,
    SipAddress, Timestamp,
};

use crate::backend::{EachAssignment, Entry, Link, Tx, Value, cause_columns};
use crate::columns::{
    BATCH, BRIDGES, Changes, Columns, EVERYBODY, EachChange, PEOPLE, PERSON, ROSTER, STANDING,
    SharedBridges, TO_ASK, batch, cells, changes_query, everybody, kept, roster_info, to_ask,
};
use crate::{Error, Result, RosterInfo};

/// The addresses of everybody whom a batch after `$1` is about.
const TOUCHED: &str =
    "SELECT sip FROM change WHERE batch > $1 UNION ALL SELECT sip FROM image WHERE batch > $1";

/// Whoever has a provider, can be given none, or lacks a licence: few of those whom a provider is asked for.
const UNUSUAL: &str = "state <> 0 OR NOT enabled OR teams_only OR licensed = FALSE";

impl dyn Tx + '_ {
    pub(crate) fn revision(&mut self) -> Result<Revision> {
        let found = self.one("SELECT revision FROM meta WHERE id = 1", &[], unsigned)?;
        found.map(Revision).ok_or_else(|| Error::damaged(&"it has no revision"))
    }

    /// Calls for everyone, in the order of their addresses.
    pub(crate) fn each_person(&mut self, each: &mut dyn FnMut(PersonView<'_>)) -> Result<()> {
        self.each_of(&format!("SELECT {EVERYBODY} FROM person ORDER BY sip"), &[], everybody, each)
    }

    /// The same with what stands in [`STANDING`]; and where a batch is named, only for those who are
    /// [`UNUSUAL`], and those whom a batch after it is about.
    pub(crate) fn each_standing(
        &mut self,
        since: Option<BatchNumber>,
        each: &mut dyn FnMut(PersonView<'_>),
    ) -> Result<()> {
        let sql = format!("SELECT {STANDING} FROM person");
        let Some(number) = since else {
            return self.each_of(&format!("{sql} ORDER BY sip"), &[], everybody, each);
        };
        // One whose licence is known tells that licences are.
        let told = "SELECT sip FROM person WHERE licensed IS NOT NULL LIMIT 1";
        let sql =
            format!("{sql} WHERE {UNUSUAL} OR sip = ({told}) OR sip IN ({TOUCHED}) ORDER BY sip");
        self.each_of(&sql, &[number.0.into()], everybody, each)
    }

    /// Calls for everyone, in the order of their addresses, with what a roster may ask for.
    pub(crate) fn each_to_ask(&mut self, each: &mut dyn FnMut(PersonView<'_>)) -> Result<()> {
        self.each_of(&format!("SELECT {TO_ASK} FROM person ORDER BY sip"), &[], to_ask, each)
    }

    fn each_of(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        see: impl for<'r> Fn(&'r dyn Columns, &'r SharedBridges) -> Result<PersonView<'r>>,
        each: &mut dyn FnMut(PersonView<'_>),
    ) -> Result<()> {
        let mut bridges = SharedBridges::default();
        self.each_row(&format!("SELECT {BRIDGES} FROM bridge"), &[], &mut |row| bridges.add(row))?;
        self.each_row(sql, values, &mut |row| {
            each(see(row, &bridges)?);
            Ok(())
        })
    }

    /// How many people and assignments there are.
    pub(crate) fn how_many(&mut self) -> Result<HowMany> {
        let sql = "SELECT count(*), count(bridge) FROM person";
        let found = self.one(sql, &[], |row| {
            Ok(HowMany { people: count(row.number(0)?), assignments: count(row.number(1)?) })
        })?;
        Ok(found.unwrap_or_default())
    }

    pub(crate) fn person(&mut self, sip: &SipAddress) -> Result<Option<Person>> {
        let sql = format!("SELECT {PERSON} FROM {PEOPLE} WHERE person.sip = $1");
        self.one(&sql, &[sip.as_str().into()], |row| kept(&mut Bridges::default(), row))
    }

    /// How many people have each provider, by the name as it stands.
    pub(crate) fn held(&mut self) -> Result<Vec<(String, usize)>> {
        let sql = "SELECT bridge.provider, count(*) FROM person JOIN bridge ON bridge.id = person.bridge GROUP BY bridge.provider";
        self.all(sql, &[], |row| Ok((text(row, 0)?, count(row.number(1)?))))
    }

    /// Appends a batch to the journal and makes the next revision.
    pub(crate) fn append(&mut self, entry: &Entry<'_>) -> Result<()> {
        let batch = entry.batch;
        let (of, file, sha256, roster) = cause_columns(&batch.cause);
        let (at, options) = (batch.hand.at.to_string(), batch.hand.options.join("\n"));
        let sql = "INSERT INTO batch (number, revision, at, made_by, version, options, reason, cause, of_batch, file, sha256, roster, provider, changes, left_out, took, previous, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
        let values = [
            batch.number.0.into(),
            batch.revision.0.into(),
            (&*at).into(),
            (&*batch.hand.by).into(),
            (&*batch.hand.version).into(),
            (&*options).into(),
            batch.hand.reason.as_deref().into(),
            batch.cause.word().into(),
            of.into(),
            file.into(),
            sha256.into(),
            roster.map(u64::from).into(),
            batch.provider.as_deref().into(),
            batch.changes.into(),
            batch.left.into(),
            entry.took.into(),
            entry.previous.into(),
            entry.digest.into(),
        ];
        self.run(sql, &values)?;
        let sql = "INSERT INTO evidence (batch, position, name, sha256, content) VALUES ($1, $2, $3, $4, $5)";
        for (position, kept) in entry.evidence.iter().enumerate() {
            let values = [
                batch.number.0.into(),
                position.into(),
                (&*kept.name).into(),
                (&*kept.sha256).into(),
                Value::Bytes(&kept.packed),
            ];
            self.run(sql, &values)?;
        }
        self.run("UPDATE meta SET revision = revision + 1 WHERE id = 1", &[])
    }

    /// The last batch and its digest.
    pub(crate) fn last(&mut self) -> Result<Option<(BatchNumber, String)>> {
        let sql = "SELECT number, digest FROM batch ORDER BY number DESC LIMIT 1";
        self.one(sql, &[], |row| Ok((BatchNumber(unsigned(row)?), text(row, 1)?)))
    }

    pub(crate) fn batches(&mut self) -> Result<Vec<Batch>> {
        self.all(&format!("SELECT {BATCH} FROM batch ORDER BY number"), &[], batch)
    }

    /// How the batches are chained, the oldest first.
    pub(crate) fn links(&mut self) -> Result<Vec<Link>> {
        let sql = "SELECT number, previous, digest FROM batch ORDER BY number";
        let mut links = self.all(sql, &[], |row| {
            let number = BatchNumber(unsigned(row)?);
            Ok(Link {
                number,
                previous: text(row, 1)?,
                digest: text(row, 2)?,
                evidence: Vec::new(),
            })
        })?;
        let sql = "SELECT name, sha256 FROM evidence WHERE batch = $1 ORDER BY position";
        for link in &mut links {
            let named = |row: &dyn Columns| Ok((text(row, 0)?, text(row, 1)?));
            link.evidence = self.all(sql, &[link.number.0.into()], named)?;
        }
        Ok(links)
    }

    /// What is kept beside a batch.
    pub(crate) fn evidence(&mut self, number: BatchNumber) -> Result<Vec<Evidence>> {
        let sql = "SELECT name, sha256, content FROM evidence WHERE batch = $1 ORDER BY position";
        self.all(sql, &[number.0.into()], |row| {
            let packed = row.bytes(2)?.unwrap_or_default().to_vec();
            Ok(Evidence { name: text(row, 0)?, sha256: text(row, 1)?, packed })
        })
    }

    /// Calls for each change of a batch, in their order, where that is asked for with what the
    /// person is called today.
    pub(crate) fn each_change(
        &mut self,
        number: BatchNumber,
        called: bool,
        each: &mut EachChange<'_>,
    ) -> Result<()> {
        let mut changes = Changes::default();
        let values = [number.0.into()];
        self.each_row(&changes_query(called), &values, &mut |row| changes.add(row, each))?;
        changes.end(each)
    }

    /// Calls with the address of everybody whom a batch after this one is about.
    pub(crate) fn touched_since(
        &mut self,
        number: BatchNumber,
        each: &mut dyn FnMut(&str),
    ) -> Result<()> {
        self.texts(TOUCHED, number, &mut |[sip]| each(sip))
    }

    /// Batches that took assignments away or changed them.
    pub(crate) fn taking(&mut self) -> Result<Vec<BatchNumber>> {
        let sql = "SELECT number FROM batch WHERE took > 0 ORDER BY number";
        self.all(sql, &[], |row| unsigned(row).map(BatchNumber))
    }

    /// Calls for each assignment that a batch took away or changed.
    pub(crate) fn taken_by(
        &mut self,
        number: BatchNumber,
        each: &mut EachAssignment<'_>,
    ) -> Result<()> {
        let sql = "SELECT change.sip, bridge.provider, before_id FROM change JOIN bridge ON bridge.id = before_bridge WHERE batch = $1 UNION ALL SELECT image.sip, bridge.provider, conference_id FROM image JOIN bridge ON bridge.id = image.bridge WHERE batch = $1 AND side = 0";
        self.texts(sql, number, &mut |[sip, name, id]| each(sip, name, id))
    }

    /// Calls for each assignment that a batch left somebody with.
    pub(crate) fn assigned_by(
        &mut self,
        number: BatchNumber,
        each: &mut EachAssignment<'_>,
    ) -> Result<()> {
        let sql = "SELECT change.sip, bridge.provider, conference_id FROM change JOIN bridge ON bridge.id = change.bridge WHERE batch = $1 UNION ALL SELECT image.sip, bridge.provider, conference_id FROM image JOIN bridge ON bridge.id = image.bridge WHERE batch = $1 AND side = 1";
        self.texts(sql, number, &mut |[sip, name, id]| each(sip, name, id))
    }

    /// Calls for each person to whom a batch gave another address: with the one before and the one after.
    pub(crate) fn renamed_by(
        &mut self,
        number: BatchNumber,
        each: &mut dyn FnMut(&str, &str),
    ) -> Result<()> {
        let sql = "SELECT was.sip, now.sip FROM image was JOIN image now ON now.batch = was.batch AND now.position = was.position WHERE was.batch = $1 AND was.side = 0 AND now.side = 1 AND was.sip <> now.sip";
        self.texts(sql, number, &mut |[was, now]| each(was, now))
    }

    /// Calls for each address that batches after this one found or left with different object IDs: with each
    /// of these in their order, empty where there is none.
    pub(crate) fn accounts_since(
        &mut self,
        number: BatchNumber,
        each: &mut dyn FnMut(&str, &str),
    ) -> Result<()> {
        let sql = "SELECT sip, object_id FROM image WHERE batch > $1 AND sip IN (SELECT sip FROM image WHERE batch > $1 AND object_id IS NOT NULL GROUP BY sip HAVING MIN(object_id) <> MAX(object_id)) ORDER BY batch, side";
        self.texts(sql, number, &mut |[sip, id]| each(sip, id))
    }

    /// Calls with the address of everybody who has today the assignment that a batch gave them.
    pub(crate) fn kept_from(
        &mut self,
        number: BatchNumber,
        each: &mut dyn FnMut(&str),
    ) -> Result<()> {
        let sql = "SELECT change.sip FROM change JOIN person ON person.sip = change.sip AND person.bridge = change.bridge AND person.conference_id = change.conference_id WHERE batch = $1";
        self.texts(sql, number, &mut |[sip]| each(sip))
    }

    pub(crate) fn put_roster(&mut self, roster: &Roster) -> Result<()> {
        let (digest, cells) = cells(roster)?;
        let made_at = roster.made_at.to_string();
        let sql = "INSERT INTO roster (number, provider, made_at, revision, people, digest, cells) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = [
            roster.number.into(),
            (&*roster.provider).into(),
            (&*made_at).into(),
            roster.revision.map(|revision| revision.0).into(),
            roster.len().into(),
            (&*digest).into(),
            Value::Bytes(&cells),
        ];
        self.run(sql, &values)
    }

    pub(crate) fn rosters(&mut self) -> Result<Vec<RosterInfo>> {
        self.all(&format!("SELECT {ROSTER} FROM roster ORDER BY number"), &[], roster_info)
    }

    pub(crate) fn note_reply(
        &mut self,
        roster: u32,
        name: &str,
        at: Timestamp,
        settled: bool,
    ) -> Result<()> {
        let sql = "UPDATE roster SET reply_name = $1, reply_at = $2, settled = CASE WHEN EXISTS (SELECT 1 FROM batch WHERE roster = $3) THEN FALSE ELSE $4 END WHERE number = $3";
        self.run(
            sql,
            &[name.into(), (&*at.to_string()).into(), roster.into(), Value::Flag(settled)],
        )
    }

    pub(crate) fn close_roster(&mut self, roster: u32, closed: bool) -> Result<()> {
        let sql = "UPDATE roster SET closed = $1 WHERE number = $2";
        self.run(sql, &[Value::Flag(closed), roster.into()])
    }

    pub(crate) fn set_provider(&mut self, name: &str, profile: &str) -> Result<()> {
        let sql = "INSERT INTO provider (key, name, profile) VALUES ($1, $2, $3) ON CONFLICT (key) DO UPDATE SET name = excluded.name, profile = excluded.profile";
        self.run(sql, &[(&*key(name)).into(), name.into(), profile.into()])
    }

    pub(crate) fn provider(&mut self, name: &str) -> Result<Option<String>> {
        let sql = "SELECT profile FROM provider WHERE key = $1";
        self.one(sql, &[(&*key(name)).into()], |row| text(row, 0))
    }

    pub(crate) fn providers(&mut self) -> Result<Vec<String>> {
        let sql = "SELECT key, profile FROM provider";
        let mut profiles = self.all(sql, &[], |row| Ok((text(row, 0)?, text(row, 1)?)))?;
        // Not every database orders texts by their bytes.
        profiles.sort();
        Ok(profiles.into_iter().map(|(_, profile)| profile).collect())
    }

    pub(crate) fn remove_provider(&mut self, name: &str) -> Result<()> {
        self.run("DELETE FROM provider WHERE key = $1", &[(&*key(name)).into()])
    }

    /// Takes everything out: for a store that takes the place of another in the same transaction.
    pub(crate) fn clear(&mut self) -> Result<()> {
        let tables =
            ["evidence", "image", "change", "batch", "roster", "provider", "person", "bridge"];
        for table in tables {
            self.run(&format!("DELETE FROM {table}"), &[])?;
        }
        self.run("UPDATE meta SET revision = 0", &[])
    }

    /// What the first row that a query finds is.
    fn one<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(&dyn Columns) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.all(sql, values, read)?.into_iter().next())
    }

    /// What each row that a query finds is.
    fn all<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(&dyn Columns) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        self.each_row(sql, values, &mut |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Calls with the texts of each row that a query about a batch finds.
    fn texts<const N: usize>(
        &mut self,
        sql: &str,
        batch: BatchNumber,
        each: &mut dyn FnMut([&str; N]),
    ) -> Result<()> {
        self.each_row(sql, &[batch.0.into()], &mut |row| {
            let mut texts = [""; N];
            for (at, text) in texts.iter_mut().enumerate() {
                *text = row.text(at)?.unwrap_or_default();
            }
            each(texts);
            Ok(())
        })
    }
}

/// Under what a provider's profile is kept.
fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

fn text(row: &dyn Columns, at: usize) -> Result<String> {
    Ok(row.text(at)?.unwrap_or_default().to_owned())
}

/// The first column, which is a number that is never negative.
fn unsigned(row: &dyn Columns) -> Result<u64> {
    Ok(u64::try_from(row.number(0)?.unwrap_or(0)).unwrap_or(0))
}

fn count(number: Option<i64>) -> usize {
    number.and_then(|number| usize::try_from(number).ok()).unwrap_or(usize::MAX)
}
