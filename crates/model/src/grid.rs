//! Rows of text in one buffer: what a file or a roster is held in.

use std::hash::BuildHasher as _;

use hashbrown::DefaultHashBuilder;

/// Rows of text cells in one buffer. Rows may differ in length.
///
/// Offsets are `u32`: four gigabytes of text and four thousand million cells, which is past the
/// limits on a file. A text that stands in several cells may be kept once ([`Grid::push_once`]).
#[derive(Clone, Debug)]
pub struct Grid {
    text: String,
    /// Where each cell ends in `text`; it begins where the last before it ends that has a text there. A
    /// number past the end of `text` is no such place: counted down from `u32::MAX` it is the cell in
    /// which the same text stands.
    ends: Vec<u32>,
    /// The index in `ends` of each row's first cell, and one more for the end of the last row.
    starts: Vec<u32>,
    /// Where a text may stand already, while cells are added that need not have their own.
    recent: Option<Recent>,
}

impl Default for Grid {
    fn default() -> Self {
        Self { text: String::new(), ends: Vec::new(), starts: vec![0], recent: None }
    }
}

/// Cell for cell, however they are kept.
impl PartialEq for Grid {
    fn eq(&self, other: &Self) -> bool {
        let same = |index| self.cell(index) == other.cell(index);
        self.starts == other.starts && (0..self.ends.len()).all(same)
    }
}

impl Eq for Grid {}

/// Cells in which texts stood of late, by a hash of the text; one takes the place of another.
#[derive(Clone, Debug)]
struct Recent {
    /// A part of the hash, so that hardly ever a text is looked at that is another; and the cell.
    cells: Vec<(u32, u32)>,
    hasher: DefaultHashBuilder,
}

impl Default for Recent {
    fn default() -> Self {
        Self { cells: vec![(0, u32::MAX); 1 << 14], hasher: DefaultHashBuilder::default() }
    }
}

impl Recent {
    /// Puts a cell in the place of another, in which the same text may stand.
    fn replace(&mut self, text: &str, cell: usize) -> Option<usize> {
        let [mark, place] = halves(self.hasher.hash_one(text));
        let at = place as usize % self.cells.len();
        let new = (mark, u32::try_from(cell).unwrap_or(u32::MAX));
        let (other_mark, other) = std::mem::replace(&mut self.cells[at], new);
        (other_mark == mark).then_some(other as usize)
    }
}

fn halves(hash: u64) -> [u32; 2] {
    [hash >> 32, hash & u64::from(u32::MAX)].map(|half| u32::try_from(half).unwrap_or(0))
}

fn offset(place: usize) -> u32 {
    u32::try_from(place).expect("readers keep within 4 GiB")
}

/// How many cells in turn may have their texts elsewhere: where a cell begins is told by those before it.
const IN_TURN: usize = 16;

impl Grid {
    /// Adds a cell to the row that is open.
    ///
    /// # Panics
    /// Past four gigabytes of text and cells; readers refuse such a file first.
    pub fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.end_cell(self.text.len());
    }

    /// Adds a cell, whose text takes no room if it stood in another of late.
    ///
    /// # Panics
    /// As [`Grid::push`] does.
    pub fn push_once(&mut self, cell: &str) {
        match self.other(cell) {
            Some(other) => self.end_cell(u32::MAX as usize - other),
            None => self.push(cell),
        }
    }

    /// The cell that has the text of the next one, which is taken note of.
    fn other(&mut self, cell: &str) -> Option<usize> {
        let next = self.ends.len();
        let other = self.recent.get_or_insert_default().replace(cell, next)?;
        let mut last = self.ends.iter().rev().take(IN_TURN);
        let is_told = last.any(|end| self.is_place(*end));
        let is_same = is_told && other < next && self.cell(other) == cell;
        (is_same && !cell.is_empty()).then(|| self.home(other))
    }

    fn end_cell(&mut self, end: usize) {
        // So no number of a cell, counted down, is ever a place in the text.
        offset(self.text.len() + self.ends.len() + 1);
        self.ends.push(offset(end));
    }

    /// Whether this is where a cell ends.
    fn is_place(&self, end: u32) -> bool {
        end as usize <= self.text.len()
    }

    /// Where the next text after those of the cells before this one begins.
    fn begin(&self, index: usize) -> usize {
        let places = self.ends[..index].iter().rev().filter(|end| self.is_place(**end));
        places.map(|end| *end as usize).next().unwrap_or(0)
    }

    /// The cell that has the text of this one: mostly itself.
    fn home(&self, index: usize) -> usize {
        let end = self.ends[index];
        if self.is_place(end) { index } else { (u32::MAX - end) as usize }
    }

    /// Closes the open row. A row without cells is a blank row.
    pub fn end_row(&mut self) {
        self.starts.push(offset(self.ends.len()));
    }

    /// Adds the rows of another grid behind those that are there; no row is open.
    ///
    /// # Panics
    /// As [`Grid::push`] does.
    pub fn append(&mut self, other: &Self) {
        let [text, cells] = [self.text.len(), self.ends.len()].map(offset);
        self.text.push_str(&other.text);
        offset(self.text.len() + self.ends.len() + other.ends.len());
        let moved = |end: &u32| if other.is_place(*end) { text + end } else { end - cells };
        self.ends.extend(other.ends.iter().map(moved));
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
        // No range where one of the two is not a place.
        let text = self.text.get(start..self.ends[index] as usize);
        text.unwrap_or_else(|| self.cell_elsewhere(index))
    }

    /// The text of a cell that stands elsewhere, or behind one whose text does.
    #[inline(never)]
    fn cell_elsewhere(&self, index: usize) -> &str {
        let home = self.home(index);
        &self.text[self.begin(home)..self.ends[home] as usize]
    }

    /// The three parts, for keeping a grid as bytes: text, cell ends, row starts. No text of it is kept
    /// once for several cells.
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
        fits.then_some(Self { text, ends, starts, recent: None })
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
                row.iter().for_each(|cell| grid.push_once(cell));
                grid.end_row();
            }
            grid
        };
        let rows: [&[&str]; 5] = [&["ada", ""], &[], &["Zoë", "ada", "Zoë"], &["b", "o"], &["b"]];
        for at in 0..=rows.len() {
            let mut joined = grid(&rows[..at]);
            joined.append(&grid(&rows[at..]));
            assert_eq!(joined, grid(&rows), "{at}");
        }
    }
}
