//! See `docs/rules/person-renamed-in-dump.md`.

use tollgate_model::{Findings, Severity, person};

use super::{DumpRule, Known, about, safe};
use crate::load::by_object_id;
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D007",
    name: "person-renamed-in-dump",
    severity: Severity::Note,
    page: include_str!("../../../../../docs/rules/person-renamed-in-dump.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, known: &Known<'_>, findings: &mut Findings) {
    let column = dump.column(DumpField::Sip).or_else(|| dump.column(DumpField::UserPrincipalName));
    let by_object = by_object_id(known.directory);
    for row in &dump.rows {
        let (Some(sip), Some(id)) = (&row.sip, dump.object_id(row)) else { continue };
        let Some(before) = by_object.get(id).filter(|before| before.sip() != sip) else {
            continue;
        };
        let message = format!("was {} before; the assignment stays", person(before.sip()));
        let help = "Nothing to do: the object ID says that it is the same person.";
        let finding = rule.at(dump, row.row, column, message, help);
        findings.push(
            about(safe(finding, sip.as_str(), "the object ID is the same"), Some(sip)),
            dump.table,
        );
    }
}
