//! See `docs/rules/encoding-unproven-in-dump.md`.

use tollgate_model::{Findings, Severity, value};

use super::{DumpRule, Met, about};
use crate::load::dump::{Dump, TEXTS};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D014",
    name: "encoding-unproven-in-dump",
    severity: Severity::Warning,
    page: include_str!("../../../../../docs/rules/encoding-unproven-in-dump.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, met: &Met<'_>, findings: &mut Findings) {
    let Some(encoding) = dump.table.facts.encoding.as_ref().filter(|encoding| encoding.guessed)
    else {
        return;
    };
    let unproven = dump.rows.iter().zip(&met.before).find_map(|(row, before)| {
        let known = before.map(|person| &person.identity);
        TEXTS.into_iter().find_map(|field| {
            let text = dump.said(row, field).filter(|text| !text.is_ascii())?;
            let is_known = known.is_some_and(|known| *field.known(known) == *text);
            (!is_known).then_some((row, dump.column(field), text))
        })
    });
    let Some((row, column, text)) = unproven else { return };
    let message = format!(
        "the text seems to be in {}, but nothing in it proves that: is {} right?",
        encoding.name.to_uppercase(),
        value(text)
    );
    let help = "Check the names; if they are wrong, make the dump again with -Encoding UTF8.";
    let finding = rule.at(dump, row.row, column, message, help);
    findings.push(about(finding, row.sip.as_ref()), dump.table);
}
