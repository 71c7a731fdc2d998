//! The answer to the provider: what must be corrected, in words for a clerk who has never heard of this
//! program, as a workbook to correct in place or as a letter. It tells nothing of people who are
//! not on the roster, and nothing of the directory.

mod letter;
mod words;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};

use tollgate_model::{Field, FindingView, Report, Roster, Severity, Table, visible};

pub use letter::letter;
pub use workbook::workbook;

/// What an answer is made of.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    /// What was found.
    pub report: &'a Report,
    /// The reply.
    pub table: &'a Table,
    /// The roster it answers.
    pub roster: &'a Roster,
    /// Rows of the roster (zero-based), in order, that did not come back and can still be asked for.
    pub missing: &'a [usize],
    /// Rows of the roster (zero-based) of further people whom findings about others concern.
    pub concerned: &'a [usize],
    /// Which column of the reply (zero-based) holds a field.
    pub column: &'a dyn Fn(Field) -> Option<usize>,
    /// The program's version.
    pub version: &'a str,
}

impl std::fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").field("roster", &self.roster.number).finish_non_exhaustive()
    }
}

impl<'a> Answer<'a> {
    /// How many errors and warnings are not told, because they are the administrator's business.
    pub fn kept_back(&self) -> usize {
        let loud = |finding: &FindingView<'_>| finding.severity > Severity::Note;
        self.report
            .findings
            .iter(self.table)
            .filter(loud)
            .filter(|finding| self.is_ours(finding))
            .count()
    }

    /// What is told: errors and warnings that the provider can do something about.
    fn told(&self) -> impl Iterator<Item = FindingView<'a>> {
        self.report
            .findings
            .iter(self.table)
            .filter(|finding| finding.severity > Severity::Note && !self.is_ours(finding))
    }

    /// Whether it is about the directory, or about what was imported before: nothing to a provider. Who
    /// is missing and gone from the directory is not asked for.
    fn is_ours(&self, finding: &FindingView<'_>) -> bool {
        match finding.code {
            "F003" => true,
            "R001" => {
                finding.sent_row.is_some_and(|person| self.missing.binary_search(&person).is_err())
            }
            code => code.starts_with('S'),
        }
    }

    /// What is told, by cause, errors first.
    fn causes(&self) -> Vec<Vec<FindingView<'a>>> {
        let mut causes: BTreeMap<(std::cmp::Reverse<Severity>, &str), Vec<FindingView<'a>>> =
            BTreeMap::new();
        for finding in self.told() {
            let key = (std::cmp::Reverse(finding.severity), finding.code);
            causes.entry(key).or_default().push(finding);
        }
        causes.into_values().collect()
    }

    /// The addresses on the roster.
    fn known(&self) -> BTreeSet<&'a str> {
        (0..self.roster.len()).map(|row| self.roster.get(row, Field::SipAddress)).collect()
    }

    /// How the people fared by what is told, in a sentence.
    fn in_short(&self) -> String {
        let (asked, missing) = (self.roster.len(), self.missing.len());
        let absent: BTreeSet<usize> = self.missing.iter().copied().collect();
        let came = |person: &usize| !absent.contains(person);
        let mut faulty: BTreeSet<usize> = self.concerned.iter().copied().filter(came).collect();
        let (mut extra, mut whole) = (BTreeSet::new(), false);
        for finding in self.told().filter(|finding| finding.severity == Severity::Error) {
            match finding.sent_row {
                Some(person) => faulty.extend(Some(person).filter(came)),
                // Nobody on the roster: its row is one too many, whatever else is wrong in it.
                None if matches!(finding.code, "R003" | "R004") => extra.extend(finding.row),
                None => whole = true,
            }
        }
        if whole {
            return "Something is wrong with the file as a whole.".into();
        }
        let right = asked - missing.min(asked) - faulty.len().min(asked - missing.min(asked));
        let are = if asked == 1 { "person is" } else { "people are" };
        let mut parts = vec![format!("{right} of {asked} {are} complete and right")];
        let mut part = |count: usize, one: &str, many: &str| {
            if count > 0 {
                parts.push(format!("{count} {}", if count == 1 { one } else { many }));
            }
        };
        part(faulty.len(), "must be corrected", "must be corrected");
        part(missing, "is missing", "are missing");
        part(
            extra.len(),
            "row is about somebody we did not ask for",
            "rows are about people we did not ask for",
        );
        format!("{}.", parts.join(", "))
    }

    /// Which roster it is about: `roster 7`.
    fn which(&self) -> String {
        match self.roster.number {
            0 => "our roster".into(),
            number => format!("roster {number}"),
        }
    }

    /// The file that is answered.
    fn file(&self) -> String {
        visible(&self.table.facts.name).into_owned()
    }
}

/// What was found, without the name of anybody who is not on the roster.
fn message(known: &BTreeSet<&str>, finding: FindingView<'_>) -> String {
    finding.message().naming(|person| {
        let of_the_row = finding.person() == Some(person);
        if of_the_row || known.contains(person) { person } else { "somebody else" }.to_owned()
    })
}

#[cfg(test)]
mod tests;
