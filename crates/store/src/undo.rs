//! Taking a batch back, and bringing it back again: both are new batches through the one path by
//! which everything is applied. What changed since is a conflict, not a loss.

use std::collections::{BTreeMap, HashSet};

use tollgate_model::{Batch, BatchNumber, Cause, Change, Hand, Plan, SipAddress, Who};

use crate::backend::Tx;
use crate::{Error, Result, Store, find};

impl Store {
    /// What taking a batch back would do.
    pub fn plan_undo(&mut self, number: BatchNumber) -> Result<Plan> {
        let mut tx = self.backend.read()?;
        let batch = find(&mut *tx, number)?;
        match batch.cause {
            Cause::Undo { of } => return Err(Error::undo_of_undo(number, of)),
            Cause::Redo { of } => return Err(Error::undo_of_redo(number, of)),
            _ => {}
        }
        if let Some(by) = batch.undone_by {
            return Err(Error::already_undone(number, by));
        }
        inverse(&mut *tx, &batch, number, Cause::Undo { of: number }, "undo")
    }

    /// What bringing a batch back would do.
    pub fn plan_redo(&mut self, number: BatchNumber) -> Result<Plan> {
        let mut tx = self.backend.read()?;
        let batch = find(&mut *tx, number)?;
        let undone_by = batch.undone_by.ok_or_else(|| Error::not_undone(number))?;
        inverse(&mut *tx, &batch, undone_by, Cause::Redo { of: number }, "redo")
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

/// The inverse of the changes that batch `made` made, from the directory as it is. Where a change left
/// alone who a person is, what became of that since is no conflict and stays.
fn inverse(
    tx: &mut dyn Tx,
    batch: &Batch,
    made: BatchNumber,
    cause: Cause,
    verb: &str,
) -> Result<Plan> {
    let mut changes = Vec::new();
    tx.each_change(made, false, &mut |change, _| {
        changes.push(change.inverse());
        Ok(())
    })?;
    changes.reverse();
    // Whom no later batch is about stands as this one left them.
    let mut touched: HashSet<Box<str>> = HashSet::new();
    tx.touched_since(made, &mut |sip| touched.extend([Box::from(sip)]))?;
    let mut conflicts = Vec::new();
    for change in &changes {
        let is_touched =
            |sip: Option<&SipAddress>| sip.is_some_and(|sip| touched.contains(sip.as_str()));
        let may_differ = is_touched(change.sip_before()) || is_touched(change.sip_after());
        if may_differ && !stands(tx, change)? {
            conflicts.extend(change.sip_before().or(change.sip_after()).cloned());
        }
    }
    if !conflicts.is_empty() {
        conflicts.sort();
        return Err(Error::conflict_at(batch.number, verb, conflicts));
    }
    let provider = batch.provider.clone();
    Ok(Plan { revision: tx.revision()?, cause, provider, changes, unchanged: 0, left: 0 })
}

/// Whether a person is as a change finds them, and the address they get is nobody else's.
fn stands(tx: &mut dyn Tx, change: &Change) -> Result<bool> {
    let now = change.sip_before().map(|sip| tx.person(sip)).transpose()?.flatten();
    let found = match (&change.who, &now) {
        (Who::Stays(_), Some(now)) => now.conferencing == change.before,
        (Who::Changes { before: Some(before), .. }, Some(now)) => {
            now.identity == *before && now.conferencing == change.before
        }
        (Who::Changes { before: None, .. }, _) => true,
        (_, None) => false,
    };
    let goes_to = change.sip_after().filter(|sip| change.sip_before() != Some(sip));
    let taken = goes_to.map(|sip| tx.person(sip)).transpose()?.flatten();
    Ok(found && taken.is_none())
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
