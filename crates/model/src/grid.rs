//! Rows of text in one buffer: what a file or a roster is held in.

/// Rows of text cells in one buffer. Rows may differ in length.
///
/// Offsets are `u32`: four gigabytes of text and four thousand million cells, which is past the
/// limits on a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    text: String,
    /// Where each cell ends in `text`; a cell begins where the one before it ends.
    ends: Vec<u32>,
    /// The index in `ends` of each row's first cell, and one more for the end of the last row.
    starts: Vec<u32>,
}

impl Default for Grid {
    fn default() -> Self {
        Self { text: String::new(), ends: Vec::new(), starts: vec![0] }
    }
}

impl Grid {
    /// Adds a cell to the row that is open.
    ///
    /// # Panics
    /// Past four gigabytes of text; readers refuse such a file first.
    pub fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(u32::try_from(self.text.len()).expect("readers keep within 4 GiB"));
    }

    /// Closes the open row. A row without cells is a blank row.
    pub fn end_row(&mut self) {
        self.starts.push(u32::try_from(self.ends.len()).expect("readers keep within limits"));
    }

    /// Adds the rows of another grid behind those that are there; no row is open.
    ///
    /// # Panics
    /// Past four gigabytes of text, as [`Grid::push`] does.
    pub fn append(&mut self, other: &Self) {
        let whole = self.text.len() + other.text.len();
        u32::try_from(whole).expect("readers keep within 4 GiB");
        let (text, cells) = (self.text.len(), self.ends.len());
        let [text, cells] = [text, cells].map(|before| u32::try_from(before).unwrap_or(u32::MAX));
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| text + end));
        self.starts.extend(other.starts[1..].iter().map(|start| cells + start));
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many cells row `row` (zero-based) has.
    pub fn width(&self, row: usize) -> usize {
        (self.starts[row + 1] - self.starts[row]) as usize
    }

    /// The text of a cell, both zero-based; empty past the end of a row.
    #[inline]
    pub fn get(&self, row: usize, column: usize) -> &str {
        match self.index(row, column) {
            Some(index) => self.cell(index),
            None => "",
        }
    }

    /// The cells of a row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        (self.starts[row] as usize..self.starts[row + 1] as usize).map(|index| self.cell(index))
    }

    /// The number of a cell in reading order, or none past the end of its row.
    #[inline]
    pub fn index(&self, row: usize, column: usize) -> Option<usize> {
        let index = self.starts[row] as usize + column;
        (index < self.starts[row + 1] as usize).then_some(index)
    }

    /// The text of a cell by its number in reading order.
    ///
    /// # Panics
    /// Past the last cell.
    #[inline]
    pub fn cell(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.text[start..self.ends[index] as usize]
    }

    /// The three parts, for keeping a grid as bytes: text, cell ends, row starts.
    pub fn parts(&self) -> (&str, &[u32], &[u32]) {
        (&self.text, &self.ends, &self.starts)
    }

    /// A grid from [`Grid::parts`]; none when the parts do not fit together.
    pub fn from_parts(text: String, ends: Vec<u32>, starts: Vec<u32>) -> Option<Self> {
        // Looked at to the end, and not left at the first: that goes many at a time.
        let ordered = |one: &u32, next: &u32| one <= next;
        let rises = |list: &[u32]| {
            let pairs = list.iter().zip(list.get(1..).unwrap_or_default());
            pairs.fold(true, |all, (one, next)| all & ordered(one, next))
        };
        let fits = rises(&ends)
            && rises(&starts)
            && starts.first() == Some(&0)
            && starts.last().is_some_and(|last| *last as usize == ends.len())
            && ends.last().map_or(0, |last| *last as usize) == text.len()
            && (text.is_ascii() || ends.iter().all(|end| text.is_char_boundary(*end as usize)));
        fits.then_some(Self { text, ends, starts })
    }
}

#[cfg(test)]
mod tests {
    use super::Grid;

    #[test]
    fn rows_are_appended_as_if_each_had_been_added() {
        let grid = |rows: &[&[&str]]| {
            let mut grid = Grid::default();
            for row in rows {
                row.iter().for_each(|cell| grid.push(cell));
                grid.end_row();
            }
            grid
        };
        let rows: [&[&str]; 4] = [&["ada", ""], &[], &["Zoë"], &["b", "o"]];
        for at in 0..=rows.len() {
            let mut joined = grid(&rows[..at]);
            joined.append(&grid(&rows[at..]));
            assert_eq!(joined, grid(&rows), "{at}");
        }
    }
}
