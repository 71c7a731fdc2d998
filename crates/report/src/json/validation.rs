//! `tollgate.validation/1`: what was found in a reply.

use std::io::Write;

use serde::{Serialize, Serializer};
use tollgate_model::{FindingView, Findings, Report, Severity, Table};

use super::write;

#[derive(Serialize)]
struct ValidationDocument<'a> {
    schema: &'static str,
    verdict: &'static str,
    file: FileObject<'a>,
    roster: Option<RosterObject<'a>>,
    people: PeopleCounts,
    counts: SeverityCounts,
    findings: FindingObjects<'a>,
    rules: RulesObject<'a>,
}

#[derive(Serialize)]
struct FileObject<'a> {
    name: &'a str,
    sha256: &'a str,
    format: Option<&'static str>,
    sheet: Option<&'a str>,
    rows: usize,
    encoding: Option<&'a str>,
    delimiter: Option<char>,
}

#[derive(Serialize)]
struct RosterObject<'a> {
    number: u32,
    provider: &'a str,
    people: usize,
}

#[derive(Serialize)]
struct PeopleCounts {
    asked: usize,
    answered: usize,
    good: usize,
    faulty: usize,
    missing: usize,
    brought: usize,
    extra: usize,
}

#[derive(Serialize)]
struct SeverityCounts {
    error: usize,
    warning: usize,
    note: usize,
}

#[derive(Serialize)]
struct FindingObject<'a> {
    code: &'a str,
    rule: &'a str,
    severity: &'static str,
    sheet: Option<&'a str>,
    row: Option<u32>,
    line: Option<u32>,
    column: Option<&'a str>,
    cell: Option<String>,
    person: Option<&'a str>,
    value: Option<&'a str>,
    message: String,
    help: &'a str,
    fix: Option<FixObject<'a>>,
}

#[derive(Serialize)]
struct FixObject<'a> {
    value: &'a str,
    why: &'a str,
    safe: bool,
}

#[derive(Serialize)]
struct RulesObject<'a> {
    ran: &'a [&'static str],
    skipped: Vec<SkippedObject<'a>>,
}

#[derive(Serialize)]
struct SkippedObject<'a> {
    code: &'a str,
    why: &'a str,
}

/// Findings, one by one.
struct FindingObjects<'a>(&'a Findings, &'a Table);

impl Serialize for FindingObjects<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter(self.1).map(|finding| object(finding, self.1)))
    }
}

/// Writes a `tollgate.validation/1`.
pub fn validation(
    report: &Report,
    table: &Table,
    deny_warnings: bool,
    to: &mut dyn Write,
) -> std::io::Result<()> {
    let facts = &table.facts;
    let people = &report.people;
    let document = ValidationDocument {
        schema: "tollgate.validation/1",
        verdict: if report.is_refused(deny_warnings) { "refused" } else { "accepted" },
        file: FileObject {
            name: &facts.name,
            sha256: &facts.sha256,
            format: facts.kind.map(tollgate_model::FileKind::name),
            sheet: facts.sheet.as_deref(),
            rows: report.rows,
            encoding: facts.encoding.as_ref().map(|encoding| encoding.name.as_str()),
            delimiter: facts.delimiter,
        },
        roster: report.roster.as_ref().map(|roster| RosterObject {
            number: roster.number,
            provider: &roster.provider,
            people: roster.people,
        }),
        people: PeopleCounts {
            asked: people.asked,
            answered: people.answered,
            good: people.good,
            faulty: people.faulty,
            missing: people.missing,
            brought: people.brought,
            extra: people.extra,
        },
        counts: SeverityCounts {
            error: report.count(Severity::Error),
            warning: report.count(Severity::Warning),
            note: report.count(Severity::Note),
        },
        findings: FindingObjects(&report.findings, table),
        rules: RulesObject {
            ran: &report.ran,
            skipped: report
                .skipped
                .iter()
                .map(|skipped| SkippedObject { code: skipped.code, why: skipped.why })
                .collect(),
        },
    };
    write(&document, to)
}

fn object<'a>(finding: FindingView<'a>, table: &'a Table) -> FindingObject<'a> {
    let at = finding.row.map(|row| table.at(row));
    let delimited = !table.facts.is_workbook();
    let cell = finding.row.zip(finding.column);
    FindingObject {
        code: finding.code,
        rule: finding.name,
        severity: finding.severity.word(),
        sheet: table.facts.sheet.as_deref(),
        row: at.map(|at| at.number),
        line: at.filter(|_| delimited).map(|at| at.line),
        column: finding.column.map(|column| table.heading(column)),
        cell: cell.and_then(|(row, column)| table.address(row, column)),
        person: finding.person(),
        value: finding.value(),
        message: finding.message().plain(),
        help: finding.help,
        fix: finding.fix().map(|fix| FixObject { value: fix.value, why: fix.why, safe: fix.safe }),
    }
}
