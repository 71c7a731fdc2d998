use super::*;
use crate::{RowAt, Stored, value};

fn finding(code: &'static str, row: Option<usize>, id: &str) -> Finding {
    Finding {
        code,
        name: "a-rule",
        severity: Severity::Error,
        row,
        column: row.map(|row| row % 3),
        sent_row: Some(3),
        person: SipAddress::new("ada@contoso.example"),
        value: Some(id.into()),
        message: format!("{} is wrong in row {}", value(id), row.unwrap_or(0)).into(),
        help: "Ask.",
        fix: None,
    }
}

fn fixed(row: usize, edits: &[Edit]) -> Finding {
    let fix = Fix { value: "0712".into(), why: "so", safe: true, edits: edits.into() };
    Finding { fix: Some(fix.into()), ..finding("C001", Some(row), "712") }
}

fn table(rows: u32) -> Table {
    let mut table = Table::default();
    for row in 0..rows {
        for cell in [&format!("{row}"), "712", "ada@contoso.example"] {
            table.push(cell, Stored::Text);
        }
        table.end_row(RowAt { number: row + 1, line: row + 1 });
    }
    table
}

#[test]
fn findings_come_back_as_they_were() {
    let edit = Edit { row: 1, column: 2, text: "x".into() };
    let blank = Finding { value: None, message: "is blank".into(), ..fixed(4, &[]) };
    let given = [
        finding("I004", Some(0), "712\u{3}"),
        fixed(2, &[edit]),
        Finding { person: None, ..blank },
        finding("R001", None, ""),
    ];
    let table = table(5);
    let mut list = Findings::of(&table, given.clone());
    let back = |list: &Findings| list.iter(&table).map(FindingView::to_finding).collect::<Vec<_>>();
    assert_eq!(back(&list), given);
    list.append(Findings::of(&table, given.clone()));
    assert_eq!(back(&list), [given.clone(), given].concat());
}

#[test]
fn more_findings_than_a_block_holds_come_back_in_their_order() {
    let table = table(9);
    let long = "7".repeat(Block::MOST_TOLD);
    let of = |number: usize| finding("I004", Some(number % 9), &number.to_string());
    let mut list = Findings::of(&table, (0..10_000).map(of));
    list.append(Findings::of(&table, [finding("I004", Some(8), &long), fixed(8, &[])]));
    list.append(Findings::of(&table, [fixed(8, &[Edit { row: 1, column: 2, text: "x".into() }])]));
    list.sort();
    assert_eq!((list.blocks.len(), list.len()), (3 + 2 + 1, 10_003));
    let in_order = (0..9).flat_map(|row| (row..10_000).step_by(9)).map(of);
    let found = list.iter(&table).map(FindingView::to_finding);
    let is_other =
        |found: &Finding| found.code == "C001" || found.value == Some(long.as_str().into());
    assert!(found.filter(|found| !is_other(found)).eq(in_order));
    let edits = list.iter(&table).filter_map(FindingView::fix).map(|fix| fix.edits.len());
    assert_eq!(edits.collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn what_findings_have_in_common_and_what_stands_in_the_file_takes_no_room() {
    let rows = (0..100).map(|row| finding("I004", Some(row), &row.to_string()));
    let list =
        Findings::of(&table(100), rows.chain([fixed(1, &[]), finding("I004", Some(7), "1")]));
    assert_eq!((list.kinds.len(), list.blocks[0].told.len()), (2, 100 * 4 + 9 + 6));
    assert_eq!(list.packed(0).kind, list.packed(101).kind);
}

#[test]
fn findings_are_in_file_order_and_those_without_a_row_come_last() {
    let of = |code, row| finding(code, row, "1");
    let given = [of("R001", None), of("T001", Some(4)), of("I001", Some(4)), of("I002", Some(0))];
    let table = table(5);
    let mut list = Findings::of(&table, given);
    list.sort();
    list.retain(&table, |finding| finding.code != "T001");
    let codes: Vec<&str> = list.iter(&table).map(|finding| finding.code).collect();
    assert_eq!(codes, ["I002", "I001", "R001"]);
}
