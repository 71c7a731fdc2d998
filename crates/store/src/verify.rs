//! Whether the journal still says what was written, and whether the directory is what it says.

use std::collections::BTreeMap;

use tollgate_model::{BatchNumber, Conferencing, Plan, SipAddress};

use crate::backend::{Link, Tx};
use crate::{Error, Result, Store, digest};

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

impl Store {
    /// Works the chain of the journal out again, over every change, and compares it with what was
    /// written; then compares the directory with what the journal comes to. Fails with the first
    /// that does not fit; otherwise says how many batches there are.
    pub fn verify(&mut self) -> Result<usize> {
        let mut tx = self.backend.read()?;
        let links = tx.links()?;
        let batches = tx.batches()?;
        let mut previous = String::new();
        let mut state: BTreeMap<SipAddress, Conferencing> = BTreeMap::new();
        for (link, batch) in links.iter().zip(&batches) {
            let number = link.number;
            let plan = plan(&mut *tx, batch)?;
            let worked_out =
                digest::of_batch(&previous, batch.revision, &plan, &batch.hand, &link.evidence);
            if link.previous != previous || link.digest != worked_out {
                return Err(Error::broken_journal(number));
            }
            tx.evidence(number).map_err(|_| Error::broken_journal(number))?;
            for before in plan.changes.iter().filter_map(|change| change.before.as_ref()) {
                if state.remove(before.sip()).as_ref() != Some(&before.conferencing) {
                    return Err(Error::broken_journal(number));
                }
            }
            for after in plan.changes.into_iter().filter_map(|change| change.after) {
                state.insert(after.sip().clone(), after.conferencing);
            }
            previous.clone_from(&link.digest);
        }
        for person in tx.people()? {
            if state.remove(person.sip()).as_ref() != Some(&person.conferencing) {
                return Err(Error::not_as_the_journal_says(person.sip()));
            }
        }
        match state.into_keys().next() {
            Some(sip) => Err(Error::not_as_the_journal_says(&sip)),
            None => Ok(links.len()),
        }
    }

    /// One batch as it was chained.
    pub fn record(&mut self, number: BatchNumber) -> Result<Record> {
        let mut tx = self.backend.read()?;
        let batch = tx.batches()?.into_iter().find(|batch| batch.number == number);
        let batch = batch.ok_or_else(|| Error::no_such_batch(number))?;
        let link = tx.links()?.into_iter().find(|link| link.number == number);
        let Link { previous, digest, evidence, .. } =
            link.ok_or_else(|| Error::no_such_batch(number))?;
        let plan = plan(&mut *tx, &batch)?;
        let mut bytes = Vec::new();
        let mut write = |part: &[u8]| bytes.extend_from_slice(part);
        digest::record(&previous, batch.revision, &plan, &batch.hand, &evidence, &mut write);
        Ok(Record { bytes, digest, previous })
    }
}

/// The plan that a batch was.
pub(crate) fn plan(tx: &mut dyn Tx, batch: &tollgate_model::Batch) -> Result<Plan> {
    Ok(Plan {
        revision: batch.revision,
        cause: batch.cause.clone(),
        provider: batch.provider.clone(),
        changes: tx.changes(batch.number)?,
        unchanged: 0,
        left: batch.left,
    })
}
