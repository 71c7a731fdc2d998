//! Binary workbooks, XLS and XLSB: what the reading library tells, and what it cannot.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader as _, SheetVisible};
use tollgate_model::{Area, FileKind, Stored, Struck, Trait};

use super::compound::{Measured, Told, measured};
use super::formats::{about, number_text};
use super::xlsx::date_text;
use super::{Beside, Looked, ROSTER_PROPERTY, SheetCell, SheetName, Workbook, known};
use crate::source::{Reader, Source};
use crate::{Error, Result};

/// An open XLS or XLSB workbook. The texts in the cells of an XLS may come to `room` bytes.
pub(crate) fn open<'b>(
    name: &str,
    source: Source<'b>,
    kind: FileKind,
    room: usize,
) -> Result<Box<dyn Workbook<'b> + 'b>> {
    let name = name.to_owned();
    if kind == FileKind::Xlsb {
        let inner = calamine::Xlsb::new(source.reader());
        let inner = inner.map_err(|error| Error::damaged(&name, error))?;
        return Ok(Box::new(Xlsb { name, inner }));
    }
    let Measured { bytes, told } = measured(&name, source, room)?;
    let inner = calamine::Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsError::Password => Error::password_protected(&name),
        other => Error::damaged(&name, other),
    })?;
    Ok(Box::new(Xls { name, inner, told }))
}

struct Xls {
    name: String,
    inner: calamine::Xls<Cursor<Vec<u8>>>,
    told: Told,
}

struct Xlsb<'b> {
    name: String,
    inner: calamine::Xlsb<Reader<'b>>,
}

fn names(sheets: &[calamine::Sheet]) -> Vec<SheetName> {
    let sheets = sheets.iter().filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet);
    sheets
        .map(|sheet| SheetName {
            name: sheet.name.clone(),
            hidden: sheet.visible != SheetVisible::Visible,
        })
        .collect()
}

impl<'b> Workbook<'b> for Xls {
    fn sheets(&self) -> Vec<SheetName> {
        names(self.inner.sheets_metadata())
    }

    fn cells(
        &mut self,
        sheet: &str,
        each: &mut dyn FnMut(SheetCell<'_>) -> Result<bool>,
    ) -> Result<()> {
        // A range is no danger: the sheets were measured.
        let range =
            self.inner.worksheet_range(sheet).map_err(|error| Error::damaged(&self.name, error))?;
        let formulas = self.inner.worksheet_formula(sheet).unwrap_or_default();
        let index = self.inner.sheets_metadata().iter().position(|it| it.name == sheet);
        let told = index.and_then(|index| self.told.sheets.get(index));
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let place = (top + number(row), left + number(column));
            let (text, mut stored) = read_value(value);
            let cell = told.and_then(|cells| cells.get(&place));
            let style =
                cell.and_then(|(style, _)| self.told.styles.get(usize::from(*style))?.as_ref());
            let mut about = about(style, &text, stored);
            if let Some((_, Some(runs))) = cell {
                let is_struck = style.is_some_and(|style| style.struck == Struck::All);
                about.get_or_insert_default().struck = runs.within(is_struck).clone();
            }
            if let Some(formula) = formulas.get_value(place).filter(|formula| !formula.is_empty()) {
                stored = Stored::Formula;
                about.get_or_insert_default().formula = Some(formula.clone());
            }
            if !each(SheetCell { row: place.0, column: place.1, text: text.into(), stored, about })?
            {
                break;
            }
        }
        Ok(())
    }

    fn look(&mut self, sheet: &str) -> Beside<'b> {
        let merged = self.inner.merge_cells_by_sheet_name(sheet).unwrap_or_default();
        let properties = self.inner.workbook_properties().ok();
        let parts = (!self.told.tells_parts).then_some(Trait::StruckThrough);
        let cannot_tell = [Trait::Hidden].into_iter().chain(parts);
        known(Looked {
            merged: merged.iter().map(area).collect(),
            cannot_tell: cannot_tell.collect(),
            roster_property: properties.and_then(|properties| roster(&properties)),
            ..Looked::default()
        })
    }
}

impl<'b> Workbook<'b> for Xlsb<'b> {
    fn sheets(&self) -> Vec<SheetName> {
        names(self.inner.sheets_metadata())
    }

    fn cells(
        &mut self,
        sheet: &str,
        each: &mut dyn FnMut(SheetCell<'_>) -> Result<bool>,
    ) -> Result<()> {
        let name = &self.name;
        let damaged = |error| Error::damaged(name, error);
        let mut reader = self.inner.worksheet_cells_reader(sheet).map_err(damaged)?;
        while let Some(cell) = reader.next_cell().map_err(damaged)? {
            let (row, column) = cell.get_position();
            let (text, stored) = read_value(&owned(cell.get_value()));
            if !each(SheetCell { row, column, text: text.into(), stored, about: None })? {
                break;
            }
        }
        Ok(())
    }

    fn look(&mut self, _: &str) -> Beside<'b> {
        let properties = self.inner.workbook_properties().ok();
        known(Looked {
            cannot_tell: vec![
                Trait::Hidden,
                Trait::Merged,
                Trait::Formulas,
                Trait::StruckThrough,
                Trait::NumberFormats,
            ],
            roster_property: properties.and_then(|properties| roster(&properties)),
            ..Looked::default()
        })
    }
}

fn roster(properties: &calamine::WorkbookProperties) -> Option<u32> {
    properties.custom_properties.get(ROSTER_PROPERTY)?.trim().parse().ok()
}

fn area(merged: &calamine::Dimensions) -> Area {
    Area { rows: (merged.start.0, merged.end.0), columns: (merged.start.1, merged.end.1) }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn owned(value: &DataRef<'_>) -> Data {
    value.clone().into()
}

fn read_value(value: &Data) -> (String, Stored) {
    match value {
        Data::Empty => (String::new(), Stored::Empty),
        Data::String(text) => (text.clone(), Stored::Text),
        Data::Int(number) => (number.to_string(), Stored::Number),
        Data::Float(number) => (number_text(*number), Stored::Number),
        Data::Bool(yes) => (if *yes { "TRUE" } else { "FALSE" }.to_owned(), Stored::Bool),
        Data::DateTime(date) => (date_text(date), Stored::Date),
        Data::DateTimeIso(text) | Data::DurationIso(text) => (text.clone(), Stored::Date),
        Data::Error(error) => (error.to_string(), Stored::Error),
    }
}
