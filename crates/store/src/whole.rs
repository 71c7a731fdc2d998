//! A store as a whole: saved to a file, brought back, moved. Old or new, never half.

use std::fmt::Write as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};
use tollgate_model::{RosterState, Timestamp};

use crate::apply::{scope, took};
use crate::backend::{self, Entry, Tx};
use crate::digest::hex;
use crate::making::{self, Making};
use crate::{Error, Result, Store, read_profile, sqlite};

impl Store {
    /// Writes the whole store, as it is at one moment, into a file that is an embedded store itself. It
    /// appears whole or not at all; one that is there is replaced only with `force`. What could not be
    /// brought back does not appear, so that it takes no better backup's place.
    pub fn backup(&mut self, file: &Path, force: bool, now: Timestamp) -> Result<()> {
        if !force && file.symlink_metadata().is_ok() {
            return Err(Error::stands(file));
        }
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let failed = |error: &std::io::Error| {
            Error::io(&format!("could not write {}: {error}", file.display()))
        };
        // For its owner only, as the store is.
        let beside = Making::file(folder).map_err(|error| failed(&error))?;
        let saved = self.backend.save(beside.made.path(), now).and_then(|()| {
            let saved = Self::in_file(beside.made.path(), now)?.verify();
            saved.map_err(|error| {
                error.and_so("Nothing was saved, since it could not be brought back")
            })
        });
        saved.inspect_err(|_| making::remove_beside(beside.made.path()))?;
        beside.made.as_file().sync_all().map_err(|error| failed(&error))?;
        beside.persist(file, force).map_err(|error| failed(&error.error))
    }

    /// The store that a file holds.
    fn in_file(file: &Path, now: Timestamp) -> Result<Self> {
        Ok(Self { backend: sqlite::open_file(file, now)? })
    }

    /// Brings a backup back to a place; in place of a store that is there only with `force`. A backup
    /// whose journal does not fit is refused.
    pub fn restore(url: &str, file: &Path, force: bool, now: Timestamp) -> Result<usize> {
        let between = Making::folder().map_err(|error| Error::io(&error))?;
        let copy = between.made.path().join("store.db");
        sqlite::copy_file(file, &copy).map_err(|error| error.in_backup(file))?;
        let mut from = Self::in_file(&copy, now)?;
        let batches = from.verify();
        let batches = batches.map_err(|error| error.and_so("Nothing was brought back"))?;
        backend::kind(url)?.install(url, &copy, force, now)?;
        from.compare(&mut Self::open(url, now)?)?;
        Ok(batches)
    }

    /// Moves the whole store to another place, journal included, and compares both after.
    pub fn copy(&mut self, url: &str, force: bool, now: Timestamp) -> Result<usize> {
        let between = Making::folder().map_err(|error| Error::io(&error))?;
        let file = between.made.path().join("store.db");
        self.backup(&file, false, now)?;
        backend::kind(url)?.install(url, &file, force, now)?;
        self.compare(&mut Self::open(url, now)?)
    }

    /// Fails where another store holds something else; otherwise says how many batches both hold.
    fn compare(&mut self, other: &mut Self) -> Result<usize> {
        let (mut ours, mut theirs) = (self.backend.read()?, other.backend.read()?);
        let same = ours.revision()? == theirs.revision()?
            && everyone(&mut *ours)? == everyone(&mut *theirs)?
            && ours.providers()? == theirs.providers()?
            && ours.rosters()? == theirs.rosters()?
            && ours.links()? == theirs.links()?;
        if same { Ok(ours.links()?.len()) } else { Err(Error::damaged(&"the copy differs")) }
    }
}

/// The digest of everyone, in the order of their addresses.
fn everyone(tx: &mut dyn Tx) -> Result<String> {
    let (mut digest, mut text) = (Sha256::new(), String::new());
    tx.each_person(&mut |person| {
        text.clear();
        write!(text, "{person:?}").ok();
        digest.update(&text);
    })?;
    Ok(hex(&digest.finalize()))
}

/// Puts everything that one store holds into another that is empty, batch by batch, as it was done.
pub(crate) fn fill(from: &mut dyn Tx, to: &mut dyn Tx) -> Result<()> {
    for profile in from.providers()? {
        to.set_provider(&read_profile(&profile)?.name, &profile)?;
    }
    for info in from.rosters()? {
        let roster = from.roster(info.number)?.ok_or_else(|| Error::no_such_roster(info.number))?;
        to.put_roster(&roster)?;
        if let Some((name, at)) = &info.reply {
            to.note_reply(info.number, name, *at, info.state == RosterState::Imported)?;
        }
        to.close_roster(info.number, info.closed)?;
    }
    let links = from.links()?;
    for (batch, link) in from.batches()?.iter().zip(&links) {
        let mut changes = Vec::with_capacity(batch.changes);
        from.each_change(batch.number, false, &mut |change, _| {
            changes.push(change);
            Ok(())
        })?;
        let rule = batch.provider.as_ref().map(|name| to.provider(name)).transpose()?.flatten();
        let rule = rule.map(|profile| read_profile(&profile)).transpose()?;
        to.put(batch.number, &changes, &|bridge| scope(bridge, rule.as_ref()), true)?;
        to.append(&Entry {
            batch,
            took: took(&changes),
            previous: &link.previous,
            digest: &link.digest,
            evidence: &from.evidence(batch.number)?,
        })?;
    }
    Ok(())
}
