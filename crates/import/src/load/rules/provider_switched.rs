//! See `docs/rules/provider-switched.md`.

use tollgate_model::{Finding, Findings, Severity, is_same_name, value};

use super::{DumpRule, Met, about};
use crate::load::counting;
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D008",
    name: "provider-switched",
    severity: Severity::Warning,
    page: include_str!("../../../../../docs/rules/provider-switched.md"),
    check,
};

const MICROSOFT: &str = "A licence with Audio Conferencing that is given later does that: take it away and export the person again, or leave the person with Microsoft.";
const OTHER: &str = "Somebody changed it in the directory: export the person again, or leave the person with that provider.";
const NOTHING: &str = "If the dump was made before the directory had the assignment, make it again, or leave `AcpInfo` out of it: then what is known stays. Otherwise export the person again, or leave the person without.";
const KNOWN: &str = "Nothing to do if the dump is right: what is known came from a dump, too.";

fn check(rule: &DumpRule, dump: &Dump<'_>, met: &Met<'_>, findings: &mut Findings) {
    let column = dump.column(DumpField::AcpInfo);
    for (row, known) in dump.rows.iter().zip(&met.before) {
        let (Some(sip), Some(found), Some(known)) = (&row.sip, row.providers(), known) else {
            continue;
        };
        let Some(before) = known.conferencing.assignment() else { continue };
        let (now, help) = match counting(found).map(|at| &found[at]) {
            Some(now) if now.is_microsoft() => ("Microsoft as provider".to_owned(), MICROSOFT),
            Some(now) if is_same_name(&now.assignment.provider, &before.provider) => continue,
            Some(now) => (format!("{} as provider", value(&now.assignment.provider)), OTHER),
            None => ("no provider".to_owned(), NOTHING),
        };
        // By the address that the person had until this dump.
        let batch = met.known.assigned_by.get(known.sip());
        let (so, severity, help) = match batch {
            Some(batch) => (format!("as batch {batch} made it"), rule.severity, help),
            None => ("as it was known".to_owned(), Severity::Note, KNOWN),
        };
        let message = format!("has {now} now, and not {} {so}", value(&before.provider));
        let finding = rule.at(dump, row.row, column, message, help);
        findings.push(about(Finding { value: None, severity, ..finding }, Some(sip)), dump.table);
    }
}
