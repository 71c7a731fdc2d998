//! Office Open XML workbooks, cell by cell: a range of a whole sheet is allocated by its corners,
//! and one stray cell in the last one would end the process.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, XlsxError};
use tollgate_model::{About, Stored};

use super::look::{Look, look};
use super::{Looked, ROSTER_PROPERTY, SheetCell, SheetName, Workbook, number_text, shown};
use crate::{Error, Result};

/// An open workbook.
pub(crate) struct Xlsx<'b> {
    name: String,
    bytes: &'b [u8],
    inner: calamine::Xlsx<Cursor<&'b [u8]>>,
    /// What the look into the chosen sheet found.
    look: Look,
}

impl<'b> Xlsx<'b> {
    pub(crate) fn open(name: &str, bytes: &'b [u8]) -> Result<Self> {
        let inner =
            calamine::Xlsx::new(Cursor::new(bytes)).map_err(|error| failure(name, &error))?;
        Ok(Self { name: name.to_owned(), bytes, inner, look: Look::default() })
    }
}

fn failure(name: &str, error: &XlsxError) -> Error {
    match error {
        XlsxError::Password => Error::password_protected(name),
        other => Error::damaged(name, other),
    }
}

impl Workbook for Xlsx<'_> {
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
        each: &mut dyn FnMut(SheetCell) -> Result<bool>,
    ) -> Result<()> {
        let name = &self.name;
        let mut reader = match self.inner.worksheet_cells_reader(sheet) {
            // A sheet of charts has no cells.
            Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
            other => other.map_err(|error| failure(name, &error))?,
        };
        let styles: Vec<About> = reader
            .styles()
            .iter()
            .map(|style| About {
                number_format: style
                    .number_format
                    .as_ref()
                    .map(|format| format.format_code.clone())
                    .filter(|code| code != "General" && code != "@"),
                struck_through: style.font.as_ref().is_some_and(calamine::Font::has_strikethrough),
                ..About::default()
            })
            .collect();
        while let Some((cell, style)) =
            reader.next_cell_with_style_id().map_err(|error| failure(name, &error))?
        {
            let (row, column) = cell.get_position();
            let (text, mut stored) = read_value(cell.get_value());
            let mut about = styles.get(style).filter(|about| about.struck_through).cloned();
            if stored == Stored::Number
                && let Some(style) = styles.get(style).filter(|style| style.number_format.is_some())
            {
                let format = style.number_format.as_deref().unwrap_or_default();
                let shown = shown(&text, format);
                about = Some(About { shown, ..style.clone() });
            }
            if let Some(formula) = self.look.formulas.get(&(row, column)) {
                stored = if text.is_empty() { Stored::FormulaUnsaved } else { Stored::Formula };
                about.get_or_insert_default().formula = Some(formula.clone());
            }
            if !each(SheetCell { row, column, text, stored, about })? {
                return Ok(());
            }
        }
        Ok(())
    }

    fn looked(&mut self, sheet: &str) -> Result<Looked> {
        self.look = look(&self.name, self.bytes, sheet)?;
        let properties = self.inner.workbook_properties().ok();
        let roster = properties.and_then(|properties| {
            properties.custom_properties.get(ROSTER_PROPERTY)?.trim().parse().ok()
        });
        Ok(Looked { roster_property: roster, ..self.look.looked.clone() })
    }
}

fn read_value(value: &DataRef<'_>) -> (String, Stored) {
    match value {
        DataRef::Empty => (String::new(), Stored::Empty),
        DataRef::String(text) => (text.clone(), Stored::Text),
        DataRef::SharedString(text) => ((*text).to_owned(), Stored::Text),
        DataRef::Int(number) => (number.to_string(), Stored::Number),
        DataRef::Float(number) => (number_text(*number), Stored::Number),
        DataRef::Bool(yes) => (if *yes { "TRUE" } else { "FALSE" }.to_owned(), Stored::Bool),
        DataRef::DateTime(date) => (date_text(date), Stored::Date),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => (text.clone(), Stored::Date),
        DataRef::Error(error) => (error.to_string(), Stored::Error),
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
