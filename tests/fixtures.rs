//! Files from other programs, and what must be found in each.

use std::path::Path;
use std::process::Command;

/// Code and row of every finding that is no note, and the codes of the notes.
type Expected = (&'static str, &'static [(&'static str, u64)], &'static [&'static str]);

const REPLIES: &[Expected] = &[
    ("date-and-error.xlsx", &[("C005", 3), ("C012", 4)], &[]),
    ("formula-empty.ods", &[("C011", 2), ("C011", 4)], &[]),
    ("formula-empty.xlsx", &[("C011", 2), ("C011", 4)], &[]),
    ("formula-unsaved.xlsx", &[("C011", 2)], &[]),
    ("hidden-merged-struck.ods", &[("C015", 4), ("C016", 5), ("F011", 0)], &[]),
    ("hidden-merged-struck.xlsx", &[("C015", 4), ("C016", 5), ("F011", 0)], &[]),
    ("leader-pin.xlsx", &[], &["H005"]),
    ("libreoffice-once.csv", &[("C001", 2)], &["F006", "T008"]),
    ("libreoffice.ods", &[], &[]),
    ("libreoffice.xls", &[], &[]),
    ("libreoffice.xlsx", &[], &[]),
    ("number-formats.ods", &[], &["C001"]),
    ("number-formats.xls", &[], &["C001"]),
    ("number-formats.xlsx", &[], &["C001"]),
    ("pandas-floats.csv", &[("C001", 2)], &["C002"]),
    ("pandas.csv", &[], &[]),
    ("plain.xlsx", &[], &[]),
    ("semicolons-1252.csv", &[], &["F005", "F007"]),
    ("shown-beside.ods", &[], &["C001", "I003"]),
    ("shown-beside.xls", &[], &["C001", "I003"]),
    ("shown-beside.xlsx", &[], &["C001", "I003"]),
    ("struck-parts-shared.xlsx", STRUCK_PARTS, &[]),
    ("struck-parts.ods", STRUCK_PARTS, &[]),
    ("struck-parts.xls", STRUCK_PARTS, &[]),
    ("struck-parts.xlsx", STRUCK_PARTS, &[]),
    ("title-above.xlsx", &[], &[]),
    ("two-sheets.xlsx", &[("F010", 0)], &[]),
    ("unicode-text.txt", &[], &["F005", "F007"]),
];

/// Two cells of which a part is struck through, and one of which every part is.
const STRUCK_PARTS: &[(&str, u64)] = &[("C016", 2), ("C016", 3), ("C016", 4)];

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// The exit code and the document of `validate` on a fixture.
fn validated(reply: &str) -> (Option<i32>, serde_json::Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_tollgate"))
        .args(["validate", "--format", "json", "--sent", "sent.csv"])
        .args(["--provider-file", "provider.toml", reply])
        .current_dir(folder())
        .output()
        .unwrap();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn each_reply_of_another_program_shows_what_was_done_to_it_and_nothing_else() {
    for (name, expected, notes) in REPLIES {
        let report = validated(&format!("replies/{name}")).1;
        let (mut found, mut noted) = (Vec::new(), std::collections::BTreeSet::new());
        for finding in report["findings"].as_array().unwrap() {
            let code = finding["code"].as_str().unwrap();
            if finding["severity"] == "note" {
                noted.insert(code);
            } else {
                found.push((code, finding["row"].as_u64().unwrap_or(0)));
            }
        }
        assert_eq!(
            (found.as_slice(), noted),
            (*expected, notes.iter().copied().collect()),
            "{name}"
        );
    }
}

#[test]
fn a_workbook_under_a_password_is_said_to_be_one() {
    for name in ["libreoffice.ods", "libreoffice.xls", "msoffcrypto.xlsx"] {
        let (code, failure) = validated(&format!("protected/{name}"));
        assert_eq!((code, &failure["kind"]), (Some(2), &"password-protected".into()), "{name}");
    }
}

#[test]
fn every_reply_is_expected_to_show_something_or_nothing() {
    let mut files: Vec<String> = std::fs::read_dir(folder().join("replies"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let names: Vec<&str> = REPLIES.iter().map(|(name, ..)| *name).collect();
    assert_eq!(files, names);
}
