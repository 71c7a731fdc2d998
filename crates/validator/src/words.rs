//! Words that several rules use.

/// How many of many are named in one message.
pub(crate) const NAMED: usize = 5;

/// The first of so many, and how many more there are: `a, b, c, d, e, 3 more`.
pub(crate) fn first_of(count: usize, names: impl Iterator<Item = String>) -> String {
    let mut named: Vec<String> = names.take(NAMED).collect();
    if count > named.len() {
        named.push(format!("{} more", count - named.len()));
    }
    named.join(", ")
}

#[cfg(test)]
mod tests {
    use super::first_of;

    #[test]
    fn of_many_a_few_are_named() {
        let first = |count: usize| first_of(count, (1..=count).map(|number| number.to_string()));
        assert_eq!([first(1), first(5)], ["1", "1, 2, 3, 4, 5"]);
        assert_eq!(first(7), "1, 2, 3, 4, 5, 2 more");
    }
}
