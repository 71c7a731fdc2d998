//! What an import would do, what it did, and how that is taken back.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use crate::{Conferencing, Facts, Identity, Person, SipAddress, is_same_name};

/// A state of the directory. Every batch makes the next one; an empty store is at zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revision(pub u64);

/// The number of a batch, from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BatchNumber(pub u64);

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for BatchNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One person before and after. Who the person is stands in it only where that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Who it is about.
    pub who: Who,
    /// What conferencing the person has before; none also where the person is not in the directory.
    pub before: Conferencing,
    /// What conferencing the person has after.
    pub after: Conferencing,
}

/// Who a change is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Somebody who stays who they are.
    Stays(SipAddress),
    /// Somebody who comes, leaves, or becomes known otherwise.
    Changes {
        /// None where the person comes.
        before: Option<Arc<Identity>>,
        /// None where the person leaves.
        after: Option<Arc<Identity>>,
    },
}

/// What kind of change a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// The person had no provider and gets one.
    Assign,
    /// The person keeps the provider and gets other numbers or another ID.
    Change,
    /// Microsoft is removed and a third party assigned, in one.
    ReplaceMicrosoft,
    /// Another third party is replaced.
    ReplaceProvider,
    /// The assignment is taken away.
    Unassign,
    /// Microsoft becomes the provider (a dump says so, or an undo brings it back).
    Microsoft,
    /// The person comes into the directory.
    PersonAdded,
    /// Only who the person is changes.
    PersonChanged,
    /// The person leaves the directory.
    PersonRemoved,
}

impl ChangeKind {
    /// The stable word in JSON and text.
    pub fn word(self) -> &'static str {
        match self {
            Self::Assign => "assign",
            Self::Change => "change",
            Self::ReplaceMicrosoft => "replace-microsoft",
            Self::ReplaceProvider => "replace-provider",
            Self::Unassign => "unassign",
            Self::Microsoft => "microsoft",
            Self::PersonAdded => "person-added",
            Self::PersonChanged => "person-changed",
            Self::PersonRemoved => "person-removed",
        }
    }
}

impl Change {
    /// The change from one image of a person to another; none where the person is not in the
    /// directory.
    pub fn of(before: Option<Person>, after: Option<Person>) -> Self {
        let who = match (&before, &after) {
            (Some(before), Some(after)) if before.identity == after.identity => {
                Who::Stays(before.sip().clone())
            }
            (before, after) => {
                let identity = |person: &Option<Person>| {
                    person.as_ref().map(|person| Arc::clone(&person.identity))
                };
                Who::Changes { before: identity(before), after: identity(after) }
            }
        };
        let has = |person: Option<Person>| person.map_or(Conferencing::None, |p| p.conferencing);
        Self { who, before: has(before), after: has(after) }
    }

    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(self) -> Self {
        let who = match self.who {
            Who::Changes { before, after } => Who::Changes { before: after, after: before },
            stays @ Who::Stays(_) => stays,
        };
        Self { who, before: self.after, after: self.before }
    }

    /// The key of the person: the one after, unless the person leaves.
    pub fn sip(&self) -> Option<&SipAddress> {
        self.sip_after().or(self.sip_before())
    }

    /// The key before; none where the person comes.
    pub fn sip_before(&self) -> Option<&SipAddress> {
        match &self.who {
            Who::Stays(sip) => Some(sip),
            Who::Changes { before, .. } => before.as_ref().map(|before| &before.sip),
        }
    }

    /// The key after; none where the person leaves.
    pub fn sip_after(&self) -> Option<&SipAddress> {
        match &self.who {
            Who::Stays(sip) => Some(sip),
            Who::Changes { after, .. } => after.as_ref().map(|after| &after.sip),
        }
    }

    /// Whether an assignment that the person has is changed or taken away.
    pub fn takes_assignment(&self) -> bool {
        let before = self.before.assignment();
        before.is_some() && before != self.after.assignment()
    }

    /// What kind of change it is.
    pub fn kind(&self) -> ChangeKind {
        use Conferencing::{Assigned, Microsoft, None as Nothing};
        match &self.who {
            Who::Changes { before: None, .. } => return ChangeKind::PersonAdded,
            Who::Changes { after: None, .. } => return ChangeKind::PersonRemoved,
            _ => {}
        }
        match (&self.before, &self.after) {
            (same, other) if same == other => ChangeKind::PersonChanged,
            (Assigned(old), Assigned(new)) if is_same_name(&old.provider, &new.provider) => {
                ChangeKind::Change
            }
            (Assigned(_), Assigned(_)) => ChangeKind::ReplaceProvider,
            (Microsoft, Assigned(_)) => ChangeKind::ReplaceMicrosoft,
            (Nothing, Assigned(_)) => ChangeKind::Assign,
            (_, Microsoft) => ChangeKind::Microsoft,
            (_, Nothing) => ChangeKind::Unassign,
        }
    }
}

/// Why a batch came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A directory dump.
    Load {
        /// The file's name.
        file: String,
        /// SHA-256 of its bytes, in hexadecimal.
        sha256: String,
    },
    /// A reply.
    Import {
        /// The roster it answers.
        roster: u32,
        /// The file's name.
        file: String,
        /// SHA-256 of its bytes, in hexadecimal.
        sha256: String,
    },
    /// One person, by hand.
    Assign,
    /// One person, by hand.
    Unassign,
    /// The taking back of a batch.
    Undo {
        /// The batch that is taken back.
        of: BatchNumber,
    },
    /// The bringing back of a batch that was taken back.
    Redo {
        /// The batch that was undone.
        of: BatchNumber,
    },
}

impl Cause {
    /// The loading of a dump of which this is known.
    pub fn load(dump: &Facts) -> Self {
        Self::Load { file: dump.name.clone(), sha256: dump.sha256.clone() }
    }

    /// The import of a reply of which this is known.
    pub fn import(roster: u32, reply: &Facts) -> Self {
        Self::Import { roster, file: reply.name.clone(), sha256: reply.sha256.clone() }
    }

    /// The stable word in JSON and text.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Load { .. } => "load",
            Self::Import { .. } => "import",
            Self::Assign => "assign",
            Self::Unassign => "unassign",
            Self::Undo { .. } => "undo",
            Self::Redo { .. } => "redo",
        }
    }
}

/// What an import, a load or an undo would do: read before it happens, and applied as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The state the plan was made from.
    pub revision: Revision,
    /// Why.
    pub cause: Cause,
    /// The provider it is about, where it is about one.
    pub provider: Option<String>,
    /// What changes, in the order of the roster or of the addresses.
    pub changes: Vec<Change>,
    /// How many people were looked at and stay as they are.
    pub unchanged: usize,
    /// How many of a roster's people were left for another reply, because they are missing from
    /// this one or have a fault.
    pub left: usize,
}

impl Plan {
    /// How many changes are of a kind.
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.changes.iter().filter(|change| change.kind() == kind).count()
    }
}

/// Who applies a plan, when, and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hand {
    /// The account that runs the program.
    pub by: String,
    /// When, UTC.
    pub at: Timestamp,
    /// The program's version.
    pub version: String,
    /// The options that decided what the plan does, as they were given (`--replace-microsoft`).
    pub options: Vec<String>,
    /// The reason that was given, where one is asked for.
    pub reason: Option<String>,
    /// What is kept beside the batch. Empty where a batch is listed: it is read only when asked for.
    pub evidence: Vec<Evidence>,
}

/// A file that is kept beside a batch: the reply as it was read, what was found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// Its bytes, packed as the store keeps them.
    pub packed: Vec<u8>,
}

/// An applied plan, as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its number.
    pub number: BatchNumber,
    /// The state before it; the state after it is the next.
    pub revision: Revision,
    /// Who applied it, when, and with what.
    pub hand: Hand,
    /// Why.
    pub cause: Cause,
    /// The provider it is about, where it is about one.
    pub provider: Option<String>,
    /// How many people it changed.
    pub changes: usize,
    /// How many of a roster's people it left for another reply.
    pub left: usize,
    /// The batch that took it back, where one did and was not taken back itself.
    pub undone_by: Option<BatchNumber>,
}

impl Batch {
    /// Whether it imported a reply to a roster.
    pub fn answers(&self, number: u32) -> bool {
        matches!(self.cause, Cause::Import { roster, .. } if roster == number)
    }
}

#[cfg(test)]
mod tests;
