//! Rows of the tables to nouns and back.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use tollgate_model::{Batch, BatchNumber, Change, Evidence, Roster};

use super::{damaged, failure};
use crate::backend::{Entry, Link};
use crate::columns::{
    self, BATCH, Changes, Columns, Held, ROSTER, Who, batch, cells, images_query, packed,
    roster_info,
};
use crate::digest::same_identity;
use crate::packed::unpacked;
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

pub(super) fn write_images(connection: &Connection, batch: u64, changes: &[Change]) -> Result<()> {
    let sql = "INSERT INTO image (batch, position, side, sip, state, provider, domain, toll_number, toll_free, conference_id, user_principal_name, display_name, country, department, enabled, teams_only, licensed, object_id, beside) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";
    let mut statement = connection.prepare(sql).map_err(failure)?;
    for (position, change) in changes.iter().enumerate() {
        let with_who = !same_identity(change);
        for (side, person) in [(0, &change.before), (1, &change.after)] {
            let Some(person) = person else { continue };
            let held = Held::of(&person.conferencing);
            let who = with_who.then(|| Who::of(person));
            let who = who.as_ref();
            let values = params![
                batch,
                position,
                side,
                person.sip().as_str(),
                held.state,
                held.provider,
                held.domain,
                held.toll_number,
                held.toll_free,
                held.conference_id,
                who.map(|who| who.user_principal_name),
                who.map(|who| who.display_name),
                who.and_then(|who| who.country),
                who.map(|who| who.department),
                who.map(|who| who.enabled),
                who.map(|who| who.teams_only),
                who.and_then(|who| who.licensed),
                who.and_then(|who| who.object_id),
                who.map(|who| who.beside.as_str())
            ];
            statement.execute(values).map_err(failure)?;
        }
    }
    Ok(())
}

pub(super) fn changes(connection: &Connection, batch: BatchNumber) -> Result<Vec<Change>> {
    let mut statement = connection.prepare(&images_query("?1")).map_err(failure)?;
    let mut found = statement.query([batch.0]).map_err(failure)?;
    let mut changes = Changes::default();
    while let Some(row) = found.next().map_err(failure)? {
        changes.add(&Found(row))?;
    }
    Ok(changes.list)
}

pub(super) fn batches(connection: &Connection) -> Result<Vec<Batch>> {
    let sql = format!("SELECT {BATCH} FROM batch ORDER BY number");
    let mut statement = connection.prepare(&sql).map_err(failure)?;
    let mut found = statement.query([]).map_err(failure)?;
    let mut batches = Vec::new();
    while let Some(row) = found.next().map_err(failure)? {
        batches.push(batch(&Found(row))?);
    }
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

pub(super) fn write_evidence(
    connection: &Connection,
    number: u64,
    entry: &Entry<'_>,
) -> Result<()> {
    let sql = "INSERT INTO evidence (batch, name, sha256, content) VALUES (?1, ?2, ?3, ?4)";
    for (kept, (name, sha256)) in entry.hand.evidence.iter().zip(&entry.evidence) {
        let content = packed(&kept.content)?;
        connection.execute(sql, params![number, name, sha256, content]).map_err(failure)?;
    }
    Ok(())
}

/// What is kept beside a batch, if it is still what was kept.
pub(super) fn evidence(connection: &Connection, number: BatchNumber) -> Result<Vec<Evidence>> {
    let sql = "SELECT name, sha256, content FROM evidence WHERE batch = ?1 ORDER BY rowid";
    let mut statement = connection.prepare(sql).map_err(failure)?;
    let mut found = statement.query([number.0]).map_err(failure)?;
    let mut evidence = Vec::new();
    while let Some(row) = found.next().map_err(failure)? {
        let (name, sha256): (String, String) =
            (row.get(0).map_err(failure)?, row.get(1).map_err(failure)?);
        let content = unpacked(&row.get::<_, Vec<u8>>(2).map_err(failure)?, &sha256);
        let broken = || damaged("what is kept beside a batch is not what was kept");
        evidence.push(Evidence { name, content: content.ok_or_else(broken)? });
    }
    Ok(evidence)
}

pub(super) fn put_roster(connection: &Connection, roster: &Roster) -> Result<()> {
    let (digest, cells) = cells(roster)?;
    let sql = "INSERT INTO roster (number, provider, made_at, people, digest, cells) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let made_at = roster.made_at.to_string();
    let values = params![roster.number, roster.provider, made_at, roster.len(), digest, cells];
    connection.execute(sql, values).map_err(failure)?;
    Ok(())
}

pub(super) fn roster(connection: &Connection, number: u32) -> Result<Option<Roster>> {
    let sql = "SELECT provider, made_at, digest, cells FROM roster WHERE number = ?1";
    let found = connection.query_row(sql, [number], |row| {
        let (made_at, digest): (String, String) = (row.get(1)?, row.get(2)?);
        Ok((row.get::<_, String>(0)?, made_at, digest, row.get::<_, Vec<u8>>(3)?))
    });
    let found = found.optional().map_err(failure)?;
    let roster = found.map(|(provider, made_at, digest, cells)| {
        columns::roster(number, provider, &made_at, &digest, &cells)
    });
    roster.transpose()
}

pub(super) fn rosters(connection: &Connection) -> Result<Vec<RosterInfo>> {
    let sql = format!("SELECT {ROSTER} FROM roster ORDER BY number");
    let mut statement = connection.prepare(&sql).map_err(failure)?;
    let mut found = statement.query([]).map_err(failure)?;
    let mut rosters = Vec::new();
    while let Some(row) = found.next().map_err(failure)? {
        rosters.push(roster_info(&Found(row))?);
    }
    Ok(rosters)
}
