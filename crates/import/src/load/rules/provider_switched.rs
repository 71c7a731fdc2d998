//! See `docs/rules/provider-switched.md`.

use tollgate_model::{Finding, Findings, Severity, value};

use super::{DumpRule, Known, about};
use crate::acp_info::AcpInformation;
use crate::load::counting;
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D008",
    name: "provider-switched",
    severity: Severity::Warning,
    page: include_str!("../../../../../docs/rules/provider-switched.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, known: &Known<'_>, findings: &mut Findings) {
    let column = dump.column(DumpField::AcpInfo);
    for row in &dump.rows {
        let (Some(sip), Some(found)) = (&row.sip, row.providers()) else { continue };
        let now = counting(found).map(|at| &found[at]);
        let before = known.directory.get(sip.as_str());
        let before = before.and_then(|person| person.conferencing.assignment());
        let batch = known.assigned_by.get(sip);
        if let (Some(before), Some(batch)) = (before, batch)
            && now.is_some_and(AcpInformation::is_microsoft)
        {
            let message = format!(
                "has Microsoft as provider now, and not {} as batch {batch} made it",
                value(&before.provider)
            );
            let help = "A licence with Audio Conferencing that is given later does that: take it away and export the person again, or leave the person with Microsoft.";
            let finding = rule.at(dump, row.row, column, message, help);
            findings.push(about(Finding { value: None, ..finding }, Some(sip)), dump.table);
        }
    }
}
