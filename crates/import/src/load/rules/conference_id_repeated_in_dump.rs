//! See `docs/rules/conference-id-repeated-in-dump.md`.

use std::collections::HashMap;

use tollgate_model::{Finding, Severity, SipAddress, person, value};

use super::{DumpRule, Known, about};
use crate::load::counting;
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D004",
    name: "conference-id-repeated-in-dump",
    severity: Severity::Warning,
    page: include_str!("../../../../../docs/rules/conference-id-repeated-in-dump.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, _: &Known<'_>, findings: &mut Vec<Finding>) {
    let column = dump.column(DumpField::AcpInfo);
    let mut first: HashMap<(String, &str), (&SipAddress, usize)> = HashMap::new();
    for row in &dump.rows {
        let (Some(sip), Some(found)) = (&row.sip, row.providers()) else { continue };
        let entry = counting(found).map(|at| &found[at]).filter(|entry| !entry.is_microsoft());
        let Some(held) = entry.map(|entry| &entry.assignment) else { continue };
        let key = (held.provider.to_lowercase(), &*held.conference_id);
        match first.get(&key) {
            Some((other, at)) if *other != sip => {
                let message = format!(
                    "{} with {} is also held by {} in row {}; both are kept as they stand",
                    value(&held.conference_id),
                    value(&held.provider),
                    person(other),
                    dump.table.at(*at).number
                );
                let help = "Ask the provider for an ID of its own for each: two people with one ID land in one another's meetings.";
                let finding = rule.at(dump, row.row, column, message, help);
                findings.push(about(Finding { value: None, ..finding }, Some(sip)));
            }
            Some(_) => {}
            None => drop(first.insert(key, (sip, row.row))),
        }
    }
}
