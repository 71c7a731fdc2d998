//! See `docs/rules/row-ragged-in-dump.md`.

use tollgate_model::{Class, FileKind, Finding, Findings, Severity};

use super::{DumpRule, Known, about};
use crate::load::dump::Dump;

pub(super) const RULE: DumpRule = DumpRule {
    code: "D010",
    name: "row-ragged-in-dump",
    severity: Severity::Error,
    page: include_str!("../../../../../docs/rules/row-ragged-in-dump.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, _: &Known<'_>, findings: &mut Findings) {
    let table = dump.table;
    let Some(heading_row) = table.heading_row else { return };
    // Rows of a workbook end where their last cell does, and objects have the keys that they have.
    if table.facts.kind.is_some_and(|kind| kind.is_workbook() || kind == FileKind::Json) {
        return;
    }
    let width = table.grid.width(heading_row);
    let needed =
        dump.columns.iter().flat_map(|(_, columns)| columns).max().map_or(0, |last| last + 1);
    for row in &dump.rows {
        let fields = table.grid.width(row.row);
        let spills = (width..fields).any(|column| table.class(row.row, column) != Class::Blank);
        let (severity, help) = if spills {
            (
                rule.severity,
                "Make the dump again: a separator is too many in this row, so that its values stand under wrong headings.",
            )
        } else if fields < needed {
            (
                Severity::Warning,
                "Look at the row: it ends early. What it does not say stays as it is.",
            )
        } else {
            continue;
        };
        let count = if fields == 1 { "1 field".into() } else { format!("{fields} fields") };
        let message = format!("has {count} where {width} headings are");
        let finding = rule.at(dump, row.row, None, message, help);
        findings.push(about(Finding { severity, ..finding }, row.sip.as_ref()), table);
    }
}
