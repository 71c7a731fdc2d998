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

#[test]
fn a_crate_names_no_other_than_the_drawing_says() {
    let drawing: [(&str, &[&str]); 7] = [
        ("model", &[]),
        ("sheet", &["model"]),
        ("store", &["model"]),
        ("export", &["model", "sheet"]),
        ("validator", &["model"]),
        ("import", &["model", "validator"]),
        ("report", &["model", "sheet"]),
    ];
    for (folder, allowed) in drawing {
        let allowed: BTreeSet<String> =
            allowed.iter().map(|name| format!("tollgate-{name}")).collect();
        let named: BTreeSet<String> =
            names(folder).into_iter().filter(|name| name.starts_with("tollgate")).collect();
        assert_eq!(named, allowed, "{folder}");
    }
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
fn every_page_is_a_rules() {
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
