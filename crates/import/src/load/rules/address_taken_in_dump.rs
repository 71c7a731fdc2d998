//! See `docs/rules/address-taken-in-dump.md`.

use std::collections::HashSet;

use tollgate_model::{Findings, Severity, SipAddress, person, value};

use super::{DumpRule, Met, about};
use crate::load::dump::{Dump, DumpField};

pub(super) const RULE: DumpRule = DumpRule {
    code: "D012",
    name: "address-taken-in-dump",
    severity: Severity::Error,
    page: include_str!("../../../../../docs/rules/address-taken-in-dump.md"),
    check,
};

fn check(rule: &DumpRule, dump: &Dump<'_>, met: &Met<'_>, findings: &mut Findings) {
    if met.prune {
        return;
    }
    let people = || dump.rows.iter().zip(&met.before);
    let taken = people().filter_map(|(row, before)| {
        let (sip, before) = (row.sip.as_ref()?, before.as_ref()?);
        let moved = before.sip() != sip;
        Some((row, sip, before.sip(), met.known.directory.get(sip.as_str()).filter(|_| moved)?))
    });
    let taken: Vec<_> = taken.collect();
    if taken.is_empty() {
        return;
    }
    let in_dump = people().filter_map(|(_, before)| before.as_ref());
    let in_dump: HashSet<&SipAddress> = in_dump.map(|before| before.sip()).collect();
    let column = dump.column(DumpField::Sip).or_else(|| dump.column(DumpField::UserPrincipalName));
    for (row, sip, before, other) in taken {
        if in_dump.contains(other.sip()) {
            continue;
        }
        let other = match &*other.identity.display_name {
            "" => "another person".to_owned(),
            name => value(name),
        };
        let message = format!(
            "was {} before, and is still the address of {other}, who is not in the dump",
            person(before)
        );
        let help = "If the dump holds everybody, load it with --prune: people who are not in it leave the directory. Otherwise add the other person to it, with the new address.";
        let finding = rule.at(dump, row.row, column, message, help);
        findings.push(about(finding, Some(sip)), dump.table);
    }
}
