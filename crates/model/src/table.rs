//! A file as it was read: every cell's text in one buffer, how each was stored, and where it stood.
//! Not how a format is read (crate `sheet`), and not what a cell means (crate `validator`).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::{Facts, FileKind, Grid, Places, RowAt};

/// How a cell was stored in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Stored {
    /// Nothing there.
    #[default]
    Empty,
    /// Not even a place for it: a key that this object of a JSON file does not have.
    Absent,
    /// Text: a text cell of a workbook, or any field of delimited text.
    Text,
    /// A number cell. Its text is the number in plain digits where it is whole and below 10^15,
    /// otherwise the shortest decimal that reads back the same (`1.2345678901234568e18`).
    Number,
    /// A date or time cell, its text in ISO 8601.
    Date,
    /// `TRUE` or `FALSE`.
    Bool,
    /// A formula with a saved value, which is the text; the formula is in [`Table::about`].
    Formula,
    /// A formula without a saved value; the text is empty.
    FormulaUnsaved,
    /// An error such as `#N/A`, which is the text.
    Error,
}

/// What a look at the bytes of a cell tells; most cells of a good reply need no more than this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Class {
    /// No text, or only ASCII white space.
    Blank,
    /// Only `0`–`9`.
    Digits,
    /// `+` and 7 to 15 digits, nothing else.
    Number,
    /// Anything else.
    Other,
}

impl Class {
    /// The class of a text.
    pub fn of(text: &str) -> Self {
        Self::of_bytes(text.as_bytes())
    }

    /// The class of a text that is not known to be one.
    fn of_bytes(bytes: &[u8]) -> Self {
        match bytes.first() {
            None => Self::Blank,
            Some(b'+')
                if (8..=16).contains(&bytes.len()) && bytes[1..].iter().all(u8::is_ascii_digit) =>
            {
                Self::Number
            }
            Some(b'0'..=b'9') if bytes.iter().all(u8::is_ascii_digit) => Self::Digits,
            _ if bytes.iter().all(u8::is_ascii_whitespace) => Self::Blank,
            _ => Self::Other,
        }
    }
}

/// How a cell was stored, and what a look at its bytes tells: one byte for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look(u8);

impl Look {
    const STORED: [Stored; 9] = [
        Stored::Empty,
        Stored::Absent,
        Stored::Text,
        Stored::Number,
        Stored::Date,
        Stored::Bool,
        Stored::Formula,
        Stored::FormulaUnsaved,
        Stored::Error,
    ];
    const CLASS: [Class; 4] = [Class::Blank, Class::Digits, Class::Number, Class::Other];

    /// A look at a cell, whose bytes need not be known to be text.
    pub fn at(text: &(impl AsRef<[u8]> + ?Sized), stored: Stored) -> Self {
        Self(stored as u8 * 4 + Class::of_bytes(text.as_ref()) as u8)
    }

    /// How it was stored.
    pub fn stored(self) -> Stored {
        Self::STORED[usize::from(self.0 / 4)]
    }

    /// What its bytes are.
    pub fn class(self) -> Class {
        Self::CLASS[usize::from(self.0 % 4)]
    }
}

/// What is to be said of a cell beyond its text. Rare, so kept aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// What a spreadsheet program shows where that differs from the text because of the cell's
    /// number format: `01234567` for the number 1234567 under `00000000`.
    pub shown: Option<String>,
    /// The formula, without its `=`.
    pub formula: Option<String>,
    /// How much of the text is struck through.
    pub struck: Struck,
}

/// How much of a text is struck through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Struck {
    /// Nothing.
    #[default]
    Nothing,
    /// All of it.
    All,
    /// A part; this is what stands without it.
    Part(Arc<str>),
}

impl Struck {
    /// How much of a text that is, by the places of its struck parts in order. Blanks do not count.
    pub fn of(text: &str, struck: &[Range<usize>]) -> Self {
        let (mut left, mut from) = (String::new(), 0);
        for part in struck.iter().filter(|part| !text[part.start..part.end].trim().is_empty()) {
            left.push_str(&text[from..part.start]);
            from = part.end;
        }
        left.push_str(&text[from..]);
        match left.trim() {
            _ if from == 0 => Self::Nothing,
            "" => Self::All,
            left => Self::Part(left.into()),
        }
    }
}

/// What is put into a cell of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put<'t> {
    /// A text, which makes it a text cell.
    Text(&'t str),
    /// What stands in another cell (row and column), as it is stored there.
    Cell(usize, usize),
}

/// One sheet or delimited text, from its first row to its last, headings and titles included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The cells' text. Rows are table rows; [`Table::at`] tells where each stood.
    pub grid: Grid,
    looks: Vec<Look>,
    at: Places,
    about: BTreeMap<usize, About>,
    /// The table row (zero-based) in which our headings were found.
    pub heading_row: Option<usize>,
    /// What is known of the file beside its cells.
    pub facts: Facts,
}

impl Table {
    /// How many bytes a cell takes beside its text.
    pub const CELL: usize = size_of::<u32>() + size_of::<Look>();

    /// A table of rows that were put together elsewhere; none when the parts do not fit together.
    pub fn from_parts(grid: Grid, looks: Vec<Look>, at: Places) -> Option<Self> {
        let fits = looks.len() == grid.parts().1.len() && at.len() == grid.len();
        fits.then(|| Self { grid, looks, at, ..Self::default() })
    }

    /// Adds a cell to the open row.
    pub fn push(&mut self, text: &str, stored: Stored) {
        self.grid.push_once(text);
        self.looks.push(Look::at(text, stored));
    }

    /// Adds a cell of which there is more to say.
    pub fn push_about(&mut self, text: &str, stored: Stored, about: About) {
        self.about.insert(self.looks.len(), about);
        self.push(text, stored);
    }

    /// Closes the open row, which stood at `at`. Blank rows between two that are kept need not be
    /// added: rows carry their own numbers.
    pub fn end_row(&mut self, at: RowAt) {
        self.grid.end_row();
        self.at.push(at);
    }

    /// The same table with something else in some cells (row and column).
    #[must_use]
    pub fn edited(&self, cells: &BTreeMap<(usize, usize), Put<'_>>) -> Self {
        let mut table =
            Self { heading_row: self.heading_row, facts: self.facts.clone(), ..Self::default() };
        for row in 0..self.len() {
            // A row may end before a cell that is edited.
            let last = cells.range((row, 0)..(row + 1, 0)).next_back();
            let width = last.map_or(0, |((_, column), _)| column + 1);
            for column in 0..width.max(self.grid.width(row)) {
                let (row, column) = match cells.get(&(row, column)) {
                    Some(Put::Text(text)) => {
                        table.push(text, Stored::Text);
                        continue;
                    }
                    Some(Put::Cell(row, column)) => (*row, *column),
                    None => (row, column),
                };
                let (text, stored) = (self.get(row, column), self.stored(row, column));
                match self.about(row, column) {
                    Some(about) => table.push_about(text, stored, about.clone()),
                    None => table.push(text, stored),
                }
            }
            table.end_row(self.at(row));
        }
        table
    }

    /// How many rows there are, headings included.
    pub fn len(&self) -> usize {
        self.grid.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.grid.is_empty()
    }

    /// The text of a cell; empty past the end of a row.
    #[inline]
    pub fn get(&self, row: usize, column: usize) -> &str {
        self.grid.get(row, column)
    }

    /// How a cell was stored.
    #[inline]
    pub fn stored(&self, row: usize, column: usize) -> Stored {
        self.grid.index(row, column).map_or(Stored::Empty, |index| self.looks[index].stored())
    }

    /// What a look at the bytes of a cell tells.
    #[inline]
    pub fn class(&self, row: usize, column: usize) -> Class {
        self.grid.index(row, column).map_or(Class::Blank, |index| self.looks[index].class())
    }

    /// What there is to say of a cell beyond its text.
    #[inline]
    pub fn about(&self, row: usize, column: usize) -> Option<&About> {
        self.about.get(&self.grid.index(row, column)?)
    }

    /// Where a row stood.
    ///
    /// # Panics
    /// Past the last row.
    pub fn at(&self, row: usize) -> RowAt {
        self.at.get(row).expect("the row is in the table")
    }

    /// The heading over a column, or the empty text.
    pub fn heading(&self, column: usize) -> &str {
        self.heading_row.map_or("", |row| self.get(row, column))
    }

    /// The address of a cell as a workbook shows it (`I17`); none for delimited text.
    pub fn address(&self, row: usize, column: usize) -> Option<String> {
        self.facts
            .kind
            .is_some_and(FileKind::is_workbook)
            .then(|| format!("{}{}", column_letters(column), self.at(row).number))
    }
}

/// The letters over a column (zero-based): `A`, `Z`, `AA`.
pub fn column_letters(column: usize) -> String {
    let (mut left, mut letters) = (column + 1, Vec::new());
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or(0)));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;

    #[test]
    fn cells_are_found_by_row_and_column_and_are_empty_past_the_end() {
        let mut grid = Grid::default();
        grid.push("a");
        grid.push("");
        grid.push("ä");
        grid.end_row();
        grid.end_row();
        grid.push("x");
        grid.end_row();
        assert_eq!(
            (grid.get(0, 2), grid.get(0, 3), grid.get(1, 0), grid.get(2, 0)),
            ("ä", "", "", "x")
        );
        assert_eq!((grid.width(0), grid.width(1), grid.len()), (3, 0, 3));
        let (text, ends, starts) = grid.parts();
        assert_eq!(Grid::from_parts(text.into(), ends.into(), starts.into()), Some(grid));
    }

    #[test]
    fn a_text_that_stood_in_another_cell_takes_no_room_and_comes_back() {
        let mut grid = Grid::default();
        let rows = [
            vec!["ada@x", "ada@x", "", "Ä", "R1", "R1"],
            vec!["bo@x", "bo@x", "", "Ä", "R2", "R2"],
            vec!["x"; 40],
            vec!["y"],
        ];
        for row in &rows {
            for cell in row {
                grid.push_once(cell);
            }
            grid.end_row();
        }
        let mut plain = Grid::default();
        for (at, row) in rows.iter().enumerate() {
            assert_eq!(grid.row(at).collect::<Vec<_>>(), *row);
            for cell in row {
                plain.push(cell);
            }
            plain.end_row();
        }
        // In a long row of one text, one cell in seventeen has it anew, so that none is far to find.
        assert_eq!(grid.parts().0, "ada@xÄR1bo@xR2xxxy");
        assert_eq!(grid, plain);
        plain.push("z");
        plain.end_row();
        assert_ne!(grid, plain);
    }

    #[test]
    fn what_is_left_of_a_text_is_what_is_not_struck_through() {
        let left = |text: &str| Struck::Part(text.into());
        assert_eq!(Struck::of("7771234 1058756", from_ref(&(0..7))), left("1058756"));
        assert_eq!(Struck::of("105Ä98756", from_ref(&(3..6))), left("1058756"));
        assert_eq!(Struck::of("071 2345", &[0..3, 4..8]), Struck::All);
        assert_eq!(Struck::of("071 2345", from_ref(&(3..4))), Struck::Nothing);
        assert_eq!(Struck::of("", &[]), Struck::Nothing);
    }

    #[test]
    fn parts_that_do_not_fit_make_no_grid() {
        assert_eq!(Grid::from_parts("ä".into(), vec![1, 2], vec![0, 2]), None);
        assert_eq!(Grid::from_parts("ab".into(), vec![1], vec![0, 1]), None);
    }

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        let letters: Vec<_> = [0, 25, 26, 701, 702, 16383].map(column_letters).into();
        assert_eq!(letters, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn a_look_at_the_bytes_tells_the_class() {
        use Class::{Blank, Digits, Number, Other};
        let classes = ["", " \t", "0712", "+12065550100", "+1 206", "٠١", "+123"].map(Class::of);
        assert_eq!(classes, [Blank, Blank, Digits, Number, Other, Other, Other]);
    }
}
