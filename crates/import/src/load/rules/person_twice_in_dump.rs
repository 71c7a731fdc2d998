//! See `docs/rules/person-twice-in-dump.md`.

use tollgate_model::{Finding, Findings, Severity};

use super::{DumpRule, Met, about};
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D002",
    name: "person-twice-in-dump",
    severity: Severity::Error,
    page: include_str!("../../../../../docs/rules/person-twice-in-dump.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, _: &Met<'_>, findings: &mut Findings) {
    let addresses = dump.others(|row| row.sip.as_ref());
    let ids = dump.others(|row| row.sip.as_ref().and_then(|_| dump.object_id(row)));
    let column = dump.column(DumpField::Sip).or_else(|| dump.column(DumpField::UserPrincipalName));
    for (at, row) in dump.rows.iter().enumerate() {
        let by_address = addresses.get(&at);
        let Some(other) = by_address.or(ids.get(&at)) else { continue };
        let other = &dump.rows[*other];
        let (what, severity) = if dump.say_the_same(other, row) {
            ("are equal", Severity::Warning)
        } else if by_address.is_none() {
            ("have one object ID and two addresses", Severity::Error)
        } else {
            ("differ", Severity::Error)
        };
        let message =
            format!("also in row {}; the two rows {what}", dump.table.at(other.row).number);
        let finding =
            rule.at(dump, row.row, column, message, "Take one of the two rows out of the dump.");
        findings.push(about(Finding { severity, ..finding }, row.sip.as_ref()), dump.table);
    }
}
