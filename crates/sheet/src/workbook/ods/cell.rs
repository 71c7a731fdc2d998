//! A cell while its text is read.

use std::ops::Range;

use quick_xml::events::BytesStart;
use tollgate_model::{Stored, Struck};

use super::attribute;
use super::styles::Styles;
use crate::limits;
use crate::workbook::formats::number_text;

/// A cell that is open.
pub(super) struct OpenCell {
    pub(super) tag: CellTag,
    text: String,
    paragraphs: usize,
    in_paragraph: bool,
    in_note: bool,
    /// Whether what follows is struck through: in the cell, and in each part within another that is open.
    is_struck: Vec<bool>,
    /// Where the text is.
    struck: Vec<Range<usize>>,
}

/// What the tag of a cell says.
pub(super) struct CellTag {
    pub(super) repeat: u32,
    pub(super) covered: bool,
    kind: Option<String>,
    value: Option<String>,
    pub(super) formula: Option<String>,
    /// Its own style, or the one that its row or column gives it.
    pub(super) style: Option<String>,
    pub(super) spans: (u32, u32),
}

impl CellTag {
    pub(super) fn read(tag: &BytesStart<'_>, default_style: Option<&str>) -> Self {
        let get = |name: &str| attribute(tag, name);
        let count = |name: &str| get(name).and_then(|n| n.parse::<u32>().ok()).unwrap_or(1).max(1);
        Self {
            repeat: count("number-columns-repeated"),
            covered: tag.local_name().as_ref() == "covered-table-cell",
            kind: get("value-type"),
            value: get("value").or_else(|| get("date-value")).or_else(|| get("boolean-value")),
            formula: get("formula"),
            style: get("style-name").or_else(|| default_style.map(str::to_owned)),
            spans: (count("number-rows-spanned"), count("number-columns-spanned")),
        }
    }
}

impl OpenCell {
    pub(super) fn new(tag: CellTag, is_struck: bool) -> Self {
        Self {
            tag,
            text: String::new(),
            paragraphs: 0,
            in_paragraph: false,
            in_note: false,
            is_struck: vec![is_struck],
            struck: Vec::new(),
        }
    }

    /// Takes text between tags.
    pub(super) fn text(&mut self, text: &str) {
        if !self.in_paragraph || self.in_note {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        if self.is_struck.last() == Some(&true) {
            self.struck.push(start..self.text.len());
        }
    }

    /// Takes an opening tag.
    pub(super) fn open(&mut self, name: &str, tag: &BytesStart<'_>, empty: bool, styles: &Styles) {
        match name {
            "annotation" => self.in_note = !empty,
            "p" if !self.in_note => {
                if self.paragraphs > 0 {
                    self.text.push('\n');
                }
                self.paragraphs += 1;
                self.in_paragraph = !empty;
            }
            "span" if !empty => {
                let own = styles.get(attribute(tag, "style-name").as_deref()).struck;
                let around = self.is_struck.last() == Some(&true);
                self.is_struck.push(own.unwrap_or(around));
            }
            "s" => {
                let count = attribute(tag, "c").and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
                // One more than a cell may have is as bad as any.
                let most = (limits::CELL + 1).saturating_sub(self.text.len());
                self.text.extend(std::iter::repeat_n(' ', count.min(most)));
            }
            "tab" => self.text.push('\t'),
            "line-break" => self.text.push('\n'),
            _ => {}
        }
    }

    /// Takes a closing tag.
    pub(super) fn close(&mut self, name: &str) {
        match name {
            "annotation" => self.in_note = false,
            "p" if !self.in_note => self.in_paragraph = false,
            "span" => drop(self.is_struck.pop()),
            _ => {}
        }
    }

    /// What stands in it, how it is stored, and how much of it is struck through.
    pub(super) fn read(self) -> (CellTag, String, Stored, Struck) {
        let struck = Struck::of(&self.text, &self.struck);
        let kind = self.tag.kind.as_deref();
        // An empty paragraph is a text too: what a formula gave.
        let is_text = self.paragraphs > 0 || kind.is_some();
        let (text, mut stored) = typed(kind, self.tag.value.as_deref(), self.text);
        if stored == Stored::Empty && is_text {
            stored = Stored::Text;
        }
        (self.tag, text, stored, struck)
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
