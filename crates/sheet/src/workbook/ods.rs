//! OpenDocument spreadsheets, read by ourselves: repeats are counted before they are followed, and
//! number formats, hidden rows and struck-through text are told, which the library does not do.

mod cell;
mod styles;

use std::io::{BufReader, Read as _};

use quick_xml::events::{BytesStart, Event};
use tollgate_model::{Area, Stored};

use cell::{CellTag, OpenCell};
use styles::Styles;

use super::formats::{CellStyle, about, room};
use super::look::attribute;
use super::runs::entity_text;
use super::{Beside, Looked, ROSTER_PROPERTY, SheetCell, SheetName, Workbook, known};
use crate::source::Source;
use crate::{Error, Result, limits};

/// An open workbook. Its sheets are read whole at once: there is one part for all of them.
pub(crate) struct Ods {
    sheets: Vec<Read>,
    roster: Option<u32>,
}

/// A sheet that was read.
#[derive(Default)]
struct Read {
    name: String,
    hidden: bool,
    cells: Vec<SheetCell<'static>>,
    looked: Looked,
}

impl Ods {
    /// Opens a workbook whose cells may take so many bytes once repeats are followed.
    pub(crate) fn open(name: &str, source: Source<'_>, room: usize) -> Result<Self> {
        let damaged = |error: &dyn std::fmt::Display| Error::damaged(name, error);
        let mut archive = zip::ZipArchive::new(source.reader()).map_err(|e| damaged(&e))?;
        let mut text = |part: &str| {
            let mut text = String::new();
            let part = archive.by_name(part).ok()?;
            part.take(limits::SUSPICIOUS_PART).read_to_string(&mut text).ok()?;
            Some(text)
        };
        if text("META-INF/manifest.xml").is_some_and(|text| text.contains("encryption-data")) {
            return Err(Error::password_protected(name));
        }
        // Number formats that a workbook was imported with stand apart from its cells.
        let styles = text("styles.xml");
        let roster = text("meta.xml").and_then(|text| roster_property(&text));
        let content = archive.by_name("content.xml").map_err(|e| damaged(&e))?;
        let mut scanner = Scanner::new(name, room);
        if let Some(styles) = styles {
            scanner.scan(styles.as_bytes())?;
        }
        scanner.scan(BufReader::with_capacity(1 << 16, content))?;
        Ok(Self { sheets: scanner.sheets, roster })
    }
}

fn roster_property(meta: &str) -> Option<u32> {
    let mut reader = quick_xml::Reader::from_str(meta);
    let mut ours = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                ours = tag.local_name().as_ref() == "user-defined"
                    && attribute(&tag, "name").as_deref() == Some(ROSTER_PROPERTY);
            }
            Event::Text(text) if ours => {
                return text.xml_content(quick_xml::XmlVersion::Implicit1_0).trim().parse().ok();
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

impl<'b> Workbook<'b> for Ods {
    fn sheets(&self) -> Vec<SheetName> {
        let sheets = self.sheets.iter();
        sheets.map(|sheet| SheetName { name: sheet.name.clone(), hidden: sheet.hidden }).collect()
    }

    fn cells(
        &mut self,
        sheet: &str,
        each: &mut dyn FnMut(SheetCell<'_>) -> Result<bool>,
    ) -> Result<()> {
        let sheet = self.sheets.iter().find(|read| read.name == sheet);
        for cell in sheet.into_iter().flat_map(|sheet| &sheet.cells) {
            if !each(cell.clone())? {
                break;
            }
        }
        Ok(())
    }

    fn look(&mut self, sheet: &str) -> Beside<'b> {
        let sheet = self.sheets.iter().find(|read| read.name == sheet);
        let looked = sheet.map(|sheet| sheet.looked.clone()).unwrap_or_default();
        known(Looked { roster_property: self.roster, ..looked })
    }
}

struct Scanner<'n> {
    name: &'n str,
    sheets: Vec<Read>,
    styles: Styles,
    /// The cells of the open row, which may stand for several rows.
    row_cells: Vec<SheetCell<'static>>,
    row: u32,
    row_repeat: u32,
    column: u32,
    /// The styles that columns give their cells, each with the column that it ends before.
    column_styles: Vec<(u32, Option<String>)>,
    /// The style that the open row gives its cells.
    row_style: Option<String>,
    cell: Option<OpenCell>,
    /// How many bytes further cells may take.
    room: usize,
}

impl<'n> Scanner<'n> {
    fn new(name: &'n str, room: usize) -> Self {
        Self {
            name,
            sheets: Vec::new(),
            styles: Styles::default(),
            row_cells: Vec::new(),
            row: 0,
            row_repeat: 1,
            column: 0,
            column_styles: Vec::new(),
            row_style: None,
            cell: None,
            room,
        }
    }

    fn scan(&mut self, content: impl std::io::BufRead) -> Result<()> {
        let name = self.name;
        let mut reader = quick_xml::Reader::from_reader(content);
        let mut buffer = Vec::new();
        loop {
            match reader
                .read_event_into(&mut buffer)
                .map_err(|error| Error::damaged(name, error))?
            {
                Event::Start(tag) => self.open(&tag, false)?,
                Event::Empty(tag) => self.open(&tag, true)?,
                Event::End(tag) => self.close(tag.local_name().as_ref())?,
                Event::Text(text) => {
                    let text = text.xml_content(quick_xml::XmlVersion::Implicit1_0);
                    self.text(&text);
                }
                Event::GeneralRef(entity) => {
                    self.text(&entity_text(&entity));
                }
                Event::DocType(_) => {
                    return Err(Error::damaged(name, "it declares a document type"));
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
            buffer.clear();
        }
    }

    fn text(&mut self, text: &str) {
        self.styles.text(text);
        if let Some(cell) = &mut self.cell {
            cell.text(text);
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, empty: bool) -> Result<()> {
        let get = |name: &str| attribute(tag, name);
        let count = |name: &str| get(name).and_then(|n| n.parse::<u32>().ok()).unwrap_or(1).max(1);
        match tag.local_name().as_ref() {
            "table" => {
                let hidden = self.styles.get(get("style-name").as_deref()).hidden;
                let name = get("name").unwrap_or_default();
                self.sheets.push(Read { name, hidden, ..Read::default() });
                self.row = 0;
                self.column = 0;
                self.column_styles.clear();
            }
            "table-column" => {
                self.open_column(count("number-columns-repeated"), get("visibility"));
                // No cell is kept that stands further to the right.
                if self.column_styles.len() < limits::COLUMNS {
                    self.column_styles.push((self.column, get("default-cell-style-name")));
                }
            }
            "table-row" => {
                self.row_repeat = count("number-rows-repeated");
                self.row_style = get("default-cell-style-name");
                self.column = 0;
                if get("visibility").is_some_and(|shown| shown != "visible")
                    && let Some(sheet) = self.sheets.last_mut()
                {
                    let last = self.row.saturating_add(self.row_repeat);
                    sheet.looked.hide_rows(self.row..last);
                }
                if empty {
                    self.close("table-row")?;
                }
            }
            cell @ ("table-cell" | "covered-table-cell") => {
                let tag = CellTag::read(tag, self.default_style());
                let is_struck = self.styles.get(tag.style.as_deref()).struck == Some(true);
                self.cell = Some(OpenCell::new(tag, is_struck));
                if empty {
                    self.close(cell)?;
                }
            }
            inner if self.styles.open(inner, tag, empty) => {}
            inner => {
                if let Some(cell) = &mut self.cell {
                    cell.open(inner, tag, empty, &self.styles);
                }
            }
        }
        Ok(())
    }

    /// The style of the next cell, unless it has one of its own.
    fn default_style(&self) -> Option<&str> {
        let at = self.column_styles.partition_point(|(end, _)| *end <= self.column);
        let column = self.column_styles.get(at).and_then(|(_, style)| style.as_deref());
        self.row_style.as_deref().or(column)
    }

    fn open_column(&mut self, repeat: u32, visibility: Option<String>) {
        let last = self.column.saturating_add(repeat);
        if visibility.is_some_and(|shown| shown != "visible")
            && let Some(sheet) = self.sheets.last_mut()
        {
            sheet.looked.hide_columns(self.column..last);
        }
        self.column = last;
    }

    fn close(&mut self, tag: &str) -> Result<()> {
        match tag {
            "table-cell" | "covered-table-cell" => self.close_cell()?,
            "table-row" => self.close_row()?,
            other => {
                self.styles.close(other);
                if let Some(cell) = &mut self.cell {
                    cell.close(other);
                }
            }
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<()> {
        let Some((tag, text, mut stored, struck)) = self.cell.take().map(OpenCell::read) else {
            return Ok(());
        };
        let number_format = self.styles.get(tag.style.as_deref()).format.clone();
        let mut about = about(Some(&CellStyle { number_format, struck }), &text, stored);
        if let Some(formula) = tag.formula {
            let is_saved = stored != Stored::Empty;
            stored = if is_saved { Stored::Formula } else { Stored::FormulaUnsaved };
            let formula = formula.trim_start_matches("of:").trim_start_matches('=').to_owned();
            about.get_or_insert_default().formula = Some(formula);
        }
        if tag.spans != (1, 1)
            && let Some(sheet) = self.sheets.last_mut()
        {
            sheet.looked.merged.push(Area {
                rows: (self.row, self.row.saturating_add(tag.spans.0 - 1)),
                columns: (self.column, self.column.saturating_add(tag.spans.1 - 1)),
            });
        }
        let filled = !tag.covered && (!text.is_empty() || stored == Stored::FormulaUnsaved);
        if filled {
            if self.column.saturating_add(tag.repeat) as usize > limits::COLUMNS {
                let what = format!("a row has more than {} columns", limits::COLUMNS);
                return Err(Error::too_large(self.name, what));
            }
            let bytes = text.len() + room(about.as_deref());
            self.take(bytes.saturating_mul(tag.repeat as usize))?;
            for column in self.column..self.column + tag.repeat {
                let cell = SheetCell {
                    row: self.row,
                    column,
                    text: text.clone().into(),
                    stored,
                    about: about.clone(),
                };
                self.row_cells.push(cell);
            }
        }
        self.column = self.column.saturating_add(tag.repeat);
        Ok(())
    }

    /// Takes some of the room that is left.
    fn take(&mut self, bytes: usize) -> Result<()> {
        self.room = self.room.checked_sub(bytes).ok_or_else(|| super::repeats(self.name))?;
        Ok(())
    }

    fn close_row(&mut self) -> Result<()> {
        let (row, repeat) = (self.row, self.row_repeat);
        self.row = row.saturating_add(repeat);
        if self.row_cells.is_empty() {
            return Ok(());
        }
        if self.row > limits::ROWS {
            let what = format!("it has more than {} rows", limits::ROWS);
            return Err(Error::too_large(self.name, what));
        }
        let bytes = self
            .row_cells
            .iter()
            .map(|cell| size_of::<SheetCell<'_>>() + cell.text.len() + room(cell.about.as_deref()));
        self.take(bytes.sum::<usize>().saturating_mul(repeat as usize))?;
        let cells = std::mem::take(&mut self.row_cells);
        if let Some(sheet) = self.sheets.last_mut() {
            for row in row..row + repeat {
                sheet.cells.extend(cells.iter().cloned().map(|cell| SheetCell { row, ..cell }));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tollgate_model::Struck;

    use super::*;

    /// What is said of the cells of the only sheet: what each shows, and what is struck through of it.
    fn told(styles: &str, sheet: &str) -> Vec<(Option<String>, Struck)> {
        let mut scanner = Scanner::new("x.ods", 1 << 20);
        let content = format!("<x>{styles}<table name='Roster'>{sheet}</table></x>");
        scanner.scan(content.as_bytes()).unwrap();
        let cells = scanner.sheets.remove(0).cells.into_iter();
        cells.map(|cell| cell.about.map(|it| (it.shown, it.struck)).unwrap_or_default()).collect()
    }

    #[test]
    fn a_cell_has_the_style_of_its_row_or_column_where_it_has_none() {
        let styles = "<number-style name='N1'><number min-integer-digits='7'/></number-style>
            <style name='zeros' data-style-name='N1'/><style name='off'/>
            <style name='heir' parent-style-name='zeros'/>";
        let row = |row: &str| {
            let cell =
                |style: &str| format!("<table-cell value-type='float' value='712' {style}/>");
            let cells = [cell(""), cell("number-columns-repeated='2'"), cell("style-name='off'")];
            format!("<table-row {row}>{}</table-row>", cells.concat())
        };
        let columns = "<table-column/><table-column number-columns-repeated='3' default-cell-style-name='heir'/>";
        let shown = |sheet: &str| -> Vec<bool> {
            told(styles, sheet).into_iter().map(|(shown, _)| shown.is_some()).collect()
        };
        assert_eq!(shown(&row("")), [false; 4]);
        assert_eq!(shown(&format!("{columns}{}", row(""))), [false, true, true, false]);
        let styled = row("default-cell-style-name='zeros'");
        assert_eq!(shown(&format!("{columns}{styled}")), [true, true, true, false]);
    }

    #[test]
    fn a_part_of_a_text_is_struck_through_as_its_style_says_or_else_as_what_is_around_it() {
        let styles = "<style name='on'><text-properties text-line-through-type='single'/></style>
            <style name='off'><text-properties text-line-through-style='none'/></style>
            <style name='bold'><text-properties font-weight='bold'/></style>";
        let cell = |style: &str, text: &str| {
            format!("<table-cell style-name='{style}'><p>{text}</p></table-cell>")
        };
        let on = "<span style-name='on'>77<span style-name='bold'>71</span></span>";
        let off = "<span style-name='off'>0712</span>";
        let cells = [
            cell("", &format!("{on}0712")),
            cell("on", &format!("7771{off}")),
            cell("on", "<span style-name='bold'>7771</span>0712"),
            cell("bold", &format!("{off}0712")),
        ];
        let struck: Vec<Struck> =
            told(styles, &format!("<table-row>{}</table-row>", cells.concat()))
                .into_iter()
                .map(|(_, struck)| struck)
                .collect();
        let left = Struck::Part("0712".into());
        assert_eq!(struck, [left.clone(), left, Struck::All, Struck::Nothing]);
    }
}
