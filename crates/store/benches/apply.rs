//! A plan made so in an embedded store, with its journal.
#![allow(clippy::unwrap_used, reason = "in a bench a panic is the report")]

#[path = "../../../tests/performance/invented.rs"]
mod invented;

use std::path::Path;
use std::sync::Arc;

use divan::Bencher;
use tollgate_model::{
    Assignment, Bridge, Cause, Change, Conferencing, Hand, Plan, Revision, Timestamp,
};
use tollgate_store::Store;

fn main() {
    divan::main();
}

fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn hand() -> Hand {
    Hand {
        by: "admin".into(),
        at: now(),
        version: "0.1.0".into(),
        options: Vec::new(),
        reason: None,
        evidence: Vec::new(),
    }
}

fn of(changes: Vec<Change>, revision: Revision, cause: Cause) -> Plan {
    let provider = Some("Contoso Conferencing".into());
    Plan { revision, cause, provider, changes, unchanged: 0, left: 0 }
}

/// Everyone comes into the directory.
fn loading() -> Plan {
    let come = |person| Change::of(None, Some(person));
    let changes = invented::people().into_iter().map(come).collect();
    of(changes, Revision(0), Cause::Load { file: "dump.csv".into(), sha256: "00".into() })
}

/// Everyone is given an assignment.
fn assigning() -> Plan {
    let bridge = Arc::new(Bridge {
        provider: "Contoso Conferencing".into(),
        domain: "acp.contoso.example".into(),
        toll_number: "+12065550100".into(),
        toll_free_numbers: Vec::new(),
    });
    let assign = |(number, person): (usize, tollgate_model::Person)| {
        let after = person.with(Conferencing::Assigned(Assignment {
            bridge: Arc::clone(&bridge),
            conference_id: format!("{:08}", (number + 1) * 49_979_687 % 99_999_989).into(),
        }));
        Change::of(Some(person), Some(after))
    };
    let changes = invented::people().into_iter().enumerate().map(assign).collect();
    let cause = Cause::Import { roster: 7, file: "reply.csv".into(), sha256: "00".into() };
    of(changes, Revision(1), cause)
}

/// A new store in which the first plans are made so already.
fn store(folder: &Path, before: &[&Plan]) -> Store {
    let path = folder.join("store.db");
    for end in ["", "-wal", "-shm"] {
        std::fs::remove_file(format!("{}{end}", path.display())).ok();
    }
    let mut store = Store::create(path.to_str().unwrap(), now()).unwrap();
    store.set_provider(&invented::provider()).unwrap();
    for plan in before {
        store.apply(plan, &hand()).unwrap();
    }
    store
}

fn apply(bencher: Bencher<'_, '_>, before: &[&Plan], plan: &Plan) {
    let folder = tempfile::tempdir().unwrap();
    bencher
        .with_inputs(|| store(folder.path(), before))
        .bench_local_values(|mut store| store.apply(plan, &hand()).unwrap());
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn load(bencher: Bencher<'_, '_>) {
    apply(bencher, &[], &loading());
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn assign(bencher: Bencher<'_, '_>) {
    apply(bencher, &[&loading()], &assigning());
}
