//! See `docs/rules/conference-id-repeated-in-dump.md`.

use tollgate_model::{Finding, Findings, Severity, person, repeated, value};

use super::{DumpRule, Known, about};
use crate::load::counting;
use crate::load::dump::{Dump, DumpField, DumpRow};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D004",
    name: "conference-id-repeated-in-dump",
    severity: Severity::Warning,
    page: include_str!("../../../../../docs/rules/conference-id-repeated-in-dump.md"),
    check,
};

fn check<'d>(rule: &DumpRule, dump: &'d Dump<'_>, _: &Known<'_>, findings: &mut Findings) {
    let column = dump.column(DumpField::AcpInfo);
    let held = |row: &'d DumpRow| {
        let found = row.sip.as_ref().and(row.providers())?;
        let entry = counting(found).map(|at| &found[at])?;
        (!entry.is_microsoft()).then_some(&entry.assignment)
    };
    let key = |row| held(row).map(|held| (held.provider.to_lowercase(), &held.conference_id));
    for group in repeated(&dump.rows, key) {
        let rows = || group.iter().map(|at| &dump.rows[*at]);
        for row in rows() {
            let other = rows().find(|other| other.sip != row.sip);
            let (Some(held), Some(other)) = (held(row), other) else { continue };
            let Some(sip) = &other.sip else { continue };
            let message = format!(
                "{} with {} is also held by {} in row {}; both are kept as they stand",
                value(&held.conference_id),
                value(&held.provider),
                person(sip),
                dump.table.at(other.row).number
            );
            let help = "Ask the provider for an ID of its own for each: two people with one ID land in one another's meetings.";
            let finding = rule.at(dump, row.row, column, message, help);
            findings.push(about(Finding { value: None, ..finding }, row.sip.as_ref()), dump.table);
        }
    }
}
