//! People: who they are, and what conferencing they have.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::{Country, digits, is_same_name};

/// The key of a person: the SIP address in lower case, without `sip:`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SipAddress(Arc<str>);

impl SipAddress {
    /// A text, which takes no room of its own where it is the address: most people sign in with it.
    pub fn shared(&self, text: &str) -> SmolStr {
        if text == &*self.0 { Arc::clone(&self.0).into() } else { text.into() }
    }

    /// The key that a text means; none unless it has the form `x@y` without white space.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = match text.get(..4) {
            Some(scheme) if scheme.eq_ignore_ascii_case("sip:") => &text[4..],
            _ => text,
        };
        let (user, host) = text.split_once('@')?;
        let fits = !user.is_empty()
            && !host.is_empty()
            && !host.contains('@')
            && !text.contains(|c: char| c.is_whitespace() || c.is_control());
        let plain = || text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        fits.then(|| if plain() { Self(text.into()) } else { Self(text.to_lowercase().into()) })
    }

    /// The address, without `sip:`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SipAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SipAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for SipAddress {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Who a person is, as the directory has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The key.
    pub sip: SipAddress,
    /// Where the person signs in; empty when the directory does not say.
    pub user_principal_name: SmolStr,
    /// Never a key.
    pub display_name: SmolStr,
    /// Where the person is.
    pub country: Option<Country>,
    /// The department; empty when the directory does not say.
    pub department: SmolStr,
    /// Whether the account is enabled.
    pub enabled: bool,
    /// Whether the person uses Teams only, where a third party cannot be the provider.
    pub teams_only: bool,
    /// Whether a licence carries Microsoft's Audio Conferencing; none when no dump listed licences.
    pub licensed: Option<bool>,
    /// The directory's own identifier, which outlives a change of address.
    pub object_id: Option<SmolStr>,
    /// Further providers that a dump named beside the one that counts, as they stood.
    pub beside: Box<[Assignment]>,
}

/// What the assignments of many people share: the provider and the numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bridge {
    /// The provider's name.
    pub provider: Box<str>,
    /// The provider's domain.
    pub domain: Box<str>,
    /// The toll number.
    pub toll_number: Box<str>,
    /// The toll-free numbers, any number of them, in the order in which they were given.
    pub toll_free_numbers: Vec<Box<str>>,
}

/// Provider, numbers and conference ID, for one person. Loaded assignments are kept as they stand;
/// those made here have E.164 numbers. A bridge and an ID: a million people share a few bridges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Provider and numbers.
    pub bridge: Arc<Bridge>,
    /// Text: `0712` is not `712`.
    pub conference_id: SmolStr,
}

impl Deref for Assignment {
    type Target = Bridge;

    fn deref(&self) -> &Bridge {
        &self.bridge
    }
}

impl Assignment {
    /// Whether two assignments give the same provider, numbers and ID, whatever the numbers'
    /// punctuation.
    pub fn same_as(&self, other: &Self) -> bool {
        self.conference_id == other.conference_id && self.bridge.same_as(&other.bridge)
    }
}

impl Bridge {
    fn same_as(&self, other: &Self) -> bool {
        let same = |a: &str, b: &str| a == b || (digits(a) == digits(b) && !digits(a).is_empty());
        is_same_name(&self.provider, &other.provider)
            && same(&self.toll_number, &other.toll_number)
            && self.toll_free_numbers.len() == other.toll_free_numbers.len()
            && self.toll_free_numbers.iter().zip(&other.toll_free_numbers).all(|(a, b)| same(a, b))
    }
}

/// A person's conferencing state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Conferencing {
    /// No provider.
    #[default]
    None,
    /// Microsoft is the provider, which must be removed before a third party is assigned.
    Microsoft,
    /// A third party is.
    Assigned(Assignment),
}

impl Conferencing {
    /// The assignment, where there is one.
    pub fn assignment(&self) -> Option<&Assignment> {
        match self {
            Self::Assigned(assignment) => Some(assignment),
            _ => None,
        }
    }
}

/// Someone in the directory. Cheap to clone: a change of conferencing shares the identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who the person is.
    pub identity: Arc<Identity>,
    /// What conferencing the person has.
    pub conferencing: Conferencing,
}

impl Person {
    /// The key.
    pub fn sip(&self) -> &SipAddress {
        &self.identity.sip
    }

    /// The same person with other conferencing.
    #[must_use]
    pub fn with(&self, conferencing: Conferencing) -> Self {
        Self { identity: Arc::clone(&self.identity), conferencing }
    }
}

/// Everyone the store knows, at one revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// The state this is.
    pub revision: crate::Revision,
    people: Vec<Person>,
}

impl Directory {
    /// A directory of these people, who are put into the order of their addresses.
    pub fn new(revision: crate::Revision, mut people: Vec<Person>) -> Self {
        people.sort_by(|a, b| a.sip().cmp(b.sip()));
        Self { revision, people }
    }

    /// Everyone, in the order of their addresses.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// The person with a key.
    pub fn get(&self, sip: &str) -> Option<&Person> {
        let at = self.people.binary_search_by(|person| person.sip().as_str().cmp(sip)).ok()?;
        self.people.get(at)
    }
}

/// How many people and assignments there are today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HowMany {
    /// People in the directory.
    pub people: usize,
    /// Those of them who have an assignment.
    pub assignments: usize,
}

impl HowMany {
    /// Counts somebody.
    pub fn count(&mut self, assigned: bool) {
        self.people += 1;
        self.assignments += usize::from(assigned);
    }

    /// How many there are in a directory.
    pub fn of(directory: &Directory) -> Self {
        let mut how_many = Self::default();
        for person in directory.people() {
            how_many.count(person.conferencing.assignment().is_some());
        }
        how_many
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_compared_without_case_and_scheme() {
        let key = |text| SipAddress::new(text).map(|sip| sip.as_str().to_owned());
        assert_eq!(key(" SIP:Ada@Contoso.Example "), Some("ada@contoso.example".into()));
        for text in ["", "ada", "@x", "x@", "a b@x", "a@b@c", "sip:"] {
            assert_eq!(key(text), None, "{text}");
        }
    }
}
