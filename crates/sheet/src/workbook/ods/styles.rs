//! Styles, as far as they tell how a cell was shown and whether a sheet is.

use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::events::BytesStart;

use super::attribute;
use crate::workbook::formats::format_code;

/// What a style says that matters here.
#[derive(Debug, Default)]
pub(super) struct Style {
    /// Of a cell: its number format, where the format is nothing but digits and signs.
    pub(super) format: Option<Arc<str>>,
    /// Of a cell, or of a part of its text: whether it is struck through, where it says so.
    pub(super) struck: Option<bool>,
    /// Of a table: whether the sheet is hidden.
    pub(super) hidden: bool,
}

/// All styles by name, and those that are being read.
#[derive(Default)]
pub(super) struct Styles {
    /// Number styles that are nothing but digits and signs, by name, as a spreadsheet's format code.
    formats: HashMap<String, Arc<str>>,
    named: HashMap<String, Style>,
    /// The number style that is open.
    number_style: Option<NumberStyle>,
    /// The style that is open.
    style: Option<String>,
}

/// A number style while it is read.
struct NumberStyle {
    name: String,
    code: String,
    is_plain: bool,
    in_literal: bool,
}

impl Styles {
    /// The style of a name; one that says nothing where there is none.
    pub(super) fn get(&self, name: Option<&str>) -> &Style {
        const NOTHING: &Style = &Style { format: None, struck: None, hidden: false };
        name.and_then(|name| self.named.get(name)).unwrap_or(NOTHING)
    }

    /// Takes an opening tag. Whether it is one of a style's.
    pub(super) fn open(&mut self, name: &str, tag: &BytesStart<'_>, empty: bool) -> bool {
        let get = |name: &str| attribute(tag, name);
        match (name, &mut self.number_style) {
            ("number-style", open) => {
                let (code, is_plain, in_literal) = (String::new(), true, false);
                *open = get("name").map(|name| NumberStyle { name, code, is_plain, in_literal });
            }
            ("number", Some(open)) => {
                let plain = get("decimal-places").is_none_or(|places| places == "0")
                    && get("grouping").is_none_or(|grouping| grouping == "false");
                let digits =
                    get("min-integer-digits").and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
                open.is_plain &= plain;
                open.code.push_str(&"0".repeat(digits.clamp(1, 32)));
            }
            ("text", Some(open)) => open.in_literal = !empty,
            ("style", _) => {
                let parent = self.get(get("parent-style-name").as_deref());
                let format = match get("data-style-name") {
                    Some(name) => self.formats.get(&name).cloned(),
                    None => parent.format.clone(),
                };
                let style = Style { format, struck: parent.struck, ..Style::default() };
                self.style = get("name");
                if let Some(name) = &self.style {
                    self.named.insert(name.clone(), style);
                }
            }
            ("text-properties" | "table-properties", _) => {
                let lines = ["text-line-through-style", "text-line-through-type"].map(get);
                let says = lines.iter().any(Option::is_some);
                let struck = says.then(|| lines.iter().flatten().all(|line| line != "none"));
                let hidden = get("display").is_some_and(|display| display == "false");
                if let Some(style) = self.style.as_ref().and_then(|name| self.named.get_mut(name)) {
                    style.struck = struck.or(style.struck);
                    style.hidden |= hidden;
                }
            }
            _ => return false,
        }
        true
    }

    /// Takes text between tags.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(open) = self.number_style.as_mut().filter(|open| open.in_literal) {
            open.code.extend(["\"", text, "\""]);
        }
    }

    /// Takes a closing tag.
    pub(super) fn close(&mut self, name: &str) {
        match (name, &mut self.number_style) {
            ("number-style", open) => {
                let plain = open.take().filter(|open| open.is_plain);
                let code = plain.and_then(|open| Some((open.name, format_code(&open.code)?)));
                self.formats.extend(code);
            }
            ("text", Some(open)) => open.in_literal = false,
            ("style", _) => self.style = None,
            _ => {}
        }
    }
}
