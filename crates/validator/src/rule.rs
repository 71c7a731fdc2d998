//! What a rule is, and where its findings go.

use std::collections::{BTreeMap, BTreeSet};

use tollgate_model::{
    Edit, Finding, FindingView, Findings, Fix, Message, Report, Roster, Severity, SipAddress,
    Skipped, SmolStr, Table, side_by_side,
};

use crate::{Cell, RULES, Reply, Row, Today, shape::Misshapen};

/// One entry of the catalogue: a code, its page, and the function behind it.
#[derive(Debug)]
pub struct Rule {
    /// Stable for ever, never reused.
    pub code: &'static str,
    /// Stable for ever, accepted wherever the code is.
    pub name: &'static str,
    /// How much a finding weighs unless the rule says otherwise in a case.
    pub severity: Severity,
    /// Codes of findings that one of this rule silences on the same cells: it explains them.
    pub instead_of: &'static [&'static str],
    /// The rule's page, which is its documentation and its test.
    pub page: &'static str,
    /// What looks.
    pub(crate) check: Check,
}

/// How much a rule looks at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// The file as a whole: before any answer is read, because it may say that none can be.
    File(fn(&Reply<'_>, Option<&Today<'_>>, &mut Sink<'_>)),
    /// One answer cell while it is read, in the order of `reading::ORDER`. Called only for cells
    /// that are not plain.
    Cell(fn(&mut Cell<'_>, &mut Sink<'_>)),
    /// One typed answer that is not what an answer must be; `shape` calls it.
    Shape(fn(&Misshapen<'_>, &mut Sink<'_>)),
    /// Some typed answers, each by itself, as soon as they are read.
    Rows(fn(&Reply<'_>, &[Row], &mut Sink<'_>)),
    /// Rows and columns, once every answer is read.
    Reply(fn(&Reply<'_>, &mut Sink<'_>)),
    /// Rows and columns, and the directory of today where there is one.
    Either(fn(&Reply<'_>, Option<&Today<'_>>, &mut Sink<'_>)),
    /// The directory of today.
    Store(fn(&Reply<'_>, &Today<'_>, &mut Sink<'_>)),
}

/// Where a finding is, and what it explains beside its own cell.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// Table row (zero-based).
    pub(crate) row: Option<usize>,
    /// Column (zero-based).
    pub(crate) column: Option<usize>,
    /// Row of the roster (zero-based): the person.
    pub(crate) sent_row: Option<usize>,
    /// The person, where it is nobody on the roster.
    pub(crate) person: Option<SipAddress>,
}

/// A finding on its way into the report; sent by [`Sink::report`].
#[derive(Debug)]
pub(crate) struct Draft {
    place: Place,
    message: Message,
    help: &'static str,
    severity: Option<Severity>,
    fix: Option<Box<Fix>>,
    explains: Vec<(usize, Option<usize>)>,
    /// Columns in which it explains every finding of the rules it stands instead of; none is everywhere.
    explains_all: Vec<Option<usize>>,
    also: Vec<usize>,
}

impl Draft {
    /// A finding with its message (a lowercase fragment) and what to do (a sentence).
    pub(crate) fn new(place: Place, message: impl Into<Message>, help: &'static str) -> Self {
        Self {
            place,
            message: message.into(),
            help,
            severity: None,
            fix: None,
            explains: Vec::new(),
            explains_all: Vec::new(),
            also: Vec::new(),
        }
    }

    /// Weighs otherwise than the rule in general.
    #[must_use]
    pub(crate) fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Where what it is about is what was sent, that is no fault of the reply: it is only a warning, and there is
    /// nothing to propose.
    #[must_use]
    pub(crate) fn stays(mut self, stays: bool) -> Self {
        if stays {
            self.message.add("; it is what was sent, and stays");
            self.fix = None;
            return self.severity(Severity::Warning);
        }
        self
    }

    /// Proposes a value, used only when asked for.
    #[must_use]
    pub(crate) fn ask(mut self, value: impl Into<SmolStr>, why: &'static str) -> Self {
        let fix = Fix { value: value.into(), why, safe: false, edits: Box::default() };
        self.fix = Some(fix.into());
        self
    }

    /// What the proposal puts into which cells, where it is more than the value into its own:
    /// (table row, column, text).
    #[must_use]
    pub(crate) fn edits(
        mut self,
        edits: impl IntoIterator<Item = (usize, Option<usize>, String)>,
    ) -> Self {
        if let Some(fix) = &mut self.fix {
            let edits = edits.into_iter();
            fix.edits = edits
                .filter_map(|(row, column, text)| {
                    Some(Edit { row, column: column?, text: text.into() })
                })
                .collect();
        }
        self
    }

    /// Uses a value that follows without a guess; the finding is a note.
    #[must_use]
    pub(crate) fn safe(mut self, value: impl Into<SmolStr>, why: &'static str) -> Self {
        let fix = Fix { value: value.into(), why, safe: true, edits: Box::default() };
        self.fix = Some(fix.into());
        self.severity(Severity::Note)
    }

    /// Concerns further people (rows of the roster, zero-based), who count as faulty too.
    #[must_use]
    pub(crate) fn also(mut self, people: impl IntoIterator<Item = usize>) -> Self {
        self.also.extend(people);
        self
    }

    /// Explains further cells: (table row, column), or whole rows where the column is none.
    #[must_use]
    pub(crate) fn explains(
        mut self,
        cells: impl IntoIterator<Item = (usize, Option<usize>)>,
    ) -> Self {
        self.explains.extend(cells);
        self
    }

    /// Explains every finding of the rules it stands instead of.
    #[must_use]
    pub(crate) fn explains_all(mut self) -> Self {
        self.explains_all.push(None);
        self
    }

    /// The same for those in some columns.
    #[must_use]
    pub(crate) fn explains_columns(mut self, columns: impl IntoIterator<Item = usize>) -> Self {
        self.explains_all.extend(columns.into_iter().map(Some));
        self
    }
}

/// From how many rows on it is worth a thread to look at them beside another.
pub(crate) const MANY: usize = 50_000;

/// Takes findings, remembers which rules looked, and at the end drops what others explain.
#[derive(Debug)]
pub(crate) struct Sink<'a> {
    table: &'a Table,
    roster: &'a Roster,
    rule: Option<&'static Rule>,
    report: Report,
    ran: BTreeSet<&'static str>,
    explained: Explained,
    also: Vec<usize>,
    stopped: Option<&'static str>,
}

/// What is explained.
#[derive(Debug, Default)]
struct Explained {
    /// Codes of findings that are explained whichever row they stand in: in a column, or anywhere.
    everywhere: BTreeSet<(&'static str, Option<usize>)>,
    /// By the code of the rule that explains: cells, or whole rows, beside those in which its own findings
    /// stand; in order once all are known.
    cells: BTreeMap<&'static str, Vec<(usize, Option<usize>)>>,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(table: &'a Table, roster: &'a Roster) -> Self {
        Self {
            table,
            roster,
            rule: None,
            report: Report::default(),
            ran: BTreeSet::new(),
            explained: Explained::default(),
            also: Vec::new(),
            stopped: None,
        }
    }

    /// Runs one rule and notes that it looked.
    pub(crate) fn run(&mut self, rule: &'static Rule, check: impl FnOnce(&mut Self)) {
        self.looked(rule);
        self.under(rule, check);
    }

    /// What is reported carries the code of a rule that is noted already.
    pub(crate) fn under(&mut self, rule: &'static Rule, check: impl FnOnce(&mut Self)) {
        let before = self.rule.replace(rule);
        check(self);
        self.rule = before;
    }

    /// Notes that a rule looked though nothing called it, as for cell rules on plain cells.
    pub(crate) fn looked(&mut self, rule: &'static Rule) {
        self.ran.insert(rule.code);
    }

    /// Notes that a rule could not look.
    pub(crate) fn skip(&mut self, rule: &'static Rule, why: &'static str) {
        self.report.skipped.push(Skipped { code: rule.code, why });
    }

    /// The rule that runs cannot look, because of `why`.
    pub(crate) fn cannot(&mut self, why: &'static str) {
        if let Some(rule) = self.rule {
            self.ran.remove(rule.code);
            self.skip(rule, why);
        }
    }

    /// Says that no answer can be told from this file; what else there is to look at is skipped.
    pub(crate) fn stop(&mut self, why: &'static str) {
        self.stopped.get_or_insert(why);
    }

    pub(crate) fn stopped(&self) -> Option<&'static str> {
        self.stopped
    }

    /// Takes a finding of the rule that runs.
    pub(crate) fn report(&mut self, draft: Draft) {
        let Some(rule) = self.rule else { return };
        let Place { row, column, sent_row, person } = draft.place;
        self.also.extend(draft.also);
        for column in draft.explains_all {
            self.explained.everywhere.extend(rule.instead_of.iter().map(|code| (*code, column)));
        }
        if !draft.explains.is_empty() {
            self.explained.cells.entry(rule.code).or_default().extend(draft.explains);
        }
        let value = row.zip(column).map(|(row, column)| self.table.get(row, column).into());
        let finding = Finding {
            code: rule.code,
            name: rule.name,
            severity: draft.severity.unwrap_or(rule.severity),
            row,
            column,
            sent_row,
            person: sent_row.map(|person| self.roster.sip(person)).or(person),
            value,
            message: draft.message,
            help: draft.help,
            fix: draft.fix,
        };
        self.report.findings.push(finding, self.table);
    }

    /// Does the work for each item, on all cores where there are many rows. What each tells comes
    /// together here; its order is made by [`Sink::finish`].
    pub(crate) fn side_by_side<I: Iterator + Send>(
        &mut self,
        items: I,
        rows: usize,
        work: impl Fn(I::Item, &mut Self) + Sync,
    ) {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let others = 1..cores.min(1 + rows / MANY);
        let mut others: Vec<Self> = others.map(|_| Self::new(self.table, self.roster)).collect();
        let sinks = std::iter::once(&mut *self).chain(&mut others);
        side_by_side(items, sinks, |item, sink| work(item, sink));
        for other in others {
            self.take_in(other);
        }
    }

    /// Takes in what another was told meanwhile.
    fn take_in(&mut self, other: Self) {
        self.report.findings.append(other.report.findings);
        self.report.skipped.extend(other.report.skipped);
        self.ran.extend(other.ran);
        self.also.extend(other.also);
        self.explained.everywhere.extend(other.explained.everywhere);
        for (code, cells) in other.explained.cells {
            self.explained.cells.entry(code).or_default().extend(cells);
        }
    }

    /// The report, who else is faulty, and whether every answer could be told.
    pub(crate) fn finish(mut self) -> (Report, Vec<usize>, bool) {
        self.explained.leave_out(&mut self.report.findings, self.table);
        self.report.findings.sort();
        self.report.ran = self.ran.into_iter().collect();
        self.report.skipped.sort_by_key(|skipped| skipped.code);
        (self.report, self.also, self.stopped.is_none())
    }
}

impl Explained {
    /// Leaves out what is explained.
    fn leave_out(mut self, findings: &mut Findings, table: &Table) {
        let found: BTreeSet<&str> = findings.codes().collect();
        let explains = |rule: &&Rule| rule.instead_of.iter().any(|code| found.contains(code));
        let explaining: Vec<&Rule> =
            RULES.iter().filter(|rule| found.contains(rule.code)).filter(explains).collect();
        // A finding explains its own cell too; only an error a whole row, whose errors it would hide.
        if !explaining.is_empty() {
            let codes: BTreeSet<&str> = explaining.iter().map(|rule| rule.code).collect();
            for finding in findings.iter(table).filter(|finding| codes.contains(finding.code)) {
                let sure = finding.column.is_some() || finding.severity == Severity::Error;
                let cell = finding.row.filter(|_| sure).map(|row| (row, finding.column));
                self.cells.entry(finding.code).or_default().extend(cell);
            }
        }
        self.cells.values_mut().for_each(|cells| cells.sort_unstable());
        let instead = |code| explaining.iter().filter(move |rule| rule.instead_of.contains(code));
        let by: BTreeMap<&str, Vec<&Vec<_>>> = found
            .iter()
            .map(|code| {
                (*code, instead(code).filter_map(|rule| self.cells.get(rule.code)).collect())
            })
            .collect();
        let is_explained = |finding: FindingView<'_>| {
            let in_cell = |cells: &&Vec<(usize, Option<usize>)>| {
                let has = |cell| cells.binary_search(&cell).is_ok();
                finding.row.is_some_and(|row| has((row, finding.column)) || has((row, None)))
            };
            let everywhere = |column| self.everywhere.contains(&(finding.code, column));
            everywhere(None) || everywhere(finding.column) || by[finding.code].iter().any(in_cell)
        };
        if !self.everywhere.is_empty() || !explaining.is_empty() {
            findings.retain(table, |finding| !is_explained(finding));
        }
    }
}

#[cfg(test)]
mod tests {
    use tollgate_model::{RowAt, Stored, Timestamp};

    use super::*;

    #[test]
    fn findings_come_in_one_order_whichever_core_finds_them() {
        let mut table = Table::default();
        for number in 1..=1000 {
            table.push("x", Stored::Text);
            table.end_row(RowAt { number, line: number });
        }
        let roster = Roster::new(1, "A", Timestamp::UNIX_EPOCH);
        let found = |rows: usize| {
            let mut sink = Sink::new(&table, &roster);
            sink.side_by_side(0..1000, rows, |row, sink| {
                let place = Place { row: Some(row), column: Some(0), ..Place::default() };
                let draft = Draft::new(place, format!("row {row}"), "").also([row]);
                sink.run(&RULES[row % RULES.len()], |sink| sink.report(draft));
            });
            let (report, mut also, settled) = sink.finish();
            also.sort_unstable();
            let findings = report.findings.iter(&table).map(FindingView::to_finding);
            (findings.collect::<Vec<_>>(), report.ran, also, settled)
        };
        let one_after_another = found(0);
        assert_eq!(one_after_another.0.len(), 1000);
        assert_eq!(found(MANY * 8), one_after_another);
    }
}
