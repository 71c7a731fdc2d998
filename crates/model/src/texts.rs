//! Texts one after another in one buffer, in a byte or so beside each; one that stands in a cell
//! besides takes no more than that byte.

use crate::Table;

/// A text among others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told<'t> {
    /// There is none.
    None,
    /// What stands in this column (zero-based) of a row that is known.
    Cell(usize),
    Text(&'t str),
}

/// In how many columns a text is looked for.
const LOOKED_FOR: usize = 64;

impl<'t> Told<'t> {
    /// A text, or the cell of the row in which it stands, if it does.
    pub(crate) fn of(text: Option<&'t str>, row: Option<(&Table, usize)>) -> Self {
        let Some(text) = text else { return Self::None };
        let Some((table, row)) = row else { return Self::Text(text) };
        let columns = 0..table.grid.width(row).min(LOOKED_FOR);
        match columns.into_iter().find(|column| table.get(row, *column) == text) {
            Some(column) => Self::Cell(column),
            None => Self::Text(text),
        }
    }

    /// The text, where there is one.
    pub(crate) fn text(self, row: Option<(&'t Table, usize)>) -> Option<&'t str> {
        match self {
            Self::None => None,
            Self::Cell(column) => row.map(|(table, row)| table.get(row, column)),
            Self::Text(text) => Some(text),
        }
    }
}

/// Adds a text: a number in groups of seven bits of which the lowest comes first (LEB128), which is zero
/// for none, even for a cell, and otherwise tells the length of the text that follows.
pub(crate) fn put(to: &mut Vec<u8>, told: Told<'_>) {
    let (mut left, text) = match told {
        Told::None => (0, ""),
        Told::Cell(column) => (2 * column + 2, ""),
        Told::Text(text) => (2 * text.len() + 1, text),
    };
    while left >= 0x80 {
        to.push(left.to_le_bytes()[0] | 0x80);
        left >>= 7;
    }
    to.push(left.to_le_bytes()[0]);
    to.extend_from_slice(text.as_bytes());
}

/// Takes off the first of what was put; none past the last.
pub(crate) fn take<'t>(from: &mut &'t [u8]) -> Told<'t> {
    let (mut number, mut shift) = (0, 0);
    while let Some((byte, rest)) = from.split_first() {
        *from = rest;
        number |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            break;
        }
    }
    if number % 2 == 0 {
        return number.checked_sub(2).map_or(Told::None, |twice| Told::Cell(twice / 2));
    }
    let (text, rest) = from.split_at_checked(number / 2).unwrap_or_default();
    *from = rest;
    Told::Text(std::str::from_utf8(text).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RowAt, Stored};

    #[test]
    fn texts_come_back_in_their_order() {
        let long = "ä".repeat(10_000);
        let texts = ["0712", "", &long, "x"].map(Told::Text);
        let told =
            [texts[0], Told::None, texts[1], Told::Cell(0), Told::Cell(70), texts[2], texts[3]];
        let mut buffer = Vec::new();
        for text in told {
            put(&mut buffer, text);
        }
        let mut left = buffer.as_slice();
        assert_eq!(told.map(|_| take(&mut left)), told);
        assert_eq!((left.len(), take(&mut left)), (0, Told::None));
    }

    #[test]
    fn what_stands_in_the_row_is_not_told_again() {
        let mut table = Table::default();
        for cell in ["", "0712", "ada@contoso.example"] {
            table.push(cell, Stored::Text);
        }
        table.end_row(RowAt { number: 1, line: 1 });
        let row = Some((&table, 0));
        let of = |text| Told::of(Some(text), row);
        assert_eq!((of("0712"), of("712")), (Told::Cell(1), Told::Text("712")));
        assert_eq!((of("0712").text(row), Told::of(None, row)), (Some("0712"), Told::None));
    }
}
