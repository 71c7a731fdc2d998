//! See `docs/rules/person-renamed-in-dump.md`.

use std::collections::HashMap;

use tollgate_model::{Finding, Person, Severity, person};

use super::{DumpRule, Known, about, safe};
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D007",
    name: "person-renamed-in-dump",
    severity: Severity::Note,
    page: include_str!("../../../../../docs/rules/person-renamed-in-dump.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, known: &Known<'_>, findings: &mut Vec<Finding>) {
    let column = dump.column(DumpField::Sip).or_else(|| dump.column(DumpField::UserPrincipalName));
    let by_object: HashMap<&str, &Person> = known
        .directory
        .people()
        .iter()
        .filter_map(|person| Some((person.identity.object_id.as_deref()?, person)))
        .collect();
    for row in &dump.rows {
        let (Some(sip), Some(id)) = (&row.sip, &row.object_id) else { continue };
        let Some(before) = by_object.get(id.as_str()).filter(|before| before.sip() != sip) else {
            continue;
        };
        let message = format!("was {} before; the assignment stays", person(before.sip()));
        let help = "Nothing to do: the object ID says that it is the same person.";
        let finding = rule.at(dump, row.row, column, message, help);
        findings.push(about(safe(finding, sip.as_str(), "the object ID is the same"), Some(sip)));
    }
}
