//! See `docs/rules/acpinfo-unreadable.md`.

use tollgate_model::{Finding, Findings, Severity};

use super::{DumpRule, Met, about};
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D003",
    name: "acpinfo-unreadable",
    severity: Severity::Error,
    page: include_str!("../../../../../docs/rules/acpinfo-unreadable.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, _: &Met<'_>, findings: &mut Findings) {
    let column = dump.column(DumpField::AcpInfo);
    for row in &dump.rows {
        if let Some(Err(why)) = row.acp.as_deref() {
            let help = "Export `AcpInfo` again as Microsoft's cmdlets give it, or leave the column out: then what is known stays.";
            let finding = rule.at(dump, row.row, column, why.clone(), help);
            // The cell may hold a leader's code, which is shown to nobody.
            findings.push(about(Finding { value: None, ..finding }, row.sip.as_ref()), dump.table);
        }
    }
}
