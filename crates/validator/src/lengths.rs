//! How many digits conference IDs have.

use std::collections::BTreeMap;

/// Of so many IDs three or so begin with 0, unless such zeros were lost.
const ENOUGH: usize = 30;

/// The length that most have, how many have it, and how many there are.
pub(crate) fn commonest(lengths: impl Iterator<Item = usize>) -> Option<(usize, usize, usize)> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for length in lengths {
        *counts.entry(length).or_default() += 1;
    }
    let all = counts.values().sum();
    let (length, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    Some((length, count, all))
}

/// The length that nearly all have, where they are enough: one in ten of them has lost zeros where all
/// lost theirs.
pub(crate) fn length_of_nearly_all(lengths: impl Iterator<Item = usize>) -> Option<usize> {
    let (length, count, all) = commonest(lengths)?;
    (count * 5 >= all * 4 && count >= ENOUGH).then_some(length)
}
