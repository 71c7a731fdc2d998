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

/// What `README.md` shows is cut out of `docs/tutorial.md`, in its order; `…` stands for what was left out.
#[test]
fn the_readme_shows_an_excerpt_of_the_tutorial() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    let (readme, tutorial) = (read("README.md"), read("docs/tutorial.md"));
    let excerpt = readme.rsplit("```").nth(1).unwrap().lines().skip(1);
    let mut lines = tutorial.lines().filter(|line| !line.starts_with("? "));
    let mut skips = true;
    for line in excerpt {
        if line == "…" {
            skips = true;
            continue;
        }
        let found = if skips { lines.find(|other| *other == line) } else { lines.next() };
        assert_eq!(found, Some(line));
        skips = false;
    }
}
