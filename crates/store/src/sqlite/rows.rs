//! Rows of the tables to nouns and back.

use rusqlite::{Connection, MAIN_DB, OptionalExtension as _, Row, params};
use tollgate_model::{Batch, BatchNumber, Evidence, Roster};

use super::failure;
use crate::backend::{Entry, Link, cause_columns};
use crate::columns::{
    self, BATCH, Changes, Columns, EachChange, ROSTER, batch, cells, changes_query, roster_info,
};
use crate::{Result, RosterInfo};

/// A row that was found.
pub(super) struct Found<'r, 's>(pub(super) &'r Row<'s>);

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
}

/// Calls with each row that a query without parameters finds.
pub(super) fn each(
    connection: &Connection,
    sql: &str,
    each: &mut dyn FnMut(Found<'_, '_>) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare(sql).map_err(failure)?;
    let mut found = statement.query([]).map_err(failure)?;
    while let Some(row) = found.next().map_err(failure)? {
        each(Found(row))?;
    }
    Ok(())
}

pub(super) fn changes(
    connection: &Connection,
    batch: BatchNumber,
    called: bool,
    each: &mut EachChange<'_>,
) -> Result<()> {
    let mut statement = connection.prepare(&changes_query("?1", called)).map_err(failure)?;
    let mut found = statement.query([batch.0]).map_err(failure)?;
    let mut changes = Changes::default();
    while let Some(row) = found.next().map_err(failure)? {
        changes.add(&Found(row), each)?;
    }
    changes.end(each)
}

/// Calls with the texts of each row that a query about a batch finds.
pub(super) fn texts<const N: usize>(
    connection: &Connection,
    sql: &str,
    batch: BatchNumber,
    each: &mut dyn FnMut([&str; N]),
) -> Result<()> {
    let mut statement = connection.prepare(sql).map_err(failure)?;
    let mut found = statement.query([batch.0]).map_err(failure)?;
    while let Some(row) = found.next().map_err(failure)? {
        let row = Found(row);
        let mut texts = [""; N];
        for (at, text) in texts.iter_mut().enumerate() {
            *text = row.text(at)?.unwrap_or_default();
        }
        each(texts);
    }
    Ok(())
}

pub(super) fn write_batch(connection: &Connection, entry: &Entry<'_>) -> Result<()> {
    let batch = entry.batch;
    let (of, file, sha256, roster) = cause_columns(&batch.cause);
    let sql = "INSERT INTO batch (number, revision, at, made_by, version, options, reason, cause, of_batch, file, sha256, roster, provider, changes, left_out, took, previous, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
    let values = params![
        batch.number.0,
        batch.revision.0,
        batch.hand.at.to_string(),
        batch.hand.by,
        batch.hand.version,
        batch.hand.options.join("\n"),
        batch.hand.reason,
        batch.cause.word(),
        of,
        file,
        sha256,
        roster,
        batch.provider,
        batch.changes,
        batch.left,
        entry.took,
        entry.previous,
        entry.digest
    ];
    connection.execute(sql, values).map_err(failure)?;
    Ok(())
}

pub(super) fn batches(connection: &Connection) -> Result<Vec<Batch>> {
    let mut batches = Vec::new();
    let sql = format!("SELECT {BATCH} FROM batch ORDER BY number");
    each(connection, &sql, &mut |row| {
        batches.push(batch(&row)?);
        Ok(())
    })?;
    Ok(batches)
}

/// How the batches are chained, the oldest first.
pub(super) fn links(connection: &Connection) -> Result<Vec<Link>> {
    let sql = "SELECT number, previous, digest FROM batch ORDER BY number";
    let mut statement = connection.prepare(sql).map_err(failure)?;
    let links = statement.query_map([], |row| {
        let (previous, digest) = (row.get(1)?, row.get(2)?);
        Ok(Link { number: BatchNumber(row.get(0)?), previous, digest, evidence: Vec::new() })
    });
    let links = links.map_err(failure)?.collect::<rusqlite::Result<Vec<Link>>>();
    let mut links = links.map_err(failure)?;
    let sql = "SELECT name, sha256 FROM evidence WHERE batch = ?1 ORDER BY rowid";
    let mut statement = connection.prepare(sql).map_err(failure)?;
    for link in &mut links {
        let kept = statement.query_map([link.number.0], |row| Ok((row.get(0)?, row.get(1)?)));
        let kept = kept.map_err(failure)?.collect::<rusqlite::Result<_>>();
        link.evidence = kept.map_err(failure)?;
    }
    Ok(links)
}

pub(super) fn write_evidence(connection: &Connection, entry: &Entry<'_>) -> Result<()> {
    let sql = "INSERT INTO evidence (batch, name, sha256, content) VALUES (?1, ?2, ?3, ?4)";
    for kept in entry.evidence {
        let values = params![entry.batch.number.0, kept.name, kept.sha256, kept.packed];
        connection.execute(sql, values).map_err(failure)?;
    }
    Ok(())
}

/// What is kept beside a batch.
pub(super) fn evidence(connection: &Connection, number: BatchNumber) -> Result<Vec<Evidence>> {
    let sql = "SELECT name, sha256, content FROM evidence WHERE batch = ?1 ORDER BY rowid";
    let mut statement = connection.prepare(sql).map_err(failure)?;
    let evidence = statement.query_map([number.0], |row| {
        Ok(Evidence { name: row.get(0)?, sha256: row.get(1)?, packed: row.get(2)? })
    });
    evidence.map_err(failure)?.collect::<rusqlite::Result<_>>().map_err(failure)
}

pub(super) fn put_roster(connection: &Connection, roster: &Roster) -> Result<()> {
    let (digest, cells) = cells(roster)?;
    let sql = "INSERT INTO roster (number, provider, made_at, revision, people, digest, cells) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let made_at = roster.made_at.to_string();
    let revision = roster.revision.map(|revision| revision.0);
    let values =
        params![roster.number, roster.provider, made_at, revision, roster.len(), digest, cells];
    connection.execute(sql, values).map_err(failure)?;
    Ok(())
}

pub(super) fn roster(connection: &Connection, number: u32) -> Result<Option<Roster>> {
    let sql = "SELECT provider, made_at, revision, digest FROM roster WHERE number = ?1";
    let found = connection.query_row(sql, [number], |row| {
        Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get::<_, String>(3)?))
    });
    let Some((provider, made_at, revision, digest)) = found.optional().map_err(failure)? else {
        return Ok(None);
    };
    // Unpacked as it is read: the packed cells of a million people are never held.
    let cells = connection.blob_open(MAIN_DB, c"roster", c"cells", i64::from(number), true);
    let cells = cells.map_err(failure)?;
    let bytes = cells.len();
    let roster = columns::roster(number, provider, &made_at, revision, &digest, (cells, bytes));
    roster.map(Some).map_err(|error| match error.downcast() {
        Ok(error) => failure(error),
        Err(_) => columns::broken_roster(),
    })
}

pub(super) fn rosters(connection: &Connection) -> Result<Vec<RosterInfo>> {
    let mut rosters = Vec::new();
    let sql = format!("SELECT {ROSTER} FROM roster ORDER BY number");
    each(connection, &sql, &mut |row| {
        rosters.push(roster_info(&row)?);
        Ok(())
    })?;
    Ok(rosters)
}
