//! Which commands take back what stands in the way of taking a batch back. What they take back may have
//! others in its own way, which come first.

use std::collections::{BTreeSet, HashMap};

use tollgate_model::{Batch, BatchNumber, Cause, Change, SipAddress, Who};

use super::{leaves, mark_undone};
use crate::Result;
use crate::backend::Tx;

/// The commands that take back what came since batch `made` and stands in the way of taking it back, in the
/// order in which they work. `conflicts` are the positions of its changes that somebody changed since.
pub(super) fn commands(
    tx: &mut dyn Tx,
    made: BatchNumber,
    mut conflicts: BTreeSet<usize>,
) -> Result<Vec<String>> {
    let mut batches = tx.batches()?;
    mark_undone(&mut batches);
    // Undone batches that must be brought back on the way, because one that counted on them is taken
    // back; and so be taken back once more.
    let mut again: BTreeSet<BatchNumber> = BTreeSet::new();
    loop {
        let (mut way, mut at) = (Way::default(), 0);
        tx.each_change(made, false, &mut |change, _| {
            let waits = (!conflicts.contains(&at)).then_some(at);
            way.must_stand(&change, Met { since: made, stays: false, waits });
            at += 1;
            Ok(())
        })?;
        let mut stand: Vec<&Batch> = Vec::new();
        for batch in batches.iter().filter(|batch| batch.number > made) {
            if way.passes(tx, batch, &again)? {
                stand.push(batch);
            }
        }
        let known = (conflicts.len(), again.len());
        conflicts.extend(way.woken);
        again.extend(stand.iter().filter_map(|batch| match batch.cause {
            Cause::Undo { of } => Some(of),
            _ => None,
        }));
        if (conflicts.len(), again.len()) == known {
            return Ok(reversed(&stand, &batches));
        }
    }
}

/// People who must stand as a batch left them, and addresses that must be free, while later batches go by.
#[derive(Default)]
struct Way {
    /// Whom, by the addresses that they have after each batch.
    people: HashMap<SipAddress, Met>,
    /// The same people where a batch removed them, by the addresses that they had.
    gone: HashMap<SipAddress, Met>,
    /// The addresses that people get back.
    free: HashMap<SipAddress, Met>,
    /// Changes of the first batch that stand as they are, but will not once others are taken back.
    woken: BTreeSet<usize>,
}

#[derive(Clone, Copy)]
struct Met {
    /// The last batch that must find somebody, or an address, as it left them.
    since: BatchNumber,
    /// Whether only what somebody has counts, and not who they are.
    stays: bool,
    /// The position of a change of the first batch that stands as it is: what came since comes to nothing,
    /// unless some of it is taken back.
    waits: Option<usize>,
}

impl Way {
    /// Whoever a change is about must be as it left them when it is taken back.
    fn must_stand(&mut self, change: &Change, met: Met) {
        if let Some(after) = change.sip_after() {
            let is_same = matches!(change.who, Who::Stays(_));
            let known = self.people.get(after);
            let stays = is_same && known.is_none_or(|known| known.stays);
            self.woken.extend(known.and_then(|known| known.waits));
            self.people.insert(after.clone(), Met { stays, ..met });
        }
        if let Some(before) = change.sip_before().filter(|_| leaves(change)) {
            self.free.insert(before.clone(), met);
        }
    }

    /// Goes on past a batch; whether it stands in the way, and must be taken back itself.
    fn passes(
        &mut self,
        tx: &mut dyn Tx,
        batch: &Batch,
        again: &BTreeSet<BatchNumber>,
    ) -> Result<bool> {
        let (mut moved, mut met) = (Vec::new(), Vec::<Met>::new());
        tx.each_change(batch.number, false, &mut |change, _| {
            let (from, to) = (change.sip_before(), change.sip_after());
            for sip in [from, to].into_iter().flatten() {
                met.extend(self.free.get(sip));
                met.extend(self.gone.get(sip));
            }
            if let Some((from, person)) = from.and_then(|sip| self.people.get_key_value(sip)) {
                let counts = !person.stays || to.is_none() || change.before != change.after;
                met.extend(counts.then_some(person));
                if leaves(&change) {
                    moved.push((from.clone(), to.cloned(), *person));
                }
            }
            if let Some((to, person)) = to.and_then(|sip| self.gone.remove_entry(sip)) {
                moved.push((to.clone(), Some(to), person));
            }
            Ok(())
        })?;
        let since = met.iter().filter(|met| met.waits.is_none()).map(|met| met.since).max();
        let woken: Vec<usize> = met.iter().filter_map(|met| met.waits).collect();
        self.go(moved);
        let Some(since) = since else { return Ok(false) };
        let stands = match batch.cause {
            // With the batch that it is of it comes to nothing, unless one that must be taken back lies
            // between the two.
            Cause::Undo { of } | Cause::Redo { of } => of < since,
            _ => batch.undone_by.is_none() || again.contains(&batch.number),
        };
        if stands {
            self.woken.extend(woken);
            let met = Met { since: batch.number, stays: false, waits: None };
            tx.each_change(batch.number, false, &mut |change, _| {
                self.must_stand(&change, met);
                Ok(())
            })?;
        }
        Ok(stands)
    }

    /// All out, then all in: two people may have exchanged their addresses.
    fn go(&mut self, moved: Vec<(SipAddress, Option<SipAddress>, Met)>) {
        for (from, ..) in &moved {
            self.people.remove(from);
        }
        for (from, to, person) in moved {
            match to {
                Some(to) => self.people.insert(to, person),
                None => self.gone.insert(from, person),
            };
        }
    }
}

/// The commands that take these batches back, the last first.
fn reversed(stand: &[&Batch], batches: &[Batch]) -> Vec<String> {
    let undone = batches.iter().filter(|batch| batch.undone_by.is_some());
    let mut undone: BTreeSet<BatchNumber> = undone.map(|batch| batch.number).collect();
    let mut commands: Vec<(&str, BatchNumber)> = Vec::new();
    for batch in stand.iter().rev() {
        let (verb, of) = match batch.cause {
            Cause::Undo { of } => ("redo", of),
            Cause::Redo { of } => ("undo", of),
            _ => ("undo", batch.number),
        };
        let works = if verb == "redo" { undone.remove(&of) } else { undone.insert(of) };
        match commands.last() {
            _ if !works => {}
            // One right after the other comes to nothing.
            Some((_, last)) if *last == of => drop(commands.pop()),
            _ => commands.push((verb, of)),
        }
    }
    commands.iter().map(|(verb, of)| format!("`tollgate {verb} {of}`")).collect()
}
