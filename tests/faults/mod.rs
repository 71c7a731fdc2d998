//! Every write, flush, sync, rename or word to a server fails once, or from there on, or is the last
//! thing the process does: the state is that before or after, what is said is true, and the next
//! command just works. `TOLLGATE_TEST_FAULTS=all` tries every way to fail at every call, and not one
//! after the other.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::server::database;
use crate::setting::{Outcome, Setting};

/// A way to fail: the name, the error number, the mode of `faulty.c`.
type Way = (&'static str, u32, &'static str);

const KILLED: u32 = 0;
const FILE_WAYS: [Way; 5] = [
    ("an error of the disk", 5, "once"),
    ("a disk that breaks", 5, "on"),
    ("a full disk", 28, "on"),
    ("half of it written", 28, "short"),
    ("the end of the process", KILLED, "once"),
];
const SERVER_WAYS: [Way; 2] =
    [("a server that goes away", 104, "on"), ("the end of the process", KILLED, "once")];

/// What stands between a command and the C library.
fn faulty() -> Option<&'static Path> {
    static BUILT: OnceLock<Option<PathBuf>> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faulty.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/faults/faulty.c");
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
            .args([library.as_os_str(), source.as_ref(), "-ldl".as_ref()])
            .status();
        // The embedded store is C as well, so that a compiler is there.
        cfg!(target_os = "linux").then(|| {
            assert!(built.is_ok_and(|status| status.success()), "faulty.c is built");
            library
        })
    });
    built.as_deref()
}

/// Runs a command in which the call numbered `at` fails; gives also whether it was reached.
fn failing(setting: &Setting, words: &[&str], calls: &str, at: u32, way: Way) -> (Outcome, bool) {
    let hit = setting.path("hit");
    let (_, error, mode) = way;
    let output = Command::new(env!("CARGO_BIN_EXE_tollgate"))
        .args(words)
        .current_dir(setting.folder())
        .env("LD_PRELOAD", faulty().unwrap())
        .env("FAULTY_CALLS", calls)
        .env("FAULTY_AT", at.to_string())
        .env("FAULTY_ERROR", error.to_string())
        .env("FAULTY_MODE", mode)
        .env("FAULTY_HIT", &hit)
        .output()
        .unwrap();
    let reached = std::fs::remove_file(hit).is_ok();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        Outcome { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) },
        reached,
    )
}

/// A command, the store it starts from, and the file it makes.
struct Case {
    from: &'static str,
    words: &'static [&'static str],
    makes: Option<&'static str>,
}

const fn case(
    from: &'static str,
    words: &'static [&'static str],
    makes: Option<&'static str>,
) -> Case {
    Case { from, words, makes }
}

const EXPORT: [&str; 4] = ["export", "--provider", "Contoso Conferencing", "-o"];
const CASES: [Case; 13] = [
    case("none", &["init"], None),
    case("asked.db", &["load", "more.csv"], None),
    case("asked.db", &["import", "reply.csv"], None),
    case("asked.db", &["import", "reply.csv", "--html", "page.html"], None),
    case("asked.db", &["import", "partly.csv", "--leave-faulty", "--again", "again.csv"], None),
    case("assigned.db", &["undo", "2"], None),
    case("undone.db", &["redo", "2"], None),
    case("asked.db", &[EXPORT[0], EXPORT[1], EXPORT[2], EXPORT[3], "new.csv"], Some("new.csv")),
    case("asked.db", &[EXPORT[0], EXPORT[1], EXPORT[2], EXPORT[3], "new.xlsx"], Some("new.xlsx")),
    case("assigned.db", &["backup", "new.db"], Some("new.db")),
    case("assigned.db", &["copy", "tollgate.db", "new.db"], Some("new.db")),
    case("asked.db", &["restore", "assigned.db", "--force"], None),
    case("assigned.db", &["log", "2", "--bundle", "new.zip"], Some("new.zip")),
];

/// Stores to start from, and replies.
fn prepared() -> Setting {
    let setting = Setting::new(12);
    let mut answers = setting.answers();
    setting.write_rows("reply.csv", &answers);
    answers[3][8].clear();
    setting.write_rows("partly.csv", &answers);
    let more = "SipAddress,DisplayName,UsageLocation\nsip:new@contoso.example,New,DE\n";
    setting.write("more.csv", more.as_bytes());
    setting.done(&["backup", "asked.db"]);
    setting.done(&["import", "reply.csv"]);
    setting.done(&["backup", "assigned.db"]);
    setting.done(&["undo", "2"]);
    setting.done(&["backup", "undone.db"]);
    setting
}

/// Puts the store of a case in its place, and nothing else.
fn start(setting: &Setting, from: &str) {
    for entry in std::fs::read_dir(setting.folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let mine = ["tollgate.db", "new.", "again.csv", "page.html", ".tollgate"];
        if mine.iter().any(|start| name.starts_with(start)) {
            std::fs::remove_file(setting.path(&name)).unwrap();
        }
    }
    if from != "none" {
        std::fs::copy(setting.path(from), setting.path("tollgate.db")).unwrap();
    }
}

/// People and the number of batches; none where there is no store.
fn state(setting: &Setting, store: &str) -> Option<(String, usize)> {
    let people = setting.run(&["--store", store, "people", "--format", "json"]);
    if people.code != Some(0) {
        assert!(people.out.contains("no-store"), "{people:?}");
        return None;
    }
    let log = setting.done(&["--store", store, "log", "--format", "json"]);
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    setting.done(&["--store", store, "log", "--verify"]);
    Some((people.out, log["batches"].as_array().unwrap().len()))
}

fn holds_batches(setting: &Setting, store: &str) -> bool {
    state(setting, store).is_some_and(|(_, batches)| batches > 0)
}

/// Whether a failure says what was attempted, or a killed process nothing.
fn is_told(outcome: &Outcome, way: Way) -> bool {
    match outcome.code {
        Some(2) => ["error: Could not ", "error: The store went away"]
            .iter()
            .any(|told| outcome.err.starts_with(told)),
        None => way.1 == KILLED,
        code => code == Some(0),
    }
}

fn ways(all: &[Way], at: u32) -> impl Iterator<Item = Way> {
    #[allow(clippy::disallowed_methods, reason = "a longer run asks for more")]
    let every = std::env::var("TOLLGATE_TEST_FAULTS").is_ok();
    let turn = at as usize % all.len();
    let all = all.iter().enumerate().filter(move |(way, _)| every || *way == turn);
    all.map(|(_, way)| *way)
}

#[test]
fn whatever_fails_on_a_disk_leaves_the_state_before_or_after_and_says_which() {
    if faulty().is_none() {
        return;
    }
    let setting = prepared();
    for Case { from, words, makes } in CASES {
        start(&setting, from);
        let before = state(&setting, "tollgate.db");
        setting.done(words);
        let after = state(&setting, "tollgate.db");
        let mut at = 0;
        loop {
            at += 1;
            let mut any = false;
            for way in ways(&FILE_WAYS, at) {
                start(&setting, from);
                let (outcome, reached) = failing(&setting, words, "files", at, way);
                let told = format!("{words:?}, call {at}, {}: {outcome:?}", way.0);
                any |= reached;
                assert!(is_told(&outcome, way), "{told}");
                // A copy that came to nothing may leave a store that nobody and nothing is in yet.
                let begun = |file: &str| {
                    file == "new.db" && outcome.code != Some(0) && !holds_batches(&setting, file)
                };
                let made = makes.filter(|file| setting.path(file).exists() && !begun(file));
                let left = std::fs::read_dir(setting.folder()).unwrap().any(|entry| {
                    entry.unwrap().file_name().to_string_lossy().starts_with(".tollgate")
                });
                assert!(!left || outcome.code.is_none(), "{told}");
                if let Some(file @ "new.db") = made {
                    assert_eq!(state(&setting, file), before, "{told}");
                }
                let now = state(&setting, "tollgate.db");
                assert!(now == before || now == after, "{told}");
                if outcome.code == Some(0) {
                    assert_eq!(now, after, "{told}");
                    assert_eq!(made, makes, "{told}");
                }
                if now != after || (makes.is_some() && made.is_none()) {
                    setting.done(words);
                    assert_eq!(state(&setting, "tollgate.db"), after, "{told}");
                }
            }
            if !any {
                break;
            }
        }
        assert!(at > 3, "{words:?} never met a fault");
    }
}

#[test]
fn a_server_that_goes_away_leaves_the_state_before_or_after_and_says_so() {
    if faulty().is_none() {
        return;
    }
    let setting = prepared();
    let Some(url) = database(&setting) else { return };
    for Case { from, words, .. } in CASES.into_iter().filter(|case| {
        ["load", "import", "undo", "redo", "export"].contains(&case.words[0])
            && !case.words.contains(&"--html")
    }) {
        let on_server: Vec<&str> = [&["--store", &url], words].concat();
        let begin = || {
            start(&setting, "none");
            setting.done(&["--store", &url, "restore", from, "--force"]);
        };
        begin();
        let before = state(&setting, &url);
        setting.done(&on_server);
        let after = state(&setting, &url);
        let mut at = 0;
        loop {
            at += 1;
            let mut any = false;
            for way in ways(&SERVER_WAYS, at) {
                begin();
                let (outcome, reached) = failing(&setting, &on_server, "sockets", at, way);
                let told = format!("{words:?}, call {at}, {}: {outcome:?}", way.0);
                any |= reached;
                assert!(is_told(&outcome, way), "{told}");
                let now = state(&setting, &url);
                assert!(now == before || now == after, "{told}");
                if outcome.code == Some(0) {
                    assert_eq!(now, after, "{told}");
                } else if now != after {
                    start(&setting, "none");
                    setting.done(&on_server);
                    assert_eq!(state(&setting, &url), after, "{told}");
                }
            }
            if !any {
                break;
            }
        }
        assert!(at > 3, "{words:?} never met a fault");
    }
}
