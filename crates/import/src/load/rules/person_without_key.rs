//! See `docs/rules/person-without-key.md`.

use tollgate_model::{Findings, Severity};

use super::{DumpRule, Met};
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D001",
    name: "person-without-key",
    severity: Severity::Error,
    page: include_str!("../../../../../docs/rules/person-without-key.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, _: &Met<'_>, findings: &mut Findings) {
    let column = dump.column(DumpField::Sip).or_else(|| dump.column(DumpField::UserPrincipalName));
    for row in dump.rows.iter().filter(|row| row.sip.is_none()) {
        let (what, help) = if row.is_several {
            (
                "several people in the directory have this user principal name, and no SIP address says who is meant",
                "Export the people again with their SIP addresses.",
            )
        } else {
            (
                "neither a SIP address nor a user principal name",
                "Export the people again with their SIP addresses or user principal names.",
            )
        };
        findings.push(rule.at(dump, row.row, column, what, help), dump.table);
    }
}
