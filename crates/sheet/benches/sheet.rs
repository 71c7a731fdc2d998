//! Files to tables and back.
#![allow(clippy::unwrap_used, reason = "in a bench a panic is the report")]

#[path = "../../../tests/performance/invented.rs"]
mod invented;
#[path = "../../../tests/performance/table.rs"]
mod table;

use std::io::Cursor;

use divan::Bencher;
use tollgate_sheet::{Cell, Column, Document, Role, Sheet, write_xlsx};

fn main() {
    divan::main();
}

fn rows() -> Vec<Vec<String>> {
    invented::reply(&invented::roster(&invented::people()))
}

fn xlsx(rows: &[Vec<String>]) -> Vec<u8> {
    let cell = |text: &String| Cell::from((text.clone(), Role::Open));
    let sheet = Sheet {
        name: "Roster".into(),
        columns: vec![Column { width: 20.0, role: Role::Open }; 10],
        rows: Box::new(rows.iter().map(|row| row.iter().map(cell).collect())),
        headed: Some(0),
        protected: true,
        validations: Vec::new(),
        hidden: false,
    };
    let mut bytes = Cursor::new(Vec::new());
    write_xlsx(&mut bytes, Document { sheets: vec![sheet], ..Document::default() }).unwrap();
    bytes.into_inner()
}

#[divan::bench]
fn read_csv(bencher: Bencher<'_, '_>) {
    let bytes = table::csv(&rows());
    bencher.bench(|| table::read("reply.csv", &bytes));
}

#[divan::bench]
fn read_xlsx(bencher: Bencher<'_, '_>) {
    let bytes = xlsx(&rows());
    bencher.bench(|| table::read("reply.xlsx", &bytes));
}

#[divan::bench]
fn write_as_csv(bencher: Bencher<'_, '_>) {
    let rows = rows();
    bencher.bench(|| table::csv(&rows));
}

#[divan::bench]
fn write_as_xlsx(bencher: Bencher<'_, '_>) {
    let rows = rows();
    bencher.bench(|| xlsx(&rows));
}
