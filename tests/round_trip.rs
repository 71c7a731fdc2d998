//! Out, filled in by another program, back, in, undone: the second state equals the first.

use std::path::Path;
use std::process::Command;

use crate::setting::Setting;

const WAYS: [(&str, &str); 8] = [
    ("openpyxl-inside", "xlsx"),
    ("openpyxl-new", "xlsx"),
    ("pandas-xlsx", "xlsx"),
    ("pandas-csv", "csv"),
    ("libreoffice-xlsx", "xlsx"),
    ("libreoffice-ods", "ods"),
    ("libreoffice-xls", "xls"),
    ("libreoffice-csv", "csv"),
];

/// The Python in which `tests/run` put openpyxl and pandas; none where they are not to be had.
fn python() -> Option<String> {
    crate::setting::other_program("TOLLGATE_TEST_PYTHON")
}

#[test]
fn whatever_program_fills_a_roster_in_it_is_accepted_imported_and_undone_to_the_byte() {
    let Some(python) = python() else { return };
    let setting = Setting::new(200);
    let before = setting.done(&["people", "--format", "json"]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/other_programs.py");
    let mut first = None;
    for (batch, (how, extension)) in (2..).step_by(2).zip(WAYS) {
        let reply = format!("{how}.{extension}");
        let filled = Command::new(&python)
            .arg(&script)
            .args([how, "roster.xlsx", &reply])
            .current_dir(setting.folder())
            .status();
        assert!(filled.unwrap().success(), "{how}");
        assert_eq!(setting.found(&reply, "error"), [], "{how}");
        assert_eq!(setting.found(&reply, "warning"), [], "{how}");
        setting.done(&["import", &reply]);
        let after = setting.done(&["people", "--format", "json"]);
        assert_eq!(*first.get_or_insert_with(|| after.clone()), after, "{how}");
        assert!(after.contains("\"conference_id\": \"0"), "{how}: a zero in front is kept");
        setting.done(&["undo", &batch.to_string()]);
        assert_eq!(setting.done(&["people", "--format", "json"]), before, "{how}");
    }
    setting.done(&["redo", "2"]);
    assert_eq!(Some(setting.done(&["people", "--format", "json"])), first);
}

#[test]
fn a_reply_with_one_fault_changes_nothing_and_a_reply_imported_twice_changes_nothing_more() {
    let setting = Setting::new(40);
    let before = setting.done(&["people", "--format", "json"]);
    let mut rows = setting.answers();
    rows[7][8] = "TBD".into();
    setting.write_rows("faulty.csv", &rows);
    assert_eq!(setting.run(&["import", "faulty.csv"]).code, Some(1));
    assert_eq!(setting.done(&["people", "--format", "json"]), before);
    setting.write_rows("good.csv", &setting.answers());
    let plan: serde_json::Value = serde_json::from_str(&setting.done(&[
        "import",
        "good.csv",
        "--dry-run",
        "--format",
        "json",
    ]))
    .unwrap();
    let batch: serde_json::Value =
        serde_json::from_str(&setting.done(&["import", "good.csv", "--format", "json"])).unwrap();
    assert_eq!(
        (&plan["schema"], &batch["schema"], &batch["batch"]),
        (&"tollgate.plan/1".into(), &"tollgate.batch/1".into(), &2.into())
    );
    assert_eq!(plan["changes"], batch["changes"]);
    assert!(plan["stopped"].is_null() && batch.get("stopped").is_none());
    assert_eq!(plan["counts"]["assign"], 40);
    let again: serde_json::Value =
        serde_json::from_str(&setting.done(&["import", "good.csv", "--format", "json"])).unwrap();
    assert_eq!(
        (&again["batch"], &again["counts"]["unchanged"]),
        (&serde_json::Value::Null, &40.into())
    );
    let stale = setting.run(&["import", "good.csv", "--expect-revision", "1", "--format", "json"]);
    assert_eq!(stale.code, Some(3));
    assert!(
        stale.out.contains("\"kind\": \"moved\"") && stale.out.contains("p0@contoso.example"),
        "{stale:?}"
    );
}

#[test]
fn a_provider_checks_its_own_work_with_no_store() {
    let setting = Setting::new(12);
    setting.write_rows("good.csv", &setting.answers());
    std::fs::remove_file(setting.path("tollgate.db")).unwrap();
    for sent in ["roster.csv", "roster.xlsx"] {
        let reply = ["validate", "good.csv", "--sent", sent, "--provider-file", "contoso.toml"];
        let code = setting.run(&reply).code;
        assert_eq!(code, Some(i32::from(sent != "roster.csv")), "{sent} is another roster");
    }
    assert!(!setting.path("tollgate.db").exists());
}

/// A code, the row it is found in, and the damaged reply.
type Damage = (&'static str, Option<u64>, Vec<Vec<String>>);

#[test]
fn each_damage_gives_its_code_at_its_row_and_no_other_error() {
    let setting = Setting::new(24);
    let good = setting.answers();
    let change = |at: (usize, usize), text: &str| {
        let mut rows = good.clone();
        text.clone_into(&mut rows[at.0][at.1]);
        rows
    };
    let with = |edit: &dyn Fn(&mut Vec<Vec<String>>)| {
        let mut rows = good.clone();
        edit(&mut rows);
        rows
    };
    let damages: Vec<Damage> = vec![
        ("R001", None, with(&|rows| drop(rows.remove(5)))),
        (
            "R003",
            Some(26),
            with(&|rows| {
                rows.push(
                    [",eve@contoso.example,,,,,+12065550100,,9998887,"].map(str::to_owned).into(),
                );
            }),
        ),
        ("R004", Some(6), change((5, 0), "R2-0005-00000000")),
        ("R012", Some(6), with(&|rows| rows[5][9] = good[6][9].clone())),
        (
            "R005",
            Some(6),
            with(&|rows| {
                for column in 1..4 {
                    rows[5][column] = good[6][column].clone();
                }
            }),
        ),
        ("R007", Some(6), with(&|rows| drop(rows[5].remove(6)))),
        ("C001", Some(6), change((5, 8), "12345")),
        ("C003", Some(6), change((5, 8), "4.42E+06")),
        ("C005", Some(6), change((5, 8), "12-Mar")),
        ("C007", Some(6), change((5, 8), "0712\u{1}45")),
        ("C012", Some(6), change((5, 8), "#N/A")),
        ("C014", Some(6), change((5, 8), "TBD")),
        ("T001", Some(6), change((5, 6), "")),
        ("T002", Some(6), change((5, 6), "+1206555O100")),
        ("T003", Some(6), change((5, 6), "+12065550101")),
        ("T004", Some(6), change((5, 6), "+18005550100")),
        (
            "T005",
            Some(6),
            with(&|rows| {
                rows[5][7] = rows[5][6].clone();
                "+18005550100".clone_into(&mut rows[5][6]);
            }),
        ),
        ("T006", Some(6), change((5, 6), "+12065550100; +4930901820")),
        ("T012", Some(6), with(&|rows| rows[5][7] = rows[5][6].clone())),
        ("T014", Some(6), change((5, 7), "+18005550101")),
        ("I001", Some(6), change((5, 8), "")),
        ("I002", Some(6), change((5, 8), "12345678")),
        ("I003", Some(6), change((5, 8), "071234X")),
        ("I008", Some(6), change((5, 8), "+12065550100")),
        ("H001", None, with(&|rows| drop(rows.remove(0)))),
        ("H002", Some(1), change((0, 8), "Something else")),
        (
            "F001",
            None,
            with(&|rows| {
                for row in rows {
                    row[0] = row[0].replace("R2-", "R9-");
                    row[9] = row[9].replace("R2-", "R9-");
                }
            }),
        ),
        (
            "F002",
            None,
            with(&|rows| {
                for row in &mut rows[1..] {
                    row[6].clear();
                    row[8].clear();
                }
            }),
        ),
        ("F008", Some(6), change((5, 3), "\"Zoë")),
    ];
    setting.write_rows("good.csv", &good);
    assert_eq!(setting.found("good.csv", "error"), []);
    assert_eq!(setting.found("good.csv", "warning"), []);
    for (code, row, rows) in damages {
        setting.write_rows("damaged.csv", &rows);
        let found = if code == "F001" {
            let outcome =
                setting.run(&["validate", "damaged.csv", "--roster", "2", "--format", "json"]);
            let report: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
            let finding = &report["findings"][0];
            vec![(finding["code"].as_str().unwrap().to_owned(), finding["row"].as_u64())]
        } else {
            setting.found("damaged.csv", "error")
        };
        assert_eq!(found, [(code.to_owned(), row)]);
    }
}

#[test]
fn one_row_id_in_thousands_of_rows_says_which_roster_is_answered() {
    let setting = Setting::new(2000);
    // The same people stand on a newer roster.
    setting.done(&["export", "--provider", "Contoso Conferencing", "-o", "newer.csv"]);
    let mut rows = setting.answers();
    // Not one of the rows that are asked first, every third.
    let kept = 1;
    for (at, row) in rows.iter_mut().enumerate().skip(1).filter(|(at, _)| *at != kept) {
        assert!(row[0].starts_with("R2-"), "row {at}");
        (row[0], row[9]) = (String::new(), String::new());
    }
    setting.write_rows("reply.csv", &rows);
    let report = setting.run(&["validate", "reply.csv", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report.out).unwrap();
    assert_eq!(report["roster"]["number"], 2);
}

#[test]
fn of_two_providers_with_the_same_people_the_numbers_tell_whose_reply_without_row_ids_it_is() {
    let setting = Setting::new(4);
    let other = "name = \"Fabrikam\"\ndomain = \"f.example\"\n[[numbers]]\nnumber = \"+1 425 555 0199\"\nkind = \"toll\"\n";
    setting.write("fabrikam.toml", other.as_bytes());
    setting.done(&["provider", "set", "fabrikam.toml"]);
    setting.done(&["export", "--provider", "Fabrikam", "-o", "fabrikam.csv"]);
    let mut rows = setting.answers();
    for row in &mut rows {
        *row = vec![row[1].clone(), row[6].clone(), row[8].clone()];
    }
    setting.write_rows("reply.csv", &rows);
    let told = setting.done(&["validate", "reply.csv"]);
    assert!(told.contains("to roster 2 of `Contoso Conferencing`"), "{told}");
    for row in &mut rows[1..] {
        row[1].clear();
    }
    setting.write_rows("reply.csv", &rows);
    let outcome = setting.run(&["validate", "reply.csv"]);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert_eq!(
        outcome.err,
        "error: Could not tell which roster reply.csv answers: it has no row IDs of ours, and can be the answer to roster 3 of Fabrikam or roster 2 of Contoso Conferencing or roster 1 of Contoso Conferencing.\nhint: Name the roster with --roster N.\n"
    );
}
