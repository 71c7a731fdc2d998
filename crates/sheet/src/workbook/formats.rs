//! What a spreadsheet program shows of a cell: numbers as text, and number formats.

use std::borrow::Cow;
use std::sync::Arc;

use tollgate_model::{About, Stored, Struck};

use crate::limits;

/// What is known of the look of many cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CellStyle {
    /// The [code](format_code) of the number format.
    pub(crate) number_format: Option<Arc<str>>,
    /// Whether all that stands there is struck through.
    pub(crate) struck: Struck,
}

/// What is to be said of a cell of a style; nothing of most.
pub(crate) fn about(style: Option<&CellStyle>, text: &str, stored: Stored) -> Option<Box<About>> {
    let style = style?;
    let format = style.number_format.as_deref().filter(|_| stored == Stored::Number);
    let shown = format.and_then(|format| shown(text, format));
    let tells = shown.is_some() || style.struck != Struck::Nothing;
    tells.then(|| Box::new(About { shown, struck: style.struck.clone(), ..About::default() }))
}

/// How many bytes a cell takes in a table beside its text.
pub(crate) fn room(about: Option<&About>) -> usize {
    let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    about.map_or(0, |about| size_of::<About>() + text(&about.shown) + text(&about.formula))
}

/// The code of a number format, for the styles that share it. None where it shows nothing but the number, or
/// is longer than any can be.
pub(crate) fn format_code(text: &str) -> Option<Arc<str>> {
    let tells =
        !matches!(text, "General" | "@" | "0") && text.chars().nth(limits::FORMAT).is_none();
    tells.then(|| text.into())
}

/// A number as text: whole ones below 10^15 in digits, larger ones as the shortest that reads back
/// the same.
pub(crate) fn number_text(number: f64) -> String {
    if number.abs() >= 1e15 {
        format!("{number:e}")
    } else if number.fract() == 0.0 {
        // Adding zero turns -0 into 0.
        format!("{:.0}", number + 0.0)
    } else {
        format!("{number}")
    }
}

/// A piece of a number format: a place for a digit, or what stands for itself.
#[derive(Debug, PartialEq)]
enum Piece<'f> {
    Digit,
    Literal(Cow<'f, str>),
}

/// What a spreadsheet program shows for a whole number under a number format, where the format is
/// simple enough to tell and shows more than the digits: `00000000`, `"+"0`, `000-0000`.
pub(crate) fn shown(digits: &str, format: &str) -> Option<String> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let pieces = pieces(format.split(';').next()?)?;
    let places = pieces.iter().filter(|piece| **piece == Piece::Digit).count();
    // The first place holds what finds no other.
    let first = (digits.len() + 1).saturating_sub(places).max(1);
    let padded = format!("{digits:0>places$}");
    let (mut left, mut text) = (padded.as_str(), String::new());
    let mut next = first;
    for piece in &pieces {
        match piece {
            Piece::Literal(literal) => text.push_str(literal),
            Piece::Digit => {
                let (here, rest) = left.split_at(std::mem::replace(&mut next, 1));
                text.push_str(here);
                left = rest;
            }
        }
    }
    (places > 0 && text != digits).then_some(text)
}

/// The pieces of a section of a number format; none where it has any that is not simple.
fn pieces(section: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = section;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let literal = |text| Some(Piece::Literal(text));
        let piece;
        (piece, rest) = match c {
            '0' => (Some(Piece::Digit), after),
            '"' => {
                let (quoted, after) = after.split_once('"').unwrap_or((after, ""));
                (literal(quoted.into()), after)
            }
            '[' => {
                let (inner, after) = after.split_once(']')?;
                (literal(bracketed(inner)?.into()), after)
            }
            '\\' | '_' => {
                let next = after.chars().next();
                let (escaped, after) = after.split_at(next.map_or(0, char::len_utf8));
                // A space as wide as a character is for the eye.
                (literal(if c == '_' { "" } else { escaped }.into()), after)
            }
            '+' | '-' | '(' | ')' | ' ' | '/' => (literal(c.to_string().into()), after),
            _ => return None,
        };
        pieces.extend(piece);
    }
    Some(pieces)
}

/// What brackets in a number format show: nothing for a colour or a language, and its sign for a currency.
/// None for all else, and for a language that has digits of its own.
fn bracketed(inner: &str) -> Option<&str> {
    const COLOURS: [&str; 8] =
        ["black", "blue", "cyan", "green", "magenta", "red", "white", "yellow"];
    let Some(inner) = inner.strip_prefix('$') else {
        let colour = inner.to_ascii_lowercase();
        let known = COLOURS.contains(&&*colour) || colour.starts_with("color");
        return known.then_some("");
    };
    let (sign, language) = inner.split_once('-').unwrap_or((inner, ""));
    let number = language.len() <= 4 && language.bytes().all(|b| b.is_ascii_hexdigit());
    let tag = language.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-');
    (number || tag).then_some(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_as_its_format_says() {
        assert_eq!(shown("1234567", "00000000").as_deref(), Some("01234567"));
        assert_eq!(shown("14255550100", "\"+\"0").as_deref(), Some("+14255550100"));
        assert_eq!(shown("14255550100", "\\+0;-0").as_deref(), Some("+14255550100"));
        assert_eq!(shown("5550100", "000-0000").as_deref(), Some("555-0100"));
        assert_eq!(shown("4255550100", "000-0000").as_deref(), Some("425555-0100"));
        for (format, said) in [
            ("0000000;-0", "0475591"),
            ("_-0000000_-", "0475591"),
            ("[Blue]0000000", "0475591"),
            ("[Color 5]0000000", "0475591"),
            ("[$-407]0000000", "0475591"),
            ("[$-en-US]0000000", "0475591"),
            ("[$€-407]\\ 0000000", "€ 0475591"),
            ("000-0000", "047-5591"),
            ("000\\ 0000", "047 5591"),
            ("000\" \"0000", "047 5591"),
            ("0000000\"#\"", "0475591#"),
            ("\"ID \"0000000", "ID 0475591"),
            ("\"0\"000000", "0475591"),
        ] {
            assert_eq!(shown("475591", format).as_deref(), Some(said), "{format}");
        }
        for format in [
            "General",
            "0",
            "#,##0",
            "[<=9999999]###-####;0",
            "yyyy",
            "0.00E+00",
            "\"none\"",
            "[h]00",
            "[>9]00000000",
            "[DBNum1]00000000",
            "[$-D00041E]00000000",
            "",
        ] {
            assert_eq!(shown("1234567", format), None, "{format}");
        }
    }

    #[test]
    fn a_format_that_is_longer_than_any_can_be_is_none() {
        let kept =
            |length: usize| format_code(&"é".repeat(length)).map(|code| code.chars().count());
        assert_eq!([kept(255), kept(256)], [Some(255), None]);
    }

    #[test]
    fn a_number_is_digits_while_a_number_cell_can_hold_them() {
        assert_eq!(number_text(14_255_550_100.0), "14255550100");
        assert_eq!(number_text(-0.0), "0");
        assert_eq!(number_text(12.5), "12.5");
        assert_eq!(number_text(1.234_567_890_123_456_8e18), "1.2345678901234568e18");
    }
}
