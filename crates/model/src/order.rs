//! The order of many texts.

use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The places of `count` texts (from zero) in the order of the texts' bytes; equal ones as they stand.
///
/// # Panics
/// From four thousand million texts on.
pub fn in_order<T: AsRef<str>>(count: usize, text: impl Fn(usize) -> T) -> Vec<u32> {
    in_order_within(count, |_| (), text)
}

/// The same for texts of several parts, those of each of which stand nearly in order: it is the faster
/// the more nearly they do.
///
/// # Panics
/// As [`in_order`] does.
pub fn in_order_within<P: Ord, T: AsRef<str>>(
    count: usize,
    part: impl Fn(usize) -> P,
    text: impl Fn(usize) -> T,
) -> Vec<u32> {
    // The first bytes tell most texts apart without a look at the others. Their count stands behind them,
    // which tells short texts apart to the end: many people share a short name.
    let start = |at: usize| {
        let (text, mut start) = (text(at), [0; START + 1]);
        let length = text.as_ref().len().min(START);
        start[..length].copy_from_slice(&text.as_ref().as_bytes()[..length]);
        start[START] = if text.as_ref().len() > START { LONGER } else { count_of(length) };
        (start, u32::try_from(at).expect("less than four thousand million"))
    };
    let mut places: BTreeMap<P, usize> = BTreeMap::new();
    for at in 0..count {
        *places.entry(part(at)).or_default() += 1;
    }
    let mut first = 0;
    for place in places.values_mut() {
        first += std::mem::replace(place, first);
    }
    // One part after another, each as it stands.
    let mut order = vec![([0; START + 1], 0); count];
    for at in 0..count {
        if let Some(place) = places.get_mut(&part(at)) {
            order[*place] = start(at);
            *place += 1;
        }
    }
    let numbers = |start: &[u8; START + 1]| {
        let head = start.first_chunk().map(|head| u128::from_be_bytes(*head));
        (head, start.last_chunk().map(|tail| u32::from_be_bytes(*tail)))
    };
    order.sort_by(|(one, a), (other, b)| {
        let starts = numbers(one).cmp(&numbers(other));
        let whole = || match one[START] {
            LONGER => text(*a as usize).as_ref().cmp(text(*b as usize).as_ref()),
            _ => Ordering::Equal,
        };
        starts.then_with(whole).then(a.cmp(b))
    });
    order.into_iter().map(|(_, at)| at).collect()
}

/// How many bytes of a text are compared at once: with their count, as many as two numbers hold.
const START: usize = 19;

/// Stands for the count where a text goes on.
const LONGER: u8 = u8::MAX;

fn count_of(length: usize) -> u8 {
    u8::try_from(length).unwrap_or(LONGER)
}

#[cfg(test)]
mod tests {
    use super::{in_order, in_order_within};

    #[test]
    fn texts_that_begin_alike_are_told_apart_and_equal_ones_stay_as_they_stand() {
        let texts = ["b", "ada.abel@contoso.example", "ada.abel@contoso.examine", "", "b", "a\0"];
        assert_eq!(in_order(texts.len(), |at| texts[at]), [3, 5, 2, 1, 0, 4]);
        assert_eq!(in_order_within(6, |at| at % 3, |at| texts[at]), [3, 5, 2, 1, 0, 4]);
    }

    #[test]
    fn a_text_stands_before_those_that_begin_with_it_whatever_they_go_on_with() {
        for length in [0, 18, 19, 20] {
            let text = "a".repeat(length);
            let texts = ["b", "\0b", "\0\0", "\0", ""].map(|end| format!("{text}{end}"));
            assert_eq!(in_order(texts.len(), |at| &texts[at]), [4, 3, 2, 1, 0], "{length}");
        }
    }
}
