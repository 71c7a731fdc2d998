//! Commands that are killed at any moment leave the state before or the state after, and the next
//! command just works. `TOLLGATE_TEST_KILLS` says how many; the seed of each is its number.

use std::process::{Command, Stdio};
use std::time::Duration;

use fastrand::Rng;

use crate::server::database;
use crate::setting::Setting;

fn kills() -> u64 {
    #[allow(clippy::disallowed_methods, reason = "a longer run asks for more")]
    let asked = std::env::var("TOLLGATE_TEST_KILLS").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(25)
}

/// What there is to tell of a store: people, batches and rosters.
fn state(setting: &Setting, store: &str) -> [String; 3] {
    [&["people", "--format", "json"][..], &["log", "--format", "json"], &["rosters"]]
        .map(|words| setting.done(&[&["--store", store], words].concat()))
}

/// Runs a command to be killed; gives whether it had ended by itself.
fn killed(setting: &Setting, store: &str, words: &[&str], after: Duration) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tollgate"))
        .args([&["--store", store], words].concat())
        .current_dir(setting.folder())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(after);
    let ended = child.try_wait().unwrap().is_some();
    child.kill().ok();
    child.wait().unwrap();
    ended
}

fn kill_again_and_again(setting: &Setting, store: &str) {
    let mut undone = Vec::new();
    for seed in 0..kills() {
        let mut rng = Rng::with_seed(seed);
        let [people, log, _] = state(setting, store);
        let log: serde_json::Value = serde_json::from_str(&log).unwrap();
        let newest = &log["batches"][0];
        let (number, cause) = (newest["batch"].to_string(), newest["cause"].as_str().unwrap());
        let before = people;
        let new = format!("roster-{seed}.csv");
        let words: Vec<&str> = match (cause, rng.u8(..4)) {
            (_, 0) => vec!["export", "--provider", "Contoso Conferencing", "--all", "-o", &new],
            ("import" | "redo", _) => {
                undone = vec![if cause == "import" {
                    number.clone()
                } else {
                    newest["redoes"].to_string()
                }];
                vec!["undo", &undone[0]]
            }
            ("undo", 1) if !undone.is_empty() => vec!["redo", &undone[0]],
            _ => vec!["import", "reply.csv"],
        };
        let after = Duration::from_micros(rng.u64(..40_000));
        killed(setting, store, &words, after);
        setting.done(&["--store", store, "log", "--verify"]);
        let [people, now, _] = state(setting, store);
        let now: serde_json::Value = serde_json::from_str(&now).unwrap();
        let batches = |log: &serde_json::Value| log["batches"].as_array().unwrap().len();
        match batches(&now) - batches(&log) {
            0 => assert_eq!(people, before, "seed {seed}: {words:?} was torn"),
            1 => assert_ne!(people, before, "seed {seed}: {words:?} says more than it did"),
            more => panic!("seed {seed}: {words:?} made {more} batches"),
        }
        if let Ok(file) = std::fs::read_to_string(setting.path(&new)) {
            assert_eq!(file.lines().count(), 41, "seed {seed}: half a roster");
        }
    }
}

fn assigned() -> Setting {
    let setting = Setting::new(40);
    setting.write_rows("reply.csv", &setting.answers());
    setting
}

#[test]
fn an_embedded_store_survives_whatever_is_killed() {
    let setting = assigned();
    kill_again_and_again(&setting, "tollgate.db");
}

#[test]
fn a_store_on_a_server_survives_whatever_is_killed() {
    let setting = assigned();
    let Some(url) = database(&setting) else { return };
    setting.done(&["copy", "tollgate.db", &url]);
    kill_again_and_again(&setting, &url);
}
