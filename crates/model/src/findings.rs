//! Findings, however many: what many have in common stands once, and what stands in the file is not
//! told again.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use crate::texts::{Told, put, take};
use crate::{Edit, Finding, Fix, MessageView, Severity, SipAddress, Table};

/// Findings about a table in their order. Whoever looks at them has the table at hand.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    kinds: Vec<Kind>,
    known: HashMap<Kind, u32>,
    packed: Vec<Packed>,
    /// Of each finding: the person, the value, what is to be put in its place, and what its message tells.
    told: Vec<u8>,
    /// By where in `told` the finding begins; few have any.
    edits: BTreeMap<usize, Box<[Edit]>>,
}

/// What many findings have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Kind {
    code: &'static str,
    name: &'static str,
    severity: Severity,
    shape: String,
    help: Cow<'static, str>,
    fix: Option<(Cow<'static, str>, bool)>,
}

/// What is a finding's own. Places are one more than they are, and zero is none, but for the row: those
/// without one come last.
#[derive(Clone, Copy, Debug)]
struct Packed {
    row: u32,
    column: u32,
    sent_row: u32,
    kind: u32,
    told: usize,
}

const NO_ROW: u32 = u32::MAX;

fn one_more(place: Option<usize>) -> u32 {
    place.and_then(|place| u32::try_from(place + 1).ok()).unwrap_or(0)
}

fn one_less(place: u32) -> Option<usize> {
    (place as usize).checked_sub(1)
}

/// A look at a [`Finding`], whose fields its own are.
#[derive(Clone, Copy)]
pub struct FindingView<'f> {
    /// The rule's code.
    pub code: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// The table row (zero-based).
    pub row: Option<usize>,
    /// The column (zero-based).
    pub column: Option<usize>,
    /// The row of the roster (zero-based).
    pub sent_row: Option<usize>,
    /// What to do.
    pub help: &'f str,
    /// The same number for all that say the same about different cells, people, values and numbers.
    pub kind: usize,
    shared: &'f Kind,
    table: &'f Table,
    told: &'f [u8],
    edits: &'f [Edit],
}

/// A look at a [`Fix`], whose fields its own are.
#[derive(Clone, Copy, Debug)]
pub struct FixView<'f> {
    /// The value.
    pub value: &'f str,
    /// Why it is the one that was meant.
    pub why: &'f str,
    /// Whether it is used without being asked for.
    pub safe: bool,
    /// What to put into which cells.
    pub edits: &'f [Edit],
}

impl Findings {
    /// Some, about a table.
    pub fn of(table: &Table, findings: impl IntoIterator<Item = Finding>) -> Self {
        let mut list = Self::default();
        findings.into_iter().for_each(|finding| list.push(finding, table));
        list
    }

    /// Adds a finding after the others.
    pub fn push(&mut self, finding: Finding, table: &Table) {
        let Finding { row, column, sent_row, message, fix, .. } = finding;
        let told = self.told.len();
        let row_of_it = row.map(|row| (table, row));
        let mut tell = |text| put(&mut self.told, Told::of(text, row_of_it));
        tell(finding.person.as_ref().map(SipAddress::as_str));
        tell(finding.value.as_deref());
        if let Some(fix) = &fix {
            tell(Some(&fix.value));
        }
        let mut left = message.told.as_slice();
        while !left.is_empty() {
            tell(take(&mut left).text(None));
        }
        let fix = fix.map(|fix| {
            if !fix.edits.is_empty() {
                self.edits.insert(told, fix.edits);
            }
            (fix.why, fix.safe)
        });
        let Finding { code, name, severity, help, .. } = finding;
        let kind = self.kind(Kind { code, name, severity, shape: message.shape, help, fix });
        self.packed.push(Packed {
            row: row.and_then(|row| u32::try_from(row).ok()).unwrap_or(NO_ROW),
            column: one_more(column),
            sent_row: one_more(sent_row),
            kind,
            told,
        });
    }

    /// The number of a kind.
    fn kind(&mut self, kind: Kind) -> u32 {
        let last = self.packed.last().map(|packed| packed.kind);
        if let Some(last) = last.filter(|last| self.kinds[*last as usize] == kind) {
            return last;
        }
        let next = u32::try_from(self.kinds.len()).unwrap_or(NO_ROW);
        *self.known.entry(kind).or_insert_with_key(|kind| {
            self.kinds.push(kind.clone());
            next
        })
    }

    /// Adds what another list holds.
    pub fn append(&mut self, other: Self) {
        let moved = self.told.len();
        let kinds: Vec<u32> = other.kinds.into_iter().map(|kind| self.kind(kind)).collect();
        self.told.extend_from_slice(&other.told);
        drop(other.told);
        self.packed.extend(other.packed.into_iter().map(|packed| Packed {
            kind: kinds[packed.kind as usize],
            told: packed.told + moved,
            ..packed
        }));
        self.edits.extend(other.edits.into_iter().map(|(told, edits)| (told + moved, edits)));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.packed.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.packed.is_empty()
    }

    /// Each, in their order.
    pub fn iter<'f>(
        &'f self,
        table: &'f Table,
    ) -> impl DoubleEndedIterator<Item = FindingView<'f>> + ExactSizeIterator {
        self.packed.iter().map(|packed| self.view(*packed, table))
    }

    /// One of them, by its place (zero-based).
    ///
    /// # Panics
    /// Past the last.
    pub fn get<'f>(&'f self, at: usize, table: &'f Table) -> FindingView<'f> {
        self.view(self.packed[at], table)
    }

    /// The code of each.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.packed.iter().map(|packed| self.kinds[packed.kind as usize].code)
    }

    /// How much each weighs.
    pub fn severities(&self) -> impl Iterator<Item = Severity> {
        self.packed.iter().map(|packed| self.kinds[packed.kind as usize].severity)
    }

    fn view<'f>(&'f self, packed: Packed, table: &'f Table) -> FindingView<'f> {
        let shared = &self.kinds[packed.kind as usize];
        FindingView {
            code: shared.code,
            name: shared.name,
            severity: shared.severity,
            row: (packed.row != NO_ROW).then_some(packed.row as usize),
            column: one_less(packed.column),
            sent_row: one_less(packed.sent_row),
            help: &shared.help,
            kind: packed.kind as usize,
            shared,
            table,
            told: &self.told[packed.told..],
            edits: self.edits.get(&packed.told).map_or(&[], |edits| edits),
        }
    }

    /// Leaves out what is not to be kept.
    pub fn retain(&mut self, table: &Table, keep: impl Fn(FindingView<'_>) -> bool) {
        let mut packed = std::mem::take(&mut self.packed);
        packed.retain(|packed| keep(self.view(*packed, table)));
        self.packed = packed;
    }

    /// Puts them into their order: file order, then code order, then those without a row in roster
    /// order.
    pub fn sort(&mut self) {
        let Self { packed, kinds, .. } = self;
        let place = |packed: &Packed| {
            let code = kinds[packed.kind as usize].code;
            (packed.row, packed.column, code, packed.sent_row, packed.told)
        };
        // A sort that keeps equals as they came takes room; so what came first is part of the place.
        if !packed.is_sorted_by_key(place) {
            packed.sort_unstable_by_key(place);
        }
    }
}

/// What is told of a finding.
struct All<'f> {
    person: Option<&'f str>,
    value: Option<&'f str>,
    fix: Option<FixView<'f>>,
    message: MessageView<'f>,
}

impl<'f> FindingView<'f> {
    fn all(self) -> All<'f> {
        let row = self.row.map(|row| (self.table, row));
        let mut told = self.told;
        let mut next = || take(&mut told).text(row);
        let (person, value) = (next(), next());
        let fix = self.shared.fix.as_ref().map(|(why, safe)| FixView {
            value: next().unwrap_or_default(),
            why,
            safe: *safe,
            edits: self.edits,
        });
        All { person, value, fix, message: MessageView { shape: &self.shared.shape, told, row } }
    }

    /// Whom it is about, in the form of a [`SipAddress`].
    pub fn person(self) -> Option<&'f str> {
        self.all().person
    }

    /// The cell as it stands in the file.
    pub fn value(self) -> Option<&'f str> {
        self.all().value
    }

    /// What was found.
    pub fn message(self) -> MessageView<'f> {
        self.all().message
    }

    /// What the cell was meant to be, where the damage is reversible.
    pub fn fix(self) -> Option<FixView<'f>> {
        self.all().fix
    }

    /// The same, to be kept.
    pub fn to_finding(self) -> Finding {
        let All { person, value, fix, message } = self.all();
        Finding {
            code: self.code,
            name: self.name,
            severity: self.severity,
            row: self.row,
            column: self.column,
            sent_row: self.sent_row,
            person: person.and_then(SipAddress::new),
            value: value.map(Into::into),
            message: message.to_message(),
            help: self.shared.help.clone(),
            fix: fix.zip(self.shared.fix.as_ref()).map(|(fix, (why, safe))| {
                let (value, edits) = (fix.value.into(), fix.edits.into());
                Fix { value, why: why.clone(), safe: *safe, edits }.into()
            }),
        }
    }
}

impl std::fmt::Debug for FindingView<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.to_finding().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RowAt, Stored, value};

    fn finding(code: &'static str, row: Option<usize>, id: &str) -> Finding {
        Finding {
            code,
            name: "a-rule",
            severity: Severity::Error,
            row,
            column: row.map(|row| row % 3),
            sent_row: Some(3),
            person: SipAddress::new("ada@contoso.example"),
            value: Some(id.into()),
            message: format!("{} is wrong in row {}", value(id), row.unwrap_or(0)).into(),
            help: "Ask.".into(),
            fix: None,
        }
    }

    fn fixed(row: usize, edits: &[Edit]) -> Finding {
        let fix = Fix { value: "0712".into(), why: "so".into(), safe: true, edits: edits.into() };
        Finding { fix: Some(fix.into()), ..finding("C001", Some(row), "712") }
    }

    fn table(rows: u32) -> Table {
        let mut table = Table::default();
        for row in 0..rows {
            for cell in [&format!("{row}"), "712", "ada@contoso.example"] {
                table.push(cell, Stored::Text);
            }
            table.end_row(RowAt { number: row + 1, line: row + 1 });
        }
        table
    }

    #[test]
    fn findings_come_back_as_they_were() {
        let edit = Edit { row: 1, column: 2, text: "x".into() };
        let blank = Finding { value: None, message: "is blank".into(), ..fixed(4, &[]) };
        let given = [
            finding("I004", Some(0), "712\u{3}"),
            fixed(2, &[edit]),
            Finding { person: None, ..blank },
            finding("R001", None, ""),
        ];
        let table = table(5);
        let mut list = Findings::of(&table, given.clone());
        let back =
            |list: &Findings| list.iter(&table).map(FindingView::to_finding).collect::<Vec<_>>();
        assert_eq!(back(&list), given);
        list.append(Findings::of(&table, given.clone()));
        assert_eq!(back(&list), [given.clone(), given].concat());
    }

    #[test]
    fn what_findings_have_in_common_and_what_stands_in_the_file_takes_no_room() {
        let rows = (0..100).map(|row| finding("I004", Some(row), &row.to_string()));
        let list =
            Findings::of(&table(100), rows.chain([fixed(1, &[]), finding("I004", Some(7), "1")]));
        assert_eq!((list.kinds.len(), list.told.len()), (2, 100 * 4 + 9 + 6));
        assert_eq!(list.packed[0].kind, list.packed[101].kind);
    }

    #[test]
    fn findings_are_in_file_order_and_those_without_a_row_come_last() {
        let of = |code, row| finding(code, row, "1");
        let given =
            [of("R001", None), of("T001", Some(4)), of("I001", Some(4)), of("I002", Some(0))];
        let table = table(5);
        let mut list = Findings::of(&table, given);
        list.sort();
        list.retain(&table, |finding| finding.code != "T001");
        let codes: Vec<&str> = list.iter(&table).map(|finding| finding.code).collect();
        assert_eq!(codes, ["I002", "I001", "R001"]);
    }
}
