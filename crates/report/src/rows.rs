//! Row numbers as a person writes them: `4, 7–9, 12`.

/// Rising numbers, runs of three or more folded.
pub(crate) fn ranges(numbers: &[u32]) -> String {
    let mut parts = Vec::new();
    let mut rest = numbers;
    while let Some(first) = rest.first() {
        let length =
            rest.iter().zip(*first..).take_while(|(number, next)| **number == *next).count();
        match (length, rest.get(length - 1)) {
            (3.., Some(last)) => parts.push(format!("{first}–{last}")),
            _ => parts.extend(rest[..length].iter().map(u32::to_string)),
        }
        rest = &rest[length..];
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn runs_of_three_are_folded() {
        assert_eq!(ranges(&[2, 3, 5, 6, 7, 9]), "2, 3, 5–7, 9");
        assert_eq!(ranges(&[]), "");
        assert_eq!(ranges(&[4, 4]), "4, 4");
    }
}
