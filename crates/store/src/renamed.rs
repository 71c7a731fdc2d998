//! Who has another address since a revision of the directory, which addresses another account has, and whom
//! batches are about at all, by what the journal has of each.

use std::collections::{HashMap, HashSet};

use tollgate_model::{BatchNumber, Revision, Since};

use crate::Result;
use crate::backend::Tx;

/// Addresses from the one before to the one now.
type Moved = HashMap<Box<str>, Box<str>>;

/// Of more people it is not told whom batches are about: then most may be others than they were.
const FEW: usize = 100_000;

/// What batches from a revision on did to people. Nothing, where it is not known since when.
pub(crate) fn and_touched_since(tx: &mut dyn Tx, revision: Option<Revision>) -> Result<Since> {
    let Some(revision) = revision else { return Ok(Since::default()) };
    let renamed = since(tx, Some(revision))?;
    // Every batch makes the next revision.
    let number = BatchNumber(revision.0);
    // By address the first object ID and the last.
    let mut accounts: HashMap<Box<str>, (Box<str>, Box<str>)> = HashMap::new();
    tx.accounts_since(number, &mut |sip, id| {
        let known = accounts.entry(sip.into()).or_insert_with(|| (id.into(), id.into()));
        known.1 = id.into();
    })?;
    let taken = accounts.into_iter().filter(|(sip, (first, last))| {
        let known = !first.is_empty() && !last.is_empty();
        known && !first.eq_ignore_ascii_case(last) && !renamed.contains_key(sip)
    });
    let taken = taken.map(|(sip, _)| sip).collect();
    let batches = tx.batches()?.into_iter().filter(|batch| batch.number > number);
    let mut touched = None;
    if batches.map(|batch| batch.changes).sum::<usize>() <= FEW {
        let touched = touched.insert(HashSet::new());
        tx.touched_since(number, &mut |sip| {
            touched.insert(sip.into());
        })?;
    }
    Ok(Since { renamed, taken, touched })
}

/// Whom batches from a revision on gave another address. Nobody, where it is not known since when.
pub(crate) fn since(tx: &mut dyn Tx, revision: Option<Revision>) -> Result<Moved> {
    let mut chains = Chains::default();
    let Some(revision) = revision else { return Ok(chains.now) };
    for batch in tx.batches()?.iter().filter(|batch| batch.revision >= revision) {
        let mut renamed = Vec::new();
        tx.renamed_by(batch.number, &mut |was, now| renamed.push((was.into(), now.into())))?;
        chains.follow(renamed);
    }
    Ok(chains.now)
}

/// Addresses from the first to the last that a person had.
#[derive(Default)]
struct Chains {
    now: Moved,
    first: HashMap<Box<str>, Box<str>>,
}

impl Chains {
    /// Goes on by what one batch did, all of which it did at once.
    fn follow(&mut self, renamed: Vec<(Box<str>, Box<str>)>) {
        let moves = renamed.into_iter().filter_map(|(was, now)| match self.first.get(&was) {
            Some(first) => Some((first.clone(), now)),
            // Whoever had it first has gone on; this is somebody who came to it later.
            None => (!self.now.contains_key(&was)).then_some((was, now)),
        });
        // All out, then all in: two people may have exchanged their addresses.
        let moved: Vec<_> = moves.collect();
        for (first, _) in &moved {
            if let Some(was) = self.now.remove(first) {
                self.first.remove(&was);
            }
        }
        for (first, now) in moved.into_iter().filter(|(first, now)| first != now) {
            self.first.insert(now.clone(), first.clone());
            self.now.insert(first, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_followed_from_address_to_address() {
        let told = |batches: &[&[(&str, &str)]]| {
            let mut chains = Chains::default();
            for batch in batches {
                let renamed = batch.iter().map(|(was, now)| ((*was).into(), (*now).into()));
                chains.follow(renamed.collect());
            }
            let mut now: Vec<_> = chains.now.into_iter().collect();
            now.sort_unstable();
            now.iter().map(|(was, now)| format!("{was}>{now}")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told(&[&[("a", "b")], &[("b", "c")]]), "a>c");
        assert_eq!(told(&[&[("a", "b"), ("b", "a")]]), "a>b b>a");
        assert_eq!(told(&[&[("a", "b"), ("b", "a")], &[("a", "b"), ("b", "a")]]), "");
        assert_eq!(told(&[&[("a", "b")], &[("b", "a")]]), "");
        // Somebody new at an address that another has left.
        assert_eq!(told(&[&[("a", "b")], &[("a", "c")]]), "a>b");
        assert_eq!(told(&[&[("a", "b")], &[("b", "c"), ("a", "d")]]), "a>c");
        assert_eq!(told(&[&[("a", "b"), ("b", "c")], &[("c", "d"), ("b", "a")]]), "b>d");
    }
}
