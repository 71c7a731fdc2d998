//! Work on many things at once.

use std::ops::Range;
use std::sync::Mutex;

/// Does the work for each item, as many at once as there are workers: one on this thread, each other on
/// a thread of its own. Which worker does what is not certain; all is done at the end.
///
/// # Panics
/// Where the work does.
pub fn side_by_side<I: Iterator + Send, W: Send>(
    items: I,
    workers: impl IntoIterator<Item = W>,
    work: impl Fn(I::Item, &mut W) + Sync,
) {
    let queue = Mutex::new(items);
    // The queue is held only until the next item is taken.
    let next = || queue.lock().ok().and_then(|mut queue| queue.next());
    let work = |mut worker: W| {
        while let Some(item) = next() {
            work(item, &mut worker);
        }
    };
    let mut workers = workers.into_iter();
    let own = workers.next();
    std::thread::scope(|scope| {
        let work = &work;
        for other in workers {
            scope.spawn(move || work(other));
        }
        own.into_iter().for_each(work);
    });
}

/// What the work makes of each item, in the order of the items: as many at once as there are cores.
///
/// # Panics
/// Where the work does.
pub fn on_all_cores<I: Iterator + Send, T: Send>(
    items: I,
    work: impl Fn(I::Item) -> T + Sync,
) -> Vec<T> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let most = items.size_hint().1.unwrap_or(cores).max(1);
    let mut made: Vec<Vec<(usize, T)>> = (0..cores.min(most)).map(|_| Vec::new()).collect();
    side_by_side(items.enumerate(), &mut made, |(at, item), made| made.push((at, work(item))));
    let mut made: Vec<(usize, T)> = made.into_iter().flatten().collect();
    made.sort_unstable_by_key(|(at, _)| *at);
    made.into_iter().map(|(_, made)| made).collect()
}

/// What the work makes of each part of so many things, in their order: a part for each core.
///
/// # Panics
/// Where the work does.
pub fn in_parts<T: Send>(count: usize, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let size = count.div_ceil(cores).max(1);
    on_all_cores((0..count).step_by(size), |first| work(first..count.min(first + size)))
}

#[cfg(test)]
mod tests {
    use super::{in_parts, on_all_cores, side_by_side};

    #[test]
    fn what_is_made_comes_in_the_order_of_what_it_is_made_of() {
        assert!(on_all_cores(0..1000, |item| item * 2).into_iter().eq((0..1000).map(|n| n * 2)));
        assert!(on_all_cores(0..0, |item: i32| item).is_empty());
    }

    #[test]
    fn the_parts_are_the_whole() {
        for count in [0, 1, 2, 1000] {
            assert!(in_parts(count, |part| part).into_iter().flatten().eq(0..count), "{count}");
        }
    }

    #[test]
    fn everything_is_done_once_whoever_does_it() {
        for workers in [1, 3] {
            let mut done = vec![Vec::new(); workers];
            side_by_side(0..1000, &mut done, |item, done| done.push(item));
            let mut done = done.concat();
            done.sort_unstable();
            assert!(done.into_iter().eq(0..1000));
        }
    }
}
