//! A reply judged against the roster that was sent, clean and with a fault in every row.
#![allow(clippy::unwrap_used, reason = "in a bench a panic is the report")]

#[path = "../../../tests/performance/invented.rs"]
mod invented;
#[path = "../../../tests/performance/table.rs"]
mod table;

use divan::Bencher;
use tollgate_validator::{Options, Sent, check};

fn main() {
    divan::main();
}

fn judge(bencher: Bencher<'_, '_>, damage: impl Fn(&mut Vec<String>)) {
    let (provider, roster) = (invented::provider(), invented::roster(&invented::people()));
    let mut rows = invented::reply(&roster);
    rows.iter_mut().skip(1).for_each(damage);
    let table = table::read("reply.csv", &table::csv(&rows));
    let sent = Sent { roster: &roster, provider: &provider, named: false, sheet_named: false };
    bencher.bench(|| check(&table, &sent, None, Options::default()));
}

#[divan::bench]
fn clean(bencher: Bencher<'_, '_>) {
    judge(bencher, |_| {});
}

/// Each conference ID is one digit short.
#[divan::bench]
fn faulty(bencher: Bencher<'_, '_>) {
    judge(bencher, |row| {
        row[8].pop();
    });
}
