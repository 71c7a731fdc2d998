//! Findings as a good compiler shows them, folded where the cause is one.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io;

use anstyle::{AnsiColor, Style};
use tollgate_model::{FileKind, FindingView, Findings, Report, Severity, Table, visible};
use unicode_width::UnicodeWidthStr;

use crate::ranges;

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// A few places of each cause.
    Folded,
    /// The same without notes, which ask for nothing.
    Wrong,
    /// Every place.
    Every,
}

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();

pub(crate) fn style(severity: Severity) -> Style {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    color.on_default().bold()
}

/// Writes all findings: a block for each cause, in the order in which the causes first appear, errors
/// first.
pub fn findings(
    report: &Report,
    table: &Table,
    detail: Detail,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let found = |number: &u32| report.findings.get(*number as usize, table);
    for group in causes(&report.findings, table) {
        if detail == Detail::Wrong && found(&group[0]).severity == Severity::Note {
            continue;
        }
        block(&group, &found, table, detail, to)?;
        writeln!(to)?;
    }
    Ok(())
}

/// The places of findings, by what they have in common.
fn causes(findings: &Findings, table: &Table) -> Vec<Vec<u32>> {
    let mut groups: Vec<Vec<u32>> = Vec::new();
    let mut known: HashMap<(&str, Severity, &str), usize> = HashMap::new();
    let mut of_kind: HashMap<usize, usize> = HashMap::new();
    for (number, finding) in (0..).zip(findings.iter(table)) {
        let at = *of_kind.entry(finding.kind).or_insert_with(|| {
            let key = (finding.code, finding.severity, finding.help);
            *known.entry(key).or_insert(groups.len())
        });
        if at == groups.len() {
            groups.push(Vec::new());
        }
        groups[at].push(number);
    }
    groups.sort_by_key(|group| std::cmp::Reverse(findings.get(group[0] as usize, table).severity));
    groups
}

/// How many places are aligned with one another.
const ALIGNED: usize = 1000;

fn block<'f>(
    group: &[u32],
    found: &dyn Fn(&u32) -> FindingView<'f>,
    table: &Table,
    detail: Detail,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let first = found(&group[0]);
    let severity = style(first.severity);
    let count = if group.len() > 1 { format!(" ({} places)", group.len()) } else { String::new() };
    writeln!(
        to,
        "{severity}{}[{}]{severity:#} {BOLD}{}{BOLD:#}{count}",
        first.severity.word(),
        first.code,
        first.name,
    )?;
    let shown = match (detail, first.severity) {
        (Detail::Every, _) => group.len(),
        (_, Severity::Note) => group.len().min(1),
        // Folding one or two away saves nothing.
        _ if group.len() <= 5 => group.len(),
        _ => 3,
    };
    for some in group[..shown].chunks(ALIGNED) {
        let some: Vec<FindingView<'_>> = some.iter().map(found).collect();
        places(&some, table, to)?;
    }
    if shown < group.len() {
        let rows = group[shown..].iter().filter_map(|number| found(number).row);
        let mut distinct: Vec<u32> = rows.map(|row| table.at(row).number).collect();
        distinct.dedup();
        let rows = if distinct.is_empty() {
            String::new()
        } else {
            let rows = if distinct.len() == 1 { "row" } else { "rows" };
            format!(", in {rows} {}", shorten(&ranges(&distinct)))
        };
        writeln!(to, "  {DIM}… and {} more{rows} (-v shows each){DIM:#}", group.len() - shown)?;
    }
    writeln!(to, "  {DIM}={DIM:#} help: {}", first.help)
}

/// A line for each finding, and one for what is proposed.
fn places(some: &[FindingView<'_>], table: &Table, to: &mut dyn io::Write) -> io::Result<()> {
    let places: Vec<String> = some.iter().map(|finding| place(*finding, table)).collect();
    let people = some.iter().map(|finding| finding.person().unwrap_or_default());
    let people: Vec<&str> =
        people.map(|person| if person.len() > 60 { "" } else { person }).collect();
    let place_width = places.iter().map(|place| width(place)).max().unwrap_or(0);
    let person_width = people.iter().map(|person| width(person)).max().unwrap_or(0);
    let mut line = String::new();
    for ((finding, place), person) in some.iter().zip(&places).zip(&people) {
        line.clear();
        line.push_str("  ");
        if place_width > 0 {
            let pad = place_width - width(place);
            write!(line, "{BOLD}{place}{BOLD:#}{:pad$}  ", "").ok();
        }
        if person_width > 0 {
            write!(line, "{}{:2$}  ", visible(person), "", person_width - width(person)).ok();
        }
        line.push_str(&finding.message().plain());
        writeln!(to, "{}", line.trim_end())?;
        if let Some(fix) = finding.fix() {
            let word = if fix.safe { "read as" } else { "possibly meant:" };
            let value = visible(fix.value);
            let value = if value.is_empty() { "blank".into() } else { format!("`{value}`") };
            writeln!(to, "    {DIM}{word} {value} ({}){DIM:#}", fix.why)?;
        }
    }
    Ok(())
}

/// How many columns of a terminal a text takes. Most are plain, and need no table.
fn width(text: &str) -> usize {
    let is_plain = text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if is_plain { text.len() } else { UnicodeWidthStr::width(text) }
}

fn shorten(ranges: &str) -> String {
    match ranges.char_indices().nth(70) {
        None => ranges.to_owned(),
        Some((at, _)) => {
            let whole = ranges[..at].rfind(", ").unwrap_or(at);
            format!("{}, …", &ranges[..whole])
        }
    }
}

/// `I17` in a workbook, `line 17, Conference ID` in delimited text, `entry 16, Department` in JSON.
pub(crate) fn place(finding: FindingView<'_>, table: &Table) -> String {
    let Some(row) = finding.row else { return String::new() };
    let at = table.at(row);
    let stands = match table.facts.kind {
        // What was typed as a command stands in no file.
        None => String::new(),
        Some(FileKind::Json) => format!("entry {}", at.number.saturating_sub(1)),
        Some(kind) if kind.is_workbook() => format!("row {}", at.number),
        Some(_) => format!("line {}", at.line),
    };
    let Some(column) = finding.column else { return stands };
    table.address(row, column).unwrap_or_else(|| {
        let heading = visible(table.heading(column)).into_owned();
        if stands.is_empty() { heading } else { format!("{stands}, {heading}") }
    })
}
