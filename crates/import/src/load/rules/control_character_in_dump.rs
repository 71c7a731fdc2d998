//! See `docs/rules/control-character-in-dump.md`.

use tollgate_model::{Finding, Findings, Severity, value};

use super::{DumpRule, Met, about};
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D009",
    name: "control-character-in-dump",
    severity: Severity::Error,
    page: include_str!("../../../../../docs/rules/control-character-in-dump.md"),
    check,
};

const HELP: &str = "Check the program that wrote the file, and export the people again: no directory holds such a character.";

fn check(rule: &DumpRule, dump: &Dump<'_>, _: &Met<'_>, findings: &mut Findings) {
    let read =
        dump.columns.iter().flat_map(|(field, columns)| columns.iter().map(|at| (*field, *at)));
    for row in &dump.rows {
        for (field, column) in read.clone() {
            let text = dump.table.get(row.row, column);
            let Some(at) = text.bytes().position(is_control) else { continue };
            let message = format!("holds {}, a control character", value(&text[at..=at]));
            let finding = rule.at(dump, row.row, Some(column), message, HELP);
            // A leader's code may stand there.
            let shown = finding.value.filter(|_| field != DumpField::AcpInfo);
            findings.push(about(Finding { value: shown, ..finding }, row.sip.as_ref()), dump.table);
        }
    }
}

/// Whether a byte is one that XML allows in no text, which neither a workbook nor every store can keep.
/// What Windows-1252 has in the place of others (U+0080 and on) is a name that was read amiss.
fn is_control(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')
}
