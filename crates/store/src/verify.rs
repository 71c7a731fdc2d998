//! Whether the journal still says what was written, and whether the directory is what it says.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use sha2::{Digest as _, Sha256};
use tollgate_model::{
    Batch, BatchNumber, Bridges, Cause, Conferencing, ConferencingView, Country, Identity,
    PersonView, Revision, SipAddress, Who,
};

use crate::backend::{Link, Tx};
use crate::digest::{Record as Bytes, hex};
use crate::packed::is_whole;
use crate::{Error, Result, Store, find, read_profile, rosters};

/// A batch as the bytes that its digest is of, and how it is chained.
#[derive(Clone, Debug)]
pub struct Record {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Their SHA-256, as the journal has it.
    pub digest: String,
}

/// What the journal comes to so far: what everybody has, and a mark of who they are; and whether it was
/// given here, with a provider's profile at hand.
type State = HashMap<SipAddress, (Conferencing, u64, bool)>;

impl Store {
    /// Works the chain of the journal out again, over every change, and compares it with what was
    /// written; then compares the directory with what the journal comes to, and looks whether every roster
    /// and profile is there that the journal needs, and whole. Fails with the first that does not fit; otherwise says how many batches there are.
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
        let after = batches.last().map_or(Revision(0), |batch| Revision(batch.revision.0 + 1));
        if tx.revision()? != after {
            return Err(Error::not_at(tx.revision()?, after));
        }
        let given = state.values().filter(|(_, _, given)| *given);
        let given = given.filter_map(|(has, ..)| has.assignment());
        let given: BTreeSet<&str> = given.map(|held| &*held.provider).collect();
        let mut needed: BTreeSet<String> = given.into_iter().map(str::to_lowercase).collect();
        compare(&mut *tx, state)?;
        let rosters = rosters(&mut *tx)?;
        // They are numbered one by one, and none is ever taken out.
        let answered = batches.iter().filter_map(|batch| match batch.cause {
            Cause::Import { roster, .. } => Some(roster),
            _ => None,
        });
        let last = answered.chain(rosters.iter().map(|info| info.number)).max().unwrap_or(0);
        for number in 1..=last {
            let lost = || Error::lost(&format!("roster {number}"));
            let info = rosters.iter().find(|info| info.number == number).ok_or_else(lost)?;
            let roster = tx.roster(number)?.ok_or_else(lost)?;
            if roster.len() != info.people {
                return Err(lost());
            }
            needed.extend(info.state.is_open().then(|| info.provider.to_lowercase()));
        }
        tx.providers()?.iter().try_for_each(|profile| read_profile(profile).map(drop))?;
        for name in needed {
            if tx.provider(&name)?.is_none() {
                return Err(Error::lost(&format!("the profile of `{name}`")));
            }
        }
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
    let given = matches!(batch.cause, Cause::Import { .. } | Cause::Assign);
    let mut fits = true;
    // An address may pass from one person to another.
    let mut come = Vec::new();
    tx.each_change(batch.number, false, &mut |change, _| {
        record.change(&change);
        match change.who {
            Who::Stays(sip) => match state.get_mut(&sip) {
                Some((has, _, by_us)) if *has == change.before => {
                    *has = change.after;
                    *by_us = given;
                }
                _ => fits = false,
            },
            Who::Changes { before, after } => {
                let mut by_us = given;
                if let Some(before) = before {
                    let was = state.remove(&before.sip);
                    fits &= was.as_ref().is_some_and(|(has, mark, _)| {
                        *has == change.before && *mark == mark_of(&before)
                    });
                    // Whom a dump calls otherwise keeps what was given here.
                    by_us |=
                        change.before == change.after && was.is_some_and(|(_, _, by_us)| by_us);
                }
                come.extend(after.map(|is| (is.sip.clone(), (change.after, mark_of(&is), by_us))));
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
    tx.each_person(&mut |person| {
        let (has, who) = (bridges.conferencing(person.conferencing), mark(person));
        let was = state.remove(person.sip);
        let same = was.is_some_and(|(was, mark, _)| was == has && mark == who);
        if differs.is_none() && !same {
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
