//! The digest of a batch, over the digest of the one before it and everything the batch says, so
//! that no record of the journal can be altered without all after it telling.

use sha2::{Digest as _, Sha256};
use tollgate_model::{Assignment, Conferencing, Country, Evidence, Hand, Person, Plan, Revision};

use crate::backend::cause_columns;

/// Takes the bytes of a record. Every value goes in as its length in bytes (eight, big-endian) and its
/// bytes, in the order below; what is not there goes in as the length 2^64-1.
struct Chain<'s>(&'s mut dyn FnMut(&[u8]));

impl Chain<'_> {
    fn text(&mut self, text: &str) {
        (self.0)(&(text.len() as u64).to_be_bytes());
        (self.0)(text.as_bytes());
    }

    fn number(&mut self, number: u64) {
        (self.0)(&8_u64.to_be_bytes());
        (self.0)(&number.to_be_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => (self.0)(&u64::MAX.to_be_bytes()),
        }
    }

    fn assignment(&mut self, assignment: &Assignment) {
        self.text(&assignment.provider);
        self.text(&assignment.domain);
        self.text(&assignment.toll_number);
        self.number(assignment.toll_free_numbers.len() as u64);
        for number in &assignment.toll_free_numbers {
            self.text(number);
        }
        self.text(&assignment.conference_id);
    }

    fn person(&mut self, person: Option<&Person>) {
        let Some(person) = person else { return self.optional(None) };
        let identity = &person.identity;
        self.text(identity.sip.as_str());
        match &person.conferencing {
            Conferencing::None => self.text("none"),
            Conferencing::Microsoft => self.text("microsoft"),
            Conferencing::Assigned(assignment) => self.assignment(assignment),
        }
    }

    fn identity(&mut self, person: Option<&Person>) {
        let Some(person) = person else { return self.optional(None) };
        let identity = &person.identity;
        self.text(&identity.user_principal_name);
        self.text(&identity.display_name);
        self.optional(identity.country.as_ref().map(Country::as_str));
        self.text(&identity.department);
        self.number(u64::from(identity.enabled));
        self.number(u64::from(identity.teams_only));
        self.number(identity.licensed.map_or(2, u64::from));
        self.optional(identity.object_id.as_deref());
        self.number(identity.beside.len() as u64);
        for assignment in &identity.beside {
            self.assignment(assignment);
        }
    }
}

/// The digest of a batch in lower-case hexadecimal.
pub(crate) fn of_batch(
    previous: &str,
    revision: Revision,
    plan: &Plan,
    hand: &Hand,
    evidence: &[(String, String)],
) -> String {
    let mut digest = Sha256::new();
    record(previous, revision, plan, hand, evidence, &mut |bytes| digest.update(bytes));
    hex(&digest.finalize())
}

/// Everything a batch says, as the bytes that its digest is of: over the digest of the batch before
/// it, and the names and SHA-256 of what is kept beside it.
pub(crate) fn record(
    previous: &str,
    revision: Revision,
    plan: &Plan,
    hand: &Hand,
    evidence: &[(String, String)],
    to: &mut dyn FnMut(&[u8]),
) {
    let mut chain = Chain(to);
    chain.text(previous);
    chain.number(revision.0);
    chain.text(&hand.at.to_string());
    chain.text(&hand.by);
    chain.text(&hand.version);
    chain.text(&hand.options.join("\n"));
    chain.optional(hand.reason.as_deref());
    chain.text(plan.cause.word());
    let (of, file, sha256, roster) = cause_columns(&plan.cause);
    chain.number(of.unwrap_or(0));
    chain.optional(file);
    chain.optional(sha256);
    chain.number(roster.map_or(0, u64::from));
    chain.optional(plan.provider.as_deref());
    chain.number(plan.changes.len() as u64);
    chain.number(plan.left as u64);
    for change in &plan.changes {
        chain.person(change.before.as_ref());
        chain.person(change.after.as_ref());
        if !same_identity(change) {
            chain.identity(change.before.as_ref());
            chain.identity(change.after.as_ref());
        }
    }
    chain.number(evidence.len() as u64);
    for (name, sha256) in evidence {
        chain.text(name);
        chain.text(sha256);
    }
}

/// The names and SHA-256 of what is kept beside a batch.
pub(crate) fn of_evidence(hand: &Hand) -> Vec<(String, String)> {
    let digest = |kept: &Evidence| (kept.name.clone(), hex(&Sha256::digest(&kept.content)));
    hand.evidence.iter().map(digest).collect()
}

/// Whether a change leaves alone who the person is.
pub(crate) fn same_identity(change: &tollgate_model::Change) -> bool {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => before.identity == after.identity,
        _ => false,
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
