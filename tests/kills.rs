//! Commands that are killed at any moment leave the state before or the state after, and the next
//! command just works. `TOLLGATE_TEST_KILLS` says how many; the seed of each is its number.

use std::process::{Child, Stdio};
use std::time::Duration;

use fastrand::Rng;

use crate::stage::{CASES, Case, Ends, Stage};

fn kills() -> usize {
    #[allow(clippy::disallowed_methods, reason = "a longer run asks for more")]
    let asked = std::env::var("TOLLGATE_TEST_KILLS").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(45)
}

/// A command that was left at work up to a moment drawn from the time that it takes.
fn at_work(stage: &mut Stage, case: &Case, ends: &Ends, seed: usize) -> (Child, Duration) {
    stage.set(case);
    let moment = ends.takes.mul_f64(Rng::with_seed(seed as u64).f64());
    let mut command = stage.command(case);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(moment);
    (child, moment)
}

/// Every command in turn, each killed at a moment drawn from the time that it takes.
fn kill_again_and_again(stage: &mut Stage) {
    let mut ends: Vec<_> = CASES.iter().map(|case| stage.play(case)).collect();
    let (mut cut_short, mut before, mut after) = (0, 0, 0);
    for seed in 0..kills() {
        let at = seed % CASES.len();
        let (case, ends) = (&CASES[at], &mut ends[at]);
        let (mut child, moment) = at_work(stage, case, ends, seed);
        child.kill().ok();
        let done = child.wait().unwrap().success();
        let told = format!("{:?}, killed after {moment:?} (seed {seed})", case.words);
        let there = stage.hold(case, ends, done, &told);
        cut_short += usize::from(!done);
        *if there { &mut after } else { &mut before } += 1;
    }
    #[allow(clippy::print_stderr, reason = "the figures of a long run")]
    {
        eprintln!(
            "{} kills, {cut_short} before the end; {before} left the state before, {after} the state after",
            kills()
        );
    }
}

#[test]
fn an_embedded_store_survives_whatever_is_killed() {
    kill_again_and_again(&mut Stage::embedded(40));
}

#[test]
fn a_store_on_a_server_survives_whatever_is_killed() {
    let Some(mut stage) = Stage::on_a_server(40) else { return };
    kill_again_and_again(&mut stage);
}

/// Asks a process to end.
#[cfg(unix)]
fn ask(child: &Child, signal: &str) {
    let words = format!("kill -{signal} {}", child.id());
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &words]).stderr(Stdio::null()).status().unwrap();
}

/// What is interrupted leaves nothing behind, or it came too late and all is done. On Windows nobody can
/// press Ctrl-C for one program alone.
#[cfg(unix)]
#[test]
fn whatever_is_interrupted_is_not_done_at_all_or_done_to_the_end() {
    let mut stage = Stage::embedded(40);
    let mut ends: Vec<_> = CASES.iter().map(|case| stage.play(case)).collect();
    for seed in 0..kills() {
        let at = seed % CASES.len();
        let (case, ends) = (&CASES[at], &mut ends[at]);
        let (mut child, moment) = at_work(&mut stage, case, ends, seed);
        ask(&child, if seed % 2 == 0 { "INT" } else { "TERM" });
        let code = child.wait().unwrap().code();
        let told = format!("{:?}, interrupted after {moment:?} (seed {seed})", case.words);
        // None: it did not listen yet.
        assert!([Some(0), Some(130), None].contains(&code), "{told}: {code:?}");
        assert!(!stage.is_littered(), "{told}");
        if code != Some(0) && case.commits() {
            assert!(stage.is_untouched(case, ends), "{told}");
        }
        stage.hold(case, ends, code == Some(0), &told);
    }
}

/// Where nobody reads what is told, an interruption ends it, and says what stands.
#[cfg(unix)]
#[test]
fn a_batch_that_nobody_reads_of_is_told_to_whoever_interrupts() {
    let setting = crate::setting::Setting::new(1500);
    setting.write_rows("reply.csv", &setting.answers());
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tollgate"));
    command.args(["import", "reply.csv", "-v"]).current_dir(setting.folder());
    command.env_remove("TOLLGATE_STORE").stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let unread = child.stdout.take();
    while !setting.done(&["log"]).starts_with("batch 2 ") {
        std::thread::sleep(Duration::from_millis(50));
    }
    // What belongs to it may still be written.
    std::thread::sleep(Duration::from_secs(1));
    ask(&child, "INT");
    let outcome = child.wait_with_output().unwrap();
    drop(unread);
    let said = String::from_utf8(outcome.stderr).unwrap();
    assert_eq!(outcome.status.code(), Some(130), "{said}");
    let stands = "Batch 2 was applied, and stands.\n`tollgate log 2` shows it";
    assert!(said.starts_with(stands), "{said}");
}
