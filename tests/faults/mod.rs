//! Every write, flush, sync, rename or word to a server fails once, or from there on, or is the last
//! thing the process does: the state is that before or after, what is said is true, and the next
//! command just works. `TOLLGATE_TEST_FAULTS=all` lets every call fail in every way.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::setting::Outcome;
use crate::stage::{CASES, Case, Stage};

/// A way to fail: the name, the error number, the mode of `faulty.c`.
type Way = (&'static str, u32, &'static str);

const KILLED: u32 = 0;
const FILE_WAYS: [Way; 6] = [
    ("an error of the disk", 5, "once"),
    ("a disk that breaks", 5, "on"),
    ("a full disk", 28, "on"),
    ("a folder that may not be written to", 13, "on"),
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

/// Runs a case in which the call numbered `at` fails; gives also whether it was reached.
fn failing(stage: &Stage, case: &Case, calls: &str, at: u32, way: Way) -> (Outcome, bool) {
    let hit = stage.setting.path("hit");
    let (_, error, mode) = way;
    let output = stage
        .command(case)
        .env("LD_PRELOAD", faulty().unwrap())
        .env("FAULTY_CALLS", calls)
        .env("FAULTY_AT", at.to_string())
        .env("FAULTY_ERROR", error.to_string())
        .env("FAULTY_MODE", mode)
        .env("FAULTY_HIT", &hit)
        .output()
        .unwrap();
    let reached = std::fs::remove_file(hit).is_ok();
    (Outcome::of(output), reached)
}

/// Whether a failure says what was attempted, or a killed process nothing.
fn is_told(outcome: &Outcome, way: Way) -> bool {
    match outcome.code {
        Some(2) => ["Could not ", "The store went away", "Nothing was ", "Batch 2 was applied"]
            .iter()
            .any(|told| outcome.err.starts_with(&format!("error: {told}"))),
        None => way.1 == KILLED,
        code => code == Some(0),
    }
}

/// Whether every call is to fail in every way; otherwise the first calls and some of the later ones
/// do, each in one way.
fn every() -> bool {
    #[allow(clippy::disallowed_methods, reason = "a longer run asks for more")]
    std::env::var("TOLLGATE_TEST_FAULTS").is_ok()
}

/// Lets call after call of every case fail, until there is none that was not met.
fn fail_again_and_again(stage: &mut Stage, calls: &str, all: &[Way]) {
    let mut tried = 0;
    for case in &CASES {
        let mut ends = stage.play(case);
        let (mut at, mut turn) = (1, 0);
        loop {
            let ways = if every() { all } else { &all[turn..=turn] };
            let mut any = false;
            for way in ways.iter().copied() {
                stage.set(case);
                let (outcome, reached) = failing(stage, case, calls, at, way);
                let told = format!("{:?}, call {at}, {}: {outcome:?}", case.words, way.0);
                any |= reached;
                tried += usize::from(reached);
                assert!(is_told(&outcome, way), "{told}");
                assert!(!stage.is_littered() || outcome.code.is_none(), "{told}");
                stage.hold(case, &mut ends, outcome.code == Some(0), &told);
            }
            if !any {
                break;
            }
            at += if every() { 1 } else { 1 + at / 2 };
            turn = (turn + 1) % all.len();
        }
    }
    #[allow(clippy::print_stderr, reason = "the figures of a long run")]
    {
        eprintln!("{tried} faults in {calls}");
    }
    assert!(tried > CASES.len(), "faults are not met");
}

#[test]
fn whatever_fails_on_a_disk_leaves_the_state_before_or_after_and_says_which() {
    if faulty().is_some() {
        fail_again_and_again(&mut Stage::embedded(12), "files", &FILE_WAYS);
    }
}

#[test]
fn a_server_that_goes_away_leaves_the_state_before_or_after_and_says_so() {
    if faulty().is_some()
        && let Some(mut stage) = Stage::on_a_server(12)
    {
        fail_again_and_again(&mut stage, "sockets", &SERVER_WAYS);
    }
}
