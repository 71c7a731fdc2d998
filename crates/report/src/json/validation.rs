//! `tollgate.validation/1`: what was found in a reply.

use std::io::{Write, sink};

use serde::Serialize;
use serde_json::ser::{Formatter as _, PrettyFormatter, Serializer};
use tollgate_model::{AllTold, FindingView, Findings, Report, Severity, Table, in_parts};

use super::document;

#[derive(Serialize)]
struct ValidationDocument<'a> {
    schema: &'static str,
    verdict: &'static str,
    file: FileObject<'a>,
    roster: Option<RosterObject<'a>>,
    people: PeopleCounts,
    counts: SeverityCounts,
    /// Stays empty: what belongs here is written between what stands before and after.
    findings: [FindingObject<'a>; 0],
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

/// Where the list of findings begins in a document.
const LIST: &str = "\"findings\": [";

/// How many findings are put into words together.
const SOME: usize = 1 << 14;

/// Writes findings as the elements of a list that stands in a document. A million of them take so long that
/// all cores put them into words.
fn elements(findings: &Findings, table: &Table, to: &mut dyn Write) -> std::io::Result<()> {
    // As deep as an element of a list in an object.
    let mut formatter = PrettyFormatter::new();
    formatter.begin_object(&mut sink())?;
    formatter.begin_array(&mut sink())?;
    for first in (0..findings.len()).step_by(SOME) {
        let some = first..findings.len().min(first + SOME);
        let parts = in_parts(some.len(), |part| {
            let mut text = Vec::new();
            for at in part.map(|at| first + at) {
                let mut formatter = formatter.clone();
                formatter.begin_array_value(&mut text, at == 0)?;
                let mut serializer = Serializer::with_formatter(&mut text, formatter);
                object(findings.get(at, table), table).serialize(&mut serializer)?;
            }
            Ok::<_, std::io::Error>(text)
        });
        for part in parts {
            to.write_all(&part?)?;
        }
    }
    to.write_all(b"\n  ")
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
        findings: [],
        rules: RulesObject {
            ran: &report.ran,
            skipped: report
                .skipped
                .iter()
                .map(|skipped| SkippedObject { code: skipped.code, why: skipped.why })
                .collect(),
        },
    };
    let text = self::document(&document);
    // Within a text of the document quotes are written otherwise.
    let (before, after) = text.split_once(LIST).unwrap_or((&text, ""));
    to.write_all(before.as_bytes())?;
    to.write_all(LIST.as_bytes())?;
    if !report.findings.is_empty() {
        elements(&report.findings, table, to)?;
    }
    to.write_all(after.as_bytes())
}

fn object<'a>(finding: FindingView<'a>, table: &'a Table) -> FindingObject<'a> {
    let at = finding.row.map(|row| table.at(row));
    let delimited = !table.facts.is_workbook();
    let cell = finding.row.zip(finding.column);
    let AllTold { person, value, fix, message } = finding.all();
    FindingObject {
        code: finding.code,
        rule: finding.name,
        severity: finding.severity.word(),
        sheet: table.facts.sheet.as_deref(),
        row: at.map(|at| at.number),
        line: at.filter(|_| delimited).map(|at| at.line),
        column: finding.column.map(|column| table.heading(column)),
        cell: cell.and_then(|(row, column)| table.address(row, column)),
        person,
        value,
        message: message.plain(),
        help: finding.help,
        fix: fix.map(|fix| FixObject { value: fix.value, why: fix.why, safe: fix.safe }),
    }
}
