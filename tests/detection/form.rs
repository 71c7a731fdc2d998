//! The files that replies come as.

use std::fmt;
use std::fmt::Write as _;

use rust_xlsxwriter::Workbook;
use tollgate_model::{Field, Headings, Table, is_secret};
use tollgate_sheet::{Purpose, ReadOptions, read_bytes};

use super::case::Case;

/// A kind of file, as some program saves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Csv,
    CsvWithoutMark,
    Semicolon,
    SemicolonNamed,
    Tab,
    Pipe,
    Utf16,
    Utf16BigEndian,
    Windows1252,
    Xlsx,
    /// What looks like a number is a number cell.
    XlsxNumbers,
}

impl Form {
    pub(crate) const ALL: [Self; 11] = [
        Self::Csv,
        Self::CsvWithoutMark,
        Self::Semicolon,
        Self::SemicolonNamed,
        Self::Tab,
        Self::Pipe,
        Self::Utf16,
        Self::Utf16BigEndian,
        Self::Windows1252,
        Self::Xlsx,
        Self::XlsxNumbers,
    ];

    pub(crate) fn is_workbook(self) -> bool {
        matches!(self, Self::Xlsx | Self::XlsxNumbers)
    }
}

/// What stands around the rows of a reply, and how it is written.
#[derive(Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is so or not whatever the others are")]
pub(crate) struct Layout {
    /// A title and a blank line above the headings.
    pub(crate) title: bool,
    /// A total below the rows.
    pub(crate) footer: bool,
    /// The provider's own columns before ours.
    pub(crate) own_first: bool,
    /// Every field in quotes.
    pub(crate) quoted: bool,
    /// Blank rows after these.
    pub(crate) blank_after: Vec<usize>,
    /// What was done to row IDs.
    pub(crate) dress: Option<fn(&str) -> String>,
    /// What ends a line.
    pub(crate) newline: &'static str,
}

impl fmt::Debug for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blank = !self.blank_after.is_empty();
        let words = [
            (self.title, "title "),
            (self.footer, "footer "),
            (self.own_first, "own columns first "),
            (self.quoted, "quoted "),
            (blank, "blank rows "),
        ];
        words.iter().filter(|(is, _)| *is).try_for_each(|(_, word)| f.write_str(word))?;
        self.dress.map_or(Ok(()), |dress| f.write_str(&dress("R7")))
    }
}

/// The cells of a case's reply as they stand in the file.
fn laid_out(case: &Case) -> Vec<Vec<String>> {
    let layout = &case.layout;
    let mut rows = Vec::new();
    if layout.title {
        rows.push(vec!["Contoso Conferencing: numbers and conference IDs".to_owned()]);
        rows.push(Vec::new());
    }
    for (at, row) in case.rows.iter().enumerate() {
        let mut row = row.clone();
        if let Some(dress) = layout.dress.filter(|_| at > 0) {
            // As far as they are row IDs still.
            for column in [0, 9] {
                if let Some(text) = row.get_mut(column).filter(|text| text.starts_with('R')) {
                    *text = dress(text);
                }
            }
        }
        if layout.own_first && row.len() > Field::ALL.len() {
            row.rotate_left(Field::ALL.len());
        }
        let width = row.len();
        rows.push(row);
        if layout.blank_after.contains(&at) {
            rows.push(vec![String::new(); width]);
        }
    }
    if layout.footer {
        let mut row = vec![String::new(); case.rows[0].len()];
        row[0] = format!("Total: {}", case.rows.len() - 1);
        rows.push(row);
    }
    rows
}

/// The bytes of a case's reply.
pub(crate) fn bytes(case: &Case) -> Vec<u8> {
    if let Some(bytes) = &case.bytes {
        return bytes.clone();
    }
    let units = |text: String| -> Vec<u16> { format!("\u{feff}{text}").encode_utf16().collect() };
    match case.form {
        Form::Csv => ["\u{feff}", &delimited(case, ',')].concat().into_bytes(),
        Form::CsvWithoutMark => delimited(case, ',').into_bytes(),
        Form::Semicolon => delimited(case, ';').into_bytes(),
        Form::SemicolonNamed => ["sep=;\r\n", &delimited(case, ';')].concat().into_bytes(),
        Form::Tab => delimited(case, '\t').into_bytes(),
        Form::Pipe => delimited(case, '|').into_bytes(),
        Form::Utf16 => {
            units(delimited(case, '\t')).into_iter().flat_map(u16::to_le_bytes).collect()
        }
        Form::Utf16BigEndian => {
            units(delimited(case, '\t')).into_iter().flat_map(u16::to_be_bytes).collect()
        }
        // The names of such a case are of Latin-1, where both agree.
        Form::Windows1252 => {
            delimited(case, ';').chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
        }
        Form::Xlsx | Form::XlsxNumbers => workbook(case),
    }
}

fn delimited(case: &Case, delimiter: char) -> String {
    let mut text = String::new();
    for row in laid_out(case) {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                text.push(delimiter);
            }
            if case.layout.quoted || cell.contains([delimiter, '"', '\n', '\r']) {
                write!(text, "\"{}\"", cell.replace('"', "\"\"")).unwrap();
            } else {
                text.push_str(cell);
            }
        }
        text.push_str(case.layout.newline);
    }
    text
}

fn workbook(case: &Case) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip(laid_out(case)) {
        for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            let number = cell.parse::<u64>().ok().filter(|_| {
                case.form == Form::XlsxNumbers && !cell.starts_with(['0', '+']) && cell.len() < 16
            });
            #[allow(clippy::cast_precision_loss, reason = "fifteen digits are kept")]
            match number {
                Some(number) => sheet.write_number(row, column, number as f64).unwrap(),
                None => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    workbook.save_to_buffer().unwrap()
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
    let name = if case.form.is_workbook() { "reply.xlsx" } else { "reply.csv" };
    read_bytes(name, bytes, &options).unwrap()
}
