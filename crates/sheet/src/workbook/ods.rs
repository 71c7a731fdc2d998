//! OpenDocument spreadsheets, read by ourselves: repeats are counted before they are followed, and
//! number formats, hidden rows and struck-through text are told, which the library does not do.

use std::collections::HashMap;
use std::io::{BufReader, Cursor, Read as _};

use quick_xml::events::{BytesStart, Event};
use tollgate_model::{About, Area, Stored};

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

/// What a cell style says that matters here.
#[derive(Clone, Default)]
struct CellStyle {
    /// Its number format, where the format is nothing but digits and signs.
    format: Option<String>,
    struck_through: bool,
    /// Of a table style: whether the sheet is hidden.
    hidden: bool,
}

struct Scanner<'n> {
    name: &'n str,
    sheets: Vec<Read>,
    /// Number styles that are nothing but digits and signs, as a spreadsheet's format code.
    number_styles: HashMap<String, String>,
    styles: HashMap<String, CellStyle>,
    number_style: Option<NumberStyle>,
    style: Option<String>,
    /// The cells of the open row, which may stand for several rows.
    row_cells: Vec<SheetCell<'static>>,
    row: u32,
    row_repeat: u32,
    column: u32,
    cell: Option<OpenCell>,
    /// How many bytes further cells may take.
    room: usize,
}

/// A number style while it is read.
struct NumberStyle {
    name: String,
    code: String,
    is_plain: bool,
    in_literal: bool,
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
            number_styles: HashMap::new(),
            styles: HashMap::new(),
            number_style: None,
            style: None,
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
        if let Some(style) = self.number_style.as_mut().filter(|style| style.in_literal) {
            style.code.extend(["\"", text, "\""]);
        }
        if let Some(cell) = self.cell.as_mut().filter(|cell| cell.in_paragraph && !cell.in_note) {
            cell.text.push_str(text);
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, empty: bool) -> Result<()> {
        let get = |name: &str| attribute(tag, name);
        let count = |name: &str| get(name).and_then(|n| n.parse::<u32>().ok()).unwrap_or(1).max(1);
        match tag.local_name().as_ref() {
            "number-style" => {
                self.number_style = get("name").map(|name| NumberStyle {
                    name,
                    code: String::new(),
                    is_plain: true,
                    in_literal: false,
                });
            }
            "number" => {
                let plain = get("decimal-places").is_none_or(|places| places == "0")
                    && get("grouping").is_none_or(|grouping| grouping == "false");
                let digits =
                    get("min-integer-digits").and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
                if let Some(style) = &mut self.number_style {
                    style.is_plain &= plain;
                    style.code.push_str(&"0".repeat(digits.clamp(1, 32)));
                }
            }
            "text" if self.number_style.is_some() => {
                if let Some(style) = &mut self.number_style {
                    style.in_literal = !empty;
                }
            }
            "style" => {
                let format =
                    get("data-style-name").and_then(|name| self.number_styles.get(&name).cloned());
                self.style = get("name");
                if let Some(name) = &self.style {
                    self.styles.insert(name.clone(), CellStyle { format, ..CellStyle::default() });
                }
            }
            "text-properties" | "table-properties" => {
                let struck = get("text-line-through-style").is_some_and(|style| style != "none");
                let hidden = get("display").is_some_and(|display| display == "false");
                if let Some(style) = self.style.as_ref().and_then(|name| self.styles.get_mut(name))
                {
                    style.struck_through |= struck;
                    style.hidden |= hidden;
                }
            }
            "table" => {
                let hidden = get("style-name")
                    .and_then(|name| self.styles.get(&name))
                    .is_some_and(|s| s.hidden);
                self.sheets.push(Read {
                    name: get("name").unwrap_or_default(),
                    hidden,
                    ..Read::default()
                });
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
            inner => self.open_text(inner, tag, empty),
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
            "number-style" => {
                let plain = self.number_style.take().filter(|style| style.is_plain);
                self.number_styles.extend(plain.map(|style| (style.name, style.code)));
            }
            "text" => {
                if let Some(style) = &mut self.number_style {
                    style.in_literal = false;
                }
            }
            "style" => self.style = None,
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
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<()> {
        let Some(OpenCell { tag, text, .. }) = self.cell.take() else { return Ok(()) };
        let style =
            tag.style.as_ref().and_then(|name| self.styles.get(name)).cloned().unwrap_or_default();
        let (text, mut stored) = typed(tag.kind.as_deref(), tag.value.as_deref(), text);
        let mut about = style
            .struck_through
            .then(|| Box::new(About { struck_through: true, ..About::default() }));
        if stored == Stored::Number
            && let Some(format) = style.format.filter(|format| format != "0")
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
