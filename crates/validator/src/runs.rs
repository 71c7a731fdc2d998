//! Runs of neighbouring rows, for rules about what happens down a column.

use std::ops::Range;

use tollgate_model::{Field, PhoneNumber, digits};

use crate::{Draft, Reply};

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

/// Toll numbers of neighbouring people, each of which follows from the one above it.
pub(crate) struct Dragged {
    /// The table row of the person above the first.
    pub(crate) above: Option<usize>,
    /// Table row and row of the roster (both zero-based) of each.
    pub(crate) people: Vec<(usize, usize)>,
}

/// Runs of at least `least` toll numbers in which each follows from the one above, as `read` reads them
/// row by row. Numbers all of which the provider publishes were given, and not dragged.
pub(crate) fn dragged<T>(
    reply: &Reply<'_>,
    least: usize,
    read: impl Fn(usize) -> T,
    follows: impl Fn(&T, &T) -> bool,
) -> Vec<Dragged> {
    if reply.all_published() {
        return Vec::new();
    }
    let (mut found, mut last): (Vec<Dragged>, Option<(usize, T)>) = (Vec::new(), None);
    let mut run = Dragged { above: None, people: Vec::new() };
    for (row, person) in reply.people_told() {
        let own = read(row);
        if !last.as_ref().is_some_and(|(_, last)| follows(last, &own)) {
            let above = last.map(|(row, _)| row);
            if run.people.len() >= least {
                let next = Dragged { above, people: Vec::new() };
                found.push(std::mem::replace(&mut run, next));
            } else {
                run.above = above;
                run.people.clear();
            }
        }
        run.people.push((row, person));
        last = Some((row, own));
    }
    found.extend((run.people.len() >= least).then_some(run));
    found.retain(|run| !run.people.iter().all(|(row, _)| is_published(reply, *row)));
    found
}

fn is_published(reply: &Reply<'_>, row: usize) -> bool {
    let number = PhoneNumber::from_digits(&digits(reply.text(row, Field::TollNumber)));
    number.is_some_and(|number| reply.provider().published(number).is_some())
}

impl Dragged {
    /// Where it is: the numbers (one-based) of the first and the last row.
    pub(crate) fn rows(&self, reply: &Reply<'_>) -> String {
        let number =
            |person: Option<&(usize, usize)>| person.map_or(0, |(row, _)| reply.row_number(*row));
        format!("rows {} to {}", number(self.people.first()), number(self.people.last()))
    }

    /// A finding about all of it, which proposes the number in the row that it was dragged down from.
    pub(crate) fn found(&self, reply: &Reply<'_>, seed: usize, message: String) -> Draft {
        let column = reply.columns.get(Field::TollNumber);
        let seed = reply.text(seed, Field::TollNumber);
        let help = "A cell was dragged down: ask the provider for the number of each person.";
        let first = self.people.first();
        let place = first.map(|(row, who)| reply.place(*row, Field::TollNumber, Some(*who)));
        let rows = || self.people.iter().map(|(row, _)| *row);
        Draft::new(place.unwrap_or_default(), message, help)
            .explains(rows().map(|row| (row, column)))
            .also(self.people.iter().map(|(_, person)| *person))
            .ask(seed, "the number that was dragged down")
            .edits(rows().map(|row| (row, column, seed.to_owned())))
    }
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
