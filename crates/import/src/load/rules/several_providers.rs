//! See `docs/rules/several-providers.md`.

use tollgate_model::{Finding, Findings, Severity, value};

use super::{DumpRule, Met, about};
use crate::load::counting;
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D006",
    name: "several-providers",
    severity: Severity::Warning,
    page: include_str!("../../../../../docs/rules/several-providers.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, _: &Met<'_>, findings: &mut Findings) {
    let column = dump.column(DumpField::AcpInfo);
    for row in &dump.rows {
        let Some(found) = row.providers() else { continue };
        if let Some(counts) = counting(found).filter(|_| found.len() > 1) {
            let entry = &found[counts];
            let why = if entry.default {
                "it is the default"
            } else if entry.is_microsoft() {
                "it is Microsoft's"
            } else {
                "it is the first"
            };
            let provider = value(&entry.assignment.provider);
            let message = format!("{} providers; {provider} counts, because {why}", found.len());
            let help = "Nothing to do for the load: the others are kept beside it. A person should have one provider.";
            let finding = rule.at(dump, row.row, column, message, help);
            findings.push(about(Finding { value: None, ..finding }, row.sip.as_ref()), dump.table);
        }
    }
}
