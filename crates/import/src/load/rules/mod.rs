//! What makes a dump doubtful or impossible, in code order. One file a rule.

mod acpinfo_unreadable;
mod address_taken_in_dump;
mod bytes_not_text_in_dump;
mod conference_id_repeated_in_dump;
mod control_character_in_dump;
mod encoding_unproven_in_dump;
mod object_id_changed;
mod person_renamed_in_dump;
mod person_twice_in_dump;
mod person_without_key;
mod provider_switched;
mod row_ragged_in_dump;
mod several_providers;
mod unclosed_quote_in_dump;
mod value_lost_by_export;

use std::collections::BTreeMap;

use tollgate_model::{
    BatchNumber, Directory, Finding, Findings, Fix, Message, Severity, SipAddress,
};

use super::Met;
use super::dump::Dump;

/// A rule about dumps.
#[derive(Debug)]
pub struct DumpRule {
    /// Stable for ever, never reused.
    pub code: &'static str,
    /// Stable for ever, accepted wherever the code is.
    pub name: &'static str,
    /// How much a finding weighs unless the rule says otherwise in a case.
    pub severity: Severity,
    /// The rule's page, which is its documentation and its test.
    pub page: &'static str,
    pub(super) check: Look,
}

/// What looks.
pub(super) type Look = fn(&DumpRule, &Dump<'_>, &Met<'_>, &mut Findings);

/// What is known before a dump is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Everyone and their state.
    pub directory: &'a Directory,
    /// The batch that last gave each person an assignment here.
    pub assigned_by: &'a BTreeMap<SipAddress, BatchNumber>,
}

/// Every rule a dump is judged by, in code order.
pub const DUMP_RULES: &[DumpRule] = &[
    person_without_key::RULE,
    person_twice_in_dump::RULE,
    acpinfo_unreadable::RULE,
    conference_id_repeated_in_dump::RULE,
    value_lost_by_export::RULE,
    several_providers::RULE,
    person_renamed_in_dump::RULE,
    provider_switched::RULE,
    control_character_in_dump::RULE,
    row_ragged_in_dump::RULE,
    unclosed_quote_in_dump::RULE,
    address_taken_in_dump::RULE,
    bytes_not_text_in_dump::RULE,
    encoding_unproven_in_dump::RULE,
    object_id_changed::RULE,
];

/// The code of the finding that explains all others.
pub(super) const UNCLOSED_QUOTE: &str = unclosed_quote_in_dump::RULE.code;

impl DumpRule {
    /// A finding of this rule at a cell of the dump.
    fn at(
        &self,
        dump: &Dump<'_>,
        row: usize,
        column: Option<usize>,
        message: impl Into<Message>,
        help: &'static str,
    ) -> Finding {
        Finding {
            code: self.code,
            name: self.name,
            severity: self.severity,
            row: Some(row),
            column,
            sent_row: None,
            person: None,
            value: column.map(|column| dump.table.get(row, column).into()),
            message: message.into(),
            help,
            fix: None,
        }
    }
}

/// Names whom a finding is about.
fn about(finding: Finding, person: Option<&SipAddress>) -> Finding {
    Finding { person: person.cloned(), ..finding }
}

/// Notes that a value was read without a guess.
fn safe(finding: Finding, value: &str, why: &'static str) -> Finding {
    let fix = Fix { value: value.into(), why, safe: true, edits: Box::default() };
    Finding { fix: Some(fix.into()), severity: Severity::Note, ..finding }
}
