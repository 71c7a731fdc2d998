//! The binary as its user meets it: transcripts, the round trip with other programs, files that are
//! made to hurt; and the promises that no single crate can keep.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod answer;
mod architecture;
mod detection;
#[cfg(unix)]
mod faults;
mod fixtures;
mod guard;
mod hostile;
mod journal;
mod kills;
mod many;
mod page;
mod partly;
mod round_trip;
mod secrets;
mod server;
mod setting;
mod stage;
#[path = "fuzz/targets/mod.rs"]
mod targets;
mod trouble;
mod whole;
mod words;

/// `docs/tutorial.md`: each command as typed, its output and exit code.
/// `TRYCMD=overwrite` accepts what is printed now.
#[test]
fn what_the_documents_show_is_what_happens() {
    trycmd::TestCases::new().env("TOLLGATE_USER", "admin").case("../../docs/tutorial.md");
}
