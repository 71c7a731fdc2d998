//! The files that replies come as.

use std::fmt::Write as _;
use std::io::Cursor;

use tollgate_model::{Field, Headings, Table, is_secret};
use tollgate_sheet::{Column, Document, Purpose, ReadOptions, Role, Sheet, read_bytes, write_xlsx};

use super::case::Case;

/// A kind of file, as some program saves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Csv,
    Semicolon,
    Tab,
    Utf16,
    Windows1252,
    Xlsx,
}

impl Form {
    pub(crate) const ALL: [Self; 6] =
        [Self::Csv, Self::Semicolon, Self::Tab, Self::Utf16, Self::Windows1252, Self::Xlsx];
}

/// The bytes of a case's reply.
pub(crate) fn bytes(case: &Case) -> Vec<u8> {
    if let Some(bytes) = &case.bytes {
        return bytes.clone();
    }
    match case.form {
        Form::Csv => ["\u{feff}", &delimited(case, ',')].concat().into_bytes(),
        Form::Semicolon => delimited(case, ';').into_bytes(),
        Form::Tab => delimited(case, '\t').into_bytes(),
        Form::Utf16 => {
            let units = "\u{feff}".encode_utf16().chain(None);
            let text = delimited(case, '\t');
            units.chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        }
        // The names of such a case are of Latin-1, where both agree.
        Form::Windows1252 => {
            delimited(case, ';').chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
        }
        Form::Xlsx => workbook(case),
    }
}

fn delimited(case: &Case, delimiter: char) -> String {
    let mut text = String::new();
    for row in &case.rows {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                text.push(delimiter);
            }
            if cell.contains([delimiter, '"', '\n', '\r']) {
                write!(text, "\"{}\"", cell.replace('"', "\"\"")).unwrap();
            } else {
                text.push_str(cell);
            }
        }
        text.push_str("\r\n");
    }
    text
}

fn workbook(case: &Case) -> Vec<u8> {
    let width = case.rows.iter().map(Vec::len).max().unwrap_or(0);
    let rows = case
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| (cell.clone(), Role::Plain).into()).collect());
    let sheet = Sheet {
        name: "Roster".into(),
        columns: vec![Column { width: 20.0, role: Role::Plain }; width],
        rows: Box::new(rows),
        headed: None,
        protected: false,
        validations: Vec::new(),
        hidden: false,
    };
    let made_at = "2026-03-01T09:00:00".to_owned();
    let document = Document { sheets: vec![sheet], made_at, ..Document::default() };
    let mut to = Cursor::new(Vec::new());
    write_xlsx(&mut to, document).unwrap();
    to.into_inner()
}

/// Reads a reply as the program does.
pub(crate) fn read(case: &Case, bytes: &[u8]) -> Table {
    let (ours, named) = (Headings::default(), case.provider.headings());
    let names: Vec<String> = (0..case.roster.len())
        .map(|row| case.roster.get(row, Field::DisplayName).to_owned())
        .collect();
    let options = ReadOptions {
        is_heading: &|heading| ours.field(heading).is_some() || named.field(heading).is_some(),
        is_secret,
        purpose: Purpose::Reply,
        kind: None,
        sheet: None,
        expected: &names,
    };
    let name = if case.form == Form::Xlsx { "reply.xlsx" } else { "reply.csv" };
    read_bytes(name, bytes, &options).unwrap()
}
