//! Many administrators at once: twenty that import, undo, redo, load and read, each in a process of its
//! own. `TOLLGATE_TEST_SECONDS` says for how long.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::Value;

use crate::server::database;
use crate::setting::{Outcome, Setting};

const HANDS: u64 = 20;

fn time() -> Duration {
    #[allow(clippy::disallowed_methods, reason = "a longer run asks for more")]
    let asked = std::env::var("TOLLGATE_TEST_SECONDS").ok();
    Duration::from_secs(asked.and_then(|asked| asked.parse().ok()).unwrap_or(3))
}

/// Two replies, each to a roster with half of the people; and two dumps with other departments.
fn halves() -> Setting {
    let setting = Setting::new(40);
    let answers = setting.answers();
    for half in 0..2 {
        let people: Vec<&str> =
            answers[1..].iter().skip(half * 20).take(20).map(|row| row[1].as_str()).collect();
        setting.write("people.txt", people.join("\n").as_bytes());
        let file = format!("half-{half}.csv");
        let words = ["export", "--provider", "Contoso Conferencing", "--people", "people.txt"];
        setting.done(&[&words[..], &["-o", &file]].concat());
        let sent = setting.read(&file);
        let rows = sent.trim_start_matches('\u{feff}').lines().map(|line| {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            if let Some(answer) = answers.iter().find(|answer| answer[1] == cells[1]) {
                (cells[6], cells[8]) = (answer[6].clone(), answer[8].clone());
            }
            cells
        });
        setting.write_rows(&format!("reply-{half}.csv"), &rows.collect::<Vec<_>>());
        let dump =
            setting.read("users.csv").replacen("UsageLocation\n", "UsageLocation,Department\n", 1);
        let dump = dump.trim_end().replace("US\n", &format!("US,Law {half}\n"));
        setting.write(&format!("dump-{half}.csv"), dump.as_bytes());
    }
    setting
}

/// The newest batch that may be undone, or redone.
fn newest(setting: &Setting, store: &str, undone: bool) -> Option<String> {
    let log = setting.done(&["--store", store, "log", "--format", "json"]);
    let log: Value = serde_json::from_str(&log).unwrap();
    let fits =
        |batch: &&Value| batch["cause"] == "import" && batch["undone_by"].is_null() != undone;
    log["batches"].as_array().unwrap().iter().find(fits).map(|batch| batch["batch"].to_string())
}

/// One thing that an administrator does.
fn act(setting: &Setting, store: &str, rng: &mut Rng) -> Option<Outcome> {
    let file;
    let number;
    let words = match rng.u8(..10) {
        kind @ 0..3 => {
            file = format!("reply-{}.csv", kind % 2);
            vec!["import", &file]
        }
        3..6 => {
            number = newest(setting, store, false)?;
            vec!["undo", &number]
        }
        6 => {
            number = newest(setting, store, true)?;
            vec!["redo", &number]
        }
        kind @ 7..9 => {
            file = format!("dump-{}.csv", kind % 2);
            vec!["load", &file]
        }
        _ => vec!["people", "--format", "json"],
    };
    Some(setting.run(&[&["--store", store], &words[..]].concat()))
}

/// The number of the batch that a command says it made.
fn made(outcome: &Outcome) -> Option<u64> {
    let (_, rest) = outcome.out.split_once("as batch ")?;
    rest.split_once(':')?.0.parse().ok()
}

fn numbers(log: &Value) -> BTreeSet<u64> {
    log["batches"].as_array().unwrap().iter().filter_map(|batch| batch["batch"].as_u64()).collect()
}

fn at_once(setting: &Setting, store: &str) {
    let ask = |words: &[&str]| setting.done(&[&["--store", store], words].concat());
    let log = || serde_json::from_str::<Value>(&ask(&["log", "--format", "json"])).unwrap();
    let before = numbers(&log());
    let told = Mutex::new(Vec::new());
    #[allow(clippy::disallowed_methods, reason = "it lasts as long as it is told to")]
    let end = Instant::now() + time();
    let (done, late) = (Mutex::new(0), Mutex::new(0));
    std::thread::scope(|scope| {
        for seed in 0..HANDS {
            let (told, done, late) = (&told, &done, &late);
            scope.spawn(move || {
                let mut rng = Rng::with_seed(seed);
                #[allow(clippy::disallowed_methods, reason = "it lasts as long as it is told to")]
                while Instant::now() < end {
                    let Some(outcome) = act(setting, store, &mut rng) else { continue };
                    told.lock().unwrap().extend(made(&outcome));
                    match outcome.code {
                        Some(0) => *done.lock().unwrap() += 1,
                        Some(3) => *late.lock().unwrap() += 1,
                        _ => panic!("{outcome:?}"),
                    }
                }
            });
        }
    });
    ask(&["log", "--verify"]);
    let mut told = told.into_inner().unwrap();
    told.sort_unstable();
    let new: Vec<u64> = numbers(&log()).difference(&before).copied().collect();
    assert_eq!(told, new, "each batch is told by whoever made it, and once");
    let people: Value = serde_json::from_str(&ask(&["people", "--format", "json"])).unwrap();
    let people = people["people"].as_array().unwrap();
    let ids: Vec<&str> = people
        .iter()
        .filter_map(|person| person["conferencing"]["conference_id"].as_str())
        .collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    assert_eq!(people.len(), 40);
    #[allow(clippy::print_stderr, reason = "the figures of a long run")]
    {
        eprintln!(
            "{} commands done, {} told that they were late, {} batches",
            done.into_inner().unwrap(),
            late.into_inner().unwrap(),
            new.len()
        );
    }
}

#[test]
fn twenty_at_once_leave_an_embedded_store_that_fits() {
    at_once(&halves(), "tollgate.db");
}

#[test]
fn twenty_at_once_leave_a_store_on_a_server_that_fits() {
    let setting = halves();
    let Some(url) = database(&setting) else { return };
    setting.done(&["copy", "tollgate.db", &url]);
    at_once(&setting, &url);
}
