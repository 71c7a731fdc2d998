//! Taking a batch back, and bringing it back again: both are new batches through the one path by
//! which everything is applied. What changed since is a conflict, not a loss.

mod way_back;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use tollgate_model::{Batch, BatchNumber, Cause, Change, Hand, Plan, Revision, SipAddress, Who};

use crate::backend::Tx;
use crate::{Error, Result, Store, find, renamed};

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
        // Where it was brought back, that is what made it so.
        let batches = tx.batches()?;
        let redo = |batch: &&Batch| batch.cause == Cause::Redo { of: number };
        let made = batches.iter().filter(redo).map(|batch| batch.number).max().unwrap_or(number);
        inverse(&mut *tx, &batch, made, Cause::Undo { of: number }, "undo")
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
/// alone who a person is, what became of that since is no conflict and stays, another address too.
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
    let is_touched =
        |sip: Option<&SipAddress>| sip.is_some_and(|sip| touched.contains(sip.as_str()));
    let after = Revision(find(tx, made)?.revision.0 + 1);
    let renamed = renamed::since(tx, Some(after))?;
    let leave: HashSet<SipAddress> = changes
        .iter()
        .filter(|change| leaves(change))
        .filter_map(Change::sip_before)
        .cloned()
        .collect();
    let (mut conflicts, mut people) = (BTreeSet::new(), Vec::new());
    let last = changes.len().saturating_sub(1);
    for (at, change) in changes.iter_mut().enumerate() {
        if !is_touched(change.sip_before()) && !is_touched(change.sip_after()) {
            continue;
        }
        let left = change.sip_before().or(change.sip_after()).cloned();
        if let Who::Stays(sip) = &mut change.who
            && let Some(now) = renamed.get(sip.as_str()).and_then(|now| SipAddress::new(now))
        {
            *sip = now;
        }
        if !stands(tx, change, &leave)? {
            conflicts.insert(last - at);
            people.extend(left);
        }
    }
    if !conflicts.is_empty() {
        let first = way_back::commands(tx, made, conflicts)?;
        people.sort();
        return Err(Error::conflict_at(batch.number, verb, people, &first));
    }
    let provider = batch.provider.clone();
    Ok(Plan { revision: tx.revision()?, cause, provider, changes, unchanged: 0, left: 0 })
}

/// Whether somebody gives an address up.
fn leaves(change: &Change) -> bool {
    change.sip_before() != change.sip_after()
}

/// Whether a person is as a change finds them, and the address they get is nobody else's: of those who
/// `leave` theirs it is free.
fn stands(tx: &mut dyn Tx, change: &Change, leave: &HashSet<SipAddress>) -> Result<bool> {
    let now = change.sip_before().map(|sip| tx.person(sip)).transpose()?.flatten();
    let found = match (&change.who, &now) {
        (Who::Stays(_), Some(now)) => now.conferencing == change.before,
        (Who::Changes { before: Some(before), .. }, Some(now)) => {
            now.identity == *before && now.conferencing == change.before
        }
        (Who::Changes { before: None, .. }, _) => true,
        (_, None) => false,
    };
    let goes_to = change.sip_after().filter(|sip| leaves(change) && !leave.contains(*sip));
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
