//! Taking a batch back, and bringing it back again: both are new batches through the one path by
//! which everything is applied. What changed since is a conflict, not a loss.

use std::collections::BTreeMap;

use tollgate_model::{Batch, BatchNumber, Cause, Change, Directory, Hand, Person, Plan};

use crate::digest::same_identity;
use crate::{Error, Result, Store};

impl Store {
    /// What taking a batch back would do.
    pub fn plan_undo(&mut self, number: BatchNumber) -> Result<Plan> {
        let (batch, changes) = self.batch(number)?;
        match batch.cause {
            Cause::Undo { of } => return Err(Error::undo_of_undo(number, of)),
            Cause::Redo { of } => return Err(Error::undo_of_redo(number, of)),
            _ => {}
        }
        if let Some(by) = batch.undone_by {
            return Err(Error::already_undone(number, by));
        }
        let directory = self.directory()?;
        inverse(&directory, &batch, &changes, Cause::Undo { of: number }, "undo")
    }

    /// What bringing a batch back would do.
    pub fn plan_redo(&mut self, number: BatchNumber) -> Result<Plan> {
        let (batch, _) = self.batch(number)?;
        let undone_by = batch.undone_by.ok_or_else(|| Error::not_undone(number))?;
        let (_, changes) = self.batch(undone_by)?;
        let directory = self.directory()?;
        inverse(&directory, &batch, &changes, Cause::Redo { of: number }, "redo")
    }

    /// Takes a batch back.
    pub fn undo(&mut self, number: BatchNumber, hand: &Hand) -> Result<Option<BatchNumber>> {
        let plan = self.plan_undo(number)?;
        self.apply(&plan, hand)
    }

    /// Brings a batch back that was taken back.
    pub fn redo(&mut self, number: BatchNumber, hand: &Hand) -> Result<Option<BatchNumber>> {
        let plan = self.plan_redo(number)?;
        self.apply(&plan, hand)
    }
}

/// The inverse of changes, from the directory as it is. Where a change left alone who a person is,
/// what became of that since is no conflict and stays.
fn inverse(
    directory: &Directory,
    batch: &Batch,
    changes: &[Change],
    cause: Cause,
    verb: &str,
) -> Result<Plan> {
    let mut conflicts = Vec::new();
    let mut inverses = Vec::with_capacity(changes.len());
    for change in changes.iter().rev() {
        let now = change.after.as_ref().and_then(|after| directory.get(after.sip().as_str()));
        let only_conferencing = same_identity(change);
        let stands = match (&change.after, now) {
            (None, _) => {
                // Who left must not have come back.
                let before = change.before.as_ref().map(|before| before.sip().as_str());
                before.is_none_or(|sip| directory.get(sip).is_none())
            }
            (Some(_), None) => false,
            (Some(after), Some(now)) if only_conferencing => after.conferencing == now.conferencing,
            (Some(after), Some(now)) => after == now,
        };
        if !stands {
            conflicts.extend(change.sip().cloned());
            continue;
        }
        let after = match (&change.before, now) {
            (Some(before), Some(now)) if only_conferencing => {
                Some(now.with(before.conferencing.clone()))
            }
            (before, _) => before.clone(),
        };
        inverses.push(Change { before: now.cloned(), after });
    }
    if !conflicts.is_empty() {
        conflicts.sort();
        return Err(Error::conflict_at(batch.number, verb, conflicts));
    }
    let provider = batch.provider.clone();
    Ok(Plan {
        revision: directory.revision,
        cause,
        provider,
        changes: inverses,
        unchanged: 0,
        left: 0,
    })
}

/// Says of each batch which one took it back, where that was not taken back in turn.
pub(crate) fn mark_undone(batches: &mut [Batch]) {
    batches.sort_by_key(|batch| batch.number);
    let mut undone: BTreeMap<BatchNumber, BatchNumber> = BTreeMap::new();
    for batch in batches.iter() {
        match batch.cause {
            Cause::Undo { of } => drop(undone.insert(of, batch.number)),
            Cause::Redo { of } => drop(undone.remove(&of)),
            _ => {}
        }
    }
    for batch in batches {
        batch.undone_by = undone.get(&batch.number).copied();
    }
}

/// A person in a change whose identity the journal did not keep, because it stayed the same.
pub(crate) fn with_identity(person: Option<Person>, known: Option<&Person>) -> Option<Person> {
    let person = person?;
    Some(known.map_or_else(|| person.clone(), |known| known.with(person.conferencing.clone())))
}
