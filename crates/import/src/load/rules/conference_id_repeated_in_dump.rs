//! See `docs/rules/conference-id-repeated-in-dump.md`.

use std::collections::{HashMap, HashSet};

use tollgate_model::{
    Assignment, Finding, Findings, PhoneNumber, Severity, SipAddress, digits, person, repeated,
    value,
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

const HELP: &str = "Ask the provider for a different ID for each: two people with the same ID land in each other's meetings.";

fn check(rule: &DumpRule, dump: &Dump<'_>, met: &Met<'_>, findings: &mut Findings) {
    let mut told = HashSet::new();
    for by in [By::Provider, By::Number] {
        check_by(by, (rule, dump, met), &mut told, findings);
    }
}

/// Rows that were not told of yet, by one of the two.
fn check_by(
    by: By,
    (rule, dump, met): (&DumpRule, &Dump<'_>, &Met<'_>),
    told: &mut HashSet<usize>,
    findings: &mut Findings,
) {
    let column = dump.column(DumpField::AcpInfo);
    let key = |held| key(by, held);
    let mut tell = |row: &DumpRow, other: String| {
        let Some(held) = held(row) else { return };
        let message = format!(
            "{} {} is also held by {other}; both are kept as they are",
            value(&held.conference_id),
            match by {
                By::Provider => format!("with {}", value(&held.provider)),
                By::Number => format!("on {}", value(&held.toll_number)),
            },
        );
        let finding = rule.at(dump, row.row, column, message, HELP);
        findings.push(about(Finding { value: None, ..finding }, row.sip.as_ref()), dump.table);
    };
    for group in repeated(&dump.rows, |row| held(row).and_then(key)) {
        let rows = || group.iter().map(|at| &dump.rows[*at]);
        // The first row, and the first about anybody else: one of them is about another than any row is.
        let first = rows().next();
        let second = rows().find(|row| first.is_none_or(|first| first.sip != row.sip));
        for row in rows() {
            let others = [first, second].into_iter().flatten();
            let other = others.filter(|_| !told.contains(&row.row)).find(|it| it.sip != row.sip);
            let Some((other, sip)) = other.and_then(|other| Some((other, other.sip.as_ref()?)))
            else {
                continue;
            };
            tell(row, format!("{} in row {}", person(sip), dump.table.at(other.row).number));
            told.insert(row.row);
        }
    }
    // Others whom this dump says nothing of keep what they have.
    let staying = staying(by, dump, met);
    for row in dump.rows.iter().filter(|_| !staying.is_empty()) {
        let other = held(row).and_then(|held| staying.get(&key(held)?));
        if let Some(other) = other.filter(|_| told.insert(row.row)) {
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

/// What makes two equal IDs one: that they are one provider's, or lead to one bridge, whatever the directory
/// calls its provider.
#[derive(Clone, Copy)]
enum By {
    Provider,
    Number,
}

/// None where it has no number to go by.
fn key(by: By, held: &Assignment) -> Option<(String, &str)> {
    let within = match by {
        By::Provider => held.provider.to_lowercase(),
        By::Number => PhoneNumber::from_digits(&digits(&held.toll_number))?.digits(),
    };
    Some((within, &held.conference_id))
}

/// IDs in the dump that somebody has whose assignment stays as it is, and who.
fn staying<'a>(
    by: By,
    dump: &'a Dump<'_>,
    met: &Met<'a>,
) -> HashMap<(String, &'a str), &'a SipAddress> {
    let key = |held| key(by, held);
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
    let here: HashSet<(String, &str)> = dump.rows.iter().filter_map(held).filter_map(key).collect();
    let others = others.filter_map(|(sip, held)| Some((key(held)?, sip)));
    others.filter(|(key, _)| here.contains(key)).collect()
}
