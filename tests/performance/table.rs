//! Rows to CSV and files to tables, for the benches of the crates.
#![allow(dead_code, reason = "no bench needs all of it")]

use tollgate_model::{Headings, Table};
use tollgate_sheet::{Purpose, ReadOptions, read_bytes, write_csv};

pub(crate) fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_csv(&mut bytes, rows.iter().map(|row| row.iter().map(String::as_str)))
        .expect("memory takes all that is written");
    bytes
}

/// A reply as it is read.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Table {
    let ours = Headings::default();
    let options = ReadOptions {
        is_heading: &|heading| ours.field(heading).is_some(),
        is_secret: |_| false,
        purpose: Purpose::Reply,
        kind: None,
        sheet: None,
        expected: &[],
    };
    read_bytes(name, bytes, &options).expect("a reply that can be read")
}
