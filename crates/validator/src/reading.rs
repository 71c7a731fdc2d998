//! Answer cells, from what stands in the file to what it means. Each cell that is not plain passes
//! the rules of [`ORDER`]; one that a rule faults goes no further.

use std::borrow::Cow;
use std::collections::HashMap;

use tollgate_model::{About, Class, Country, Field, PhoneNumber, Stored, TollKind, Trait};

use crate::numbers::{Part, are_several, line, parts};
use crate::rule::{Check, Draft, MANY, Place};
use crate::rules::{ORDER, RULES};
use crate::{Reply, Row, Rule, Sink, shape};

/// An answer cell while it is read.
#[derive(Debug)]
pub(crate) struct Cell<'r> {
    /// The reply it stands in.
    pub(crate) reply: &'r Reply<'r>,
    /// Table row (zero-based).
    pub(crate) row: usize,
    /// Column (zero-based).
    pub(crate) column: usize,
    /// Row of the roster (zero-based).
    pub(crate) person: usize,
    /// Which answer it is.
    pub(crate) field: Field,
    /// How it was stored.
    pub(crate) stored: Stored,
    /// What else is to be said of it.
    pub(crate) about: Option<&'r About>,
    /// The value so far: what stands in the cell, less what rules before took away.
    pub(crate) text: Cow<'r, str>,
    /// For a cell of numbers, once its text is clean: what each number in it can mean.
    pub(crate) parts: Vec<Part>,
    faulty: bool,
}

impl<'r> Cell<'r> {
    /// What a spreadsheet program shows, where its number format makes that another than the number.
    pub(crate) fn shown(&self) -> Option<&'r str> {
        self.about?.shown.as_deref()
    }

    /// Where the cell is.
    pub(crate) fn place(&self) -> Place {
        Place {
            row: Some(self.row),
            column: Some(self.column),
            sent_row: Some(self.person),
            ..Place::default()
        }
    }

    /// What stands in the file.
    pub(crate) fn raw(&self) -> &str {
        self.reply.table.get(self.row, self.column)
    }

    /// Whether the cell holds numbers rather than a conference ID.
    pub(crate) fn is_number(&self) -> bool {
        self.field != Field::ConferenceId
    }

    /// Reports a fault: the cell has no value, and no later rule looks at it.
    pub(crate) fn fault(&mut self, sink: &mut Sink<'_>, draft: Draft) {
        self.faulty = true;
        sink.report(draft);
    }

    /// Puts a value in place of the one so far, and notes it with before and after.
    pub(crate) fn becomes(
        &mut self,
        sink: &mut Sink<'_>,
        value: String,
        message: impl Into<tollgate_model::Message>,
        why: &'static str,
    ) {
        let help = "Nothing to do.";
        sink.report(Draft::new(self.place(), message, help).safe(value.clone(), why));
        self.text = Cow::Owned(value);
    }
}

/// As many rows stay at hand while one rule after another looks at them.
const AT_HAND: usize = 2048;

/// Reads every answer of every row that is about a person and can be told apart.
pub(crate) fn read(reply: &mut Reply<'_>, sink: &mut Sink<'_>) {
    let looks =
        |rule: &&Rule| matches!(rule.check, Check::Cell(_) | Check::Shape(_) | Check::Rows(_));
    RULES.iter().filter(looks).for_each(|rule| match unseen(reply, rule) {
        Some(why) => sink.skip(rule, why),
        None => sink.looked(rule),
    });
    // The last row that was about each person; headings stand in the first.
    let mut last = vec![0_u32; reply.roster().len()];
    let mut rows = Vec::with_capacity(reply.joined.len());
    for joined in reply.joined.iter().filter(|joined| joined.foreign.is_none()) {
        let (row, Some(person)) = (joined.row, joined.who.person()) else { continue };
        let other = std::mem::replace(&mut last[person], u32::try_from(row).unwrap_or(0)) as usize;
        let repeats = other > 0 && same_cells(reply, other, row);
        if !repeats && !reply.is_ragged(row) {
            rows.push(Row { row, person, ..Row::default() });
        }
    }
    drop(last);
    let count = rows.len();
    sink.side_by_side(rows.chunks_mut(MANY), count, |rows, sink| {
        let mut reader = Reader { numbers: HashMap::new() };
        for rows in rows.chunks_mut(AT_HAND) {
            for row in rows.iter_mut() {
                reader.row(reply, row, sink);
            }
            for rule in RULES {
                if let Check::Rows(check) = rule.check {
                    sink.under(rule, |sink| check(reply, rows, sink));
                }
            }
        }
    });
    reply.rows = rows;
}

/// What a rule on cells needs that not every format of workbook tells, and what to say where it does not.
const NEEDS: [(&str, Trait, &str); 3] = [
    ("C001", Trait::NumberFormats, "the format does not tell how numbers are shown"),
    ("C011", Trait::Formulas, "the format does not tell formulas"),
    ("C016", Trait::StruckThrough, "the format does not tell what is struck through"),
];

/// Why a rule cannot see what it looks for, where it cannot.
fn unseen(reply: &Reply<'_>, rule: &Rule) -> Option<&'static str> {
    let facts = &reply.table.facts;
    let need = NEEDS.iter().find(|(code, need, _)| *code == rule.code && facts.is_untold(*need));
    need.map(|(_, _, why)| *why)
}

/// Whether two rows hold the same in every column of ours.
pub(crate) fn same_cells(reply: &Reply<'_>, a: usize, b: usize) -> bool {
    let mut columns = Field::ALL.iter().filter_map(|field| reply.columns.get(*field));
    columns.all(|column| reply.table.get(a, column).trim() == reply.table.get(b, column).trim())
}

struct Reader {
    /// What each distinct text was read as, for people of each country: numbers repeat a lot.
    numbers: HashMap<(String, Option<Country>), Vec<Part>>,
}

impl Reader {
    fn row(&mut self, reply: &Reply<'_>, answers: &mut Row, sink: &mut Sink<'_>) {
        let (row, person) = (answers.row, answers.person);
        for (slot, field) in Field::ANSWERS.into_iter().enumerate() {
            let Some(column) = reply.columns.get(field) else { continue };
            if plain(reply, answers, row, column, field) {
                continue;
            }
            let mut cell = Cell {
                reply,
                row,
                column,
                person,
                field,
                stored: reply.table.stored(row, column),
                about: reply.table.about(row, column),
                text: Cow::Borrowed(
                    reply.table.get(row, column).trim_matches(|c: char| c.is_ascii_whitespace()),
                ),
                parts: Vec::new(),
                faulty: false,
            };
            if let Some(shown) = cell.shown() {
                // `"+"0` shows the number as it was meant, and `0000000` the ID.
                cell.text = Cow::Borrowed(shown);
            }
            self.cell(&mut cell, sink);
            answers.faulty[slot] = cell.faulty;
            if cell.faulty {
                continue;
            }
            match field {
                Field::TollNumber => {
                    if let Some(reading) = cell.parts.iter().find_map(Part::reading) {
                        (answers.toll_number, answers.line) = (Some(reading.number), reading.line);
                    }
                }
                Field::TollFreeNumbers => {
                    answers.toll_free_numbers =
                        cell.parts.iter().filter_map(Part::number).collect();
                }
                _ => {
                    let text = cell.text.trim();
                    let id = (!text.is_empty()).then(|| text.into());
                    answers.conference_id = id;
                }
            }
        }
        let published = answers.toll_number.and_then(|number| reply.provider().published(number));
        let toll = published.filter(|published| published.kind == TollKind::Toll);
        answers.published = published.is_some();
        answers.called = toll.and_then(|toll| toll.country);
        answers.home = reply.home(person);
        answers.echoed = reply.is_echo(answers);
        shape::check(reply, answers, sink);
    }

    fn cell(&mut self, cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
        for rule in ORDER {
            let Check::Cell(check) = rule.check else { continue };
            if cell.is_number() && rule.code.starts_with('T') && cell.parts.is_empty() {
                self.take_apart(cell);
            }
            sink.under(rule, |sink| check(cell, sink));
            if cell.faulty {
                return;
            }
        }
    }

    fn take_apart(&mut self, cell: &mut Cell<'_>) {
        cell.parts = self.parts(cell, &cell.text);
        // A break within a number was left away; one between numbers parts them.
        let raw = cell.raw().trim();
        if cell.field == Field::TollNumber && raw.contains(['\n', '\r', '\t']) {
            let lines = self.parts(cell, raw);
            if are_several(&lines, &cell.parts, cell.reply.provider()) {
                cell.parts = lines;
            }
        }
    }

    fn parts(&mut self, cell: &Cell<'_>, text: &str) -> Vec<Part> {
        let key = (text.trim().to_owned(), cell.reply.country(cell.person));
        let provider = cell.reply.provider();
        let found = self.numbers.entry(key);
        found.or_insert_with_key(|(text, country)| parts(text, *country, provider)).clone()
    }
}

/// Takes a value that needs no second look: text that is a published form of number, or digits
/// that the provider's rule allows, or numbers as they were sent.
fn plain(reply: &Reply<'_>, answers: &mut Row, row: usize, column: usize, field: Field) -> bool {
    let table = reply.table;
    let stored = table.stored(row, column);
    let written = matches!(stored, Stored::Text | Stored::Empty | Stored::Number);
    if !written || table.about(row, column).is_some() {
        return false;
    }
    if field != Field::ConferenceId && as_sent(reply, answers, field) {
        return true;
    }
    if stored == Stored::Number {
        return false;
    }
    let text = table.get(row, column);
    match (field, table.class(row, column)) {
        (_, Class::Blank) => text.is_empty(),
        (Field::ConferenceId, Class::Digits) => {
            let allowed = reply.provider().conference_id.allows(text);
            // Zeros alone are somebody's way of saying that there is nothing.
            let plain = allowed
                && text.bytes().any(|b| b != b'0')
                && !reply.is_sent_less_zeros(answers.person, text);
            if plain {
                answers.conference_id = Some(text.into());
            }
            plain
        }
        (Field::TollNumber | Field::TollFreeNumbers, Class::Number) => {
            let number = PhoneNumber::from_e164(text);
            let Some(published) = number.and_then(|number| reply.provider().published(number))
            else {
                return false;
            };
            if field == Field::TollNumber {
                (answers.toll_number, answers.line) = (number, line(published));
            } else {
                answers.toll_free_numbers = number.into_iter().collect();
            }
            true
        }
        _ => false,
    }
}

/// Takes numbers that came back to the letter as they were sent: they mean what they meant then.
fn as_sent(reply: &Reply<'_>, answers: &mut Row, field: Field) -> bool {
    let text = reply.text(answers.row, field);
    if text.is_empty() || text != reply.roster().get(answers.person, field) {
        return false;
    }
    let Some(numbers) = reply.sent_numbers(answers.person, field).collect::<Option<Vec<_>>>()
    else {
        return false;
    };
    match (field, &*numbers) {
        (Field::TollNumber, [number]) => {
            let published = reply.provider().published(*number);
            answers.toll_number = Some(*number);
            answers.line = published.map_or_else(|| number.line(), line);
        }
        (Field::TollFreeNumbers, _) => answers.toll_free_numbers = numbers.into_iter().collect(),
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests;
