//! The digest of a batch, over the digest of the one before it and everything the batch says, so
//! that no record of the journal can be altered without all after it telling.

use sha2::{Digest as _, Sha256};
use tollgate_model::{
    Assignment, Batch, Change, Conferencing, Country, Evidence, Identity, SipAddress, Who,
};

use crate::backend::cause_columns;

/// So many bytes come together before they go on.
const PORTION: usize = 1 << 16;

/// Everything a batch says, as the bytes that its digest is of: over the digest of the batch before
/// it, its changes one by one, and the names and SHA-256 of what is kept beside it.
///
/// Every value goes in as its length in bytes (eight, big-endian) and its bytes, in the order below;
/// what is not there goes in as the length 2^64-1.
pub(crate) struct Record<'s> {
    to: &'s mut dyn FnMut(&[u8]),
    bytes: Vec<u8>,
}

impl<'s> Record<'s> {
    pub(crate) fn begin(previous: &str, batch: &Batch, to: &'s mut dyn FnMut(&[u8])) -> Self {
        let mut record = Self { to, bytes: Vec::with_capacity(PORTION + 1024) };
        let hand = &batch.hand;
        record.text(previous);
        record.number(batch.revision.0);
        record.text(&hand.at.to_string());
        record.text(&hand.by);
        record.text(&hand.version);
        record.text(&hand.options.join("\n"));
        record.optional(hand.reason.as_deref());
        record.text(batch.cause.word());
        let (of, file, sha256, roster) = cause_columns(&batch.cause);
        record.number(of.unwrap_or(0));
        record.optional(file);
        record.optional(sha256);
        record.number(roster.map_or(0, u64::from));
        record.optional(batch.provider.as_deref());
        record.number(batch.changes as u64);
        record.number(batch.left as u64);
        record
    }

    pub(crate) fn change(&mut self, change: &Change) {
        self.image(change.sip_before(), &change.before);
        self.image(change.sip_after(), &change.after);
        if let Who::Changes { before, after } = &change.who {
            self.identity(before.as_deref());
            self.identity(after.as_deref());
        }
        if self.bytes.len() > PORTION {
            (self.to)(&self.bytes);
            self.bytes.clear();
        }
    }

    pub(crate) fn end<'e>(mut self, evidence: impl ExactSizeIterator<Item = (&'e str, &'e str)>) {
        self.number(evidence.len() as u64);
        for (name, sha256) in evidence {
            self.text(name);
            self.text(sha256);
        }
        (self.to)(&self.bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn number(&mut self, number: u64) {
        self.bytes.extend_from_slice(&8_u64.to_be_bytes());
        self.bytes.extend_from_slice(&number.to_be_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.bytes.extend_from_slice(&u64::MAX.to_be_bytes()),
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

    fn image(&mut self, sip: Option<&SipAddress>, has: &Conferencing) {
        let Some(sip) = sip else { return self.optional(None) };
        self.text(sip.as_str());
        match has {
            Conferencing::None => self.text("none"),
            Conferencing::Microsoft => self.text("microsoft"),
            Conferencing::Assigned(assignment) => self.assignment(assignment),
        }
    }

    fn identity(&mut self, identity: Option<&Identity>) {
        let Some(identity) = identity else { return self.optional(None) };
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
    batch: &Batch,
    changes: &[Change],
    evidence: &[Evidence],
) -> String {
    let mut digest = Sha256::new();
    let mut write = |bytes: &[u8]| digest.update(bytes);
    let mut record = Record::begin(previous, batch, &mut write);
    for change in changes {
        record.change(change);
    }
    record.end(evidence.iter().map(|kept| (kept.name.as_str(), kept.sha256.as_str())));
    hex(&digest.finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
