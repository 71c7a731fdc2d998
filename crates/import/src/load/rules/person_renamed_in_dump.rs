//! See `docs/rules/person-renamed-in-dump.md`.

use tollgate_model::{Findings, Severity, person};

use super::{DumpRule, Met, about, safe};
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D007",
    name: "person-renamed-in-dump",
    severity: Severity::Note,
    page: include_str!("../../../../../docs/rules/person-renamed-in-dump.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, met: &Met<'_>, findings: &mut Findings) {
    let column = dump.column(DumpField::Sip).or_else(|| dump.column(DumpField::UserPrincipalName));
    for (row, before) in dump.rows.iter().zip(&met.before) {
        let (Some(sip), Some(before)) = (&row.sip, before) else { continue };
        if before.sip() == sip {
            continue;
        }
        let message = format!("was {} before; the assignment stays", person(before.sip()));
        let help = "Nothing to do: the object ID says that it is the same person.";
        let finding = rule.at(dump, row.row, column, message, help);
        findings.push(
            about(safe(finding, sip.as_str(), "the object ID is the same"), Some(sip)),
            dump.table,
        );
    }
}
