//! Which column of the reply holds which field.

use tollgate_model::{Class, Field, Headings, Known, Table, is_secret};

/// The columns of a reply, by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// For each field, by its index: the columns that carry its heading, first to last, and how
    /// they are known.
    found: [Vec<(usize, Known)>; 10],
    /// Columns with a heading that is none of ours, and is not dropped.
    pub extra: Vec<usize>,
    /// How many columns the heading row has.
    pub width: usize,
}

impl Columns {
    /// Reads the heading row of a table; nothing is found where there is none.
    pub fn of(table: &Table, headings: &Headings) -> Self {
        let mut columns = Self::default();
        let Some(row) = table.heading_row else { return columns };
        columns.width = table.grid.width(row);
        for (column, heading) in table.grid.row(row).enumerate() {
            match headings.field(heading) {
                Some((field, known)) => columns.found[field.index()].push((column, known)),
                None if heading.trim().is_empty() || is_secret(heading) => {}
                None => columns.extra.push(column),
            }
        }
        for field in Field::ALL {
            columns.choose(table, headings, field);
        }
        columns.extra.sort_unstable();
        columns
    }

    /// Of several columns that carry a field's heading, leaves those that may be meant.
    fn choose(&mut self, table: &Table, headings: &Headings, field: Field) {
        let mut found = std::mem::take(&mut self.found[field.index()]);
        let is_synonym = |(_, known): &(usize, Known)| *known == Known::Synonym;
        if found.len() > 1 && Field::ANSWERS.contains(&field) {
            let rows = || table.heading_row.map_or(0, |row| row + 1)..table.len();
            let is_filled = |(column, _): &(usize, Known)| {
                rows().any(|row| table.class(row, *column) != Class::Blank)
            };
            // One that was left blank is not where the answers are.
            let (filled, blank): (Vec<_>, Vec<_>) = found.iter().copied().partition(is_filled);
            if !filled.is_empty() {
                self.extra.extend(blank.into_iter().filter(is_synonym).map(|one| one.0));
                found = filled;
            }
            // The profile knows which one is meant.
            let is_named =
                |(column, _): &(usize, Known)| headings.names(field, table.heading(*column));
            if found.iter().any(is_named) {
                self.extra.extend(found.iter().filter(|one| !is_named(one)).map(|one| one.0));
                found.retain(is_named);
            }
        }
        // Our own heading goes before a synonym for it. One that says nothing else is the provider's
        // business, and so is whatever it says of who a person is.
        if !found.iter().all(is_synonym) {
            found.sort_by_key(is_synonym);
            let ours = found[0].0;
            let spare = |one: &(usize, Known)| {
                let says_more =
                    || Field::ANSWERS.contains(&field) && adds(table, one.0, ours).is_some();
                is_synonym(one) && !says_more()
            };
            let (spare, left): (Vec<_>, Vec<_>) = found.into_iter().partition(spare);
            self.extra.extend(spare.iter().map(|one| one.0));
            found = left;
        }
        self.found[field.index()] = found;
    }

    /// The column of a field.
    pub fn get(&self, field: Field) -> Option<usize> {
        self.found[field.index()].first().map(|(column, _)| *column)
    }

    /// All columns that carry a field's heading, and how each is known; first the one that is meant, if
    /// they say the same.
    pub fn all(&self, field: Field) -> &[(usize, Known)] {
        &self.found[field.index()]
    }
}

/// The first row (zero-based) in which a column says what another does not.
pub(crate) fn adds(table: &Table, column: usize, other: usize) -> Option<usize> {
    let first = table.heading_row.map_or(0, |row| row + 1);
    (first..table.len()).find(|row| {
        let text = table.get(*row, column).trim();
        !text.is_empty() && text != table.get(*row, other).trim()
    })
}
