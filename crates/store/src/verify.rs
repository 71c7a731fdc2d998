//! Whether the journal still says what was written, and whether the directory is what it says.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};
use tollgate_model::{Batch, BatchNumber, Bridges, Conferencing, SipAddress, Who};

use crate::backend::{Link, Tx};
use crate::columns::STANDING;
use crate::digest::{Record as Bytes, hex};
use crate::packed::is_whole;
use crate::{Error, Result, Store, find};

/// A batch as the bytes that its digest is of, and how it is chained.
#[derive(Clone, Debug)]
pub struct Record {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Their SHA-256, as the journal has it.
    pub digest: String,
    /// The digest of the batch before it; empty for the first.
    pub previous: String,
}

/// What the journal comes to so far.
type State = HashMap<SipAddress, Conferencing>;

impl Store {
    /// Works the chain of the journal out again, over every change, and compares it with what was
    /// written; then compares the directory with what the journal comes to. Fails with the first
    /// that does not fit; otherwise says how many batches there are.
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
        Ok(Record { bytes, digest: link.digest, previous: link.previous })
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
                Some(has) if *has == change.before => *has = change.after,
                _ => fits = false,
            },
            Who::Changes { before, after } => {
                if let Some(before) = before {
                    fits &= state.remove(&before.sip).as_ref() == Some(&change.before);
                }
                come.extend(after.map(|after| (after.sip.clone(), change.after)));
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
    tx.each_person(STANDING, &mut |person| {
        let has = bridges.conferencing(person.conferencing);
        if differs.is_none() && state.remove(person.sip) != Some(has) {
            differs = SipAddress::new(person.sip);
        }
    })?;
    match differs.or_else(|| state.into_keys().min()) {
        Some(sip) => Err(Error::not_as_the_journal_says(&sip)),
        None => Ok(()),
    }
}
