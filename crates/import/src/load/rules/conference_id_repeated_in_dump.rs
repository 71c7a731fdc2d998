//! See `docs/rules/conference-id-repeated-in-dump.md`.

use std::collections::{HashMap, HashSet};

use tollgate_model::{
    Assignment, Finding, Findings, Severity, SipAddress, person, repeated, value,
};

use super::{DumpRule, Met, about};
use crate::load::counting;
use crate::load::dump::{Dump, DumpField, DumpRow};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D004",
    name: "conference-id-repeated-in-dump",
    severity: Severity::Warning,
    page: include_str!("../../../../../docs/rules/conference-id-repeated-in-dump.md"),
    check,
};

const HELP: &str = "Ask the provider for an ID of its own for each: two people with one ID land in one another's meetings.";

fn check(rule: &DumpRule, dump: &Dump<'_>, met: &Met<'_>, findings: &mut Findings) {
    let column = dump.column(DumpField::AcpInfo);
    let mut tell = |row: &DumpRow, other: String| {
        let Some(held) = held(row) else { return };
        let message = format!(
            "{} with {} is also held by {other}; both are kept as they stand",
            value(&held.conference_id),
            value(&held.provider),
        );
        let finding = rule.at(dump, row.row, column, message, HELP);
        findings.push(about(Finding { value: None, ..finding }, row.sip.as_ref()), dump.table);
    };
    let mut told = HashSet::new();
    for group in repeated(&dump.rows, |row| held(row).map(key)) {
        let rows = || group.iter().map(|at| &dump.rows[*at]);
        for row in rows() {
            let other = rows().find(|other| other.sip != row.sip);
            let Some((other, sip)) = other.and_then(|other| Some((other, other.sip.as_ref()?)))
            else {
                continue;
            };
            tell(row, format!("{} in row {}", person(sip), dump.table.at(other.row).number));
            told.insert(row.row);
        }
    }
    // Others whom this dump says nothing of keep what they have.
    let staying = staying(dump, met);
    for row in dump.rows.iter().filter(|row| !staying.is_empty() && !told.contains(&row.row)) {
        if let Some(other) = held(row).and_then(|held| staying.get(&key(held))) {
            tell(row, format!("{} in the directory", person(other)));
        }
    }
}

/// What a row gives its person.
fn held(row: &DumpRow) -> Option<&Assignment> {
    let found = row.sip.as_ref().and(row.providers())?;
    let entry = counting(found).map(|at| &found[at])?;
    (!entry.is_microsoft()).then_some(&entry.assignment)
}

fn key(held: &Assignment) -> (String, &str) {
    (held.provider.to_lowercase(), &held.conference_id)
}

/// IDs in the dump that somebody has whose assignment stays as it is, and who.
fn staying<'a>(dump: &'a Dump<'_>, met: &Met<'a>) -> HashMap<(String, &'a str), &'a SipAddress> {
    let rows = || dump.rows.iter().zip(&met.before);
    let met_with = |says: bool| -> HashSet<&SipAddress> {
        let rows = rows().filter(|(row, _)| row.acp.is_some() == says);
        rows.filter_map(|(_, before)| Some(before.as_ref()?.sip())).collect()
    };
    let (said, left) = (met_with(true), if met.prune { met_with(false) } else { HashSet::new() });
    let stays = |sip: &SipAddress| !said.contains(sip) && (!met.prune || left.contains(sip));
    let people = met.known.directory.people().iter().filter(|person| stays(person.sip()));
    let others =
        people.filter_map(|person| Some((person.sip(), person.conferencing.assignment()?)));
    let mut others = others.peekable();
    if others.peek().is_none() {
        return HashMap::new();
    }
    let here: HashSet<(String, &str)> = dump.rows.iter().filter_map(held).map(key).collect();
    let others = others.map(|(sip, held)| (key(held), sip));
    others.filter(|(key, _)| here.contains(key)).collect()
}
