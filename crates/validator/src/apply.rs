//! Fixes that are asked for by rule: used on a copy of the reply, which is then judged again as a
//! whole, until nothing more is proposed. The file itself is never changed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tollgate_model::{Finding, Fix, Message, Put, Severity, SmolStr, Table, value};

use crate::{Checked, Options, RULES, Reply, Rule, Sent, Today, check, check_put_right};

/// A reply with fixes used.
#[derive(Debug)]
pub struct Applied {
    /// The reply as it is judged: cells that were fixed are text with the fix, and what was moved is stored
    /// as it was where it stood.
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

/// How often, beside once for each rule, more may be proposed.
const MORE: usize = 10;

/// A cell of the table: row and column (both zero-based).
type At = (usize, usize);

/// What a rule changes in a cell.
struct Change {
    rule: &'static Rule,
    cell: At,
    was: SmolStr,
    is: SmolStr,
    why: &'static str,
    /// The cell in which it stood before, where it is moved.
    from: Option<At>,
}

/// Judges a reply, uses what the named rules propose, and judges it again. A rule whose fixes would give
/// two people one conference ID is not used.
///
/// It goes rule by rule, first those that look at more at once: what stands in the wrong row is moved before
/// it is put right.
pub fn check_applying(
    mut table: Table,
    sent: &Sent<'_>,
    today: Option<&Today<'_>>,
    options: Options,
    codes: &[&str],
) -> Applied {
    let mut wanted: Vec<&Rule> = RULES.iter().filter(|rule| codes.contains(&rule.code)).collect();
    let mut checked = check(&table, sent, today, options);
    let (mut changes, mut put_right) = (Vec::<Change>::new(), Vec::new());
    let mut refused = Vec::new();
    for _ in 0..wanted.len() + MORE {
        let next = wanted.iter().find_map(|&rule| {
            let more = proposed(&checked, &table, rule);
            // What a rule would change twice it does not understand.
            let before = changes.iter().filter(|change| change.rule.code == rule.code);
            let before: BTreeSet<At> = before.map(|change| change.cell).collect();
            let new = !more.is_empty() && !more.iter().any(|more| before.contains(&more.cell));
            new.then_some((rule.code, more))
        });
        let Some((code, more)) = next else { break };
        let edited = table.edited(&more.iter().map(|change| (change.cell, put(change))).collect());
        let right = still_put_right(&put_right, &more);
        let again = check_put_right(&edited, sent, today, options, &right);
        if let Some(why) = double(&again, &edited, &more) {
            wanted.retain(|rule| rule.code != code);
            refused.push((code.to_owned(), why));
        } else {
            (table, checked, put_right) = (edited, again, right);
            changes.extend(more);
        }
    }
    let used: BTreeSet<&str> = changes.iter().map(|change| change.rule.code).collect();
    let idle = wanted.iter().map(|rule| rule.code).filter(|code| !used.contains(code));
    let idle = idle.map(str::to_owned).collect();
    if !changes.is_empty() {
        let reply = Reply::new(&table, sent, options, &[]);
        for change in changes {
            checked.report.findings.push(note(&reply, change), &table);
        }
        checked.report.findings.sort();
    }
    Applied { table, checked, refused, idle }
}

/// What a rule proposes that is not used unasked, in the order of the cells. Where it proposes several
/// things for one, it is the first.
fn proposed(checked: &Checked, table: &Table, rule: &'static Rule) -> Vec<Change> {
    let mut changes: BTreeMap<At, Change> = BTreeMap::new();
    let findings = checked.report.findings.iter(table);
    for finding in findings.filter(|finding| finding.code == rule.code) {
        let Some(fix) = finding.fix().filter(|fix| !fix.safe) else { continue };
        // What stands in one of the cells, and is put into another, is moved.
        let cells = fix.edits.iter().rev().map(|edit| (edit.row, edit.column));
        let stood: HashMap<&str, At> =
            cells.map(|(row, column)| (table.get(row, column), (row, column))).collect();
        let own = finding.row.zip(finding.column).filter(|_| fix.edits.is_empty());
        let own = own.map(|cell| (cell, fix.value));
        let edits = fix.edits.iter().map(|edit| ((edit.row, edit.column), edit.text.as_str()));
        for (cell, text) in edits.chain(own) {
            let was = table.get(cell.0, cell.1);
            if was != text {
                let (was, is, why) = (was.into(), text.into(), fix.why);
                let from = stood.get(text).copied();
                changes.entry(cell).or_insert(Change { rule, cell, was, is, why, from });
            }
        }
    }
    changes.into_values().collect()
}

fn put(change: &Change) -> Put<'_> {
    change.from.map_or(Put::Text(&change.is), |(row, column)| Put::Cell(row, column))
}

/// The cells, in order, that hold what a rule proposed and not what the file says, once more is changed.
fn still_put_right(before: &[At], changes: &[Change]) -> Vec<At> {
    let was = |cell: &At| before.binary_search(cell).is_ok();
    let changed: BTreeSet<At> = changes.iter().map(|change| change.cell).collect();
    let new = changes.iter().filter(|change| change.from.as_ref().is_none_or(was));
    let mut right: Vec<At> = new.map(|change| change.cell).collect();
    right.extend(before.iter().filter(|cell| !changed.contains(cell)));
    right.sort_unstable();
    right
}

/// Why a change would give two people one ID.
fn double(checked: &Checked, table: &Table, changes: &[Change]) -> Option<Message> {
    let changed: BTreeSet<At> = changes.iter().map(|change| change.cell).collect();
    let mut findings = checked.report.findings.iter(table);
    let double = findings.find(|finding| {
        let cell = finding.row.zip(finding.column);
        DUPLICATES.contains(&finding.code) && cell.is_some_and(|cell| changed.contains(&cell))
    });
    double.map(|finding| finding.message().to_message())
}

/// The note of what a rule made of a cell.
fn note(reply: &Reply<'_>, change: Change) -> Finding {
    let Change { rule, cell: (row, column), was, is, why, .. } = change;
    let told = |text: &str| if text.is_empty() { "nothing".to_owned() } else { value(text) };
    let message = format!("{} became {}, as --apply {} asks", told(&was), told(&is), rule.code);
    let sent_row = reply.joined.at(row).and_then(|joined| joined.who.person());
    Finding {
        code: rule.code,
        name: rule.name,
        severity: Severity::Note,
        row: Some(row),
        column: Some(column),
        sent_row,
        person: sent_row.map(|person| reply.roster().sip(person)),
        value: Some(was),
        message: message.into(),
        help: "Nothing to do.",
        fix: Some(Fix { value: is, why, safe: true, edits: Box::default() }.into()),
    }
}

#[cfg(test)]
mod tests;
