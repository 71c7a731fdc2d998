//! Which row of the reply is about whom: by row ID, then by SIP address, never by position.

mod rows;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use tollgate_model::{Class, Field, Roster, RowId, SipAddress, Table, is_unseen, on_all_cores};

pub(crate) use self::rows::JoinedRows;
use crate::Columns;
use crate::rule::MANY;

/// A row of the reply and the person it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Joined {
    /// Table row (zero-based).
    pub(crate) row: usize,
    /// Whom it is about.
    pub(crate) who: Who,
    /// The row of the roster (zero-based) that the first column's row ID names.
    pub(crate) by_id: Option<usize>,
    /// The row of the roster (zero-based) that the last column's row ID names.
    pub(crate) by_copy: Option<usize>,
    /// The row of the roster (zero-based) that the SIP address names.
    pub(crate) by_sip: Option<usize>,
    /// The number of another roster that a row ID names, dressed or not.
    pub(crate) foreign: Option<u32>,
    /// Whether both row IDs and everything else in the row that is ours are as they were sent, byte
    /// for byte: nothing about who the row is about is left to ask.
    pub(crate) as_sent: bool,
}

impl Joined {
    /// Whether parts of the row are about several people.
    pub(crate) fn is_torn(&self) -> bool {
        let parts = [self.by_id, self.by_copy, self.by_sip];
        let mut parts = parts.iter().flatten();
        parts.next().is_some_and(|first| parts.any(|other| other != first))
    }
}

/// Whom a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// The person in this row (zero-based) of the roster.
    Person(usize),
    /// Somebody who is not on the roster.
    Stranger,
    /// Nobody: a total or a remark, without an address, a row ID or an answer.
    Footer,
    /// Nobody: no cell has text.
    Blank,
}

impl Who {
    /// Whether the row is about nobody.
    pub(crate) fn is_nobody(self) -> bool {
        matches!(self, Self::Footer | Self::Blank)
    }

    /// The row (zero-based) of the roster, where the row is about someone on it.
    pub(crate) fn person(self) -> Option<usize> {
        match self {
            Self::Person(person) => Some(person),
            _ => None,
        }
    }
}

/// People of a roster by what identifies them, made only when a row asks.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    roster: &'a Roster,
    by: [OnceLock<HashMap<String, Option<usize>>>; 3],
}

impl<'a> Index<'a> {
    /// An index over a roster.
    pub(crate) fn new(roster: &'a Roster) -> Self {
        Self { roster, by: Default::default() }
    }

    /// The one row (zero-based) of the roster whose SIP address, UPN or display name this is, if
    /// case, spaces and what cannot be seen are left aside. None where nobody or several have it.
    pub(crate) fn find(&self, field: Field, text: &str) -> Option<usize> {
        let slot = match field {
            Field::SipAddress => 0,
            Field::UserPrincipalName => 1,
            _ => 2,
        };
        let map = self.by[slot].get_or_init(|| {
            let mut map = HashMap::with_capacity(self.roster.len());
            for row in 0..self.roster.len() {
                let key = loosely(self.roster.get(row, field), field);
                if !key.is_empty() {
                    map.entry(key).and_modify(|found| *found = None).or_insert(Some(row));
                }
            }
            map
        });
        map.get(&loosely(text, field)).copied().flatten()
    }
}

/// A text as identity is compared: without case, white space and what cannot be seen, and without the
/// signs by which a spreadsheet program is told to leave text alone (`'` before it, `="…"` around it); an
/// address also without `sip:`.
pub fn loosely(text: &str, field: Field) -> String {
    let text = text.trim();
    let quoted = text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"'));
    let text = quoted.or_else(|| text.strip_prefix('\'')).unwrap_or(text);
    let text = if text.is_ascii() {
        let seen = text.bytes().filter(u8::is_ascii_graphic);
        seen.map(|byte| char::from(byte.to_ascii_lowercase())).collect()
    } else {
        let seen = text.chars().filter(|c| !c.is_whitespace() && !is_unseen(*c));
        seen.flat_map(char::to_lowercase).collect::<String>()
    };
    match text.strip_prefix("sip:") {
        Some(rest) if field == Field::SipAddress => rest.to_owned(),
        _ => text,
    }
}

/// Joins every row below the headings.
pub(crate) fn join(
    table: &Table,
    columns: &Columns,
    roster: &Roster,
    index: &Index<'_>,
) -> JoinedRows {
    let Some(heading_row) = table.heading_row else { return JoinedRows::default() };
    let first = heading_row + 1;
    let has = [Field::RowIdCopy, Field::SipAddress].map(|field| columns.get(field).is_some());
    let mut joined = JoinedRows::new(first, has, table.len().saturating_sub(first));
    let joining = Joining { table, columns, roster, index };
    let parts = (first..table.len()).step_by(MANY).map(|from| from..table.len().min(from + MANY));
    for part in on_all_cores(parts, |rows| joining.rows(rows, first)) {
        joined.append(part);
    }
    joined
}

/// Joins single rows.
struct Joining<'a> {
    table: &'a Table,
    columns: &'a Columns,
    roster: &'a Roster,
    index: &'a Index<'a>,
}

impl<'a> Joining<'a> {
    /// Joins some of the rows, the first of all of which is `first`.
    fn rows(&self, rows: Range<usize>, first: usize) -> JoinedRows {
        let mut joined = JoinedRows::default();
        let mut likely = rows.start - first;
        for row in rows {
            let id = self.text(row, Field::RowId);
            let by_id = id.and_then(|id| by_row_id(self.roster, id, likely));
            let mut person = by_id;
            if let Some(person) = by_id.filter(|person| self.is_as_sent(row, *person)) {
                joined.push_as_sent(person);
            } else {
                let other = self.row(row, by_id, likely);
                person = by_id.or(other.who.person());
                joined.push(other);
            }
            likely = person.map_or(likely, |person| person + 1);
        }
        joined
    }

    /// What stands in a row under a field's heading; none where there is no such column.
    fn text(&self, row: usize, field: Field) -> Option<&'a str> {
        self.columns.get(field).map(|column| self.table.get(row, column))
    }

    /// Whether all that is ours in a row is as it was sent.
    fn is_as_sent(&self, row: usize, person: usize) -> bool {
        let unmoved = |field: Field, sent: Field| {
            self.text(row, field).is_none_or(|text| text == self.roster.get(person, sent))
        };
        unmoved(Field::RowId, Field::RowId)
            && unmoved(Field::RowIdCopy, Field::RowId)
            && Field::IDENTITY.into_iter().all(|field| unmoved(field, field))
    }

    /// Joins a row that is not as it was sent.
    fn row(&self, row: usize, by_id: Option<usize>, likely: usize) -> Joined {
        let Self { table, columns, roster, index } = self;
        let by_copy = self.text(row, Field::RowIdCopy).and_then(|text| {
            let same = self.text(row, Field::RowId) == Some(text);
            if same { by_id } else { by_row_id(roster, text, likely) }
        });
        let by_sip = self.text(row, Field::SipAddress).and_then(|text| {
            // Most addresses are as they were sent, and need no index.
            let known = by_id.unwrap_or(likely);
            let is_as_sent = known < roster.len() && roster.get(known, Field::SipAddress) == text;
            let as_sent = is_as_sent.then_some(known);
            as_sent.or_else(|| index.find(Field::SipAddress, text))
        });
        let ids = [Field::RowId, Field::RowIdCopy];
        let id_texts = ids.iter().filter_map(|field| self.text(row, *field)).map(str::trim);
        let other = |id: RowId<'_>| (id.roster != roster.number).then_some(id.roster);
        let unknown = by_id.or(by_copy).is_none();
        let foreign = || id_texts.clone().find_map(|text| other(RowId::parse(&undressed(text))?));
        let foreign = if unknown { foreign() } else { None };
        // Of two row IDs that disagree the one that the address agrees with is right.
        let outvoted = by_copy.filter(|copy| by_sip == Some(*copy));
        let damaged = foreign.is_none() && id_texts.clone().any(|text| !text.is_empty());
        let found = outvoted.or(by_id).or(by_copy).or(by_sip);
        let who = match found.or_else(|| if damaged { self.by_rest(row) } else { None }) {
            Some(person) => Who::Person(person),
            None => nobody_or_stranger(table, columns, row),
        };
        Joined { row, who, by_id, by_copy, by_sip, foreign, as_sent: false }
    }

    /// Whom a row is about whose row IDs are damaged.
    fn by_rest(&self, row: usize) -> Option<usize> {
        let blank = |field| self.text(row, field).is_none_or(|text| text.trim().is_empty());
        // A name is no key: it counts only where there is no address to contradict it.
        let nameless = blank(Field::SipAddress) && blank(Field::UserPrincipalName);
        let fields = [Field::UserPrincipalName, Field::DisplayName];
        let fields = &fields[..=usize::from(nameless)];
        fields.iter().find_map(|field| self.index.find(*field, self.text(row, *field)?))
    }
}

/// The row whose row ID a text is; `likely` is looked at first, since most rows come back in the order
/// in which they were sent.
fn by_row_id(roster: &Roster, text: &str, likely: usize) -> Option<usize> {
    if likely < roster.len() && roster.get(likely, Field::RowId) == text {
        return Some(likely);
    }
    roster.find(text).or_else(|| {
        let text = undressed(text);
        if text.is_empty() { None } else { roster.find(&text) }
    })
}

/// A row ID as it is written by us.
fn undressed(text: &str) -> String {
    loosely(text, Field::RowId).to_uppercase()
}

fn nobody_or_stranger(table: &Table, columns: &Columns, row: usize) -> Who {
    let mut cells = table.grid.row(row);
    if (0..table.grid.width(row)).all(|column| table.class(row, column) == Class::Blank) {
        return Who::Blank;
    }
    // The heading row once more, as some programs repeat it on each page.
    let heading = |(column, cell): (usize, &str)| cell.trim() == table.heading(column).trim();
    if table.grid.row(row).enumerate().all(heading) {
        return Who::Footer;
    }
    let identified = cells.any(|cell| {
        RowId::looks_like(cell) || cell.contains('@') && SipAddress::new(cell).is_some()
    });
    let answered = Field::ANSWERS
        .iter()
        .filter_map(|field| columns.get(*field))
        .any(|column| table.class(row, column) != Class::Blank);
    // `Total` in the first column and a count under the answers is still a total where the count
    // is no possible answer, but that is not for the join to say.
    if identified || answered { Who::Stranger } else { Who::Footer }
}
