//! Styles of an XLS, as far as they tell how a cell is shown: its number format, and whether it is struck
//! through.

use std::collections::BTreeMap;
use std::sync::Arc;

use tollgate_model::Struck;

use super::super::formats::{CellStyle, format_code};

const FONT: u16 = 0x0031;
const FORMAT: u16 = 0x041e;
const STYLE: u16 = 0x00e0;
/// The bit of a font (`Font`) that strikes it through.
const STRIKES: u8 = 8;
/// No font has this number: those after it are numbered as if one stood there (`FontIndex`).
const NO_FONT: u16 = 4;

/// What the records before the sheets say of styles.
#[derive(Default)]
pub(crate) struct Styles {
    /// Whether each font is struck through.
    fonts: Vec<bool>,
    /// Number formats of the workbook's own, by their numbers: those that every workbook has show nothing
    /// that an ID could need.
    formats: BTreeMap<u16, Arc<str>>,
    /// For each style (`XF`) the numbers of its font and its number format.
    all: Vec<[u16; 2]>,
}

impl Styles {
    /// Takes a record.
    pub(crate) fn take(&mut self, kind: u16, data: &[u8]) {
        match kind {
            FONT => self.fonts.push(data.get(2).is_some_and(|bits| bits & STRIKES != 0)),
            FORMAT => self.formats.extend(format(data)),
            STYLE => {
                let numbers = data.first_chunk().map(|[a, b, c, d]| [[*a, *b], [*c, *d]]);
                self.all.extend(numbers.map(|both| both.map(u16::from_le_bytes)));
            }
            _ => {}
        }
    }

    /// Whether any font is struck through.
    pub(crate) fn any_strikes(&self) -> bool {
        self.fonts.contains(&true)
    }

    /// Whether a font is struck through.
    pub(crate) fn strikes(&self, font: u16) -> bool {
        let at = usize::from(font) - usize::from(font > NO_FONT);
        font != NO_FONT && self.fonts.get(at) == Some(&true)
    }

    /// Each style, where there is something to say of it.
    pub(super) fn told(&self) -> Vec<Option<CellStyle>> {
        let told = |[font, format]: &[u16; 2]| {
            let number_format = self.formats.get(format).cloned();
            let struck = if self.strikes(*font) { Struck::All } else { Struck::Nothing };
            let tells = number_format.is_some() || struck == Struck::All;
            tells.then_some(CellStyle { number_format, struck })
        };
        self.all.iter().map(told).collect()
    }
}

/// A number format and its number (`Format`, 2.4.126); before Excel 97 its length takes one byte, and no
/// flag says how wide its characters are.
fn format(data: &[u8]) -> Option<(u16, Arc<str>)> {
    let (number, text) = data.split_first_chunk()?;
    let code = match text {
        [low, high, wide @ (0 | 1), text @ ..]
            if usize::from(u16::from_le_bytes([*low, *high])) << wide == text.len() =>
        {
            let units: Vec<u16> = match wide {
                0 => text.iter().map(|byte| u16::from(*byte)).collect(),
                _ => text.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect(),
            };
            String::from_utf16_lossy(&units)
        }
        // Letters outside ASCII only ever stand beside the digits.
        [_, text @ ..] => String::from_utf8_lossy(text).into_owned(),
        [] => return None,
    };
    Some((u16::from_le_bytes(*number), format_code(&code)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_tells_its_number_format_and_whether_it_is_struck_through() {
        let mut styles = Styles::default();
        // Height and bits; the fourth is missing.
        for bits in [0, 0, 0, 0, 8, 2] {
            styles.take(FONT, &[200, 0, bits, 0]);
        }
        styles.take(FORMAT, b"\xa4\x00\x08\x00\x00000-0000");
        styles.take(FORMAT, b"\xa5\x00\x04\x00\x010\x000\x00\xac\x200\x00");
        styles.take(FORMAT, b"\xa6\x00\x07General");
        styles.take(FORMAT, b"\xa7\x00\x080000\\-00");
        for [font, format] in [[0, 0], [5, 0], [6, 164], [0, 165], [0, 166], [0, 167], [4, 1]] {
            styles.take(STYLE, &[font, 0, format, 0, 0, 0]);
        }
        let told: Vec<_> = styles
            .told()
            .into_iter()
            .map(|style| style.map(|style| (style.number_format, style.struck)))
            .collect();
        let format = |code: &str| Some((Some(code.into()), Struck::Nothing));
        assert_eq!(
            told,
            [
                None,
                Some((None, Struck::All)),
                format("000-0000"),
                format("00€0"),
                None,
                format("0000\\-00"),
                None
            ]
        );
    }
}
