//! What is put into tables and found there, set by set.

use std::io::Write as _;

use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::ToSql;
use tollgate_model::{Assignment, Batch, BatchNumber, Change, Evidence, Roster, SipAddress};

use super::copy::Lines;
use super::{Found, PostgresTx, failure};
use crate::backend::{Entry, Link, cause_columns};
use crate::columns::{
    self, BATCH, Changes, Held, ROSTER, Who, batch, cells, images_query, packed, roster_info,
};
use crate::digest::same_identity;
use crate::packed::unpacked;
use crate::{Error, Result, RosterInfo};

/// The columns of [`Lines`] of changes on their way in.
const STAGED: &str = "load, position, before_sip, before_state, before_provider, before_toll_number, before_toll_free, before_conference_id, goes, sip, state, provider, domain, toll_number, toll_free, conference_id, scope, with_who, user_principal_name, display_name, country, department, enabled, teams_only, licensed, object_id, beside";

const IMAGE: &str = "batch, position, side, sip, state, provider, domain, toll_number, toll_free, conference_id, user_principal_name, display_name, country, department, enabled, teams_only, licensed, object_id, beside";

/// Rows of one load whose person is not as the change says.
const MOVED: &str = "SELECT coalesce(s.before_sip, s.sip) FROM staging s LEFT JOIN person p ON p.sip = s.before_sip WHERE s.load = $1 AND s.before_sip IS NOT NULL AND (p.sip IS NULL OR p.state <> s.before_state OR p.provider IS DISTINCT FROM s.before_provider OR p.toll_number IS DISTINCT FROM s.before_toll_number OR p.toll_free IS DISTINCT FROM s.before_toll_free OR p.conference_id IS DISTINCT FROM s.before_conference_id) ORDER BY s.position LIMIT 1";

const LEAVE: &str =
    "DELETE FROM person USING staging s WHERE s.load = $1 AND s.goes AND person.sip = s.before_sip";

const FREE: &str = "UPDATE person SET state = 0, provider = NULL, domain = NULL, toll_number = NULL, toll_free = NULL, conference_id = NULL, scope = NULL FROM staging s WHERE s.load = $1 AND NOT s.goes AND person.sip = s.before_sip";

const THERE: &str = "SELECT s.sip FROM staging s JOIN person p ON p.sip = s.sip WHERE s.load = $1 AND s.before_sip IS NULL ORDER BY s.position LIMIT 1";

/// Rows whose ID is held already, by somebody who stays or by an earlier row of the load.
const HELD: &str = "(EXISTS (SELECT 1 FROM person p WHERE p.scope = s.scope AND p.conference_id = s.conference_id AND p.sip <> s.sip) OR EXISTS (SELECT 1 FROM staging e WHERE e.load = s.load AND e.scope = s.scope AND e.conference_id = s.conference_id AND e.position < s.position))";

const HOLD: &str = "UPDATE person SET state = s.state, provider = s.provider, domain = s.domain, toll_number = s.toll_number, toll_free = s.toll_free, conference_id = s.conference_id, scope = s.scope FROM staging s WHERE s.load = $1 AND s.sip IS NOT NULL AND NOT s.with_who AND person.sip = s.sip";

const COME: &str = "INSERT INTO person (sip, state, provider, domain, toll_number, toll_free, conference_id, scope, user_principal_name, display_name, country, department, enabled, teams_only, licensed, object_id, beside) SELECT sip, state, provider, domain, toll_number, toll_free, conference_id, scope, user_principal_name, display_name, country, department, enabled, teams_only, licensed, object_id, beside FROM staging WHERE load = $1 AND sip IS NOT NULL AND with_who ON CONFLICT (sip) DO UPDATE SET state = excluded.state, provider = excluded.provider, domain = excluded.domain, toll_number = excluded.toll_number, toll_free = excluded.toll_free, conference_id = excluded.conference_id, scope = excluded.scope, user_principal_name = excluded.user_principal_name, display_name = excluded.display_name, country = excluded.country, department = excluded.department, enabled = excluded.enabled, teams_only = excluded.teams_only, licensed = excluded.licensed, object_id = excluded.object_id, beside = excluded.beside";

/// A number as the database has it.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
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

    fn first(&mut self, sql: &str, load: &str) -> Result<Option<SipAddress>> {
        let row = self.tx.query_opt(sql, &[&load]).map_err(failure)?;
        Ok(row.and_then(|row| SipAddress::new(row.get(0))))
    }

    pub(super) fn put_changes(
        &mut self,
        changes: &[Change],
        scope: &dyn Fn(&Assignment) -> String,
        as_it_stood: bool,
    ) -> Result<()> {
        // Writers queue, so that no two loads are on their way at once; the ID keeps them apart all
        // the same.
        let load = self.tx.query_one("SELECT txid_current()::text", &[]).map_err(failure)?;
        let load: String = load.get(0);
        self.stage(&load, changes, scope)?;
        if let Some(sip) = self.first(MOVED, &load)? {
            return Err(Error::changed_under(&sip));
        }
        self.tx.execute(LEAVE, &[&load]).map_err(failure)?;
        self.tx.execute(FREE, &[&load]).map_err(failure)?;
        if let Some(sip) = self.first(THERE, &load)? {
            return Err(Error::changed_under(&sip));
        }
        if as_it_stood {
            let stands = format!(
                "UPDATE staging SET scope = NULL WHERE load = $1 AND position IN (SELECT s.position FROM staging s WHERE s.load = $1 AND s.scope IS NOT NULL AND {HELD})"
            );
            self.tx.execute(&stands, &[&load]).map_err(failure)?;
        } else {
            let held = format!(
                "SELECT s.sip, s.conference_id FROM staging s WHERE s.load = $1 AND s.scope IS NOT NULL AND {HELD} ORDER BY s.position LIMIT 1"
            );
            let row = self.tx.query_opt(&held, &[&load]).map_err(failure)?;
            if let Some(row) = row
                && let Some(sip) = SipAddress::new(row.get(0))
            {
                return Err(Error::id_in_use(&sip, row.get(1)));
            }
        }
        self.tx.execute(HOLD, &[&load]).map_err(failure)?;
        self.tx.execute(COME, &[&load]).map_err(failure)?;
        self.tx.execute("DELETE FROM staging WHERE load = $1", &[&load]).map_err(failure)?;
        Ok(())
    }

    fn stage(
        &mut self,
        load: &str,
        changes: &[Change],
        scope: &dyn Fn(&Assignment) -> String,
    ) -> Result<()> {
        let io = |error: std::io::Error| Error::unreachable(&error);
        let sql = format!("COPY staging ({STAGED}) FROM STDIN");
        let mut to = self.tx.copy_in(&sql).map_err(failure)?;
        let mut lines = Lines::default();
        for (position, change) in changes.iter().enumerate() {
            let (before, after) = (change.before.as_ref(), change.after.as_ref());
            let goes =
                before.is_some_and(|before| after.is_none_or(|after| after.sip() != before.sip()));
            lines.text(Some(load)).number(Some(count(position)));
            let held = before.map(|before| Held::of(&before.conferencing));
            let held = held.as_ref();
            lines
                .text(before.map(|before| before.sip().as_str()))
                .number(held.map(|held| held.state))
                .text(held.and_then(|held| held.provider))
                .text(held.and_then(|held| held.toll_number))
                .text(held.and_then(|held| held.toll_free.as_deref()))
                .text(held.and_then(|held| held.conference_id))
                .flag(Some(goes));
            let held = after.map(|after| Held::of(&after.conferencing));
            let within = after.and_then(|after| after.conferencing.assignment()).map(scope);
            let held = held.as_ref();
            lines.text(after.map(|after| after.sip().as_str())).number(held.map(|h| h.state));
            let held = held.filter(|held| held.state == 2);
            lines
                .text(held.and_then(|held| held.provider))
                .text(held.and_then(|held| held.domain))
                .text(held.and_then(|held| held.toll_number))
                .text(held.and_then(|held| held.toll_free.as_deref()))
                .text(held.and_then(|held| held.conference_id))
                .text(within.as_deref());
            let who = after.filter(|_| !same_identity(change)).map(Who::of);
            lines.flag(Some(who.is_some()));
            who_columns(&mut lines, who.as_ref());
            lines.end(&mut to).map_err(io)?;
        }
        lines.send(&mut to).map_err(io)?;
        to.flush().map_err(io)?;
        to.finish().map_err(failure)?;
        Ok(())
    }

    pub(super) fn append_batch(
        &mut self,
        entry: &Entry<'_>,
        changes: &[Change],
    ) -> Result<BatchNumber> {
        let (of, file, sha256, roster) = cause_columns(&entry.plan.cause);
        let hand = entry.hand;
        let number = "SELECT coalesce(max(number), 0) + 1 FROM batch";
        let number: i64 = self.tx.query_one(number, &[]).map_err(failure)?.get(0);
        let sql = "INSERT INTO batch (number, revision, at, made_by, version, options, reason, cause, of_batch, file, sha256, roster, provider, changes, left_out, previous, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
        let values: [&(dyn ToSql + Sync); 17] = [
            &number,
            &signed(entry.revision.0),
            &hand.at.to_string(),
            &hand.by,
            &hand.version,
            &hand.options.join("\n"),
            &hand.reason,
            &entry.plan.cause.word(),
            &of.map(signed),
            &file,
            &sha256,
            &roster.map(i64::from),
            &entry.plan.provider,
            &count(changes.len()),
            &count(entry.plan.left),
            &entry.previous,
            &entry.digest,
        ];
        self.tx.execute(sql, &values).map_err(failure)?;
        self.write_images(number, changes)?;
        let sql = "INSERT INTO evidence (batch, position, name, sha256, content) VALUES ($1, $2, $3, $4, $5)";
        let kept = hand.evidence.iter().zip(&entry.evidence).enumerate();
        for (position, (kept, (name, sha256))) in kept {
            let content = packed(&kept.content)?;
            let values: [&(dyn ToSql + Sync); 5] =
                [&number, &count(position), name, sha256, &content];
            self.tx.execute(sql, &values).map_err(failure)?;
        }
        let next = "UPDATE meta SET revision = revision + 1 WHERE id = 1";
        self.tx.execute(next, &[]).map_err(failure)?;
        Ok(BatchNumber(u64::try_from(number).unwrap_or(0)))
    }

    fn write_images(&mut self, batch: i64, changes: &[Change]) -> Result<()> {
        let io = |error: std::io::Error| Error::unreachable(&error);
        let sql = format!("COPY image ({IMAGE}) FROM STDIN");
        let mut to = self.tx.copy_in(&sql).map_err(failure)?;
        let mut lines = Lines::default();
        for (position, change) in changes.iter().enumerate() {
            let with_who = !same_identity(change);
            for (side, person) in [(0, &change.before), (1, &change.after)] {
                let Some(person) = person else { continue };
                let held = Held::of(&person.conferencing);
                lines
                    .number(Some(batch))
                    .number(Some(count(position)))
                    .number(Some(side))
                    .text(Some(person.sip().as_str()))
                    .number(Some(held.state))
                    .text(held.provider)
                    .text(held.domain)
                    .text(held.toll_number)
                    .text(held.toll_free.as_deref())
                    .text(held.conference_id);
                who_columns(&mut lines, with_who.then(|| Who::of(person)).as_ref());
                lines.end(&mut to).map_err(io)?;
            }
        }
        lines.send(&mut to).map_err(io)?;
        to.finish().map_err(failure)?;
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
        let kept = rows.iter().map(|row| {
            let content = unpacked(row.get(2), row.get(1));
            let broken = || Error::damaged(&"what is kept beside a batch is not what was kept");
            Ok(Evidence { name: row.get(0), content: content.ok_or_else(broken)? })
        });
        kept.collect()
    }

    pub(super) fn changes_of(&mut self, number: BatchNumber) -> Result<Vec<Change>> {
        let mut changes = Changes::default();
        self.each(&images_query("$1"), &[&signed(number.0)], |row| changes.add(row))?;
        Ok(changes.list)
    }

    pub(super) fn keep_roster(&mut self, roster: &Roster) -> Result<()> {
        let (digest, cells) = cells(roster)?;
        let sql = "INSERT INTO roster (number, provider, made_at, people, digest, cells) VALUES ($1, $2, $3, $4, $5, $6)";
        let values: [&(dyn ToSql + Sync); 6] = [
            &i64::from(roster.number),
            &roster.provider,
            &roster.made_at.to_string(),
            &count(roster.len()),
            &digest,
            &cells,
        ];
        self.tx.execute(sql, &values).map_err(failure)?;
        Ok(())
    }

    pub(super) fn roster_as_sent(&mut self, number: u32) -> Result<Option<Roster>> {
        let sql = "SELECT provider, made_at, digest, cells FROM roster WHERE number = $1";
        let row = self.tx.query_opt(sql, &[&i64::from(number)]).map_err(failure)?;
        let roster =
            row.map(|row| columns::roster(number, row.get(0), row.get(1), row.get(2), row.get(3)));
        roster.transpose()
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

fn who_columns(lines: &mut Lines, who: Option<&Who<'_>>) {
    lines
        .text(who.map(|who| who.user_principal_name))
        .text(who.map(|who| who.display_name))
        .text(who.and_then(|who| who.country))
        .text(who.map(|who| who.department))
        .flag(who.map(|who| who.enabled))
        .flag(who.map(|who| who.teams_only))
        .flag(who.and_then(|who| who.licensed))
        .text(who.and_then(|who| who.object_id))
        .text(who.map(|who| who.beside.as_str()));
}
