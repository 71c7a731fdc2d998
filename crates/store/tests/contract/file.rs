//! What only a store that is a file has to promise.

use tollgate_model::{Cause, Change, Conferencing, Directory};
use tollgate_store::Store;

use crate::invented::{hand, import, now, people, person, plan, three, with};
use crate::sqlite;

#[test]
fn a_store_is_made_once_and_never_by_opening() {
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite(folder.path());
    assert_eq!(Store::open(&url, now()).unwrap_err().kind, "no-store");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    drop(Store::create(&url, now()).unwrap());
    assert_eq!(Store::create(&url, now()).unwrap_err().kind, "store-exists");
    assert_eq!(Store::open(&url, now()).unwrap().directory().unwrap(), Directory::default());
    let other = folder.path().join("notes.txt");
    std::fs::write(&other, "not a database at all, but long enough to be looked at").unwrap();
    assert_eq!(Store::open(other.to_str().unwrap(), now()).unwrap_err().kind, "not-a-store");
    assert_eq!(Store::open("mysql:x", now()).unwrap_err().kind, "unknown-store");
}

#[test]
fn a_store_whose_making_was_cut_short_is_none_and_can_be_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tollgate.db");
    let url = path.to_str().unwrap();
    std::fs::write(&path, "").unwrap();
    assert_eq!(Store::open(url, now()).unwrap_err().kind, "no-store");
    // One step further: a header, and no table.
    let begun = rusqlite::Connection::open(&path).unwrap();
    begun.pragma_update(None, "journal_mode", "wal").unwrap();
    drop(begun);
    assert!(std::fs::metadata(&path).unwrap().len() > 0);
    assert_eq!(Store::open(url, now()).unwrap_err().kind, "no-store");
    Store::create(url, now()).unwrap();
}

#[test]
fn of_two_writers_one_is_first_and_the_other_is_told_who_moved() {
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite(folder.path());
    let mut one = Store::create(&url, now()).unwrap();
    three(&mut one);
    let mut other = Store::open(&url, now()).unwrap();
    let stale = plan(
        &mut other,
        Cause::Assign,
        vec![Change::of(
            Some(person("ada", Conferencing::None)),
            Some(person("ada", with("A", "2"))),
        )],
    );
    import(&mut one, &[("ada", with("A", "1"))]).unwrap();
    assert_eq!(other.apply(&stale, &hand()).unwrap_err().kind, "moved");
    assert_eq!(people(&mut other)[0].conferencing, with("A", "1"));
}

#[test]
fn a_file_that_was_made_to_hurt_runs_nothing_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tollgate.db");
    let url = path.to_str().unwrap();
    let mut store = Store::create(url, now()).unwrap();
    three(&mut store);
    let put_in = |sql: &str| rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    put_in("CREATE TRIGGER gone AFTER INSERT ON batch BEGIN DELETE FROM person; END");
    import(&mut store, &[("ada", with("A", "1"))]).unwrap();
    assert_eq!(people(&mut store).len(), 3);
    // Its rows would never end.
    put_in(
        "ALTER TABLE person RENAME TO others;
         CREATE VIEW person AS
         WITH RECURSIVE more (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more)
         SELECT others.* FROM others, more",
    );
    let looked = Store::open(url, now()).and_then(|mut store| store.directory());
    assert!(looked.unwrap_err().message.starts_with("Could not use the store: "));
}

#[test]
fn a_store_beside_which_nothing_can_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tollgate.db");
    let url = path.to_str().unwrap();
    drop(Store::create(url, now()).unwrap());
    // The same as in a folder that may not be written to, also for whoever may write anywhere.
    std::fs::create_dir(folder.path().join("tollgate.db-wal")).unwrap();
    let error = Store::open(url, now()).unwrap_err();
    assert_eq!(
        error.message,
        format!(
            "Could not read the store {url}: even to read it you need write access to it and to its folder."
        )
    );
}

#[test]
fn an_address_of_memory_or_of_no_file_is_refused() {
    for (url, message) in [
        (
            "sqlite::memory:",
            "Could not use a store in memory: it would be lost when the command ends.",
        ),
        ("sqlite:", "Could not open the store: its address names no file."),
    ] {
        for error in [Store::create(url, now()).unwrap_err(), Store::open(url, now()).unwrap_err()]
        {
            assert_eq!((error.kind, &*error.message), ("unknown-store", message));
        }
    }
}
