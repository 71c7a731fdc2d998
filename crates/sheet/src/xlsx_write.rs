//! Writing a workbook row by row in little memory. Knows how a sheet is made up, not what it says.

use std::io::{Seek, Write};

use rust_xlsxwriter as xlsx;
use xlsx::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format,
    FormatBorder, ProtectionOptions, Workbook, XlsxError,
};

use crate::workbook::quietly;
use crate::{Error, ErrorKind, Result};

/// A workbook to write.
#[derive(Debug, Default)]
pub struct Document<'a> {
    /// The title in the document properties.
    pub title: String,
    /// Custom document properties: a name and a text or a number.
    pub properties: Vec<(&'static str, String)>,
    /// When it was made, ISO 8601 to the second: the same input gives the same bytes.
    pub made_at: String,
    /// The sheets, in order.
    pub sheets: Vec<Sheet<'a>>,
    /// What to do where they are too large for a workbook, in a sentence.
    pub instead: &'static str,
}

/// One sheet.
pub struct Sheet<'a> {
    /// Its name.
    pub name: String,
    /// Its columns, from A.
    pub columns: Vec<Column>,
    /// Its rows, each cell a text. Rows are asked for once, in order.
    pub rows: Box<dyn Iterator<Item = Vec<Cell>> + 'a>,
    /// The row (zero-based) of the headings: it stays in view, and what is below can be filtered.
    pub headed: Option<u32>,
    /// Whether locked cells are locked.
    pub protected: bool,
    /// Drop-downs and hints, on columns of the rows below the first.
    pub validations: Vec<Validation>,
    /// Whether it is shown.
    pub hidden: bool,
}

impl std::fmt::Debug for Sheet<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheet").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its width in characters.
    pub width: f64,
    /// What cells of it look like where nothing is written.
    pub role: Role,
}

/// A cell: a text, never a formula.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The text.
    pub text: String,
    /// What it is for.
    pub role: Role,
    /// A note that shows when the cell is pointed at.
    pub note: Option<String>,
    /// Where in the workbook it leads: `'Roster'!I17`.
    pub link: Option<String>,
}

impl From<(String, Role)> for Cell {
    fn from((text, role): (String, Role)) -> Self {
        Self { text, role, note: None, link: None }
    }
}

/// What a cell is for, which decides how it looks and whether it is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A heading over a column that is not to be touched.
    Heading,
    /// A heading over a column that is to be filled in.
    HeadingOpen,
    /// Filled in by the sender: shaded and locked.
    Locked,
    /// To be filled in.
    Open,
    /// Nobody's: plain.
    Plain,
    /// A title.
    Title,
    /// Text that wraps.
    Prose,
    /// A word before such text.
    Label,
    /// Must be corrected.
    Faulty,
    /// Is to be looked at.
    Doubtful,
    /// Leads to another cell.
    Link,
}

/// A drop-down or a hint on one column of a headed sheet.
#[derive(Clone, Debug)]
pub struct Validation {
    /// The column, zero-based.
    pub column: u16,
    /// First and last row, zero-based.
    pub rows: (u32, u32),
    /// The range that holds what is offered (`=Numbers!$A$1:$A$9`); none for a hint alone.
    pub offered: Option<String>,
    /// The title of the hint, at most [`crate::limits::HINT_TITLE`] characters.
    pub title: String,
    /// The hint, at most 255 characters.
    pub hint: String,
}

/// Writes a workbook.
pub fn write_xlsx<W: Write + Seek + Send>(to: W, document: Document<'_>) -> Result<()> {
    let instead = document.instead;
    // Where a temporary file of its own cannot be written, the library gives up in a way of its own.
    let written = quietly(std::panic::AssertUnwindSafe(|| {
        build(document).and_then(|mut workbook| workbook.save_to_writer(to))
    }));
    let no_room = || {
        let message = "Could not write the workbook: a temporary file could not be written.";
        let hint = "Check that there is room on the disk and in the folder for temporary files, and run the command again.";
        Error::new(ErrorKind::Io(std::io::ErrorKind::Other), message, hint)
    };
    written.ok_or_else(no_room)?.map_err(|error| failure(&error, instead))
}

fn failure(error: &XlsxError, instead: &'static str) -> Error {
    let room = "Check that there is room on the disk, and run the command again.";
    let (kind, hint) = match error {
        XlsxError::IoError(error) | XlsxError::ZipError(zip::result::ZipError::Io(error)) => {
            (ErrorKind::Io(error.kind()), room)
        }
        XlsxError::ZipError(_) => (ErrorKind::Io(std::io::ErrorKind::Other), room),
        _ => (ErrorKind::TooLarge, instead),
    };
    let why = error.to_string();
    Error::new(kind, format!("Could not write the workbook: {}.", why.trim_end_matches('.')), hint)
}

struct Formats([(Role, Format); 11]);

impl Formats {
    fn new() -> Self {
        let text = || Format::new().set_num_format("@");
        let line = Color::RGB(0x00D0_D5DD);
        let heading = || {
            text()
                .set_bold()
                .set_font_color(Color::White)
                .set_border(FormatBorder::Thin)
                .set_border_color(line)
        };
        Self([
            (Role::Heading, heading().set_background_color(Color::RGB(0x0047_5467))),
            (Role::HeadingOpen, heading().set_background_color(Color::RGB(0x0017_5CD3))),
            (
                Role::Locked,
                text()
                    .set_background_color(Color::RGB(0x00F2_F4F7))
                    .set_font_color(Color::RGB(0x0034_4054))
                    .set_border(FormatBorder::Thin)
                    .set_border_color(line),
            ),
            (
                Role::Open,
                text()
                    .set_unlocked()
                    .set_background_color(Color::RGB(0x00FF_FBE6))
                    .set_border(FormatBorder::Thin)
                    .set_border_color(line),
            ),
            (Role::Plain, text().set_unlocked()),
            (
                Role::Title,
                text().set_bold().set_font_size(16).set_font_color(Color::RGB(0x0017_5CD3)),
            ),
            (Role::Label, text().set_bold().set_align(xlsx::FormatAlign::Top)),
            (Role::Prose, text().set_text_wrap().set_align(xlsx::FormatAlign::Top)),
            (
                Role::Faulty,
                text()
                    .set_unlocked()
                    .set_bold()
                    .set_background_color(Color::RGB(0x00FE_CDCA))
                    .set_font_color(Color::RGB(0x007A_271A))
                    .set_border(FormatBorder::Medium)
                    .set_border_color(Color::RGB(0x00B4_2318)),
            ),
            (
                Role::Doubtful,
                text()
                    .set_unlocked()
                    .set_background_color(Color::RGB(0x00FE_F0C7))
                    .set_border(FormatBorder::Dashed)
                    .set_border_color(Color::RGB(0x00B5_4708)),
            ),
            (
                Role::Link,
                text()
                    .set_font_color(Color::RGB(0x0017_5CD3))
                    .set_underline(xlsx::FormatUnderline::Single)
                    .set_align(xlsx::FormatAlign::Top),
            ),
        ])
    }

    fn get(&self, role: Role) -> &Format {
        self.0.iter().find(|(other, _)| *other == role).map_or(&self.0[4].1, |(_, format)| format)
    }
}

/// How many lines a text that wraps takes in a column of a width in characters. Letters differ in
/// width: a sixth is left spare.
fn lines(text: &str, width: f64) -> u32 {
    let mut room = width * 5.0 / 6.0;
    let mut lines = 1;
    while room < f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX)) {
        room += width * 5.0 / 6.0;
        lines += 1;
    }
    lines
}

/// What writing into a workbook comes to.
type Written = std::result::Result<(), XlsxError>;

fn build(document: Document<'_>) -> std::result::Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    // Packed a sixth less well, and a quarter sooner, than as the library would have it.
    workbook.set_zip_compression_level(3);
    let mut properties = DocProperties::new().set_title(&document.title).set_author("Tollgate");
    if let Ok(at) = ExcelDateTime::parse_from_str(&document.made_at) {
        properties = properties.set_creation_datetime(&at);
    }
    for (name, value) in &document.properties {
        properties = properties.set_custom_property(*name, value.as_str());
    }
    workbook.set_properties(&properties);
    let formats = Formats::new();
    for sheet in document.sheets {
        add(workbook.add_worksheet_with_constant_memory()?, sheet, &formats)?;
    }
    Ok(workbook)
}

fn add(sheet: &mut xlsx::Worksheet, spec: Sheet<'_>, formats: &Formats) -> Written {
    sheet.set_name(&spec.name)?;
    let columns = u16::try_from(spec.columns.len()).unwrap_or(u16::MAX);
    for (column, look) in (0..).zip(&spec.columns) {
        sheet.set_column_width(column, look.width)?;
        sheet.set_column_format(column, formats.get(look.role))?;
    }
    // What is right of the last column is nobody's, so that a protected sheet leaves it open.
    if spec.protected {
        sheet.set_column_range_format(columns, 16_383, formats.get(Role::Plain))?;
    }
    let mut last = 0;
    for (row, cells) in (0..).zip(spec.rows) {
        if let Some(height) = height(&cells, &spec.columns) {
            sheet.set_row_height(row, height)?;
        }
        for (column, cell) in (0..).zip(cells) {
            write_cell(sheet, row, column, cell, formats)?;
        }
        last = row;
    }
    if let Some(row) = spec.headed {
        sheet.set_freeze_panes(row + 1, 0)?;
        sheet.autofilter(row, 0, last, columns.saturating_sub(1))?;
        sheet.set_repeat_rows(row, row)?;
    }
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    let (last, right) = (last.max(1), columns.saturating_sub(1));
    sheet.ignore_error_range(0, 0, last, right, xlsx::IgnoreError::NumberStoredAsText)?;
    for validation in &spec.validations {
        validate(sheet, validation)?;
    }
    if spec.protected {
        sheet.protect_with_options(&ProtectionOptions {
            format_cells: true,
            format_columns: true,
            format_rows: true,
            use_autofilter: true,
            ..ProtectionOptions::default()
        });
    }
    if spec.hidden {
        sheet.set_hidden(true);
    }
    Ok(())
}

/// How high a row is, in points, where that is not as usual.
fn height(cells: &[Cell], columns: &[Column]) -> Option<u32> {
    let prose = cells.iter().zip(columns).filter(|(cell, _)| cell.role == Role::Prose);
    let lines = prose.map(|(cell, column)| lines(&cell.text, column.width)).max();
    let has = |roles: &[Role]| cells.iter().any(|cell| roles.contains(&cell.role));
    match lines {
        Some(lines) if lines > 1 => Some(15 * lines + 4),
        _ if has(&[Role::Title]) => Some(26),
        _ if has(&[Role::Heading, Role::HeadingOpen]) => Some(22),
        _ => None,
    }
}

/// What may be filled into cells, and what is said of that.
fn validate(sheet: &mut xlsx::Worksheet, validation: &Validation) -> Written {
    let mut rule = DataValidation::new()
        .set_input_title(&validation.title)?
        .set_input_message(&validation.hint)?;
    if let Some(range) = &validation.offered {
        rule = rule
            .allow_list_formula(xlsx::Formula::new(range))
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_title("Not one of the published numbers")?
            .set_error_message("The drop-down lists the numbers that are known. Keep this one?")?;
    }
    let (first, last) = validation.rows;
    sheet.add_data_validation(first, validation.column, last, validation.column, &rule)?;
    Ok(())
}

fn write_cell(
    sheet: &mut xlsx::Worksheet,
    row: u32,
    column: u16,
    cell: Cell,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let format = formats.get(cell.role);
    match cell.link {
        Some(link) => {
            let link = xlsx::Url::new(format!("internal:{link}")).set_text(cell.text);
            sheet.write_url_with_format(row, column, link, format)?;
        }
        None if cell.text.is_empty() => drop(sheet.write_blank(row, column, format)?),
        None => drop(sheet.write_string_with_format(row, column, cell.text, format)?),
    }
    if let Some(note) = cell.note {
        let note =
            xlsx::Note::new(note).set_author("Tollgate").set_width(260).add_author_prefix(false);
        sheet.insert_note(row, column, &note)?;
    }
    Ok(())
}

/// A text with as much of it as takes so many units of UTF-16, as spreadsheet programs count characters.
pub fn shortened(mut text: String, most: usize) -> String {
    if text.len() <= most || text.encode_utf16().count() <= most {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units >= most
    });
    text.truncate(end.map_or(text.len(), |(at, _)| at));
    text.push('…');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_there_is_no_room_for_all_of_it() {
        // Each takes two units of UTF-16.
        let cut = |count: usize| shortened("😀".repeat(count), 9);
        assert_eq!([cut(4), cut(5)], ["😀😀😀😀", "😀😀😀😀…"]);
    }
}
