//! Which column of the reply holds which field.

use tollgate_model::{Field, Headings, Known, Table, is_secret};

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
        // Our own heading beats a synonym for it: a provider's own `Passcode` beside our
        // `Conference ID` is the provider's business.
        for found in &mut columns.found {
            if found.iter().any(|(_, known)| *known != Known::Synonym) {
                let spare = found.iter().filter(|(_, known)| *known == Known::Synonym);
                columns.extra.extend(spare.map(|(column, _)| *column));
                found.retain(|(_, known)| *known != Known::Synonym);
            }
        }
        columns.extra.sort_unstable();
        columns
    }

    /// The column of a field.
    pub fn get(&self, field: Field) -> Option<usize> {
        self.found[field.index()].first().map(|(column, _)| *column)
    }

    /// All columns that carry a field's heading, and how each is known.
    pub fn all(&self, field: Field) -> &[(usize, Known)] {
        &self.found[field.index()]
    }
}
