//! A reply beside the roster it answers: what every rule looks at.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use tollgate_model::{
    Class, Country, Field, Line, PhoneNumber, PhoneNumbers, Provider, Roster, Scope, SmolStr,
    Stored, Table, digits, repeated,
};

use crate::join::{Index, JoinedRows, Who, join};
use crate::lengths::Commonest;
use crate::missing::missing;
use crate::rule::Place;
use crate::witness::{Witness, witnesses};
use crate::{Columns, Held, Options, Today};

/// The roster a reply answers, as it was sent, and the provider's profile.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// The roster.
    pub roster: &'a Roster,
    /// The profile.
    pub provider: &'a Provider,
    /// Whether the user named the roster outright.
    pub named: bool,
    /// Whether the user named the sheet outright.
    pub sheet_named: bool,
}

/// A reply beside the roster it answers.
#[derive(Debug)]
pub(crate) struct Reply<'a> {
    /// The file.
    pub(crate) table: &'a Table,
    /// The roster and the profile.
    pub(crate) sent: &'a Sent<'a>,
    /// What the user allows.
    pub(crate) options: Options,
    /// Which column holds which field.
    pub(crate) columns: Columns,
    /// Every row below the headings and whom it is about, in file order.
    pub(crate) joined: JoinedRows,
    /// People of the roster by what identifies them.
    pub(crate) index: Index<'a>,
    /// The answers, in file order, of every row that is about a person and can be told apart.
    /// Empty until they are read.
    pub(crate) rows: Vec<Row>,
    /// Where the provider has numbers.
    countries: BTreeSet<Country>,
    missing: OnceLock<Vec<(Field, Option<usize>)>>,
    same_ids: OnceLock<Vec<Vec<usize>>>,
    had_ids: OnceLock<bool>,
    all_published: OnceLock<bool>,
    /// Cells (table row and column) that hold what a rule proposed and not what the file says, in order.
    put_right: &'a [(usize, usize)],
    lengths: OnceLock<Option<Commonest>>,
    witnesses: OnceLock<Vec<Witness>>,
}

/// The answers in one row, once they are read.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_field_names, reason = "where it stands in the table is its row")]
pub(crate) struct Row {
    /// Table row (zero-based).
    pub(crate) row: usize,
    /// Row of the roster (zero-based).
    pub(crate) person: usize,
    /// The toll number; none where it is blank or has a fault of its own.
    pub(crate) toll_number: Option<PhoneNumber>,
    /// What kind of line it is: the provider's word where it is published, else by the tables.
    pub(crate) line: Line,
    /// Whether the provider publishes it, whatever as.
    pub(crate) published: bool,
    /// The country that it is meant for, where the provider publishes it as a toll number.
    pub(crate) called: Option<Country>,
    /// The country of the person, where the provider has numbers in it.
    pub(crate) home: Option<Country>,
    /// The toll-free numbers; empty where the cell is blank or has a fault of its own.
    pub(crate) toll_free_numbers: PhoneNumbers,
    /// The conference ID; none where it is blank or has a fault of its own.
    pub(crate) conference_id: Option<SmolStr>,
    /// Which of [`Field::ANSWERS`] have a fault of their own, so that they are compared with
    /// nothing.
    pub(crate) faulty: [bool; 3],
    /// Whether they are exactly what was sent, so that nothing is asked to change.
    pub(crate) echoed: bool,
}

impl<'a> Reply<'a> {
    pub(crate) fn new(
        table: &'a Table,
        sent: &'a Sent<'a>,
        options: Options,
        put_right: &'a [(usize, usize)],
    ) -> Self {
        let columns = Columns::of(table, &sent.provider.headings());
        let index = Index::new(sent.roster);
        let joined = join(table, &columns, sent.roster, &index);
        Self {
            table,
            sent,
            options,
            columns,
            joined,
            index,
            rows: Vec::new(),
            countries: sent.provider.countries().into_iter().collect(),
            missing: OnceLock::new(),
            same_ids: OnceLock::new(),
            had_ids: OnceLock::new(),
            all_published: OnceLock::new(),
            put_right,
            lengths: OnceLock::new(),
            witnesses: OnceLock::new(),
        }
    }

    /// What is needed and has no column, and the column that may be meant.
    pub(crate) fn missing(&self) -> &[(Field, Option<usize>)] {
        self.missing.get_or_init(|| missing(self))
    }

    /// Groups of answers (places in `rows`) whose conference IDs are the same, zeros in front left
    /// aside; known once the answers are read.
    pub(crate) fn same_ids(&self) -> &[Vec<usize>] {
        self.same_ids.get_or_init(|| {
            repeated(&self.rows, |row| Some(row.conference_id.as_deref()?.trim_start_matches('0')))
        })
    }

    /// The toll number within which a row's conference ID is nobody else's; none where it is with the whole
    /// provider.
    pub(crate) fn scope(&self, row: &Row) -> Option<PhoneNumber> {
        row.toll_number.filter(|_| self.provider().conference_id.unique_within == Scope::TollNumber)
    }

    /// Whether anybody on the roster had a conference ID when it was sent: on a first assignment nobody
    /// had.
    pub(crate) fn had_ids(&self) -> bool {
        *self.had_ids.get_or_init(|| {
            let roster = self.roster();
            (0..roster.len()).any(|row| !roster.get(row, Field::ConferenceId).is_empty())
        })
    }

    /// Whether a cell holds what a rule proposed, and not what the file says.
    pub(crate) fn is_put_right(&self, row: usize, field: Field) -> bool {
        let column = self.columns.get(field);
        !self.put_right.is_empty()
            && column.is_some_and(|column| self.put_right.binary_search(&(row, column)).is_ok())
    }

    /// Whether a row's conference ID can have lost zeros in front: a number cell of a workbook, or delimited
    /// text. What was typed as a command lost none.
    pub(crate) fn can_lose_zeros(&self, row: usize) -> bool {
        let kind = self.table.facts.kind;
        let column = self.columns.get(Field::ConferenceId);
        kind.is_some_and(|kind| !kind.is_workbook())
            || column.is_some_and(|column| self.table.stored(row, column) == Stored::Number)
    }

    /// Whether an ID is the one that was sent for a person, less zeros in front.
    pub(crate) fn is_sent_less_zeros(&self, person: usize, id: &str) -> bool {
        let sent = self.roster().get(person, Field::ConferenceId);
        let zeros = sent.strip_suffix(id).filter(|zeros| !zeros.is_empty() && !id.is_empty());
        zeros.is_some_and(|zeros| zeros.bytes().all(|b| b == b'0'))
    }

    /// The length that most conference IDs have that are digits alone in the file, as the provider's rule
    /// asks; none where there are no such IDs.
    pub(crate) fn lengths(&self) -> Option<Commonest> {
        *self.lengths.get_or_init(|| {
            let rule = &self.provider().conference_id;
            Commonest::of(self.digits().filter(|id| rule.allows(id)).map(str::len))
        })
    }

    /// Whether every toll number that is answered is one that the provider publishes, so that there is none to
    /// look for damage in.
    pub(crate) fn all_published(&self) -> bool {
        *self.all_published.get_or_init(|| {
            let is_fine = |row: &Row| row.published || row.toll_number.is_none() && !row.faulty[0];
            self.rows.iter().all(is_fine)
        })
    }

    /// The conference IDs that are digits and nothing else in the file.
    fn digits(&self) -> impl Iterator<Item = &'a str> {
        let is_digits = |row| {
            self.class(row, Field::ConferenceId) == Class::Digits
                && !self.is_put_right(row, Field::ConferenceId)
        };
        let people = self.people_told().filter(move |(row, _)| is_digits(*row));
        people.map(|(row, _)| self.text(row, Field::ConferenceId))
    }

    /// Columns of the provider's own that name people, and not everywhere the one of their row; known once
    /// the answers are read.
    pub(crate) fn witnesses(&self) -> &[Witness] {
        self.witnesses.get_or_init(|| witnesses(self))
    }

    /// The provider's profile.
    pub(crate) fn provider(&self) -> &'a Provider {
        self.sent.provider
    }

    /// The roster as it was sent.
    pub(crate) fn roster(&self) -> &'a Roster {
        self.sent.roster
    }

    /// The text of a row's cell in a field's column; empty where there is no such column.
    #[inline]
    pub(crate) fn text(&self, row: usize, field: Field) -> &'a str {
        self.columns.get(field).map_or("", |column| self.table.get(row, column))
    }

    /// What a look at the bytes of a row's cell in a field's column tells.
    #[inline]
    pub(crate) fn class(&self, row: usize, field: Field) -> Class {
        self.columns.get(field).map_or(Class::Blank, |column| self.table.class(row, column))
    }

    /// The place of a row's cell in a field's column.
    pub(crate) fn place(&self, row: usize, field: Field, person: Option<usize>) -> Place {
        Place {
            row: Some(row),
            column: self.columns.get(field),
            sent_row: person,
            ..Place::default()
        }
    }

    /// The row's number as a spreadsheet shows it.
    pub(crate) fn row_number(&self, row: usize) -> u32 {
        self.table.at(row).number
    }

    /// The country the roster has for a person.
    pub(crate) fn country(&self, person: usize) -> Option<Country> {
        Country::new(self.roster().get(person, Field::Country))
    }

    /// The country the roster has for a person, where the provider has numbers in it.
    pub(crate) fn home(&self, person: usize) -> Option<Country> {
        self.country(person).filter(|country| self.countries.contains(country))
    }

    /// Whether a row of delimited text has too few or too many fields to tell its cells apart.
    /// Too few only where a field of ours is cut off; too many only where text stands past the
    /// last heading. Rows of a workbook are never ragged.
    pub(crate) fn is_ragged(&self, row: usize) -> bool {
        if self.table.facts.is_workbook() {
            return false;
        }
        let width = self.table.grid.width(row);
        if width == self.columns.width {
            return false;
        }
        let needed = Field::ALL.iter().filter_map(|field| self.columns.get(*field)).max();
        let cut = needed.is_some_and(|last| width <= last);
        // A row that ends before the provider's own columns do may have lost a separator further
        // in; that the copy stands in its place proves that it has not.
        let headed = (0..self.columns.width)
            .rev()
            .find(|column| !self.table.heading(*column).trim().is_empty())
            .map_or(0, |last| last + 1);
        let copy = tollgate_model::RowId::looks_like(self.text(row, Field::RowIdCopy));
        let cut = cut || width < headed && !copy;
        let spill =
            (self.columns.width..width).any(|column| self.table.class(row, column) != Class::Blank);
        cut || spill
    }

    /// Whether a row is about somebody who was not asked for.
    pub(crate) fn is_strangers(&self, row: usize) -> bool {
        self.joined.at(row).is_some_and(|joined| joined.who == Who::Stranger)
    }

    /// Rows about people on the roster, in file order.
    pub(crate) fn people(&self) -> impl DoubleEndedIterator<Item = (usize, usize)> {
        self.joined.people()
    }

    /// Those of them whose cells can be told apart.
    pub(crate) fn people_told(&self) -> impl DoubleEndedIterator<Item = (usize, usize)> {
        self.people().filter(|(row, _)| !self.is_ragged(*row))
    }

    /// Of each row of the roster, whether its person came back.
    pub(crate) fn came(&self) -> Vec<bool> {
        let mut came = vec![false; self.roster().len()];
        for (_, person) in self.people() {
            came[person] = true;
        }
        came
    }

    /// The toll number and the conference ID that somebody has on a bridge of this provider's today.
    pub(crate) fn held<'t>(
        &'t self,
        today: &'t Today<'_>,
        person: usize,
    ) -> Option<(&'t str, &'t str)> {
        let sent = |field| self.roster().get(person, field);
        match today.standing.of(person)?.held {
            Held::AsSent => Some((sent(Field::TollNumber), sent(Field::ConferenceId))),
            Held::Other(held) if self.provider().serves(&held.provider, &held.toll_number) => {
                Some((&held.toll_number, &held.conference_id))
            }
            _ => None,
        }
    }

    /// Rows of the roster (zero-based) of people who did not come back. Somebody whose address is there
    /// did, whatever else is wrong with the row.
    pub(crate) fn absent(&self) -> Vec<usize> {
        let mut came = self.came();
        for person in self.joined.others().filter_map(|joined| joined.by_sip) {
            came[person] = true;
        }
        (0..came.len()).filter(|person| !came[*person]).collect()
    }

    /// Rows about people on the roster that a spreadsheet program shows with these numbers, in file order:
    /// row of the table, and row of the roster (both zero-based).
    pub(crate) fn people_in(
        &self,
        numbers: RangeInclusive<u32>,
    ) -> impl Iterator<Item = (usize, usize)> {
        let (mut from, mut to) = (0, self.table.len());
        while from < to {
            let middle = from.midpoint(to);
            if self.row_number(middle) < *numbers.start() {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        let rows =
            (from..self.table.len()).take_while(move |row| self.row_number(*row) <= *numbers.end());
        rows.filter_map(|row| Some((row, self.joined.at(row)?.who.person()?)))
    }

    /// Whether a row answers exactly what was sent, so that nothing is asked to change.
    pub(crate) fn is_echo(&self, row: &Row) -> bool {
        const ID_FIRST: [Field; 3] =
            [Field::ConferenceId, Field::TollNumber, Field::TollFreeNumbers];
        self.had_ids()
            && row.conference_id.is_some()
            && row.toll_number.is_some()
            && ID_FIRST.iter().all(|field| self.is_as_sent(row, row.person, *field))
    }

    /// The numbers that were sent for a person; none in place of what is no number.
    pub(crate) fn sent_numbers(
        &self,
        person: usize,
        field: Field,
    ) -> impl Iterator<Item = Option<PhoneNumber>> {
        let sent = self.roster().get(person, field).split(';').map(str::trim);
        let sent = sent.filter(|text| !text.is_empty());
        sent.map(|text| PhoneNumber::from_digits(&digits(text)))
    }

    /// Whether a number that a row answers was sent for its person in the same column.
    pub(crate) fn was_sent(&self, row: &Row, field: Field, number: PhoneNumber) -> bool {
        self.sent_numbers(row.person, field).any(|sent| sent == Some(number))
    }

    /// Whether an answer of a row is what was sent for a person.
    pub(crate) fn is_as_sent(&self, row: &Row, person: usize, field: Field) -> bool {
        let sent = || self.sent_numbers(person, field);
        match field {
            Field::TollNumber => sent().eq(row.toll_number.map(Some)),
            Field::TollFreeNumbers => sent().eq(row.toll_free_numbers.iter().copied().map(Some)),
            _ => {
                let id = row.conference_id.as_deref().unwrap_or_default();
                id == self.roster().get(person, field)
            }
        }
    }
}
