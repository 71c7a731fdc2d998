//! Whether the journal still says what was written, and whether the directory is what it says.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use sha2::{Digest as _, Sha256};
use tollgate_model::{
    Batch, BatchNumber, Bridges, Conferencing, ConferencingView, Country, Identity, PersonView,
    SipAddress, Who,
};

use crate::backend::{Link, Tx};
use crate::columns::EVERYBODY;
use crate::digest::{Record as Bytes, hex};
use crate::packed::is_whole;
use crate::{Error, Result, Store, find, read_profile};

/// A batch as the bytes that its digest is of, and how it is chained.
#[derive(Clone, Debug)]
pub struct Record {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Their SHA-256, as the journal has it.
    pub digest: String,
}

/// What the journal comes to so far: what everybody has, and a mark of who they are.
type State = HashMap<SipAddress, (Conferencing, u64)>;

impl Store {
    /// Works the chain of the journal out again, over every change, and compares it with what was
    /// written; then compares the directory with what the journal comes to, and reads every roster and
    /// profile. Fails with the first that does not fit; otherwise says how many batches there are.
    pub fn verify(&mut self) -> Result<usize> {
        let mut tx = self.backend.read()?;
        let links = tx.links()?;
        let batches = tx.batches()?;
        let mut previous = "";
        let mut state = State::new();
        for (link, batch) in links.iter().zip(&batches) {
            let broken = || Error::broken_journal(link.number);
            let mut digest = Sha256::new();
            let mut write = |bytes: &[u8]| digest.update(bytes);
            let fits = follow(&mut *tx, previous, batch, link, &mut state, &mut write)?;
            let worked_out = hex(&digest.finalize());
            if !fits || link.previous != previous || link.digest != worked_out {
                return Err(broken());
            }
            let kept = tx.evidence(link.number).map_err(|_| broken())?;
            if !kept.iter().all(|kept| is_whole(&kept.packed, &kept.sha256)) {
                return Err(broken());
            }
            previous = &link.digest;
        }
        compare(&mut *tx, state)?;
        for info in tx.rosters()? {
            tx.roster(info.number)?.ok_or_else(|| Error::no_such_roster(info.number))?;
        }
        tx.providers()?.iter().try_for_each(|profile| read_profile(profile).map(drop))?;
        Ok(links.len())
    }

    /// One batch as it was chained.
    pub fn record(&mut self, number: BatchNumber) -> Result<Record> {
        let mut tx = self.backend.read()?;
        let batch = find(&mut *tx, number)?;
        let link = tx.links()?.into_iter().find(|link| link.number == number);
        let link = link.ok_or_else(|| Error::no_such_batch(number))?;
        let mut bytes = Vec::new();
        let mut write = |part: &[u8]| bytes.extend_from_slice(part);
        let mut record = Bytes::begin(&link.previous, &batch, &mut write);
        tx.each_change(number, false, &mut |change, _| {
            record.change(&change);
            Ok(())
        })?;
        record.end(names(&link));
        Ok(Record { bytes, digest: link.digest })
    }
}

fn names(link: &Link) -> impl ExactSizeIterator<Item = (&str, &str)> {
    link.evidence.iter().map(|(name, sha256)| (name.as_str(), sha256.as_str()))
}

/// Writes the bytes of a batch's record, and makes its changes to the state; false where one of them
/// does not find what it says.
fn follow(
    tx: &mut dyn Tx,
    previous: &str,
    batch: &Batch,
    link: &Link,
    state: &mut State,
    write: &mut dyn FnMut(&[u8]),
) -> Result<bool> {
    let mut record = Bytes::begin(previous, batch, write);
    let mut fits = true;
    // An address may pass from one person to another.
    let mut come = Vec::new();
    tx.each_change(batch.number, false, &mut |change, _| {
        record.change(&change);
        match change.who {
            Who::Stays(sip) => match state.get_mut(&sip) {
                Some((has, _)) if *has == change.before => *has = change.after,
                _ => fits = false,
            },
            Who::Changes { before, after } => {
                if let Some(before) = before {
                    let was = (change.before, mark_of(&before));
                    fits &= state.remove(&before.sip) == Some(was);
                }
                come.extend(after.map(|is| (is.sip.clone(), (change.after, mark_of(&is)))));
            }
        }
        Ok(())
    })?;
    state.extend(come);
    record.end(names(link));
    Ok(fits)
}

/// Fails where the directory is not what the journal comes to.
fn compare(tx: &mut dyn Tx, mut state: State) -> Result<()> {
    let (mut bridges, mut differs) = (Bridges::default(), None);
    tx.each_person(EVERYBODY, &mut |person| {
        let is = (bridges.conferencing(person.conferencing), mark(person));
        if differs.is_none() && state.remove(person.sip) != Some(is) {
            differs = SipAddress::new(person.sip);
        }
    })?;
    match differs.or_else(|| state.into_keys().min()) {
        Some(sip) => Err(Error::not_as_the_journal_says(&sip)),
        None => Ok(()),
    }
}

/// A mark of who somebody is, but for the address: the same for the same.
fn mark(person: PersonView<'_>) -> u64 {
    let mut mark = DefaultHasher::new();
    (person.user_principal_name, person.display_name, person.department).hash(&mut mark);
    (person.country.as_ref().map(Country::as_str), person.object_id, person.beside).hash(&mut mark);
    (person.enabled, person.teams_only, person.licensed).hash(&mut mark);
    mark.finish()
}

fn mark_of(identity: &Identity) -> u64 {
    identity.look(ConferencingView::None, mark)
}
