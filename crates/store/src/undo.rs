//! Taking a batch back, and bringing it back again: both are new batches through the one path by
//! which everything is applied. What changed since is a conflict, not a loss.

use std::collections::{BTreeMap, HashMap, HashSet};

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
    let mut conflicts = Vec::new();
    for change in &mut changes {
        if !is_touched(change.sip_before()) && !is_touched(change.sip_after()) {
            continue;
        }
        let left = change.clone();
        if let Who::Stays(sip) = &mut change.who
            && let Some(now) = renamed.get(sip.as_str()).and_then(|now| SipAddress::new(now))
        {
            *sip = now;
        }
        if !stands(tx, change, &leave)? {
            conflicts.push(left);
        }
    }
    if !conflicts.is_empty() {
        let first = first(tx, made, &conflicts)?;
        let people =
            conflicts.iter().filter_map(|change| change.sip_before().or(change.sip_after()));
        let mut people: Vec<_> = people.cloned().collect();
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

/// The commands that take back what stands in the way of these changes since a batch, in the order in
/// which they work.
fn first(tx: &mut dyn Tx, made: BatchNumber, changes: &[Change]) -> Result<Vec<String>> {
    // Where people are found from batch to batch, and whether only what they have counts.
    let mut at: HashMap<SipAddress, bool> = HashMap::new();
    let mut go: HashSet<&SipAddress> = HashSet::new();
    for change in changes {
        let stays = matches!(change.who, Who::Stays(_));
        at.extend(change.sip_before().map(|sip| (sip.clone(), stays)));
        go.extend(change.sip_after().filter(|_| leaves(change)));
    }
    let mut batches = tx.batches()?;
    mark_undone(&mut batches);
    let mut first = Vec::new();
    for batch in batches.iter().filter(|batch| batch.number > made) {
        let (mut moved, mut counts) = (Vec::new(), false);
        tx.each_change(batch.number, false, &mut |change, _| {
            let (from, to) = (change.sip_before(), change.sip_after());
            counts |= [from, to].into_iter().flatten().any(|sip| go.contains(sip));
            if let Some((from, stays)) = from.and_then(|sip| at.get_key_value(sip)) {
                counts |= !stays || to.is_none() || change.before != change.after;
                if leaves(&change) {
                    moved.push((from.clone(), to.cloned(), *stays));
                }
            }
            Ok(())
        })?;
        // Two people may have exchanged their addresses.
        for (from, ..) in &moved {
            at.remove(from);
        }
        at.extend(moved.into_iter().filter_map(|(_, to, stays)| Some((to?, stays))));
        first.extend(command(batch, made, &batches).filter(|_| counts));
    }
    first.reverse();
    Ok(first)
}

/// The command that takes back what a batch did to the state that batch `made` left; none where it was
/// taken back since.
fn command(batch: &Batch, made: BatchNumber, batches: &[Batch]) -> Option<String> {
    match batch.cause {
        Cause::Undo { of } => {
            let stands =
                |other: &Batch| other.number == of && other.undone_by == Some(batch.number);
            let stands = of < made && batches.iter().any(stands);
            stands.then(|| format!("`tollgate redo {of}`"))
        }
        // What was taken back and done again comes to nothing.
        Cause::Redo { .. } => None,
        _ => batch.undone_by.is_none().then(|| format!("`tollgate undo {}`", batch.number)),
    }
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
