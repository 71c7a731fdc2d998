//! The drawing in `docs/architecture.md` is held true: who may name whom.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The crates and libraries a crate names, tests left aside.
fn names(folder: &str) -> BTreeSet<String> {
    let manifest =
        std::fs::read_to_string(root().join("crates").join(folder).join("Cargo.toml")).unwrap();
    let section =
        manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap().to_owned();
    section
        .lines()
        .filter_map(|line| line.split_once(".workspace"))
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// Each arrow of the drawing: a crate, and the crates that it names.
fn drawing() -> Vec<(String, BTreeSet<String>)> {
    let page = std::fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let drawing = page.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    let arrow = |line: &str| {
        let (from, to) = line.split_once('►').unwrap();
        // What comes after the names, behind a gap, is a remark.
        let to = to.trim().split("   ").next().unwrap();
        let to = to.split(", ").filter(|name| *name != "nothing");
        let from = from.trim_end_matches(['─', ' ']).to_owned();
        (from, to.map(|name| format!("tollgate-{name}")).collect())
    };
    drawing.lines().map(arrow).collect()
}

#[test]
fn a_crate_names_no_other_than_the_drawing_says() {
    let mut below = BTreeSet::new();
    for (folder, mut allowed) in drawing().into_iter().rev() {
        if allowed.contains("tollgate-everything below") {
            allowed.clone_from(&below);
        }
        let named: BTreeSet<String> =
            names(&folder).into_iter().filter(|name| name.starts_with("tollgate")).collect();
        assert_eq!(named, allowed, "{folder}");
        below.insert(format!("tollgate-{folder}"));
    }
    let crates = std::fs::read_dir(root().join("crates")).unwrap();
    let crates = crates.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(below, crates.map(|name| format!("tollgate-{name}")).collect());
}

#[test]
fn a_format_a_database_and_a_terminal_are_named_by_one_crate_each() {
    let homes = [
        ("calamine", "sheet"),
        ("csv", "sheet"),
        ("rust_xlsxwriter", "sheet"),
        ("rusqlite", "store"),
        ("postgres", "store"),
        ("rlibphonenumber", "model"),
        ("toml", "model"),
        ("validator", "validator"),
        ("clap", "cli"),
        ("indicatif", "cli"),
    ];
    let all = ["model", "sheet", "store", "export", "validator", "import", "report", "cli"];
    for (library, home) in homes {
        let named: Vec<_> = all.iter().filter(|folder| names(folder).contains(library)).collect();
        assert_eq!(named, [&home], "{library}");
    }
}

#[test]
fn every_page_belongs_to_a_rule() {
    let codes: BTreeSet<&str> = tollgate_validator::RULES
        .iter()
        .map(|rule| rule.name)
        .chain(tollgate_import::DUMP_RULES.iter().map(|rule| rule.name))
        .collect();
    for entry in std::fs::read_dir(root().join("docs/rules")).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        assert!(name == "README" || codes.contains(name.as_str()), "{name} is a page and no rule");
    }
}
