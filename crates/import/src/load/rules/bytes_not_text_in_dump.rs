//! See `docs/rules/bytes-not-text-in-dump.md`.

use tollgate_model::{Findings, Severity};

use super::{DumpRule, Met};
use crate::load::dump::Dump;

pub(super) const RULE: DumpRule = DumpRule {
    code: "D013",
    name: "bytes-not-text-in-dump",
    severity: Severity::Error,
    page: include_str!("../../../../../docs/rules/bytes-not-text-in-dump.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, _: &Met<'_>, findings: &mut Findings) {
    let Some((at, line)) = dump.table.facts.bytes_not_text else { return };
    let message = format!("byte {at}, in line {line}, is not text in the file's encoding");
    let help = "Make the dump again: the file was damaged, or joined from several.";
    findings.push(rule.at(dump, dump.row_in_line(line), None, message, help), dump.table);
}
