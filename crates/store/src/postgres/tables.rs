//! What is put into tables and found there, set by set.

use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::ToSql;
use tollgate_model::{AssignmentView, Batch, BatchNumber, Bridge, Evidence, Roster};

use super::{Found, PostgresTx, failure};
use crate::backend::{Entry, Link, cause_columns};
use crate::columns::{
    self, BATCH, Changes, Columns as _, EachChange, ROSTER, batch, cells, changes_query,
    roster_info,
};
use crate::{Result, RosterInfo};

/// A number as the database has it.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A bridge and its number.
pub(super) fn bridge(row: &Found<'_>) -> Result<(i64, Bridge)> {
    let text = |at: usize| Ok::<_, crate::Error>(row.text(at)?.unwrap_or_default());
    let view = AssignmentView {
        provider: text(1)?,
        domain: text(2)?,
        toll_number: text(3)?,
        toll_free_numbers: text(4)?,
        conference_id: "",
    };
    Ok((row.number(0)?.unwrap_or(0), view.into()))
}

impl PostgresTx<'_> {
    /// Calls for each row that a query finds, as they come.
    pub(super) fn each(
        &mut self,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
        mut each: impl FnMut(&Found<'_>) -> Result<()>,
    ) -> Result<()> {
        let values = values.iter().copied();
        let mut rows = self.tx.query_raw(sql, values).map_err(failure)?;
        while let Some(row) = rows.next().map_err(failure)? {
            each(&Found(&row))?;
        }
        Ok(())
    }

    pub(super) fn append_batch(&mut self, entry: &Entry<'_>) -> Result<()> {
        let batch = entry.batch;
        let (of, file, sha256, roster) = cause_columns(&batch.cause);
        let number = signed(batch.number.0);
        let sql = "INSERT INTO batch (number, revision, at, made_by, version, options, reason, cause, of_batch, file, sha256, roster, provider, changes, left_out, took, previous, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
        let values: [&(dyn ToSql + Sync); 18] = [
            &number,
            &signed(batch.revision.0),
            &batch.hand.at.to_string(),
            &batch.hand.by,
            &batch.hand.version,
            &batch.hand.options.join("\n"),
            &batch.hand.reason,
            &batch.cause.word(),
            &of.map(signed),
            &file,
            &sha256,
            &roster.map(i64::from),
            &batch.provider,
            &count(batch.changes),
            &count(batch.left),
            &count(entry.took),
            &entry.previous,
            &entry.digest,
        ];
        self.tx.execute(sql, &values).map_err(failure)?;
        let sql = "INSERT INTO evidence (batch, position, name, sha256, content) VALUES ($1, $2, $3, $4, $5)";
        for (position, kept) in entry.evidence.iter().enumerate() {
            let values: [&(dyn ToSql + Sync); 5] =
                [&number, &count(position), &kept.name, &kept.sha256, &kept.packed];
            self.tx.execute(sql, &values).map_err(failure)?;
        }
        let next = "UPDATE meta SET revision = revision + 1 WHERE id = 1";
        self.tx.execute(next, &[]).map_err(failure)?;
        Ok(())
    }

    pub(super) fn all_batches(&mut self) -> Result<Vec<Batch>> {
        let mut batches = Vec::new();
        self.each(&format!("SELECT {BATCH} FROM batch ORDER BY number"), &[], |row| {
            batches.push(batch(row)?);
            Ok(())
        })?;
        Ok(batches)
    }

    pub(super) fn all_links(&mut self) -> Result<Vec<Link>> {
        let sql = "SELECT number, previous, digest FROM batch ORDER BY number";
        let mut links = Vec::new();
        for row in self.tx.query(sql, &[]).map_err(failure)? {
            let number: i64 = row.get(0);
            let sql = "SELECT name, sha256 FROM evidence WHERE batch = $1 ORDER BY position";
            let kept = self.tx.query(sql, &[&number]).map_err(failure)?;
            links.push(Link {
                number: BatchNumber(u64::try_from(number).unwrap_or(0)),
                previous: row.get(1),
                digest: row.get(2),
                evidence: kept.iter().map(|row| (row.get(0), row.get(1))).collect(),
            });
        }
        Ok(links)
    }

    pub(super) fn evidence_of(&mut self, number: BatchNumber) -> Result<Vec<Evidence>> {
        let sql = "SELECT name, sha256, content FROM evidence WHERE batch = $1 ORDER BY position";
        let rows = self.tx.query(sql, &[&signed(number.0)]).map_err(failure)?;
        let kept = rows.iter().map(|row| Evidence {
            name: row.get(0),
            sha256: row.get(1),
            packed: row.get(2),
        });
        Ok(kept.collect())
    }

    pub(super) fn changes_of(
        &mut self,
        number: BatchNumber,
        called: bool,
        each: &mut EachChange<'_>,
    ) -> Result<()> {
        let mut changes = Changes::default();
        self.each(&changes_query("$1", called), &[&signed(number.0)], |row| {
            changes.add(row, each)
        })?;
        changes.end(each)
    }

    /// Calls with the texts of each row that a query about a batch finds.
    pub(super) fn texts<const N: usize>(
        &mut self,
        sql: &str,
        batch: BatchNumber,
        each: &mut dyn FnMut([&str; N]),
    ) -> Result<()> {
        self.each(sql, &[&signed(batch.0)], |row| {
            let mut texts = [""; N];
            for (at, text) in texts.iter_mut().enumerate() {
                *text = row.text(at)?.unwrap_or_default();
            }
            each(texts);
            Ok(())
        })
    }

    pub(super) fn keep_roster(&mut self, roster: &Roster) -> Result<()> {
        let (digest, cells) = cells(roster)?;
        let sql = "INSERT INTO roster (number, provider, made_at, revision, people, digest, cells) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values: [&(dyn ToSql + Sync); 7] = [
            &i64::from(roster.number),
            &roster.provider,
            &roster.made_at.to_string(),
            &roster.revision.map(|revision| signed(revision.0)),
            &count(roster.len()),
            &digest,
            &cells,
        ];
        self.tx.execute(sql, &values).map_err(failure)?;
        Ok(())
    }

    pub(super) fn roster_as_sent(&mut self, number: u32) -> Result<Option<Roster>> {
        let sql = "SELECT provider, made_at, revision, digest, cells FROM roster WHERE number = $1";
        let row = self.tx.query_opt(sql, &[&i64::from(number)]).map_err(failure)?;
        let roster = row.map(|row| {
            let cells: &[u8] = row.get(4);
            let cells = (cells, cells.len());
            columns::roster(number, row.get(0), row.get(1), row.get(2), row.get(3), cells)
        });
        roster.transpose().map_err(|_| columns::broken_roster())
    }

    pub(super) fn all_rosters(&mut self) -> Result<Vec<RosterInfo>> {
        let mut rosters = Vec::new();
        self.each(&format!("SELECT {ROSTER} FROM roster ORDER BY number"), &[], |row| {
            rosters.push(roster_info(row)?);
            Ok(())
        })?;
        Ok(rosters)
    }
}
