//! Directory to roster to file.
#![allow(clippy::unwrap_used, reason = "in a bench a panic is the report")]

#[path = "../../../tests/performance/invented.rs"]
mod invented;

use divan::Bencher;
use tollgate_export::{Choice, Choosing, Secret, Target, roster, write};
use tollgate_model::{Directory, Revision, Roster};

fn main() {
    divan::main();
}

fn ask() -> Roster {
    let directory = Directory::new(Revision(1), invented::people());
    make(&directory)
}

fn make(directory: &Directory) -> Roster {
    let provider = invented::provider();
    let mut choosing = Choosing::new(&provider, &Choice::All);
    directory.people().iter().for_each(|person| person.look(|person| choosing.look(person)));
    let chosen = choosing.chosen();
    let made_at = "2026-03-01T09:00:00Z".parse().unwrap();
    roster(7, &provider, &chosen, made_at, &Secret([7; 16]))
}

#[divan::bench]
fn choose_and_make(bencher: Bencher<'_, '_>) {
    let directory = Directory::new(Revision(1), invented::people());
    bencher.bench(|| make(&directory));
}

#[divan::bench(args = ["csv", "xlsx"])]
fn write_as(bencher: Bencher<'_, '_>, format: &str) {
    let (roster, provider) = (ask(), invented::provider());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster");
    let target = || Target { path: &path, format, force: true, version: "0.1.0" };
    bencher.with_inputs(target).bench_local_values(|target| {
        write(&roster, &provider, target).unwrap().appear().unwrap();
    });
}
