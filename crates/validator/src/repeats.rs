//! Rows that share what should be one person's.

use std::hash::{BuildHasher as _, Hash};

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

/// Groups of at least two places in a list that share a key, each in ascending order, and those in
/// the order of their first. Of a list without repeats nothing is kept.
pub(crate) fn repeated<'l, T, K: Hash + Eq>(
    list: &'l [T],
    key: impl Fn(&'l T) -> Option<K>,
) -> Vec<Vec<usize>> {
    let hasher = DefaultHashBuilder::default();
    let mut firsts: HashTable<u32> = HashTable::with_capacity(list.len());
    let mut groups: HashMap<u32, Vec<usize>> = HashMap::new();
    let key_at = |at: u32| list.get(at as usize).and_then(&key);
    for (at, item) in (0..).zip(list) {
        let Some(own) = key(item) else { continue };
        let same = |first: &u32| key_at(*first).as_ref() == Some(&own);
        let entry = firsts.entry(hasher.hash_one(&own), same, |first| {
            key_at(*first).map_or(0, |key| hasher.hash_one(key))
        });
        match entry {
            hashbrown::hash_table::Entry::Occupied(first) => {
                let first = *first.get();
                groups.entry(first).or_insert_with(|| vec![first as usize]).push(at as usize);
            }
            hashbrown::hash_table::Entry::Vacant(vacant) => drop(vacant.insert(at)),
        }
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.sort_unstable();
    groups
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
