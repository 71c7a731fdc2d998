//! See `docs/rules/provider-switched.md`.

use tollgate_model::{Finding, Findings, Severity, value};

use super::{DumpRule, Met, about};
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

fn check(rule: &DumpRule, dump: &Dump<'_>, met: &Met<'_>, findings: &mut Findings) {
    let column = dump.column(DumpField::AcpInfo);
    for (row, known) in dump.rows.iter().zip(&met.before) {
        let (Some(sip), Some(found)) = (&row.sip, row.providers()) else { continue };
        let now = counting(found).map(|at| &found[at]);
        let before = known.and_then(|person| person.conferencing.assignment());
        // By the address that the person had until this dump.
        let batch = known.and_then(|person| met.known.assigned_by.get(person.sip()));
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
