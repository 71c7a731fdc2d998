//! Fixes that are asked for by rule: used on a copy of the reply, which is then judged again as a
//! whole. The file itself is never changed.

use std::collections::{BTreeMap, BTreeSet};

use tollgate_model::{Edit, Finding, FindingView, Fix, Message, Severity, Table, value};

use crate::{Checked, Options, Sent, Today, check};

/// A reply with fixes used.
#[derive(Debug)]
pub struct Applied {
    /// The reply as it is judged: cells that were fixed are text with the fix.
    pub table: Table,
    /// What is found now, each fix that was used a note with before and after.
    pub checked: Checked,
    /// Codes whose fixes were not used, and why.
    pub refused: Vec<(String, Message)>,
}

/// Rules that say that two people would have one ID.
const DUPLICATES: [&str; 5] = ["I004", "I005", "I006", "P004", "P007"];

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
    loop {
        let proposed = |finding: &FindingView<'_>| {
            wanted.contains(finding.code) && finding.fix().is_some_and(|fix| !fix.safe)
        };
        let used: Vec<FindingView<'_>> =
            first.report.findings.iter(&table).filter(proposed).collect();
        let edits: Vec<(&str, Edit)> = used
            .iter()
            .flat_map(|finding| edits(*finding).into_iter().map(|edit| (finding.code, edit)))
            .collect();
        if edits.is_empty() {
            return Applied { table, checked: first, refused };
        }
        let list: Vec<Edit> = edits.iter().map(|(_, edit)| edit.clone()).collect();
        let by: BTreeMap<(usize, usize), &str> =
            edits.iter().map(|(code, edit)| ((edit.row, edit.column), *code)).collect();
        let edited = table.edited(&list);
        let mut checked = check(&edited, sent, today, options);
        // A cell that was fixed and is another's double now speaks against its rule.
        let double = checked
            .report
            .findings
            .iter(&edited)
            .filter(|finding| DUPLICATES.contains(&finding.code))
            .find_map(|finding| {
                let code = by.get(&(finding.row?, finding.column?))?;
                Some((*code, finding.message().to_message()))
            });
        let Some((code, why)) = double else {
            for finding in used {
                checked.report.findings.push(note(finding), &edited);
            }
            checked.report.findings.sort();
            return Applied { table: edited, checked, refused };
        };
        wanted.remove(code);
        refused.push((code.to_owned(), why));
    }
}

fn edits(finding: FindingView<'_>) -> Box<[Edit]> {
    let Some(fix) = finding.fix() else { return Box::default() };
    if !fix.edits.is_empty() {
        return fix.edits.into();
    }
    let place = finding.row.zip(finding.column);
    place.map(|(row, column)| Edit { row, column, text: fix.value.into() }).into_iter().collect()
}

/// The note that a fix was used.
fn note(finding: FindingView<'_>) -> Finding {
    let (before, after) =
        (finding.value().unwrap_or_default(), finding.fix().map_or("", |fix| fix.value));
    let message =
        format!("{} became {}, as --apply {} asks", value(before), value(after), finding.code);
    let used = finding.to_finding();
    Finding {
        severity: Severity::Note,
        message: message.into(),
        help: "Nothing to do.".into(),
        fix: used.fix.map(|fix| Box::new(Fix { safe: true, ..*fix })),
        ..used
    }
}

#[cfg(test)]
mod tests;
