//! Work on many rows, on all cores.

use std::sync::Mutex;

use crate::Sink;

/// From how many rows on it is worth a thread to work beside another.
pub(crate) const MANY: usize = 50_000;

/// Does the work for each item, as many at once as there are cores where there are many rows. What is
/// found goes into the sink, in no certain order.
pub(crate) fn side_by_side<I: Iterator + Send>(
    items: I,
    rows: usize,
    sink: &mut Sink<'_>,
    work: impl Fn(I::Item, &mut Sink<'_>) + Sync,
) {
    let queue = Mutex::new(items);
    let next = || queue.lock().ok().and_then(|mut queue| queue.next());
    let work = |sink: &mut Sink<'_>| {
        while let Some(item) = next() {
            work(item, sink);
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let others = 1..cores.min(1 + rows / MANY);
        let others = others.map(|_| {
            let mut sink = sink.another();
            scope.spawn(|| {
                work(&mut sink);
                sink
            })
        });
        let others: Vec<_> = others.collect();
        work(sink);
        for other in others {
            sink.take_in(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
    });
}
