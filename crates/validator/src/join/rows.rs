//! Joined rows in as little room as a million of them ask for.

use super::{Joined, Who};

/// All rows below the headings, in file order.
#[derive(Debug, Default)]
pub(crate) struct JoinedRows {
    /// The first, as a row of the table (zero-based).
    first: usize,
    /// Whether there is a column for the second row ID, and one for the address.
    has: [bool; 2],
    /// For each the row of the roster that it came back of as it was sent, or [`OTHERS`] and its place
    /// among the others.
    rows: Vec<u32>,
    others: Vec<Packed>,
}

/// No roster has so many rows.
const OTHERS: u32 = 1 << 31;

/// A [`Joined`] in as little room as a million of them ask for.
#[derive(Clone, Copy, Debug)]
struct Packed {
    row: u32,
    who: u32,
    by: [u32; 3],
    foreign: u32,
}

/// Stands for none; no roster has so many rows.
const NONE: u32 = u32::MAX;
const STRANGER: u32 = NONE - 1;
const FOOTER: u32 = NONE - 2;
const BLANK: u32 = NONE - 3;

impl From<Joined> for Packed {
    fn from(joined: Joined) -> Self {
        let place = |place: usize| u32::try_from(place).unwrap_or(NONE);
        let found = |found: Option<usize>| found.map_or(NONE, place);
        Self {
            row: place(joined.row),
            who: match joined.who {
                Who::Person(person) => place(person),
                Who::Stranger => STRANGER,
                Who::Footer => FOOTER,
                Who::Blank => BLANK,
            },
            by: [joined.by_id, joined.by_copy, joined.by_sip].map(found),
            foreign: joined.foreign.unwrap_or(NONE),
        }
    }
}

impl From<&Packed> for Joined {
    fn from(packed: &Packed) -> Self {
        let found = |found: u32| (found != NONE).then_some(found as usize);
        let [by_id, by_copy, by_sip] = packed.by.map(found);
        Self {
            row: packed.row as usize,
            who: match packed.who {
                STRANGER => Who::Stranger,
                FOOTER => Who::Footer,
                BLANK => Who::Blank,
                person => Who::Person(person as usize),
            },
            by_id,
            by_copy,
            by_sip,
            foreign: (packed.foreign != NONE).then_some(packed.foreign),
            as_sent: false,
        }
    }
}

impl JoinedRows {
    /// None yet, with room for so many.
    pub(super) fn new(first: usize, has: [bool; 2], room: usize) -> Self {
        Self { first, has, rows: Vec::with_capacity(room), others: Vec::new() }
    }

    /// The next row, which came back as this row of the roster was sent.
    pub(super) fn push_as_sent(&mut self, person: usize) {
        self.rows.push(u32::try_from(person).unwrap_or(0));
    }

    pub(super) fn push(&mut self, joined: Joined) {
        self.rows.push(OTHERS + u32::try_from(self.others.len()).unwrap_or(0));
        self.others.push(joined.into());
    }

    /// The rows that follow.
    pub(super) fn append(&mut self, mut next: Self) {
        let others = u32::try_from(self.others.len()).unwrap_or(0);
        let moved = |row: u32| if row < OTHERS { row } else { row + others };
        self.rows.extend(next.rows.into_iter().map(moved));
        self.others.append(&mut next.others);
    }

    /// A row of the table that came back as a row of the roster was sent.
    fn as_sent(&self, row: usize, person: u32) -> Joined {
        let person = person as usize;
        let [by_copy, by_sip] = self.has.map(|has| has.then_some(person));
        let who = Who::Person(person);
        Joined { row, who, by_id: Some(person), by_copy, by_sip, foreign: None, as_sent: true }
    }

    fn unpacked(&self, at: usize, row: u32) -> Joined {
        match row.checked_sub(OTHERS) {
            None => self.as_sent(self.first + at, row),
            Some(other) => (&self.others[other as usize]).into(),
        }
    }

    /// Every row.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = Joined> + Clone {
        self.rows.iter().enumerate().map(|(at, row)| self.unpacked(at, *row))
    }

    /// The rows that did not come back as they were sent, in file order.
    pub(crate) fn others(&self) -> impl Iterator<Item = Joined> {
        self.others.iter().map(Joined::from)
    }

    /// Rows about people on the roster, in file order: row of the table, and row of the roster (both
    /// zero-based).
    pub(crate) fn people(&self) -> impl DoubleEndedIterator<Item = (usize, usize)> {
        self.rows.iter().enumerate().filter_map(|(at, row)| match row.checked_sub(OTHERS) {
            None => Some((self.first + at, *row as usize)),
            Some(other) => {
                let joined = Joined::from(&self.others[other as usize]);
                Some((joined.row, joined.who.person()?))
            }
        })
    }

    /// The row that stands in a row of the table (zero-based).
    pub(crate) fn at(&self, row: usize) -> Option<Joined> {
        let at = row.checked_sub(self.first)?;
        Some(self.unpacked(at, *self.rows.get(at)?))
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }
}
