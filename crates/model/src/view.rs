//! A look at somebody without keeping them: what a store gives, one person at a time.

use std::collections::HashMap;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::{Assignment, Bridge, Conferencing, Country, Identity, Person, SipAddress};

/// Somebody in the directory, for a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonView<'a> {
    /// The key, in the form of a [`SipAddress`].
    pub sip: &'a str,
    /// Where the person signs in; empty when the directory does not say.
    pub user_principal_name: &'a str,
    /// Never a key.
    pub display_name: &'a str,
    /// Where the person is.
    pub country: Option<Country>,
    /// The department; empty when the directory does not say.
    pub department: &'a str,
    /// Whether the account is enabled.
    pub enabled: bool,
    /// Whether the person uses Teams only, where a third party cannot be the provider.
    pub teams_only: bool,
    /// Whether a licence carries Microsoft's Audio Conferencing; none when no dump listed licences.
    pub licensed: Option<bool>,
    /// The directory's own identifier, which outlives a change of address.
    pub object_id: Option<&'a str>,
    /// Further assignments as [`beside_text`] writes them.
    pub beside: &'a str,
    /// What conferencing the person has.
    pub conferencing: ConferencingView<'a>,
}

/// A person's conferencing state, for a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConferencingView<'a> {
    /// No provider.
    None,
    /// Microsoft is the provider.
    Microsoft,
    /// A third party is.
    Assigned(AssignmentView<'a>),
}

/// Provider, numbers and conference ID of one person, for a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssignmentView<'a> {
    /// The provider's name.
    pub provider: &'a str,
    /// The provider's domain.
    pub domain: &'a str,
    /// The toll number.
    pub toll_number: &'a str,
    /// The toll-free numbers, separated by line breaks.
    pub toll_free_numbers: &'a str,
    /// Text: `0712` is not `712`.
    pub conference_id: &'a str,
}

impl<'a> ConferencingView<'a> {
    /// The assignment, where there is one.
    pub fn assignment(self) -> Option<AssignmentView<'a>> {
        match self {
            Self::Assigned(assignment) => Some(assignment),
            _ => None,
        }
    }
}

impl<'a> AssignmentView<'a> {
    /// The toll-free numbers, in the order in which they were given.
    pub fn toll_free(self) -> impl Iterator<Item = &'a str> {
        self.toll_free_numbers.split('\n').filter(|number| !number.is_empty())
    }
}

impl From<AssignmentView<'_>> for Bridge {
    fn from(view: AssignmentView<'_>) -> Self {
        Self {
            provider: view.provider.into(),
            domain: view.domain.into(),
            toll_number: view.toll_number.into(),
            toll_free_numbers: view.toll_free().map(Into::into).collect(),
        }
    }
}

impl Person {
    /// Looks at somebody who is kept as at one whom a store gives.
    pub fn look<T>(&self, at: impl FnOnce(PersonView<'_>) -> T) -> T {
        let held = self.conferencing.assignment();
        let toll_free = held.map_or_else(String::new, |held| held.toll_free_numbers.join("\n"));
        let conferencing = match &self.conferencing {
            Conferencing::None => ConferencingView::None,
            Conferencing::Microsoft => ConferencingView::Microsoft,
            Conferencing::Assigned(held) => ConferencingView::Assigned(AssignmentView {
                provider: &held.provider,
                domain: &held.domain,
                toll_number: &held.toll_number,
                toll_free_numbers: &toll_free,
                conference_id: &held.conference_id,
            }),
        };
        self.identity.look(conferencing, at)
    }
}

impl Identity {
    /// Looks at somebody as at one whom a store gives, with a state of conferencing.
    pub fn look<T>(
        &self,
        conferencing: ConferencingView<'_>,
        at: impl FnOnce(PersonView<'_>) -> T,
    ) -> T {
        let beside = beside_text(&self.beside);
        at(PersonView {
            sip: self.sip.as_str(),
            user_principal_name: &self.user_principal_name,
            display_name: &self.display_name,
            country: self.country,
            department: &self.department,
            enabled: self.enabled,
            teams_only: self.teams_only,
            licensed: self.licensed,
            object_id: self.object_id.as_deref(),
            beside: &beside,
            conferencing,
        })
    }
}

impl PersonView<'_> {
    /// The person, to keep; none where the address is none.
    pub fn to_person(self) -> Option<Person> {
        Bridges::default().person(self)
    }
}

/// Keeps what is looked at, and each bridge once.
#[derive(Clone, Debug, Default)]
pub struct Bridges {
    known: HashMap<String, Arc<Bridge>>,
    key: String,
}

impl Bridges {
    /// The bridge of an assignment.
    pub fn bridge(&mut self, view: AssignmentView<'_>) -> Arc<Bridge> {
        self.key.clear();
        for part in [view.provider, view.domain, view.toll_number, view.toll_free_numbers] {
            self.key.push_str(part);
            // No text of a store holds it.
            self.key.push('\0');
        }
        if let Some(known) = self.known.get(&self.key) {
            return Arc::clone(known);
        }
        let bridge = Arc::new(Bridge::from(view));
        self.known.insert(self.key.clone(), Arc::clone(&bridge));
        bridge
    }

    /// An assignment.
    pub fn assignment(&mut self, view: AssignmentView<'_>) -> Assignment {
        Assignment { bridge: self.bridge(view), conference_id: view.conference_id.into() }
    }

    /// The same assignment, on the bridge that is kept.
    pub fn shared(&mut self, held: &Assignment) -> Assignment {
        let toll_free = held.toll_free_numbers.join("\n");
        self.assignment(AssignmentView {
            provider: &held.provider,
            domain: &held.domain,
            toll_number: &held.toll_number,
            toll_free_numbers: &toll_free,
            conference_id: &held.conference_id,
        })
    }

    /// A state of conferencing.
    pub fn conferencing(&mut self, view: ConferencingView<'_>) -> Conferencing {
        match view {
            ConferencingView::None => Conferencing::None,
            ConferencingView::Microsoft => Conferencing::Microsoft,
            ConferencingView::Assigned(view) => Conferencing::Assigned(self.assignment(view)),
        }
    }

    /// A person; none where the address is none.
    pub fn person(&mut self, view: PersonView<'_>) -> Option<Person> {
        let sip = SipAddress::new(view.sip)?;
        let identity = Identity {
            user_principal_name: sip.shared(view.user_principal_name),
            sip,
            display_name: view.display_name.into(),
            country: view.country,
            department: view.department.into(),
            enabled: view.enabled,
            teams_only: view.teams_only,
            licensed: view.licensed,
            object_id: view.object_id.map(SmolStr::from),
            beside: beside(view.beside),
        };
        let conferencing = self.conferencing(view.conferencing);
        Some(Person { identity: identity.into(), conferencing })
    }
}

/// Assignments as one text, a line each: provider, domain, toll number, conference ID and toll-free
/// numbers, separated by tabs, which no value has.
pub fn beside_text(beside: &[Assignment]) -> String {
    let lines = beside.iter().map(|held| {
        let mut values =
            vec![&*held.provider, &*held.domain, &*held.toll_number, &*held.conference_id];
        values.extend(held.toll_free_numbers.iter().map(AsRef::as_ref));
        values.join("\t")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The assignments that [`beside_text`] wrote.
pub fn beside(text: &str) -> Box<[Assignment]> {
    let lines = text.lines().filter_map(|line| {
        let mut values = line.split('\t');
        let [provider, domain, toll_number] = [values.next()?, values.next()?, values.next()?];
        let conference_id = values.next()?.into();
        let bridge = Bridge {
            provider: provider.into(),
            domain: domain.into(),
            toll_number: toll_number.into(),
            toll_free_numbers: values.map(Into::into).collect(),
        };
        Some(Assignment { bridge: bridge.into(), conference_id })
    });
    lines.collect()
}
