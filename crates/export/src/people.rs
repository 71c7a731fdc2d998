//! The people that a roster may ask for, kept in little room: a directory may hold a million.

use tollgate_model::{AssignmentView, Country, Grid, PersonView, Provider};

/// People in the order of their addresses, each with what a roster says of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct People {
    /// A row each: SIP address, user principal name, display name, and the present toll number,
    /// toll-free numbers and conference ID where the provider asked is the present one.
    cells: Grid,
    countries: Vec<Option<Country>>,
}

/// Someone on a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The SIP address.
    pub sip: &'a str,
    /// Where the person signs in.
    pub user_principal_name: &'a str,
    /// The display name.
    pub display_name: &'a str,
    /// Where the person is.
    pub country: Option<Country>,
    /// The present toll number, where the provider asked is the present one; else empty.
    pub toll_number: &'a str,
    /// The present toll-free numbers, separated as a roster separates them.
    pub toll_free_numbers: &'a str,
    /// The present conference ID.
    pub conference_id: &'a str,
}

impl People {
    pub(crate) fn push(&mut self, person: PersonView<'_>, provider: &Provider) {
        let held = person.conferencing.assignment();
        let present = held.filter(|held| provider.is_called(held.provider));
        let toll_free: Vec<&str> =
            present.into_iter().flat_map(AssignmentView::toll_free).collect();
        for cell in [
            person.sip,
            person.user_principal_name,
            person.display_name,
            present.map_or("", |held| held.toll_number),
            &toll_free.join("; "),
            present.map_or("", |held| held.conference_id),
        ] {
            self.cells.push(cell);
        }
        self.cells.end_row();
        self.countries.push(person.country);
    }

    pub(crate) fn len(&self) -> usize {
        self.countries.len()
    }

    pub(crate) fn get(&self, row: usize) -> Asked<'_> {
        let cell = |column| self.cells.get(row, column);
        Asked {
            sip: self.sip(row),
            user_principal_name: cell(1),
            display_name: cell(2),
            country: self.countries[row],
            toll_number: cell(3),
            toll_free_numbers: cell(4),
            conference_id: cell(5),
        }
    }

    /// Where a person is.
    pub(crate) fn country(&self, row: usize) -> Option<Country> {
        self.countries[row]
    }

    /// What a person is called.
    pub(crate) fn display_name(&self, row: usize) -> &str {
        self.cells.get(row, 2)
    }

    /// The address of a person; they stand in the order of their addresses.
    pub(crate) fn sip(&self, row: usize) -> &str {
        self.cells.get(row, 0)
    }

    /// The row of the person with an address.
    pub(crate) fn find(&self, sip: &str) -> Option<usize> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from.midpoint(to);
            match self.sip(middle).cmp(sip) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }
}
