//! Where the rows of a table stood in their file.

/// Where a row stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowAt {
    /// The number a spreadsheet program shows at the left edge, one-based.
    pub number: u32,
    /// The physical line the row begins on, one-based; the row number for a workbook.
    pub line: u32,
}

/// Where each row of a table stood: kept as runs of rows that stand one below the other, of which most
/// files have one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The row of the table (zero-based) that begins a run, and where it stood.
    runs: Vec<(u32, RowAt)>,
    rows: u32,
}

impl Places {
    /// Adds a row.
    pub fn push(&mut self, at: RowAt) {
        if self.runs.last().is_none_or(|run| place(*run, self.rows) != at) {
            self.runs.push((self.rows, at));
        }
        self.rows += 1;
    }

    /// Adds the rows of another list, whose numbers and lines were counted after so many.
    pub fn append(&mut self, other: &Self, rows: u32, lines: u32) {
        let moved = other.runs.iter().map(|(first, at)| {
            let at = RowAt { number: at.number + rows, line: at.line + lines };
            (self.rows + first, at)
        });
        self.runs.extend(moved);
        self.rows += other.rows;
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Where a row (zero-based) stood; none past the last.
    pub fn get(&self, row: usize) -> Option<RowAt> {
        let row = u32::try_from(row).ok().filter(|row| *row < self.rows)?;
        let run = self.runs.partition_point(|(first, _)| *first <= row).checked_sub(1)?;
        Some(place(self.runs[run], row))
    }
}

/// Where a row of a run stands, if the run goes on to it.
fn place((first, at): (u32, RowAt), row: u32) -> RowAt {
    RowAt { number: at.number + (row - first), line: at.line + (row - first) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_where_they_stood_whatever_stands_between_them() {
        let at = |number, line| RowAt { number, line };
        // A blank row, and a cell of two lines.
        let stood = [at(1, 1), at(2, 2), at(4, 4), at(5, 6), at(6, 7)];
        let mut places = Places::default();
        for at in stood {
            places.push(at);
        }
        assert_eq!((places.len(), places.runs.len()), (5, 3));
        let mut twice = places.clone();
        twice.append(&places, 10, 20);
        let found: Vec<_> = (0..11).map(|row| twice.get(row)).collect();
        let moved = stood.map(|it| at(it.number + 10, it.line + 20));
        let expected = stood.into_iter().chain(moved).map(Some).chain([None]);
        assert_eq!(found, expected.collect::<Vec<_>>());
    }
}
