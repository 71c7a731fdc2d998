//! Findings as a good compiler shows them, folded where the cause is one; plans and outcomes in
//! words a person can act on.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io;

use anstyle::{AnsiColor, Style};
use tollgate_model::{
    Change, ChangeKind, Conferencing, FileKind, FindingView, Findings, Plan, Report, Severity,
    SipAddress, Table, Who, visible,
};
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

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

fn style(severity: Severity) -> Style {
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
    let mut known: HashMap<(&str, Severity, &str, &str), usize> = HashMap::new();
    let mut of_kind: HashMap<usize, usize> = HashMap::new();
    for (number, finding) in (0..).zip(findings.iter(table)) {
        let at = *of_kind.entry(finding.kind).or_insert_with(|| {
            let key = (finding.code, finding.severity, finding.message().shape(), finding.help);
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
            let word = if fix.safe { "read as" } else { "meant, perhaps:" };
            let value = visible(fix.value);
            let value = if value.is_empty() { "blank".into() } else { format!("`{value}`") };
            writeln!(to, "    {DIM}{word} {value}: {}{DIM:#}", fix.why)?;
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

/// The last lines: how the people fared, and what follows; `in_part` where those without a fault are
/// imported all the same.
pub fn verdict(report: &Report, table: &Table, deny_warnings: bool, in_part: bool) -> String {
    let people = &report.people;
    let mut text = String::new();
    if let Some(roster) = &report.roster {
        let number = if roster.number == 0 {
            String::new()
        } else {
            format!(" to roster {}", roster.number)
        };
        writeln!(
            text,
            "{}: the answer of {}{number}.",
            visible(&table.facts.name),
            visible(&roster.provider)
        )
        .ok();
        let mut parts = Vec::new();
        let missing = people.missing - people.brought;
        if missing > 0 {
            parts.push(format!("{missing} {} missing", are(missing)));
        }
        if people.brought > 0 {
            let has = if people.brought == 1 { "has" } else { "have" };
            parts.push(format!("{} {has} what an earlier reply brought", people.brought));
        }
        if people.faulty > 0 {
            let has = if people.faulty == 1 { "has a fault" } else { "have faults" };
            parts.push(format!("{} {has}", people.faulty));
        }
        if people.extra > 0 {
            parts.push(format!(
                "{} {} never asked for",
                people.extra,
                if people.extra == 1 { "row was" } else { "rows were" }
            ));
        }
        let rest = if parts.is_empty() { String::new() } else { format!("; {}", parts.join(", ")) };
        writeln!(
            text,
            "{} of {} people {} ready{rest}.",
            people.good,
            people.asked,
            are(people.good)
        )
        .ok();
    }
    let counts = [Severity::Error, Severity::Warning, Severity::Note]
        .map(|severity| (severity, report.count(severity)))
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| {
            let color = style(severity);
            format!(
                "{color}{count} {}{}{color:#}",
                severity.word(),
                if count == 1 { "" } else { "s" }
            )
        })
        .collect::<Vec<_>>();
    let counts = if counts.is_empty() { "Nothing found".to_owned() } else { counts.join(", ") };
    let (word, color) = match (report.is_refused(deny_warnings), in_part) {
        (true, true) => ("good in part", AnsiColor::Yellow),
        (true, false) => ("refused", AnsiColor::Red),
        (false, _) => ("accepted", AnsiColor::Green),
    };
    let color = color.on_default().bold();
    writeln!(text, "{counts}: {color}{word}{color:#}.").ok();
    if !report.skipped.is_empty() {
        let codes: Vec<&str> = report.skipped.iter().map(|skipped| skipped.code).collect();
        writeln!(text, "{DIM}Not looked at: {} ({}).{DIM:#}", codes.join(", "), reasons(report))
            .ok();
    }
    text
}

fn reasons(report: &Report) -> String {
    let mut reasons: Vec<&str> = Vec::new();
    for skipped in &report.skipped {
        if !reasons.contains(&skipped.why) {
            reasons.push(skipped.why);
        }
    }
    reasons.join("; ")
}

fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// What a plan would do, person by person: the first ones, or every one.
pub fn plan(plan: &Plan, detail: Detail) -> String {
    changes(&plan.changes, detail)
}

/// Changes, person by person: the first ones, or every one.
pub fn changes(changes: &[Change], detail: Detail) -> String {
    const FOLDED: usize = 10;
    let shown = if detail == Detail::Every { changes.len() } else { changes.len().min(FOLDED) };
    let names = changes[..shown].iter().map(|change| change.sip().map_or("", SipAddress::as_str));
    let width = names.clone().map(str::width).max().unwrap_or(0);
    let mut text = String::new();
    for (change, sip) in changes.iter().zip(names) {
        let (kind, color) = kind(change.kind());
        let pad = " ".repeat(width - sip.width());
        let sip = visible(sip);
        writeln!(text, "  {color}{kind:<17}{color:#} {BOLD}{sip}{BOLD:#}{pad}  {}", images(change))
            .ok();
    }
    if shown < changes.len() {
        writeln!(text, "  {DIM}… and {} more (-v shows each){DIM:#}", changes.len() - shown).ok();
    }
    text
}

fn images(change: &Change) -> String {
    match &change.who {
        Who::Changes { before: Some(old), after: Some(new) } if change.before == change.after => {
            let mut parts = Vec::new();
            let mut part = |name: &str, old: &str, new: &str| {
                if old != new {
                    parts.push(format!("{name} {} → {}", blank(old), blank(new)));
                }
            };
            part("address", old.sip.as_str(), new.sip.as_str());
            part("UPN", &old.user_principal_name, &new.user_principal_name);
            part("name", &old.display_name, &new.display_name);
            part("department", &old.department, &new.department);
            if parts.is_empty() { "other details".into() } else { parts.join(", ") }
        }
        _ => {
            let of = |there: bool, has: &Conferencing| {
                if there { state(has) } else { "not in the directory".into() }
            };
            let before = of(change.sip_before().is_some(), &change.before);
            format!("{before} → {}", of(change.sip_after().is_some(), &change.after))
        }
    }
}

fn blank(text: &str) -> String {
    if text.is_empty() { "(none)".into() } else { visible(text).into_owned() }
}

/// A state of conferencing in one line.
pub fn state(conferencing: &Conferencing) -> String {
    match conferencing {
        Conferencing::None => "none".into(),
        Conferencing::Microsoft => "Microsoft".into(),
        Conferencing::Assigned(assignment) => {
            let mut numbers = vec![assignment.toll_number.as_ref()];
            numbers.extend(assignment.toll_free_numbers.iter().map(AsRef::as_ref));
            let line = format!(
                "{}, {}, ID {}",
                assignment.provider,
                numbers.join(" and "),
                assignment.conference_id
            );
            visible(&line).into_owned()
        }
    }
}

fn kind(kind: ChangeKind) -> (&'static str, Style) {
    let color = match kind {
        ChangeKind::Assign | ChangeKind::PersonAdded => AnsiColor::Green,
        ChangeKind::Unassign | ChangeKind::PersonRemoved => AnsiColor::Red,
        _ => AnsiColor::Yellow,
    };
    (kind.word(), color.on_default())
}

/// How the people who were asked for add up.
pub fn sum(plan: &Plan) -> String {
    let assigned = plan.count(ChangeKind::Assign);
    let changed = plan.count(ChangeKind::Change);
    let replaced =
        plan.count(ChangeKind::ReplaceMicrosoft) + plan.count(ChangeKind::ReplaceProvider);
    let (unchanged, left) = (plan.unchanged, plan.left);
    let asked = assigned + changed + replaced + unchanged + left;
    format!(
        "{asked} asked = {assigned} assigned + {changed} changed + {replaced} replaced + {unchanged} unchanged + {left} left."
    )
}

/// How many people a plan changes and how, in one sentence.
pub fn outcome(plan: &Plan) -> String {
    let kinds = [
        (ChangeKind::PersonAdded, "added"),
        (ChangeKind::PersonChanged, "updated"),
        (ChangeKind::PersonRemoved, "removed"),
        (ChangeKind::Assign, "assigned"),
        (ChangeKind::Change, "changed"),
        (ChangeKind::ReplaceMicrosoft, "moved from Microsoft"),
        (ChangeKind::ReplaceProvider, "moved from another provider"),
        (ChangeKind::Unassign, "left without a provider"),
        (ChangeKind::Microsoft, "with Microsoft again"),
    ];
    let mut parts: Vec<String> = kinds
        .iter()
        .map(|(kind, word)| (plan.count(*kind), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if plan.unchanged > 0 || parts.is_empty() {
        parts.push(format!("{} unchanged", plan.unchanged));
    }
    if plan.left > 0 {
        parts.push(format!("{} left out", plan.left));
    }
    parts.join(", ")
}
