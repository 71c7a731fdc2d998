//! See `docs/rules/object-id-changed.md`.

use tollgate_model::{Findings, Severity, value};

use super::{DumpRule, Met, about};
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D015",
    name: "object-id-changed",
    severity: Severity::Warning,
    page: include_str!("../../../../../docs/rules/object-id-changed.md"),
    check,
};

const HELP: &str = "If it is the same person with a new account, there is nothing to do. If it is somebody else, answers to earlier rosters are not theirs.";
const ASSIGNED: &str = "If it is the same person with a new account, there is nothing to do. If it is somebody else, take the assignment away with `tollgate unassign ADDRESS`. Answers to earlier rosters are not theirs either.";

fn check(rule: &DumpRule, dump: &Dump<'_>, met: &Met<'_>, findings: &mut Findings) {
    let column = dump.column(DumpField::ObjectId);
    for (row, before) in dump.rows.iter().zip(&met.before) {
        let (Some(before), Some(id)) = (before, dump.object_id(row)) else { continue };
        let known = before.identity.object_id.as_deref();
        let Some(known) = known.filter(|known| !known.eq_ignore_ascii_case(id)) else { continue };
        let name = dump.said(row, DumpField::DisplayName).unwrap_or_default();
        let (had, has) = (account(&before.identity.display_name, known), account(name, id));
        let stays = before.conferencing.assignment().is_some() && row.acp.is_none();
        let (what, help) = if stays { ("; the assignment stays", ASSIGNED) } else { ("", HELP) };
        let message = format!("{had} had this address before, and {has} has it now{what}");
        let finding = rule.at(dump, row.row, column, message, help);
        findings.push(about(finding, row.sip.as_ref()), dump.table);
    }
}

/// An account by its name, where that is known, and its object ID.
fn account(name: &str, id: &str) -> String {
    match name {
        "" => format!("the account {}", value(id)),
        name => format!("{} ({})", value(name), value(id)),
    }
}
