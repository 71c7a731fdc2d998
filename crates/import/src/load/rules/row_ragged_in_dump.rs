//! See `docs/rules/row-ragged-in-dump.md`.

use tollgate_model::{Finding, Findings, Severity, SipAddress};

use super::{DumpRule, Met, about};
use crate::load::dump::Dump;

pub(super) const RULE: DumpRule = DumpRule {
    code: "D010",
    name: "row-ragged-in-dump",
    severity: Severity::Error,
    page: include_str!("../../../../../docs/rules/row-ragged-in-dump.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, _: &Met<'_>, findings: &mut Findings) {
    let table = dump.table;
    let Some(heading_row) = table.heading_row.filter(|_| dump.is_delimited()) else { return };
    let width = table.grid.width(heading_row);
    let needed =
        dump.columns.iter().flat_map(|(_, columns)| columns).max().map_or(0, |last| last + 1);
    let mut tell = |row: usize, person: Option<SipAddress>, severity, help| {
        let fields = table.grid.width(row);
        let count = if fields == 1 { "1 field".into() } else { format!("{fields} fields") };
        let message = format!("has {count} where {width} headings are");
        let finding = rule.at(dump, row, None, message, help);
        findings.push(about(Finding { severity, ..finding }, person.as_ref()), table);
    };
    for row in &dump.torn {
        tell(*row, dump.whom(*row), rule.severity, TORN);
    }
    for row in dump.rows.iter().filter(|row| table.grid.width(row.row) < needed) {
        tell(row.row, row.sip.clone(), Severity::Warning, SHORT);
    }
}

const TORN: &str = "Make the dump again: this row has a separator too many, so its values are under the wrong headings.";
const SHORT: &str = "Check the row: it ends early. The fields that it lacks stay as they are.";
