//! What the journal tells of files, people and conference IDs.

use std::collections::{BTreeMap, HashSet};

use tollgate_model::{
    Batch, BatchNumber, Cause, Conferencing, Revision, Roster, SipAddress, is_same_name,
};

use crate::backend::Tx;
use crate::{Result, Store, renamed};

/// Conference IDs that nobody has any more, with whose each was last, and by which batch.
pub type GivenUp = BTreeMap<Box<str>, (SipAddress, BatchNumber)>;

impl Store {
    /// The last import of the same bytes that is not undone.
    pub fn imported_as(&mut self, sha256: &str) -> Result<Option<BatchNumber>> {
        let same = |batch: &Batch| matches!(&batch.cause, Cause::Import { sha256: other, .. } if other == sha256);
        let batches = self.batches()?;
        Ok(batches
            .iter()
            .find(|batch| same(batch) && batch.undone_by.is_none())
            .map(|batch| batch.number))
    }

    /// Rows of a roster (zero-based), in order, of people who have today what an import of a reply to it
    /// brought. Batches that were undone do not count.
    pub fn brought(&mut self, roster: &Roster) -> Result<Vec<usize>> {
        let batches = self.batches()?;
        let mut tx = self.backend.read()?;
        // By the addresses that people have today.
        let mut people: HashSet<Box<str>> = HashSet::new();
        let imports = batches.iter().filter(|batch| batch.answers(roster.number));
        for batch in imports.filter(|batch| batch.undone_by.is_none()) {
            tx.kept_from(batch.number, &mut |sip| people.extend([Box::from(sip)]))?;
            let renamed = renamed::since(&mut *tx, Some(Revision(batch.revision.0 + 1)))?;
            let mut moved = Vec::new();
            if !renamed.is_empty() {
                tx.each_change(batch.number, false, &mut |change, _| {
                    let now = change.sip_after().and_then(|sip| renamed.get(sip.as_str()));
                    moved.extend(now.map(|now| (now.clone(), change.after.clone())));
                    Ok(())
                })?;
            }
            for (now, brought) in moved {
                let is_kept = SipAddress::new(&now).map(|sip| tx.person(&sip)).transpose()?;
                let is_kept = is_kept.flatten().is_some_and(|person| {
                    brought != Conferencing::None && person.conferencing == brought
                });
                people.extend(is_kept.then_some(now));
            }
        }
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let renamed = renamed::since(&mut *tx, roster.revision)?;
        let is_kept = |row: &usize| {
            let sent = roster.sip(*row);
            people.contains(renamed.get(sent.as_str()).map_or(sent.as_str(), |now| now))
        };
        Ok((0..roster.len()).filter(is_kept).collect())
    }

    /// Conference IDs of a provider's that people were given here and that nobody has any more, with
    /// whose each was last, and by which batch. Batches that were undone do not count.
    pub fn given_up(&mut self, provider: &str) -> Result<GivenUp> {
        let batches = self.batches()?;
        let mut tx = self.backend.read()?;
        // Whatever nobody has any more was taken from somebody, by a batch that stands.
        let mut free = HashSet::new();
        for number in tx.taking()? {
            if stands(&batches, number) {
                tx.taken_by(number, &mut |_, name, id| {
                    if is_same_name(name, provider) {
                        free.insert(Box::<str>::from(id));
                    }
                })?;
            }
        }
        if !free.is_empty() {
            tx.each_standing(None, &mut |person| {
                let held = person.conferencing.assignment();
                if let Some(held) = held.filter(|held| is_same_name(held.provider, provider)) {
                    free.remove(held.conference_id);
                }
            })?;
        }
        let mut given_up = GivenUp::new();
        if free.is_empty() {
            return Ok(given_up);
        }
        for (number, assigns) in assigning(&batches) {
            if assigns {
                tx.assigned_by(number, &mut |sip, name, id| {
                    if free.contains(id)
                        && is_same_name(name, provider)
                        && let Some(sip) = SipAddress::new(sip)
                    {
                        given_up.insert(id.into(), (sip, number));
                    }
                })?;
            } else if !given_up.is_empty() {
                let now = renamed_by(&mut *tx, number)?;
                for (sip, _) in given_up.values_mut() {
                    if let Some(now) = now.get(sip) {
                        sip.clone_from(now);
                    }
                }
            }
        }
        Ok(given_up)
    }

    /// The batch that last gave each person an assignment here, by the addresses that people have by
    /// now. Batches that were undone do not count.
    pub fn assigned_by(&mut self) -> Result<BTreeMap<SipAddress, BatchNumber>> {
        let mut assigned = BTreeMap::new();
        let batches = self.batches()?;
        let mut tx = self.backend.read()?;
        for (number, assigns) in assigning(&batches) {
            if assigns {
                tx.assigned_by(number, &mut |sip, _, _| {
                    if let Some(sip) = SipAddress::new(sip) {
                        assigned.insert(sip, number);
                    }
                })?;
            } else if !assigned.is_empty() {
                // All out, then all in: two people may have exchanged their addresses.
                let renamed = renamed_by(&mut *tx, number)?;
                let out: Vec<_> = renamed
                    .iter()
                    .filter_map(|(before, now)| Some((now.clone(), assigned.remove(before)?)))
                    .collect();
                assigned.extend(out);
            }
        }
        Ok(assigned)
    }
}

/// Whether what a batch took away is gone by it: not where it was undone, and not where it is an undo
/// or a redo itself.
fn stands(batches: &[Batch], number: BatchNumber) -> bool {
    let batch = batches.iter().find(|batch| batch.number == number);
    batch.is_some_and(|batch| {
        batch.undone_by.is_none() && !matches!(batch.cause, Cause::Undo { .. } | Cause::Redo { .. })
    })
}

/// Batches that gave people assignments here and are not undone, and (false) those that may have given
/// people other addresses, undone or not; the oldest first.
fn assigning(batches: &[Batch]) -> impl Iterator<Item = (BatchNumber, bool)> {
    let ours = |batch: &Batch| match batch.cause {
        Cause::Import { .. } | Cause::Assign => batch.undone_by.is_none().then_some(true),
        Cause::Load { .. } | Cause::Undo { .. } | Cause::Redo { .. } => Some(false),
        Cause::Unassign => None,
    };
    batches.iter().rev().filter_map(move |batch| Some((batch.number, ours(batch)?)))
}

/// The addresses that a batch changed, each with what it became.
fn renamed_by(tx: &mut dyn Tx, number: BatchNumber) -> Result<BTreeMap<SipAddress, SipAddress>> {
    let mut renamed = BTreeMap::new();
    tx.renamed_by(number, &mut |before, now| {
        renamed.extend(SipAddress::new(before).zip(SipAddress::new(now)));
    })?;
    Ok(renamed)
}
