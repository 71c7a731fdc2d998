//! See `docs/rules/unclosed-quote-in-dump.md`.

use tollgate_model::{Findings, Severity};

use super::{DumpRule, Met};
use crate::load::dump::Dump;

pub(super) const RULE: DumpRule = DumpRule {
    code: "D011",
    name: "unclosed-quote-in-dump",
    severity: Severity::Error,
    page: include_str!("../../../../../docs/rules/unclosed-quote-in-dump.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, _: &Met<'_>, findings: &mut Findings) {
    let table = dump.table;
    let Some((line, character)) = table.facts.unclosed_quote else { return };
    let message =
        format!("the quote that opens in line {line}, character {character} swallows what follows");
    let help = "Make the dump again, or take the quote out of the file.";
    findings.push(rule.at(dump, dump.row_in_line(line), None, message, help), table);
}
