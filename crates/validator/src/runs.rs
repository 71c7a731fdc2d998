//! Runs of neighbouring rows, for rules about what happens down a column.

use std::ops::Range;

/// Maximal runs of at least `least` places in which each follows from the one before it.
pub(crate) fn runs<T>(
    list: &[T],
    least: usize,
    follows: impl Fn(&T, &T) -> bool,
) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut start = 0;
    for end in 1..=list.len() {
        if end == list.len() || !follows(&list[end - 1], &list[end]) {
            if end - start >= least {
                runs.push(start..end);
            }
            start = end;
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn a_run_ends_where_the_next_does_not_follow() {
        assert_eq!(runs(&[1, 2, 3, 7, 8, 1, 2, 3], 3, |a, b| b - a == 1), [0..3, 5..8]);
        assert!(runs::<i32>(&[], 1, |_, _| true).is_empty());
        assert_eq!(runs(&[5], 1, |_, _| true).len(), 1);
    }
}
