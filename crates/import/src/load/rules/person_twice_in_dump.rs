//! See `docs/rules/person-twice-in-dump.md`.

use std::collections::HashMap;

use tollgate_model::{Finding, Severity};

use super::{DumpRule, Known, about};
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D002",
    name: "person-twice-in-dump",
    severity: Severity::Error,
    page: include_str!("../../../../../docs/rules/person-twice-in-dump.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, _: &Known<'_>, findings: &mut Vec<Finding>) {
    let (mut addresses, mut ids) = (HashMap::new(), HashMap::new());
    let column = dump.column(DumpField::Sip).or_else(|| dump.column(DumpField::UserPrincipalName));
    for row in &dump.rows {
        let Some(sip) = &row.sip else { continue };
        let by_address = addresses.insert(sip, row);
        let by_id = dump.object_id(row).and_then(|id| ids.insert(id, row));
        let Some(other) = by_address.or(by_id) else { continue };
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
        findings.push(about(Finding { severity, ..finding }, Some(sip)));
    }
}
