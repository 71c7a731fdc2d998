//! Office Open XML workbooks, cell by cell: a range of a whole sheet is allocated by its corners,
//! and one stray cell in the last one would end the process.

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;
use std::sync::mpsc::sync_channel;

use calamine::{Cell, DataRef, Reader as _, SheetType, SheetVisible, XlsxCellReader, XlsxError};
use tollgate_model::{Stored, Struck};

use super::formats::{CellStyle, about, format_code, number_text};
use super::look::look;
use super::{Apart, Beside, ROSTER_PROPERTY, SheetCell, SheetName, Workbook, broken, quietly};
use crate::source::{Reader, Source};
use crate::{Error, Result};

/// How many cells go from hand to hand at once, and how often as many may wait.
const BATCH: usize = 4096;
const WAITING: usize = 2;

/// An open workbook.
pub(crate) struct Xlsx<'b> {
    name: String,
    source: Source<'b>,
    inner: calamine::Xlsx<Reader<'b>>,
    /// What comes without the cells of the chosen sheet, once it is known.
    apart: Apart,
}

impl<'b> Xlsx<'b> {
    pub(crate) fn open(name: &str, source: Source<'b>) -> Result<Self> {
        let inner = calamine::Xlsx::new(source.reader()).map_err(|error| failure(name, &error))?;
        Ok(Self { name: name.to_owned(), source, inner, apart: Apart::default() })
    }
}

fn failure(name: &str, error: &XlsxError) -> Error {
    match error {
        XlsxError::Password => Error::password_protected(name),
        other => Error::damaged(name, other),
    }
}

impl<'b> Workbook<'b> for Xlsx<'b> {
    fn sheets(&self) -> Vec<SheetName> {
        let sheets = self.inner.sheets_metadata().iter();
        sheets
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| SheetName {
                name: sheet.name.clone(),
                hidden: sheet.visible != SheetVisible::Visible,
            })
            .collect()
    }

    fn cells(
        &mut self,
        sheet: &str,
        each: &mut dyn FnMut(SheetCell<'_>) -> Result<bool>,
    ) -> Result<()> {
        let name = &self.name;
        let reader = match self.inner.worksheet_cells_reader(sheet) {
            // A sheet of charts has no cells.
            Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
            other => other.map_err(|error| failure(name, &error))?,
        };
        let styles: Vec<CellStyle> = reader
            .styles()
            .iter()
            .map(|style| CellStyle {
                number_format: style
                    .number_format
                    .as_ref()
                    .and_then(|format| format_code(&format.format_code)),
                struck: match &style.font {
                    Some(font) if font.has_strikethrough() => Struck::All,
                    _ => Struck::Nothing,
                },
            })
            .collect();
        read_ahead(name, reader, &mut |cell, style| {
            let (row, column) = cell.get_position();
            let (text, mut stored) = read_value(cell.get_value());
            let style = styles.get(style);
            let mut about = about(style, &text, stored);
            if let Some(runs) = self.apart.struck.get(&(row, column)) {
                let is_struck = style.is_some_and(|style| style.struck == Struck::All);
                about.get_or_insert_default().struck = runs.within(is_struck).clone();
            }
            if let Some(formula) = self.apart.formulas.get(&(row, column)) {
                // One that gave an empty text gave something.
                let is_saved = stored != Stored::Empty;
                stored = if is_saved { Stored::Formula } else { Stored::FormulaUnsaved };
                about.get_or_insert_default().formula = Some(formula.clone());
            }
            each(SheetCell { row, column, text, stored, about })
        })
    }

    fn look(&mut self, sheet: &str) -> Beside<'b> {
        let properties = self.inner.workbook_properties().ok();
        let roster = properties.and_then(|properties| {
            properties.custom_properties.get(ROSTER_PROPERTY)?.trim().parse().ok()
        });
        let (name, source, sheet) = (self.name.clone(), self.source, sheet.to_owned());
        Box::new(move || {
            let mut look = look(&name, source, &sheet)?;
            look.looked.roster_property = roster;
            Ok(look)
        })
    }

    fn know(&mut self, apart: Apart) -> bool {
        self.apart = apart;
        !self.apart.formulas.is_empty() || !self.apart.struck.is_empty()
    }
}

/// Reads cells, each with its style, by a thread of its own, ahead of what is made of them here, until
/// told to stop.
fn read_ahead<'w>(
    name: &str,
    mut reader: XlsxCellReader<'w, Reader<'_>>,
    each: &mut dyn FnMut(&Cell<DataRef<'w>>, usize) -> Result<bool>,
) -> Result<()> {
    let (to, batches) = sync_channel(WAITING);
    let read = move || {
        let mut cells = std::iter::from_fn(|| reader.next_cell_with_style_id().transpose());
        loop {
            let mut batch = Vec::with_capacity(BATCH);
            batch.extend(cells.by_ref().take(BATCH));
            let last = batch.len() < BATCH;
            // Nobody listens who wants no more.
            if to.send(batch).is_err() || last {
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| quietly(AssertUnwindSafe(read)));
        for cell in batches.into_iter().flatten() {
            let (cell, style) = cell.map_err(|error| failure(name, &error))?;
            if !each(&cell, style)? {
                return Ok(());
            }
        }
        reading.join().ok().flatten().ok_or_else(|| broken(name))
    })
}

fn read_value<'v>(value: &'v DataRef<'_>) -> (Cow<'v, str>, Stored) {
    match value {
        DataRef::Empty => (Cow::Borrowed(""), Stored::Empty),
        DataRef::String(text) => (text.as_str().into(), Stored::Text),
        DataRef::SharedString(text) => ((*text).into(), Stored::Text),
        DataRef::Int(number) => (number.to_string().into(), Stored::Number),
        DataRef::Float(number) => (number_text(*number).into(), Stored::Number),
        DataRef::Bool(yes) => (if *yes { "TRUE" } else { "FALSE" }.into(), Stored::Bool),
        DataRef::DateTime(date) => (date_text(date).into(), Stored::Date),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            (text.as_str().into(), Stored::Date)
        }
        DataRef::Error(error) => (error.to_string().into(), Stored::Error),
    }
}

/// ISO 8601, without a time that is midnight.
pub(crate) fn date_text(date: &calamine::ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second) {
        (0, 0, 0) => day,
        _ => format!("{day}T{hour:02}:{minute:02}:{second:02}"),
    }
}
