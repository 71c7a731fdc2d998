//! A store as a whole: saved, brought back and moved, whole or not at all.

use crate::setting::Setting;

fn worked() -> Setting {
    let setting = Setting::new(8);
    setting.write_rows("reply.csv", &setting.answers());
    setting.done(&["import", "reply.csv"]);
    setting
}

/// Everything that can be asked of a store.
fn all(setting: &Setting, store: &str) -> Vec<String> {
    let ask = |words: &[&str]| setting.done(&[&["--store", store], words].concat());
    vec![
        ask(&["people", "--format", "json"]),
        ask(&["log", "--format", "json"]),
        ask(&["log", "2", "--format", "json"]),
        ask(&["log", "--verify"]),
        ask(&["rosters"]),
        ask(&["rosters", "2"]),
        ask(&["provider", "show", "Contoso Conferencing"]),
    ]
}

#[test]
fn what_is_saved_is_brought_back_to_the_letter() {
    let setting = worked();
    let before = all(&setting, "tollgate.db");
    setting.done(&["backup", "saved.db"]);
    setting.done(&["undo", "2"]);
    let outcome = setting.run(&["restore", "saved.db"]);
    assert!(outcome.code == Some(2) && outcome.err.contains("it is there already"), "{outcome:?}");
    assert_ne!(all(&setting, "tollgate.db")[0], before[0]);
    setting.done(&["restore", "saved.db", "--force"]);
    assert_eq!(all(&setting, "tollgate.db"), before);
    setting.done(&["--store", "other.db", "restore", "saved.db"]);
    assert_eq!(all(&setting, "other.db"), before);
    #[cfg(unix)]
    for file in ["saved.db", "other.db"] {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(setting.path(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[test]
fn a_store_is_moved_with_its_journal_and_goes_on_there() {
    let setting = worked();
    let before = all(&setting, "tollgate.db");
    let out = setting.done(&["copy", "sqlite:tollgate.db", "sqlite:moved.db"]);
    assert_eq!(
        out,
        "sqlite:moved.db holds the same as sqlite:tollgate.db: 2 batches, compared after copying.\n"
    );
    assert_eq!(all(&setting, "moved.db"), before);
    let outcome = setting.run(&["copy", "tollgate.db", "moved.db"]);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    setting.done(&["--store", "moved.db", "undo", "2"]);
    setting.done(&["--store", "moved.db", "log", "--verify"]);
    setting.done(&["copy", "tollgate.db", "moved.db", "--force"]);
    assert_eq!(all(&setting, "moved.db"), before);
}

#[test]
fn a_roster_whose_file_is_lost_is_written_once_more_as_it_was_sent() {
    let setting = worked();
    let sent = setting.read("roster.csv");
    setting.done(&["rosters", "2", "-o", "again.csv"]);
    assert_eq!(setting.read("again.csv"), sent);
    let outcome = setting.run(&["rosters", "2", "-o", "again.csv"]);
    assert!(outcome.code == Some(2) && outcome.err.contains("--force"), "{outcome:?}");
    setting.done(&["rosters", "2", "-o", "again.csv", "--force"]);
    let outcome = setting.run(&["rosters", "2", "-o", "tollgate.db", "--format", "csv", "--force"]);
    assert!(outcome.code == Some(2) && outcome.err.contains("in use"), "{outcome:?}");
}

#[test]
fn what_is_no_store_is_neither_brought_back_nor_written_over() {
    let setting = worked();
    let before = all(&setting, "tollgate.db");
    setting.write("notes.txt", b"not a store, but long enough to be looked at");
    for words in [
        &["restore", "notes.txt", "--force"][..],
        &["restore", "nowhere.db", "--force"],
        &["copy", "tollgate.db", "notes.txt", "--force"],
        &["backup", "tollgate.db", "--force"],
        &["backup", "notes.txt"],
        &["copy", "nowhere.db", "new.db"],
    ] {
        let outcome = setting.run(words);
        assert_eq!(outcome.code, Some(2), "{words:?}: {outcome:?}");
    }
    assert_eq!(setting.read("notes.txt"), "not a store, but long enough to be looked at");
    assert!(!setting.path("new.db").exists());
    assert_eq!(all(&setting, "tollgate.db"), before);
}
