//! Fixes that are asked for by rule: used on a copy of the reply, which is then judged again as a
//! whole. The file itself is never changed.

use std::collections::{BTreeMap, BTreeSet};

use tollgate_model::{Edit, Finding, FindingView, Fix, Message, Severity, SmolStr, Table, value};

use crate::{Checked, Options, Reply, Sent, Today, check};

/// A reply with fixes used.
#[derive(Debug)]
pub struct Applied {
    /// The reply as it is judged: cells that were fixed are text with the fix.
    pub table: Table,
    /// What is found now, each cell that was fixed a note with before and after.
    pub checked: Checked,
    /// Codes whose fixes were not used, and why.
    pub refused: Vec<(String, Message)>,
    /// Codes of rules that proposed nothing in this reply.
    pub idle: Vec<String>,
}

/// Rules that say that two people would have one ID.
const DUPLICATES: [&str; 5] = ["I004", "I005", "I006", "P004", "P007"];

/// What is put into which cells, and the finding that proposes it. Where two propose something for one
/// cell, it is the first.
type Proposed<'f> = BTreeMap<(usize, usize), (FindingView<'f>, SmolStr)>;

/// Judges a reply, uses the fixes that the named rules propose, and judges it again. A rule whose
/// fixes would give two people one conference ID is not used.
pub fn check_applying(
    table: Table,
    sent: &Sent<'_>,
    today: Option<&Today<'_>>,
    options: Options,
    codes: &[&str],
) -> Applied {
    let mut wanted: BTreeSet<&str> = codes.iter().copied().collect();
    let mut refused = Vec::new();
    let first = check(&table, sent, today, options);
    let idle = idle(&first, &table, &wanted);
    loop {
        let proposed = proposed(&first, &table, &wanted);
        if proposed.is_empty() {
            return Applied { table, checked: first, refused, idle };
        }
        let edit = |(cell, (_, text)): (&(usize, usize), &(_, SmolStr))| Edit {
            row: cell.0,
            column: cell.1,
            text: text.clone(),
        };
        let edited = table.edited(&proposed.iter().map(edit).collect::<Vec<_>>());
        let mut checked = check(&edited, sent, today, options);
        // A cell that was fixed and is another's double now speaks against its rule.
        let double = checked
            .report
            .findings
            .iter(&edited)
            .filter(|finding| DUPLICATES.contains(&finding.code))
            .find_map(|finding| {
                let (by, _) = proposed.get(&(finding.row?, finding.column?))?;
                Some((by.code, finding.message().to_message()))
            });
        let Some((code, why)) = double else {
            let reply = Reply::new(&edited, sent, options);
            for (cell, (finding, _)) in &proposed {
                if let Some(note) = note(&table, &reply, *cell, *finding) {
                    checked.report.findings.push(note, &edited);
                }
            }
            checked.report.findings.sort();
            return Applied { table: edited, checked, refused, idle };
        };
        wanted.remove(code);
        refused.push((code.to_owned(), why));
    }
}

/// The findings of the named rules that propose something which is not used unasked.
fn proposing<'f>(
    checked: &'f Checked,
    table: &'f Table,
    wanted: &BTreeSet<&str>,
) -> impl Iterator<Item = FindingView<'f>> {
    let asks = |finding: &FindingView<'_>| {
        wanted.contains(finding.code) && finding.fix().is_some_and(|fix| !fix.safe)
    };
    checked.report.findings.iter(table).filter(asks)
}

fn idle(checked: &Checked, table: &Table, wanted: &BTreeSet<&str>) -> Vec<String> {
    let active: BTreeSet<&str> =
        proposing(checked, table, wanted).map(|finding| finding.code).collect();
    wanted.difference(&active).map(|code| (*code).to_owned()).collect()
}

fn proposed<'f>(checked: &'f Checked, table: &'f Table, wanted: &BTreeSet<&str>) -> Proposed<'f> {
    let mut cells = Proposed::new();
    for finding in proposing(checked, table, wanted) {
        let Some(fix) = finding.fix() else { continue };
        for edit in fix.edits {
            cells.entry((edit.row, edit.column)).or_insert((finding, edit.text.clone()));
        }
        if let (true, Some(cell)) = (fix.edits.is_empty(), finding.row.zip(finding.column)) {
            cells.entry(cell).or_insert((finding, fix.value.into()));
        }
    }
    cells
}

/// The note of what a fix made of a cell; none where it was that already.
fn note(
    before: &Table,
    reply: &Reply<'_>,
    (row, column): (usize, usize),
    finding: FindingView<'_>,
) -> Option<Finding> {
    let [was, is] = [before, reply.table].map(|table| table.get(row, column));
    if was == is {
        return None;
    }
    let told = |text: &str| if text.is_empty() { "nothing".to_owned() } else { value(text) };
    let message = format!("{} became {}, as --apply {} asks", told(was), told(is), finding.code);
    let sent_row = reply.joined.at(row).and_then(|joined| joined.who.person());
    let why = finding.fix().map_or("", |fix| fix.why);
    Some(Finding {
        code: finding.code,
        name: finding.name,
        severity: Severity::Note,
        row: Some(row),
        column: Some(column),
        sent_row,
        person: sent_row.map(|person| reply.roster().sip(person)),
        value: Some(was.into()),
        message: message.into(),
        help: "Nothing to do.",
        fix: Some(Fix { value: is.into(), why, safe: true, edits: Box::default() }.into()),
    })
}

#[cfg(test)]
mod tests;
