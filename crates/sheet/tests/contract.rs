//! What every format promises: what is written is read back, to the letter.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::io::{Cursor, Write as _};

use tollgate_model::{FileKind, Table};
use tollgate_sheet::{
    Column, Document, FORMATS, Purpose, ReadOptions, Role, Sheet, read_bytes, unguarded, write_csv,
    write_xlsx,
};

const HEADINGS: [&str; 3] = ["Row ID", "SIP address", "Conference ID"];

const ROWS: [[&str; 3]; 5] = [
    ["R7-0001-ADAADAAD", "ada@contoso.example", "+12065550100"],
    ["R7-0002-B0B0B0B0", "=1+1", "0712"],
    ["R7-0003-CYCYCYCY", "1e5", "a \"quoted\", comma; and semicolon"],
    ["R7-0004-D1D1D1D1", "Zoë Müller 李", "line\nbreak"],
    ["R7-0005-E1E1E1E1", "-1", "12345678901234567890"],
];

fn read(name: &str, bytes: &[u8]) -> Table {
    let options = ReadOptions {
        is_heading: &|heading| HEADINGS.contains(&heading),
        is_secret: |_| false,
        purpose: Purpose::Reply,
        kind: None,
        sheet: None,
        expected: &[],
    };
    read_bytes(name, bytes, &options).unwrap()
}

fn write(format: &str) -> Vec<u8> {
    let rows = || std::iter::once(HEADINGS).chain(ROWS);
    match format {
        "csv" => {
            let mut bytes = Vec::new();
            write_csv(&mut bytes, rows()).unwrap();
            bytes
        }
        "xlsx" => {
            let cells =
                rows().map(|row| row.map(|cell| (cell.to_owned(), Role::Open).into()).into());
            let sheet = Sheet {
                name: "Roster".into(),
                columns: vec![Column { width: 20.0, role: Role::Open }; 3],
                rows: Box::new(cells),
                headed: Some(5),
                protected: true,
                validations: Vec::new(),
                hidden: false,
            };
            let mut bytes = Cursor::new(Vec::new());
            write_xlsx(&mut bytes, Document { sheets: vec![sheet], ..Document::default() })
                .unwrap();
            bytes.flush().unwrap();
            bytes.into_inner()
        }
        other => panic!("{other} says that it is written: write it here too"),
    }
}

#[test]
fn what_is_written_is_read_back() {
    for format in FORMATS.iter().filter(|format| format.written) {
        let table = read(&format!("roster.{}", format.name), &write(format.name));
        assert_eq!(table.heading_row, Some(0), "{}", format.name);
        for (row, cells) in ROWS.iter().enumerate() {
            let back: Vec<&str> = table.grid.row(row + 1).map(unguarded).collect();
            assert_eq!(back, cells, "{}", format.name);
        }
    }
}

#[test]
fn names_and_extensions_are_each_ones_own() {
    let mut seen = std::collections::BTreeSet::new();
    for name in FORMATS.iter().flat_map(|format| format.extensions) {
        assert!(seen.insert(name), "{name}");
    }
}

#[test]
fn what_a_file_is_said_to_be_is_obeyed_or_refused() {
    let refused = |name: &str, format: &str, kind, sheet| {
        let options = ReadOptions {
            is_heading: &|heading| HEADINGS.contains(&heading),
            is_secret: |_| false,
            purpose: Purpose::Reply,
            kind,
            sheet,
            expected: &[],
        };
        read_bytes(name, &write(format), &options).err().map(|error| error.message)
    };
    let said = |format| refused("a", format, Some(FileKind::Xls), None);
    assert_eq!(said("csv").unwrap(), "Could not read a as xls: it is csv.");
    assert_eq!(said("xlsx").unwrap(), "Could not read a as xls: it is xlsx.");
    assert_eq!(
        refused("a", "csv", None, Some("Roster")).unwrap(),
        "Could not read the sheet Roster of a: the file has no sheets."
    );
    assert_eq!(refused("a", "xlsx", Some(FileKind::Xlsx), Some("Roster")), None);
    assert_eq!(refused("a", "csv", Some(FileKind::Tsv), None), None);
}
