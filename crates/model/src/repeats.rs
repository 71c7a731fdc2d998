//! What stands in a list more than once.

use std::hash::{BuildHasher as _, Hash};

use hashbrown::{DefaultHashBuilder, HashMap};

/// Groups of at least two places in a list that share a key, each in ascending order, and those in
/// the order of their first. Of a list without repeats next to nothing is kept.
pub fn repeated<'l, T, K: Hash + Eq>(
    list: &'l [T],
    key: impl Fn(&'l T) -> Option<K>,
) -> Vec<Vec<usize>> {
    let hasher = DefaultHashBuilder::default();
    let hashed = |item: &'l T| key(item).map(|key| hasher.hash_one(key));
    // Few keys share a mark with another, and only they are compared.
    let mut marks = Marks::of(list.len());
    list.iter().filter_map(hashed).for_each(|hash| marks.mark(hash));
    let mut groups: HashMap<K, Vec<usize>> = HashMap::new();
    for (at, item) in list.iter().enumerate() {
        if hashed(item).is_some_and(|hash| marks.is_shared(hash))
            && let Some(key) = key(item)
        {
            groups.entry(key).or_default().push(at);
        }
    }
    let mut groups: Vec<Vec<usize>> =
        groups.into_values().filter(|group| group.len() > 1).collect();
    groups.sort_unstable();
    groups
}

/// A mark for each key, in so little room that it stays at hand: a key that has none of its own may
/// be another's equal.
struct Marks {
    once: Vec<u64>,
    twice: Vec<u64>,
}

impl Marks {
    /// Room for some sixteen marks a key.
    fn of(keys: usize) -> Self {
        let words = (keys / 4).next_power_of_two();
        Self { once: vec![0; words], twice: vec![0; words] }
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let word = usize::try_from(hash >> 6).unwrap_or(0) & (self.once.len() - 1);
        (word, 1 << (hash & 63))
    }

    fn mark(&mut self, hash: u64) {
        let (word, bit) = self.place(hash);
        self.twice[word] |= self.once[word] & bit;
        self.once[word] |= bit;
    }

    fn is_shared(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.twice[word] & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use super::repeated;

    #[test]
    fn what_stands_twice_is_found_wherever_it_stands() {
        let list = ["b", "", "a", "b", "c", "a", "a"];
        let groups = repeated(&list, |text| Some(*text).filter(|text| !text.is_empty()));
        assert_eq!(groups, [vec![0, 3], vec![2, 5, 6]]);
        let many: Vec<u32> = (0..10_000).chain([77]).collect();
        assert_eq!(repeated(&many, |number| Some(*number)), [[77, 10_000]]);
    }
}
