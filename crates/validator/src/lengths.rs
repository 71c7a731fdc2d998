//! How many digits conference IDs have.

use std::collections::BTreeMap;

/// Of so many IDs three or so begin with 0, unless such zeros were lost.
const ENOUGH: usize = 30;

/// The length that most of some IDs have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Commonest {
    pub(crate) length: usize,
    /// How many have it.
    pub(crate) count: usize,
    /// How many IDs there are.
    pub(crate) all: usize,
}

impl Commonest {
    /// The length that most have; none where there are no IDs.
    pub(crate) fn of(lengths: impl Iterator<Item = usize>) -> Option<Self> {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for length in lengths {
            *counts.entry(length).or_default() += 1;
        }
        let all = counts.values().sum();
        let (length, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        Some(Self { length, count, all })
    }

    /// The length, where nearly all have it.
    pub(crate) fn of_nearly_all(self) -> Option<usize> {
        (self.count * 5 >= self.all * 4).then_some(self.length)
    }

    /// The length, where nearly all have it and they are enough: one in ten of them has lost zeros where
    /// all lost theirs.
    pub(crate) fn of_enough(self) -> Option<usize> {
        self.of_nearly_all().filter(|_| self.count >= ENOUGH)
    }
}
