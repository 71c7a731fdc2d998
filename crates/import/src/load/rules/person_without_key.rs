//! See `docs/rules/person-without-key.md`.

use tollgate_model::{Findings, Severity};

use super::{DumpRule, Known};
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D001",
    name: "person-without-key",
    severity: Severity::Error,
    page: include_str!("../../../../../docs/rules/person-without-key.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, _: &Known<'_>, findings: &mut Findings) {
    let column = dump.column(DumpField::Sip).or_else(|| dump.column(DumpField::UserPrincipalName));
    for row in dump.rows.iter().filter(|row| row.sip.is_none()) {
        let help = "Export the people again with their SIP addresses or user principal names.";
        findings.push(
            rule.at(dump, row.row, column, "neither a SIP address nor a user principal name", help),
            dump.table,
        );
    }
}
