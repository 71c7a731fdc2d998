//! Writing a workbook row by row in little memory. Knows how a sheet is made up, not what it says.

use std::io::{Seek, Write};

use rust_xlsxwriter as xlsx;
use xlsx::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format,
    FormatBorder, ProtectionOptions, Workbook, XlsxError,
};

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
}

/// One sheet.
pub struct Sheet<'a> {
    /// Its name.
    pub name: String,
    /// Its columns, from A.
    pub columns: Vec<Column>,
    /// Its rows, each cell a text. Rows are asked for once, in order.
    pub rows: Box<dyn Iterator<Item = Vec<(String, Role)>> + 'a>,
    /// Whether the first row stays in view and can be filtered, and how many rows there are.
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
    /// The title of the hint, at most 32 characters.
    pub title: String,
    /// The hint, at most 255 characters.
    pub hint: String,
}

/// Writes a workbook.
pub fn write_xlsx<W: Write + Seek + Send>(to: W, document: Document<'_>) -> Result<()> {
    build(document).and_then(|mut workbook| workbook.save_to_writer(to)).map_err(failure)
}

fn failure(error: XlsxError) -> Error {
    let room = "Check that there is room on the disk, and run the command again.";
    let (kind, hint) = match &error {
        XlsxError::IoError(error) | XlsxError::ZipError(zip::result::ZipError::Io(error)) => {
            (ErrorKind::Io(error.kind()), room)
        }
        XlsxError::ZipError(_) => (ErrorKind::Io(std::io::ErrorKind::Other), room),
        _ => (ErrorKind::TooLarge, "Write CSV instead: -o roster.csv."),
    };
    let why = error.to_string();
    Error::new(kind, format!("Could not write the workbook: {}.", why.trim_end_matches('.')), hint)
}

struct Formats([(Role, Format); 8]);

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

fn build(document: Document<'_>) -> std::result::Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new().set_title(&document.title).set_author("Tollgate");
    if let Ok(at) = ExcelDateTime::parse_from_str(&document.made_at) {
        properties = properties.set_creation_datetime(&at);
    }
    for (name, value) in &document.properties {
        properties = properties.set_custom_property(*name, value.as_str());
    }
    workbook.set_properties(&properties);
    let formats = Formats::new();
    for spec in document.sheets {
        let sheet = workbook.add_worksheet_with_constant_memory()?;
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
            if cells.iter().any(|(_, role)| matches!(role, Role::Heading | Role::HeadingOpen)) {
                sheet.set_row_height(row, 22)?;
            }
            let prose =
                cells.iter().zip(&spec.columns).filter(|((_, role), _)| *role == Role::Prose);
            if let Some(lines) = prose
                .map(|((text, _), column)| lines(text, column.width))
                .max()
                .filter(|lines| *lines > 1)
            {
                sheet.set_row_height(row, 15 * lines + 4)?;
            }
            for (column, (text, role)) in (0..).zip(cells) {
                let format = formats.get(role);
                if text.is_empty() {
                    sheet.write_blank(row, column, format)?;
                } else {
                    sheet.write_string_with_format(row, column, text, format)?;
                }
            }
            last = row;
        }
        if spec.headed.is_some() {
            sheet.set_freeze_panes(1, 0)?;
            sheet.autofilter(0, 0, last, columns.saturating_sub(1))?;
            sheet.set_repeat_rows(0, 0)?;
        }
        sheet.set_landscape();
        sheet.set_print_fit_to_pages(1, 0);
        sheet.ignore_error_range(
            0,
            0,
            last.max(1),
            columns.saturating_sub(1),
            xlsx::IgnoreError::NumberStoredAsText,
        )?;
        for validation in &spec.validations {
            let mut rule = DataValidation::new()
                .set_input_title(&validation.title)?
                .set_input_message(&validation.hint)?;
            if let Some(range) = &validation.offered {
                rule = rule
                    .allow_list_formula(xlsx::Formula::new(range))
                    .set_error_style(DataValidationErrorStyle::Warning)
                    .set_error_title("Not one of the published numbers")?
                    .set_error_message(
                        "The drop-down lists the numbers that are known. Keep this one?",
                    )?;
            }
            let (first, last) = validation.rows;
            sheet.add_data_validation(first, validation.column, last, validation.column, &rule)?;
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
    }
    Ok(workbook)
}
