//! Accepted answers to a plan.
#![allow(clippy::unwrap_used, reason = "in a bench a panic is the report")]

#[path = "../../../tests/performance/invented.rs"]
mod invented;
#[path = "../../../tests/performance/table.rs"]
mod table;

use divan::Bencher;
use tollgate_import::{Replace, plan};
use tollgate_model::{Cause, Directory, Revision};
use tollgate_validator::{Options, Sent, Standing, check};

fn main() {
    divan::main();
}

#[divan::bench]
fn assign(bencher: Bencher<'_, '_>) {
    let (provider, people) = (invented::provider(), invented::people());
    let roster = invented::roster(&people);
    let table = table::read("reply.csv", &table::csv(&invented::reply(&roster)));
    let sent = Sent { roster: &roster, provider: &provider, named: false, sheet_named: false };
    let accepted = check(&table, &sent, None, Options::default()).accepted.unwrap();
    let standing = Standing::in_directory(&Directory::new(Revision(1), people), &roster, &provider);
    let inputs = || (accepted.clone(), Cause::import(roster.number, &table.facts));
    bencher.with_inputs(inputs).bench_values(|(accepted, cause)| {
        plan(accepted, &roster, &standing, Replace::default(), cause).unwrap()
    });
}
