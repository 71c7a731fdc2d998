//! A record of a batch, read back: whoever has nothing but its bytes can see what they say.

use std::sync::Arc;

use tollgate_model::{
    Assignment, Batch, BatchNumber, Bridge, Change, Conferencing, Country, Hand, Identity,
    Revision, SipAddress, Who,
};

use crate::backend::cause;
use crate::digest::Record;

/// What the record of a batch says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The batch. Whether it was taken back is not told.
    pub batch: Batch,
    /// Every before and after.
    pub changes: Vec<Change>,
    /// The names and SHA-256 of what is kept beside it.
    pub evidence: Vec<(String, String)>,
}

impl Told {
    /// Reads a record; none where the bytes are no record, or not the only one that says this.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut values = Values(bytes);
        let (previous, told) = values.record()?;
        let mut at = 0;
        let mut same = true;
        let mut compare = |part: &[u8]| {
            same &= bytes.get(at..at + part.len()) == Some(part);
            at += part.len();
        };
        let mut record = Record::begin(&previous, &told.batch, &mut compare);
        told.changes.iter().for_each(|change| record.change(change));
        record.end(told.evidence.iter().map(|(name, sha256)| (name.as_str(), sha256.as_str())));
        (same && at == bytes.len()).then_some(told)
    }
}

/// The values of a record that were not read yet, in the order in which they were written.
#[derive(Clone, Copy)]
struct Values<'b>(&'b [u8]);

#[allow(clippy::option_option, reason = "a value may be one that is not there")]
impl<'b> Values<'b> {
    fn record(&mut self) -> Option<(String, Told)> {
        let previous = self.text()?.to_owned();
        let revision = self.number()?;
        let at = self.text()?.parse().ok()?;
        let (by, version) = (self.text()?.to_owned(), self.text()?.to_owned());
        let options = self.text()?;
        let options = if options.is_empty() { Vec::new() } else { lines(options) };
        let reason = self.optional()?.map(str::to_owned);
        let word = self.text()?;
        let of = Some(self.number()?).filter(|of| *of > 0);
        let (file, sha256) = (self.optional()?, self.optional()?);
        let roster = u32::try_from(self.number()?).ok()?;
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let cause = cause(word, of, text(file), text(sha256), roster)?;
        let provider = self.optional()?.map(str::to_owned);
        let count = usize::try_from(self.number()?).ok()?;
        let left = usize::try_from(self.number()?).ok()?;
        let mut changes = Vec::new();
        for _ in 0..count {
            changes.push(self.change()?);
        }
        let mut evidence = Vec::new();
        for _ in 0..self.number()? {
            evidence.push((self.text()?.to_owned(), self.text()?.to_owned()));
        }
        let hand = Hand { by, at, version, options, reason, evidence: Vec::new() };
        let batch = Batch {
            // Every batch makes the next revision.
            number: BatchNumber(revision.checked_add(1)?),
            revision: Revision(revision),
            hand,
            cause,
            provider,
            changes: count,
            left,
            undone_by: None,
        };
        Some((previous, Told { batch, changes, evidence }))
    }

    /// The next value; none where it is not there.
    fn optional(&mut self) -> Option<Option<&'b str>> {
        let (length, rest) = self.0.split_first_chunk()?;
        let length = u64::from_be_bytes(*length);
        if length == u64::MAX {
            self.0 = rest;
            return Some(None);
        }
        let (text, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(Some(std::str::from_utf8(text).ok()?))
    }

    /// A text, which holds no NUL.
    fn text(&mut self) -> Option<&'b str> {
        self.optional()?.filter(|text| !text.contains('\0'))
    }

    fn number(&mut self) -> Option<u64> {
        let (length, rest) = self.0.split_first_chunk()?;
        let (number, rest) = rest.split_first_chunk()?;
        self.0 = rest;
        // None is so large that its first byte is no NUL.
        (u64::from_be_bytes(*length) == 8 && number[0] == 0).then(|| u64::from_be_bytes(*number))
    }

    fn flag(&mut self) -> Option<bool> {
        match self.number()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn change(&mut self) -> Option<Change> {
        let ((old, before), (new, after)) = (self.image()?, self.image()?);
        // Who somebody is follows only where that changes. A text holds no NUL, and numbers do, so that
        // neither is taken for the other, nor the next change for this.
        let mut ahead = *self;
        let identities = ahead.identity(old.as_ref()).zip(ahead.identity(new.as_ref()));
        let who = match (identities, old) {
            (Some((before, after)), _) => {
                *self = ahead;
                Who::Changes { before, after }
            }
            (None, Some(sip)) if Some(&sip) == new.as_ref() => Who::Stays(sip),
            _ => return None,
        };
        Some(Change { who, before, after })
    }

    /// An address and what stands under it; no address where there is nobody.
    fn image(&mut self) -> Option<(Option<SipAddress>, Conferencing)> {
        let Some(sip) = self.optional()? else { return Some((None, Conferencing::None)) };
        let sip = SipAddress::new(sip)?;
        let (mut ahead, mut word) = (*self, *self);
        let has = match word.text()? {
            "none" => Some(Conferencing::None),
            "microsoft" => Some(Conferencing::Microsoft),
            _ => None,
        };
        // A provider may be called so too: a domain and numbers follow then, and no address.
        let held = ahead.assignment().filter(|held| has.is_none() || !held.domain.contains('@'));
        *self = if held.is_some() { ahead } else { word };
        Some((Some(sip), held.map(Conferencing::Assigned).or(has)?))
    }

    fn assignment(&mut self) -> Option<Assignment> {
        let (provider, domain, toll_number) = (self.text()?, self.text()?, self.text()?);
        let mut toll_free_numbers = Vec::new();
        for _ in 0..self.number()? {
            toll_free_numbers.push(self.text()?.into());
        }
        let bridge = Bridge {
            provider: provider.into(),
            domain: domain.into(),
            toll_number: toll_number.into(),
            toll_free_numbers,
        };
        Some(Assignment { bridge: bridge.into(), conference_id: self.text()?.into() })
    }

    /// Who the person with an address is; nobody where there is none.
    fn identity(&mut self, sip: Option<&SipAddress>) -> Option<Option<Arc<Identity>>> {
        let Some(sip) = sip else { return self.optional()?.is_none().then_some(None) };
        let (user_principal_name, display_name) = (self.text()?, self.text()?);
        let country = match self.optional()? {
            Some(code) => Some(Country::new(code)?),
            None => None,
        };
        let department = self.text()?;
        let (enabled, teams_only) = (self.flag()?, self.flag()?);
        let licensed = match self.number()? {
            2 => None,
            told => Some(told == 1),
        };
        let object_id = self.optional()?.map(Into::into);
        let mut beside = Vec::new();
        for _ in 0..self.number()? {
            beside.push(self.assignment()?);
        }
        Some(Some(Arc::new(Identity {
            sip: sip.clone(),
            user_principal_name: user_principal_name.into(),
            display_name: display_name.into(),
            country,
            department: department.into(),
            enabled,
            teams_only,
            licensed,
            object_id,
            beside: beside.into(),
        })))
    }
}

fn lines(text: &str) -> Vec<String> {
    text.split('\n').map(str::to_owned).collect()
}
