//! OpenDocument spreadsheets, read by ourselves: repeats are counted before they are followed, and
//! number formats, hidden rows and struck-through text are told, which the library does not do.

mod styles;

use std::io::{BufReader, Cursor, Read as _};

use quick_xml::events::{BytesStart, Event};
use tollgate_model::{About, Area, Stored};

use styles::Styles;

use super::look::attribute;
use super::{Beside, Looked, ROSTER_PROPERTY, SheetCell, SheetName, Workbook, known, number_text};
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
    pub(crate) fn open(name: &str, bytes: &[u8], room: usize) -> Result<Self> {
        let damaged = |error: &dyn std::fmt::Display| Error::damaged(name, error);
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
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
    cell: Option<OpenCell>,
    /// How many bytes further cells may take.
    room: usize,
}

struct OpenCell {
    tag: CellTag,
    text: String,
    paragraphs: usize,
    in_paragraph: bool,
    in_note: bool,
}

struct CellTag {
    repeat: u32,
    covered: bool,
    kind: Option<String>,
    value: Option<String>,
    formula: Option<String>,
    style: Option<String>,
    spans: (u32, u32),
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
                    let text = entity.resolve_char_ref().ok().flatten().map(String::from);
                    let known = |name: &str| quick_xml::escape::resolve_predefined_entity(name);
                    let text = text.or_else(|| known(&entity).map(str::to_owned));
                    self.text(&text.unwrap_or_default());
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
        if let Some(cell) = self.cell.as_mut().filter(|cell| cell.in_paragraph && !cell.in_note) {
            cell.text.push_str(text);
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
            }
            "table-column" => self.open_column(count("number-columns-repeated"), get("visibility")),
            "table-row" => {
                self.row_repeat = count("number-rows-repeated");
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
                self.cell = Some(OpenCell {
                    tag: CellTag {
                        repeat: count("number-columns-repeated"),
                        covered: cell == "covered-table-cell",
                        kind: get("value-type"),
                        value: get("value")
                            .or_else(|| get("date-value"))
                            .or_else(|| get("boolean-value")),
                        formula: get("formula"),
                        style: get("style-name"),
                        spans: (count("number-rows-spanned"), count("number-columns-spanned")),
                    },
                    text: String::new(),
                    paragraphs: 0,
                    in_paragraph: false,
                    in_note: false,
                });
                if empty {
                    self.close(cell)?;
                }
            }
            inner if !self.styles.open(inner, tag, empty) => self.open_text(inner, tag, empty),
            _ => {}
        }
        Ok(())
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

    fn open_text(&mut self, inner: &str, tag: &BytesStart<'_>, empty: bool) {
        let Some(cell) = &mut self.cell else { return };
        match inner {
            "annotation" => cell.in_note = !empty,
            "p" if !cell.in_note => {
                if cell.paragraphs > 0 {
                    cell.text.push('\n');
                }
                cell.paragraphs += 1;
                cell.in_paragraph = !empty;
            }
            "s" => {
                let count = attribute(tag, "c").and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
                // One more than a cell may have is as bad as any.
                let most = (limits::CELL + 1).saturating_sub(cell.text.len());
                cell.text.extend(std::iter::repeat_n(' ', count.min(most)));
            }
            "tab" => cell.text.push('\t'),
            "line-break" => cell.text.push('\n'),
            _ => {}
        }
    }

    fn close(&mut self, tag: &str) -> Result<()> {
        match tag {
            "annotation" => {
                if let Some(cell) = &mut self.cell {
                    cell.in_note = false;
                }
            }
            "p" => {
                if let Some(cell) = self.cell.as_mut().filter(|cell| !cell.in_note) {
                    cell.in_paragraph = false;
                }
            }
            "table-cell" | "covered-table-cell" => self.close_cell()?,
            "table-row" => self.close_row()?,
            other => self.styles.close(other),
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<()> {
        let Some(OpenCell { tag, text, .. }) = self.cell.take() else { return Ok(()) };
        let style = self.styles.get(tag.style.as_deref());
        let (text, mut stored) = typed(tag.kind.as_deref(), tag.value.as_deref(), text);
        let mut about = style
            .struck_through
            .then(|| Box::new(About { struck_through: true, ..About::default() }));
        if stored == Stored::Number
            && let Some(format) = style.format.clone().filter(|format| format != "0")
        {
            let shown = super::shown(&text, &format);
            let about = about.get_or_insert_default();
            about.number_format = Some(format);
            about.shown = shown;
        }
        if let Some(formula) = tag.formula {
            stored = if text.is_empty() { Stored::FormulaUnsaved } else { Stored::Formula };
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
            self.take(text.len().saturating_mul(tag.repeat as usize))?;
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
        let bytes = self.row_cells.iter().map(|cell| size_of::<SheetCell<'_>>() + cell.text.len());
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

fn typed(kind: Option<&str>, value: Option<&str>, text: String) -> (String, Stored) {
    match (kind, value) {
        (Some("float" | "currency" | "percentage"), Some(value)) => {
            let number = value.parse::<f64>().map_or_else(|_| value.to_owned(), number_text);
            (number, Stored::Number)
        }
        (Some("date"), Some(value)) => (value.to_owned(), Stored::Date),
        (Some("time"), _) => (text, Stored::Date),
        (Some("boolean"), Some(value)) => (value.to_uppercase(), Stored::Bool),
        // LibreOffice keeps an error as text of this form.
        _ if text.starts_with('#')
            && (text.ends_with('!') || text.ends_with("/A") || text.ends_with('?')) =>
        {
            (text, Stored::Error)
        }
        _ if text.is_empty() => (text, Stored::Empty),
        _ => (text, Stored::Text),
    }
}
