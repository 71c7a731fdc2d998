//! Rows of the tables to nouns and back.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use sha2::{Digest as _, Sha256};
use tollgate_model::{
    Assignment, Batch, BatchNumber, Change, Conferencing, Country, Evidence, Grid, Hand, Identity,
    Person, Revision, Roster, RosterState, SipAddress, Timestamp,
};

use super::{damaged, failure};
use crate::backend::{Entry, Link, cause};
use crate::digest::{hex, same_identity};
use crate::undo::with_identity;
use crate::{Result, RosterInfo};

/// The columns of a person, in the order in which [`Reader::person`] reads them.
pub(super) const PERSON: &str = "sip, state, provider, domain, toll_number, toll_free, conference_id, user_principal_name, display_name, country, department, enabled, teams_only, licensed, object_id, beside";

/// What a person holds, as columns.
#[derive(Default)]
pub(super) struct Held<'a> {
    pub(super) state: i64,
    pub(super) provider: Option<&'a str>,
    pub(super) domain: Option<&'a str>,
    pub(super) toll_number: Option<&'a str>,
    pub(super) toll_free: Option<String>,
    pub(super) conference_id: Option<&'a str>,
}

impl<'a> Held<'a> {
    pub(super) fn of(conferencing: &'a Conferencing) -> Self {
        match conferencing {
            Conferencing::None => Self::default(),
            Conferencing::Microsoft => Self { state: 1, ..Self::default() },
            Conferencing::Assigned(held) => Self {
                state: 2,
                provider: Some(&held.provider),
                domain: Some(&held.domain),
                toll_number: Some(&held.toll_number),
                toll_free: Some(held.toll_free_numbers.join("\n")),
                conference_id: Some(&held.conference_id),
            },
        }
    }
}

/// Who a person is, as columns.
pub(super) struct Who<'a> {
    pub(super) user_principal_name: &'a str,
    pub(super) display_name: &'a str,
    pub(super) country: Option<&'a str>,
    pub(super) department: &'a str,
    pub(super) enabled: bool,
    pub(super) teams_only: bool,
    pub(super) licensed: Option<bool>,
    pub(super) object_id: Option<&'a str>,
    pub(super) beside: String,
}

impl<'a> Who<'a> {
    pub(super) fn of(person: &'a Person) -> Self {
        let identity = &*person.identity;
        Self {
            user_principal_name: &identity.user_principal_name,
            display_name: &identity.display_name,
            country: identity.country.as_ref().map(Country::as_str),
            department: &identity.department,
            enabled: identity.enabled,
            teams_only: identity.teams_only,
            licensed: identity.licensed,
            object_id: identity.object_id.as_deref(),
            beside: beside_text(&identity.beside),
        }
    }
}

/// A line each: provider, domain, toll number, conference ID and toll-free numbers, separated by
/// tabs, which no value has.
fn beside_text(beside: &[Assignment]) -> String {
    let lines = beside.iter().map(|held| {
        let mut values =
            vec![&*held.provider, &*held.domain, &*held.toll_number, &*held.conference_id];
        values.extend(held.toll_free_numbers.iter().map(AsRef::as_ref));
        values.join("\t")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn beside(text: &str) -> Vec<Assignment> {
    let lines = text.lines().filter_map(|line| {
        let mut values = line.split('\t');
        Some(Assignment {
            provider: values.next()?.into(),
            domain: values.next()?.into(),
            toll_number: values.next()?.into(),
            conference_id: values.next()?.into(),
            toll_free_numbers: values.map(Into::into).collect(),
        })
    });
    lines.collect()
}

/// Reads people; texts that many of them have are kept once.
#[derive(Default)]
pub(super) struct Reader {
    texts: BTreeSet<Arc<str>>,
}

impl Reader {
    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&text));
        text
    }

    /// A person from the columns of [`PERSON`], the first of them at `from`. Where the journal did
    /// not keep who the person is, nothing but the address is known.
    pub(super) fn person(&mut self, row: &Row<'_>, from: usize) -> Result<Person> {
        let text = |at: usize| -> Result<Option<&str>> {
            row.get_ref(from + at).and_then(|value| Ok(value.as_str_or_null()?)).map_err(failure)
        };
        let flag = |at: usize| row.get::<_, Option<bool>>(from + at).map_err(failure);
        let sip = SipAddress::new(text(0)?.unwrap_or_default())
            .ok_or_else(|| damaged("a person has no address"))?;
        let conferencing = match row.get::<_, i64>(from + 1).map_err(failure)? {
            0 => Conferencing::None,
            1 => Conferencing::Microsoft,
            2 => Conferencing::Assigned(Assignment {
                provider: self.shared(text(2)?.unwrap_or_default()),
                domain: self.shared(text(3)?.unwrap_or_default()),
                toll_number: self.shared(text(4)?.unwrap_or_default()),
                toll_free_numbers: {
                    let numbers = text(5)?
                        .unwrap_or_default()
                        .split('\n')
                        .filter(|number| !number.is_empty());
                    numbers.map(|number| self.shared(number)).collect()
                },
                conference_id: text(6)?.unwrap_or_default().into(),
            }),
            _ => return Err(damaged("a person's state is none of the three")),
        };
        let identity = Identity {
            sip,
            user_principal_name: text(7)?.unwrap_or_default().to_owned(),
            display_name: text(8)?.unwrap_or_default().to_owned(),
            country: text(9)?.and_then(Country::new),
            department: text(10)?.unwrap_or_default().to_owned(),
            enabled: flag(11)?.unwrap_or(true),
            teams_only: flag(12)?.unwrap_or(false),
            licensed: flag(13)?,
            object_id: text(14)?.map(str::to_owned),
            beside: beside(text(15)?.unwrap_or_default()),
        };
        Ok(Person { identity: identity.into(), conferencing })
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
    let now =
        PERSON.split(", ").map(|column| format!("person.{column}")).collect::<Vec<_>>().join(", ");
    let image =
        PERSON.split(", ").map(|column| format!("image.{column}")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT image.position, image.side, image.user_principal_name IS NULL, person.sip IS NOT NULL, {image}, {now} FROM image LEFT JOIN person ON person.sip = image.sip WHERE image.batch = ?1 ORDER BY image.position, image.side"
    );
    let mut statement = connection.prepare(&sql).map_err(failure)?;
    let mut found = statement.query([batch.0]).map_err(failure)?;
    let mut reader = Reader::default();
    let mut changes: Vec<Change> = Vec::new();
    while let Some(row) = found.next().map_err(failure)? {
        let position: usize = row.get(0).map_err(failure)?;
        let side: i64 = row.get(1).map_err(failure)?;
        let unchanged: bool = row.get(2).map_err(failure)?;
        let known: bool = row.get(3).map_err(failure)?;
        let person = reader.person(row, 4)?;
        let now = if unchanged && known { Some(reader.person(row, 20)?) } else { None };
        let person = with_identity(Some(person), now.as_ref());
        changes.resize(changes.len().max(position + 1), Change { before: None, after: None });
        match side {
            0 => changes[position].before = person,
            _ => changes[position].after = person,
        }
    }
    Ok(changes)
}

pub(super) fn batches(connection: &Connection) -> Result<Vec<Batch>> {
    let sql = "SELECT number, revision, at, made_by, version, options, reason, cause, of_batch, file, sha256, roster, provider, changes, left_out FROM batch ORDER BY number";
    let mut statement = connection.prepare(sql).map_err(failure)?;
    let mut found = statement.query([]).map_err(failure)?;
    let mut batches = Vec::new();
    while let Some(row) = found.next().map_err(failure)? {
        batches.push(
            batch(row).map_err(failure)?.ok_or_else(|| damaged("a batch has no cause or time"))?,
        );
    }
    Ok(batches)
}

fn batch(row: &Row<'_>) -> rusqlite::Result<Option<Batch>> {
    let text = |at: usize| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
    let Ok(at) = text(2)?.parse::<Timestamp>() else { return Ok(None) };
    let roster = row.get::<_, Option<u32>>(11)?.unwrap_or(0);
    let cause = cause(&text(7)?, row.get(8)?, text(9)?, text(10)?, roster);
    let options = text(5)?;
    let hand = Hand {
        by: text(3)?,
        at,
        version: text(4)?,
        options: options.lines().map(str::to_owned).collect(),
        reason: row.get(6)?,
        evidence: Vec::new(),
    };
    let (number, revision, provider) = (row.get(0)?, row.get(1)?, row.get(12)?);
    let (changes, left) = (row.get(13)?, row.get(14)?);
    Ok(cause.map(|cause| Batch {
        number: BatchNumber(number),
        revision: Revision(revision),
        hand,
        cause,
        provider,
        changes,
        left,
        undone_by: None,
    }))
}

fn packed(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let packed = packer.write_all(bytes).and_then(|()| packer.finish());
    packed.map_err(|error| crate::Error::io(&error))
}

fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    flate2::read::ZlibDecoder::new(packed).read_to_end(&mut bytes).ok().map(|_| bytes)
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
        let content = unpacked(&row.get::<_, Vec<u8>>(2).map_err(failure)?);
        let content = content.filter(|content| hex(&Sha256::digest(content)) == sha256);
        let broken = || damaged("what is kept beside a batch is not what was kept");
        evidence.push(Evidence { name, content: content.ok_or_else(broken)? });
    }
    Ok(evidence)
}

pub(super) fn put_roster(connection: &Connection, roster: &Roster) -> Result<()> {
    let cells = grid_bytes(&roster.grid);
    let digest = hex(&Sha256::digest(&cells));
    let packed = packed(&cells)?;
    let sql = "INSERT INTO roster (number, provider, made_at, people, digest, cells) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let values = params![
        roster.number,
        roster.provider,
        roster.made_at.to_string(),
        roster.len(),
        digest,
        packed
    ];
    connection.execute(sql, values).map_err(failure)?;
    Ok(())
}

pub(super) fn roster(connection: &Connection, number: u32) -> Result<Option<Roster>> {
    let sql = "SELECT provider, made_at, digest, cells FROM roster WHERE number = ?1";
    let found = connection.query_row(sql, [number], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, String>(2)?,
            row.get::<_, Vec<u8>>(3)?,
        ))
    });
    let Some((provider, made_at, digest, packed)) = found.optional().map_err(failure)? else {
        return Ok(None);
    };
    let broken = || damaged("a roster is not what was kept");
    let cells = unpacked(&packed).ok_or_else(broken)?;
    if hex(&Sha256::digest(&cells)) != digest {
        return Err(broken());
    }
    let grid = grid(&cells).ok_or_else(broken)?;
    let made_at = made_at.parse().map_err(|_| broken())?;
    Ok(Some(Roster { number, provider, made_at, grid }))
}

/// The parts of a grid one after another: how many row starts and cell ends (four bytes each,
/// little-endian, as all that follow), the starts, the ends, the text.
fn grid_bytes(grid: &Grid) -> Vec<u8> {
    let (text, ends, starts) = grid.parts();
    let count = |list: &[u32]| u32::try_from(list.len()).unwrap_or(u32::MAX).to_le_bytes();
    let mut bytes = Vec::with_capacity(8 + 4 * (ends.len() + starts.len()) + text.len());
    bytes.extend(count(starts));
    bytes.extend(count(ends));
    bytes.extend(starts.iter().chain(ends).flat_map(|number| number.to_le_bytes()));
    bytes.extend(text.as_bytes());
    bytes
}

fn grid(bytes: &[u8]) -> Option<Grid> {
    let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let (starts, ends) = (number(0)? as usize, number(4)? as usize);
    let list = |from: usize, count: usize| -> Option<Vec<u32>> {
        let bytes = bytes.get(8 + 4 * from..8 + 4 * (from + count))?;
        Some(bytes.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number)).collect())
    };
    let text = String::from_utf8(bytes.get(8 + 4 * (starts + ends)..)?.to_vec()).ok()?;
    Grid::from_parts(text, list(starts, ends)?, list(0, starts)?)
}

pub(super) fn rosters(connection: &Connection) -> Result<Vec<RosterInfo>> {
    let sql = "SELECT number, provider, made_at, people, reply_name, reply_at, settled FROM roster ORDER BY number";
    let mut statement = connection.prepare(sql).map_err(failure)?;
    let mut found = statement.query([]).map_err(failure)?;
    let mut rosters = Vec::new();
    while let Some(row) = found.next().map_err(failure)? {
        let text = |at: usize| row.get::<_, Option<String>>(at).map_err(failure);
        let time =
            |text: String| text.parse::<Timestamp>().map_err(|_| damaged("a roster has no time"));
        let reply = match (text(4)?, text(5)?) {
            (Some(name), Some(at)) => Some((name, time(at)?)),
            _ => None,
        };
        let settled: bool = row.get(6).map_err(failure)?;
        let state = match (settled, &reply) {
            (true, _) => RosterState::Imported,
            (false, Some(_)) => RosterState::Answered,
            (false, None) => RosterState::Unanswered,
        };
        rosters.push(RosterInfo {
            number: row.get(0).map_err(failure)?,
            provider: text(1)?.unwrap_or_default(),
            made_at: time(text(2)?.unwrap_or_default())?,
            people: row.get(3).map_err(failure)?,
            reply,
            state,
        });
    }
    Ok(rosters)
}
