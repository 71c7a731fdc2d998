//! Everything that a check tells of a file.

use std::collections::BTreeSet;

use crate::{FindingView, Findings, Severity, Table};

/// How the people on a roster fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PeopleCounts {
    /// On the roster.
    pub asked: usize,
    /// In the reply.
    pub answered: usize,
    /// In the reply, without error.
    pub good: usize,
    /// In the reply, with an error.
    pub faulty: usize,
    /// Not in the reply.
    pub missing: usize,
    /// Of these, who have what an earlier reply to the roster brought.
    pub brought: usize,
    /// In the reply, but never on the roster.
    pub extra: usize,
}

/// A rule that could not run: it never counts as passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The rule's code.
    pub code: &'static str,
    /// Why: `no store`.
    pub why: &'static str,
}

/// Everything that was found in a file, in its order, and which rules looked.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In file order, then code order, then those without a row in roster order.
    pub findings: Findings,
    /// The roster that was answered: number (none when it was given as a file without one),
    /// provider, people.
    pub roster: Option<AnsweredRoster>,
    /// How the people fared.
    pub people: PeopleCounts,
    /// Whether no answer can be told, so that nothing is known of the people.
    pub stopped: bool,
    /// Rows under the headings that are about somebody.
    pub rows: usize,
    /// Codes of the rules that looked, in code order.
    pub ran: Vec<&'static str>,
    /// Rules that could not.
    pub skipped: Vec<Skipped>,
}

/// The roster a reply answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredRoster {
    /// Its number.
    pub number: u32,
    /// The provider's name.
    pub provider: String,
    /// How many people are on it.
    pub people: usize,
}

impl Report {
    /// The same without numbers, IDs, names or any other text of a file: for a picture or a ticket.
    #[must_use]
    pub fn redacted(&self, table: &Table) -> Self {
        let redacted = |finding: FindingView<'_>| {
            let mut kept = finding.to_finding();
            kept.message = finding.message().redacted().into();
            (kept.person, kept.value) = (None, None);
            if let Some(fix) = &mut kept.fix {
                fix.value = "…".into();
                fix.edits = Box::default();
            }
            kept
        };
        Self {
            findings: Findings::of(table, self.findings.iter(table).map(redacted)),
            roster: self.roster.clone(),
            people: self.people,
            stopped: self.stopped,
            rows: self.rows,
            ran: self.ran.clone(),
            skipped: self.skipped.clone(),
        }
    }

    /// The codes of what was found.
    pub fn codes(&self) -> BTreeSet<&'static str> {
        self.findings.codes().collect()
    }

    /// How many findings have a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.severities().filter(|found| *found == severity).count()
    }

    /// Whether findings stop the file: any error, or any warning where warnings are denied.
    pub fn is_refused(&self, deny_warnings: bool) -> bool {
        let least = if deny_warnings { Severity::Warning } else { Severity::Error };
        self.findings.severities().any(|severity| severity >= least)
    }
}
