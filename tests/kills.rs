//! Commands that are killed at any moment leave the state before or the state after, and the next
//! command just works. `TOLLGATE_TEST_KILLS` says how many; the seed of each is its number.

use std::process::Stdio;

use fastrand::Rng;

use crate::stage::{CASES, Stage};

fn kills() -> usize {
    #[allow(clippy::disallowed_methods, reason = "a longer run asks for more")]
    let asked = std::env::var("TOLLGATE_TEST_KILLS").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(45)
}

/// Every command in turn, each killed at a moment drawn from the time that it takes.
fn kill_again_and_again(stage: &mut Stage) {
    let mut ends: Vec<_> = CASES.iter().map(|case| stage.play(case)).collect();
    let (mut at_work, mut before, mut after) = (0, 0, 0);
    for seed in 0..kills() {
        let at = seed % CASES.len();
        let (case, ends) = (&CASES[at], &mut ends[at]);
        stage.set(case);
        let moment = ends.takes.mul_f64(Rng::with_seed(seed as u64).f64());
        let mut command = stage.command(case);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(moment);
        child.kill().ok();
        let done = child.wait().unwrap().success();
        let told = format!("{:?}, killed after {moment:?} (seed {seed})", case.words);
        let there = stage.hold(case, ends, done, &told);
        at_work += usize::from(!done);
        *if there { &mut after } else { &mut before } += 1;
    }
    #[allow(clippy::print_stderr, reason = "the figures of a long run")]
    {
        eprintln!(
            "{} kills, {at_work} before the end; {before} left the state before, {after} the state after",
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
