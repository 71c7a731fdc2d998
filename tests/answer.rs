//! What goes back to the provider: corrected in place by another program, it validates as a reply.

use std::process::Command;

use crate::setting::{Setting, other_program};

/// Two people with faults and one who is missing, in a file with a title above and a PIN column.
fn damaged() -> Setting {
    let setting = Setting::new(12);
    let mut rows = setting.answers();
    rows[0].push("Leader PIN".into());
    for row in &mut rows[1..] {
        row.push("4711".into());
    }
    rows[2][8] = "TBD".into();
    rows[5][6] = "+12065550109".into();
    rows.remove(7);
    rows.insert(0, vec!["Our answer".into()]);
    setting.write_rows("reply.csv", &rows);
    setting
}

/// Corrects every cell that the answer marks as a clerk would, with openpyxl.
const CORRECT: &str = r"
import openpyxl, sys
book = openpyxl.load_workbook('answer.xlsx')
assert book.sheetnames == ['What to correct', 'Roster', 'Findings'], book.sheetnames
sheet = book['Roster']
tolls = {'US': '+12065550100', 'DE': '+4930901820', 'GB': '+442079460100', 'FR': '+33155010100'}
red = 0
for row in sheet.iter_rows(min_row=3):
    for cell in row:
        if cell.fill.fgColor.rgb == 'FFFECDCA':
            red += 1
            assert cell.comment or cell.value is None, cell.coordinate
            country = sheet.cell(cell.row, 5).value
            cell.value = tolls[country] if cell.column == 7 else '8%06d' % (cell.row * 7919)
assert red == 4, red
assert all(cell.value is None for cell in sheet['K'][2:]), 'a PIN'
book.save('corrected.xlsx')
";

#[test]
fn an_answer_that_is_corrected_in_place_is_accepted() {
    let setting = damaged();
    let outcome = setting.run(&["validate", "reply.csv", "--answer", "answer.xlsx"]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(
        outcome.out.ends_with("The answer to the provider is in answer.xlsx.\n"),
        "{outcome:?}"
    );

    // As it is, it shows the same faults in the same cells.
    let same = |found: Vec<(String, Option<u64>)>| {
        found.into_iter().filter(|(code, _)| code != "R001").collect::<Vec<_>>()
    };
    let before = same(setting.found("reply.csv", "error"));
    assert_eq!(before, [("C014".into(), Some(4)), ("T003".into(), Some(7))]);
    let after = setting.found("answer.xlsx", "error");
    assert_eq!(after[..2], before);
    let blank = |code: &str| (code.to_owned(), Some(14));
    assert_eq!(after[2..], [blank("T001"), blank("I001")]);

    let Some(python) = other_program("TOLLGATE_TEST_PYTHON") else { return };
    let corrected =
        Command::new(python).args(["-c", CORRECT]).current_dir(setting.folder()).output().unwrap();
    assert!(corrected.status.success(), "{}", String::from_utf8_lossy(&corrected.stderr));
    assert_eq!(setting.found("corrected.xlsx", "error"), []);
    let out = setting.done(&["import", "corrected.xlsx"]);
    assert!(out.contains("Imported as batch 2: 12 assigned.\n"), "{out}");
}

#[test]
fn a_letter_says_the_same_and_another_kind_of_file_is_refused_before_anything_is_read() {
    let setting = damaged();
    assert_eq!(setting.run(&["validate", "reply.csv", "--answer", "answer.txt"]).code, Some(1));
    let letter = setting.read("answer.txt");
    assert!(
        letter.starts_with("Subject: Your answer to roster 2: corrections needed\n"),
        "{letter}"
    );
    assert!(letter.contains("“TBD” stands in place of a"), "{letter}");
    let outcome = setting.run(&["validate", "nowhere.csv", "--answer", "answer.pdf"]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.err.contains("Could not tell how to write the answer"), "{outcome:?}");
}

#[test]
fn an_answer_that_no_cell_holds_is_marked_all_the_same() {
    let setting = Setting::new(4);
    let mut rows = setting.answers();
    rows[2][8] = "7".repeat(32_767);
    // Another program counts each as two.
    rows[3][8] = "😀".repeat(32_767);
    setting.write_rows("reply.csv", &rows);
    for answer in ["answer.xlsx", "answer.txt"] {
        let outcome = setting.run(&["validate", "reply.csv", "--answer", answer]);
        assert_eq!(outcome.code, Some(1), "{outcome:?}");
    }
    assert!(setting.read("answer.txt").len() < 10_000);
    let found = setting.found("answer.xlsx", "error");
    assert_eq!(found.iter().map(|(_, row)| *row).collect::<Vec<_>>(), [Some(3), Some(4)]);
}
