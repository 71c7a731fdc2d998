//! Findings, however many: what many have in common stands once, and what stands in the file is not
//! told again.

use std::collections::{BTreeMap, HashMap};

use crate::texts::{Told, put, take};
use crate::{Edit, Finding, Fix, MessageView, Severity, SipAddress, Table};

/// Findings about a table in their order. Whoever looks at them has the table at hand.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    kinds: Vec<Kind>,
    known: HashMap<Kind, u32>,
    blocks: Vec<Block>,
    /// Each by its number: the block it stands in times [`Block::MOST`], and its place there.
    order: Vec<u32>,
    /// By a finding's number; few have any.
    edits: BTreeMap<u32, Box<[Edit]>>,
}

/// Some findings as they came. One long list of all would be copied as it grows, and stand in memory twice.
#[derive(Clone, Debug, Default)]
struct Block {
    packed: Vec<Packed>,
    /// Of each finding: the person, the value, what is to be put in its place, and what its message tells.
    told: Vec<u8>,
}

impl Block {
    /// How many findings one holds at most.
    const MOST: usize = 4096;
    /// How many bytes may be told before another begins, so that a place among them is a `u32`.
    const MOST_TOLD: usize = 1 << 20;

    fn is_full(&self) -> bool {
        self.packed.len() >= Self::MOST || self.told.len() >= Self::MOST_TOLD
    }

    /// The number of the first finding of a block.
    fn first(block: usize) -> u32 {
        u32::try_from(block * Self::MOST).expect("findings fit into memory")
    }
}

/// What many findings have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Kind {
    code: &'static str,
    name: &'static str,
    severity: Severity,
    shape: String,
    help: &'static str,
    fix: Option<(&'static str, bool)>,
}

/// What is a finding's own. Places are one more than they are, and zero is none, but for the row: those
/// without one come last.
#[derive(Clone, Copy, Debug)]
struct Packed {
    row: u32,
    column: u32,
    sent_row: u32,
    kind: u32,
    /// Where it begins among what its block tells.
    told: u32,
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
    pub help: &'static str,
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
    pub why: &'static str,
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
        if self.blocks.last().is_none_or(Block::is_full) {
            self.blocks.push(Block::default());
        }
        let at = self.blocks.len() - 1;
        let block = &mut self.blocks[at];
        let number = Block::first(at) + u32::try_from(block.packed.len()).unwrap_or(0);
        let told = u32::try_from(block.told.len()).unwrap_or(0);
        let row_of_it = row.map(|row| (table, row));
        let mut tell = |text| put(&mut block.told, Told::of(text, row_of_it));
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
                self.edits.insert(number, fix.edits);
            }
            (fix.why, fix.safe)
        });
        let Finding { code, name, severity, help, .. } = finding;
        let kind = self.kind(Kind { code, name, severity, shape: message.shape, help, fix });
        self.order.push(number);
        self.blocks[at].packed.push(Packed {
            row: row.and_then(|row| u32::try_from(row).ok()).unwrap_or(NO_ROW),
            column: one_more(column),
            sent_row: one_more(sent_row),
            kind,
            told,
        });
    }

    /// The number of a kind.
    fn kind(&mut self, kind: Kind) -> u32 {
        let last = self.order.last().map(|number| self.packed(*number).kind);
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
        let first = Block::first(self.blocks.len());
        let kinds: Vec<u32> = other.kinds.into_iter().map(|kind| self.kind(kind)).collect();
        self.blocks.extend(other.blocks.into_iter().map(|mut block| {
            block.packed.iter_mut().for_each(|packed| packed.kind = kinds[packed.kind as usize]);
            block
        }));
        self.order.extend(other.order.into_iter().map(|number| first + number));
        self.edits.extend(other.edits.into_iter().map(|(number, edits)| (first + number, edits)));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Each, in their order.
    pub fn iter<'f>(
        &'f self,
        table: &'f Table,
    ) -> impl DoubleEndedIterator<Item = FindingView<'f>> + ExactSizeIterator {
        self.order.iter().map(|number| self.view(*number, table))
    }

    /// One of them, by its place (zero-based).
    ///
    /// # Panics
    /// Past the last.
    pub fn get<'f>(&'f self, at: usize, table: &'f Table) -> FindingView<'f> {
        self.view(self.order[at], table)
    }

    /// The code of each.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.shared().map(|kind| kind.code)
    }

    /// How much each weighs.
    pub fn severities(&self) -> impl Iterator<Item = Severity> {
        self.shared().map(|kind| kind.severity)
    }

    fn shared(&self) -> impl Iterator<Item = &Kind> {
        self.order.iter().map(|number| &self.kinds[self.packed(*number).kind as usize])
    }

    fn packed(&self, number: u32) -> Packed {
        let number = number as usize;
        self.blocks[number / Block::MOST].packed[number % Block::MOST]
    }

    fn view<'f>(&'f self, number: u32, table: &'f Table) -> FindingView<'f> {
        let packed = self.packed(number);
        let shared = &self.kinds[packed.kind as usize];
        FindingView {
            code: shared.code,
            name: shared.name,
            severity: shared.severity,
            row: (packed.row != NO_ROW).then_some(packed.row as usize),
            column: one_less(packed.column),
            sent_row: one_less(packed.sent_row),
            help: shared.help,
            kind: packed.kind as usize,
            shared,
            table,
            told: &self.blocks[number as usize / Block::MOST].told[packed.told as usize..],
            edits: self.edits.get(&number).map_or(&[], |edits| edits),
        }
    }

    /// Leaves out what is not to be kept.
    pub fn retain(&mut self, table: &Table, keep: impl Fn(FindingView<'_>) -> bool) {
        let mut order = std::mem::take(&mut self.order);
        order.retain(|number| keep(self.view(*number, table)));
        self.order = order;
    }

    /// Puts them into their order: file order, then code order, then those without a row in roster
    /// order; equals stay as they came.
    pub fn sort(&mut self) {
        let mut order = std::mem::take(&mut self.order);
        order.sort_by_key(|number| {
            let Packed { row, column, kind, sent_row, .. } = self.packed(*number);
            (row, column, self.kinds[kind as usize].code, sent_row)
        });
        self.order = order;
    }
}

/// What is told of a finding, all of it.
#[derive(Clone, Copy)]
pub struct AllTold<'f> {
    /// As [`FindingView::person`].
    pub person: Option<&'f str>,
    /// As [`FindingView::value`].
    pub value: Option<&'f str>,
    /// As [`FindingView::fix`].
    pub fix: Option<FixView<'f>>,
    /// As [`FindingView::message`].
    pub message: MessageView<'f>,
}

impl<'f> FindingView<'f> {
    /// What is told of it, which is looked up once.
    pub fn all(self) -> AllTold<'f> {
        let row = self.row.map(|row| (self.table, row));
        let mut told = self.told;
        let mut next = || take(&mut told).text(row);
        let (person, value) = (next(), next());
        let fix = self.shared.fix.map(|(why, safe)| FixView {
            value: next().unwrap_or_default(),
            why,
            safe,
            edits: self.edits,
        });
        AllTold {
            person,
            value,
            fix,
            message: MessageView { shape: &self.shared.shape, told, row },
        }
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
        let AllTold { person, value, fix, message } = self.all();
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
            help: self.help,
            fix: fix.map(|FixView { value, why, safe, edits }| {
                Fix { value: value.into(), why, safe, edits: edits.into() }.into()
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
mod tests;
