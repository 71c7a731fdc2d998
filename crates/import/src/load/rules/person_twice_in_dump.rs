//! See `docs/rules/person-twice-in-dump.md`.

use std::collections::HashMap;

use tollgate_model::{Directory, Finding, Severity, SipAddress};

use super::{DumpRule, about};
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D002",
    name: "person-twice-in-dump",
    severity: Severity::Error,
    page: include_str!("../../../../../docs/rules/person-twice-in-dump.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, _: &Directory, findings: &mut Vec<Finding>) {
    let mut first: HashMap<&SipAddress, usize> = HashMap::new();
    let column = dump.column(DumpField::Sip).or_else(|| dump.column(DumpField::UserPrincipalName));
    for row in &dump.rows {
        let Some(sip) = &row.sip else { continue };
        let Some(other) = first.get(sip).copied() else {
            first.insert(sip, row.row);
            continue;
        };
        let differ = dump.columns.iter().flat_map(|(_, columns)| columns).any(|column| {
            dump.table.get(other, *column).trim() != dump.table.get(row.row, *column).trim()
        });
        let (what, severity) =
            if differ { ("differ", Severity::Error) } else { ("are equal", Severity::Warning) };
        let message = format!("also in row {}; the two rows {what}", dump.table.at(other).number);
        let finding =
            rule.at(dump, row.row, column, message, "Take one of the two rows out of the dump.");
        findings.push(about(Finding { severity, ..finding }, Some(sip)));
    }
}
