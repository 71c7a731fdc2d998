//! The numbered list of people sent to one provider, as it was sent, and the row IDs in it.

use std::collections::{HashMap, HashSet};
use std::fmt;

use jiff::Timestamp;

use crate::{Field, Grid, Revision, SipAddress};

/// `R<roster>-<row>-<check>`, for example `R7-0012-K3QX7MPA`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowId<'a> {
    /// The roster's number.
    pub roster: u32,
    /// The row, from one.
    pub row: u32,
    /// Eight characters that tell a mistyped row ID from another row's.
    pub check: &'a str,
}

impl<'a> RowId<'a> {
    /// The characters of a check: digits and capitals without those that are read for another
    /// (I, L, O, U), as Crockford's base 32 has it.
    pub const ALPHABET: &'static [u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// Takes a row ID apart; none unless it has exactly the form.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (roster, rest) = text.strip_prefix('R')?.split_once('-')?;
        let (row, check) = rest.split_once('-')?;
        let digits = |text: &str, least: usize| {
            (least..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
        };
        let fits = digits(roster, 1)
            && digits(row, 4)
            && check.len() == 8
            && check.bytes().all(|b| Self::ALPHABET.contains(&b));
        let id = Self { roster: roster.parse().ok()?, row: row.parse().ok()?, check };
        (fits && id.row > 0).then_some(id)
    }

    /// Whether a text has the look of a row ID, damaged or not: `R`, digits, a dash.
    pub fn looks_like(text: &str) -> bool {
        Self::roster_in(text).is_some()
    }

    /// The roster that a text with the look of a row ID names.
    pub fn roster_in(text: &str) -> Option<u32> {
        let text = text.trim().trim_start_matches('\'');
        let rest = text.strip_prefix(['R', 'r'])?;
        let (roster, after) = rest.split_once(['-', '\u{2010}', '\u{2011}', '\u{2013}'])?;
        let fits = !roster.is_empty()
            && roster.len() <= 9
            && roster.bytes().all(|b| b.is_ascii_digit())
            && after.chars().next().is_some_and(|c| c.is_ascii_alphanumeric())
            && text.len() <= 40;
        fits.then(|| roster.parse().ok()).flatten()
    }
}

impl fmt::Display for RowId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "R{}-{:04}-{}", self.roster, self.row, self.check)
    }
}

/// What the journal tells of people since a revision of the directory.
#[derive(Clone, Debug, Default)]
pub struct Since {
    /// The address that a person has by now, by the one that the person had: of those who have another.
    pub renamed: HashMap<Box<str>, Box<str>>,
    /// Addresses that nobody left, and that another account has by now, as its object ID tells.
    pub taken: HashSet<Box<str>>,
    /// The addresses of everybody whom a batch is about: all others are who they were. None where that is
    /// not known, or where they are too many.
    pub touched: Option<HashSet<Box<str>>>,
}

/// A roster, cell for cell as it was sent: one row a person, one column a [`Field`], without the
/// heading row. The provider, and the row ID that stands in the last column again, are kept once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// From one, counted over the whole store.
    pub number: u32,
    /// The provider's name.
    pub provider: String,
    /// When it was made, UTC.
    pub made_at: Timestamp,
    /// The state of the directory that it was made from, where that is known.
    pub revision: Option<Revision>,
    /// The cells of [`Roster::KEPT`].
    pub grid: Grid,
}

impl Roster {
    /// The fields that are kept row by row, in their order.
    pub const KEPT: [Field; 8] = [
        Field::RowId,
        Field::SipAddress,
        Field::UserPrincipalName,
        Field::DisplayName,
        Field::Country,
        Field::TollNumber,
        Field::TollFreeNumbers,
        Field::ConferenceId,
    ];

    /// Stands for a user principal name that is the SIP address, as most are; no text of a store holds it.
    const ADDRESS: &str = "\0";

    /// A roster with nobody on it yet.
    pub fn new(number: u32, provider: impl Into<String>, made_at: Timestamp) -> Self {
        Self { number, provider: provider.into(), made_at, ..Self::default() }
    }

    /// Adds a person by what stands in each cell.
    pub fn push<'t>(&mut self, cell: impl Fn(Field) -> &'t str) {
        for field in Self::KEPT {
            let is_address = field == Field::UserPrincipalName
                && cell(field) == cell(Field::SipAddress)
                && !cell(field).is_empty();
            self.grid.push(if is_address { Self::ADDRESS } else { cell(field) });
        }
        self.grid.end_row();
    }

    /// How many people were asked for.
    pub fn len(&self) -> usize {
        self.grid.len()
    }

    /// Whether nobody was asked for.
    pub fn is_empty(&self) -> bool {
        self.grid.is_empty()
    }

    /// What was sent in a cell; `row` is zero-based.
    #[inline]
    pub fn get(&self, row: usize, field: Field) -> &str {
        let column = match field {
            Field::Provider => return &self.provider,
            Field::RowId | Field::RowIdCopy => 0,
            Field::SipAddress => 1,
            Field::UserPrincipalName => {
                let name = self.grid.cell(row * Self::KEPT.len() + 2);
                return if name == Self::ADDRESS { self.get(row, Field::SipAddress) } else { name };
            }
            Field::DisplayName => 3,
            Field::Country => 4,
            Field::TollNumber => 5,
            Field::TollFreeNumbers => 6,
            Field::ConferenceId => 7,
        };
        self.grid.cell(row * Self::KEPT.len() + column)
    }

    /// The cells of a row, in the order in which they were sent.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        Field::ALL.into_iter().map(move |field| self.get(row, field))
    }

    /// The person a row is about.
    ///
    /// # Panics
    /// Never for a roster made by this program: each of its rows has an address.
    pub fn sip(&self, row: usize) -> SipAddress {
        SipAddress::new(self.get(row, Field::SipAddress)).expect("a roster row has an address")
    }

    /// The row (zero-based) whose row ID this is, byte for byte.
    pub fn find(&self, row_id: &str) -> Option<usize> {
        let row = RowId::parse(row_id)?.row as usize - 1;
        (row < self.len() && self.get(row, Field::RowId) == row_id).then_some(row)
    }
}

/// What became of a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RosterState {
    /// No import was tried.
    Unanswered,
    /// A reply came; nothing of it is in the directory.
    Answered,
    /// Everyone on it is imported.
    Imported,
    /// Some are.
    Partly,
    /// Not everyone is, and nobody is waited for any more.
    Closed,
}

impl RosterState {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unanswered => "unanswered",
            Self::Answered => "answered",
            Self::Imported => "imported",
            Self::Partly => "partly",
            Self::Closed => "closed",
        }
    }

    /// Whether people on it are still waited for.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Imported | Self::Closed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_id_has_exactly_one_form() {
        let id = RowId::parse("R7-0012-K3QX7MPA").unwrap();
        assert_eq!((id.roster, id.row, id.check), (7, 12, "K3QX7MPA"));
        assert_eq!(id.to_string(), "R7-0012-K3QX7MPA");
        for text in [
            "r7-0012-K3QX7MPA",
            "R7-12-K3QX7MPA",
            "R7-0012-K3QX7MP",
            "R7-0012-K3QX7MPI",
            "R7-0000-K3QX7MPA",
        ] {
            assert_eq!(RowId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_user_principal_name_that_is_the_address_takes_no_room_and_comes_back() {
        let mut roster = Roster::new(1, "Contoso", Timestamp::UNIX_EPOCH);
        for name in ["ada@contoso.example", "", "bo@contoso.example"] {
            roster.push(|field| match field {
                Field::SipAddress => "ada@contoso.example",
                Field::UserPrincipalName => name,
                _ => "",
            });
        }
        let name = |row| roster.get(row, Field::UserPrincipalName);
        assert_eq!([0, 1, 2].map(name), ["ada@contoso.example", "", "bo@contoso.example"]);
        assert_eq!(roster.grid.row(0).map(str::len).sum::<usize>(), 19 + 1);
    }

    #[test]
    fn a_damaged_row_id_still_looks_like_one() {
        for text in
            ["R7-0012-K3QX7MPA", "r7-12", " R7-OO12-K3QX7MPA", "'R7-0012", "R7–0012-K3QX7MPA"]
        {
            assert!(RowId::looks_like(text), "{text}");
        }
        for text in ["", "Row ID", "R&D", "R-7", "0712", "ada@contoso.example", "Rx7-1"] {
            assert!(!RowId::looks_like(text), "{text}");
        }
    }
}
