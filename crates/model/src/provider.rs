//! An audio conferencing provider: what it publishes and what its conference IDs look like.

use crate::{Country, Field, Headings, PhoneNumber, digits};

/// A provider, as its profile says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Unique without case.
    pub name: String,
    /// What a directory keeps beside the name.
    pub domain: String,
    /// The provider's page.
    pub url: Option<String>,
    /// What a conference ID must be.
    pub conference_id: ConferenceIdRule,
    /// After how many days without a reply a roster is stale.
    pub answer_within_days: Option<u32>,
    /// The numbers it publishes, in the profile's order.
    pub numbers: Vec<PublishedNumber>,
    /// What it calls the columns.
    pub headings: Vec<(Field, String)>,
    /// The profile this was read from, as it was set.
    pub profile: String,
}

/// What a provider's conference IDs must be. They are text: `0712` is not `712`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConferenceIdRule {
    /// Fewest digits.
    pub shortest: usize,
    /// Most digits.
    pub longest: usize,
    /// Whether the profile said how many digits, or the default of 4 to 16 stands.
    pub given: bool,
    /// What every ID begins with; empty where nothing is asked.
    pub prefix: String,
    /// Within what an ID may be given once.
    pub unique_within: Scope,
}

impl Default for ConferenceIdRule {
    /// Four to sixteen digits: what conferencing passcodes are where nobody says more.
    fn default() -> Self {
        Self {
            shortest: 4,
            longest: 16,
            given: false,
            prefix: String::new(),
            unique_within: Scope::Provider,
        }
    }
}

impl ConferenceIdRule {
    /// How many digits are asked for, in words: `7`, `6 to 8`.
    pub fn asked(&self) -> String {
        if self.shortest == self.longest {
            self.shortest.to_string()
        } else {
            format!("{} to {}", self.shortest, self.longest)
        }
    }

    /// Whether digits have a length and a beginning that the rule allows.
    pub fn allows(&self, digits: &str) -> bool {
        (self.shortest..=self.longest).contains(&digits.len())
            && (self.prefix.is_empty() || digits.starts_with(&self.prefix))
    }
}

/// Within what a conference ID may be given to one person only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Among all of the provider's.
    #[default]
    Provider,
    /// Among those on one toll number.
    TollNumber,
}

/// A number that a provider publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedNumber {
    /// The number.
    pub number: PhoneNumber,
    /// Whether the caller pays.
    pub kind: TollKind,
    /// The country it is meant for.
    pub country: Option<Country>,
    /// How it shall appear in invitations.
    pub shown_as: String,
    /// Whether it is offered first.
    pub default: bool,
}

/// Whether a caller pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TollKind {
    /// The caller pays.
    Toll,
    /// The caller does not.
    TollFree,
}

impl Provider {
    /// Whether the provider publishes a number, and as what.
    pub fn published(&self, number: PhoneNumber) -> Option<&PublishedNumber> {
        self.numbers.iter().find(|published| published.number == number)
    }

    /// Whether the provider publishes a number as one of this kind.
    pub fn publishes(&self, number: PhoneNumber, kind: TollKind) -> bool {
        self.published(number).is_some_and(|published| published.kind == kind)
    }

    /// The published numbers that end as these digits do. However they are read, they are none of the others.
    pub fn ending_like(&self, digits: &str) -> impl Iterator<Item = &PublishedNumber> {
        let end = digits.get(digits.len().saturating_sub(4)..).and_then(|end| end.parse().ok());
        self.numbers.iter().filter(move |published| Some(published.number.last_four()) == end)
    }

    /// The numbers of one kind.
    pub fn numbers_of(&self, kind: TollKind) -> impl Iterator<Item = &PublishedNumber> {
        self.numbers.iter().filter(move |published| published.kind == kind)
    }

    /// The countries its numbers belong to, each once, in the profile's order.
    pub fn countries(&self) -> Vec<Country> {
        let mut countries = Vec::new();
        for published in &self.numbers {
            if let Some(country) = published.country
                && !countries.contains(&country)
            {
                countries.push(country);
            }
        }
        countries
    }

    /// Whether a name means this provider.
    pub fn is_called(&self, name: &str) -> bool {
        is_same_name(&self.name, name.trim())
    }

    /// Whether a conference ID that somebody has with a provider of this name on this toll number is one of
    /// this provider's: a bridge is known by its number, whatever the directory calls it.
    pub fn serves(&self, name: &str, toll_number: &str) -> bool {
        let number = || PhoneNumber::from_digits(&digits(toll_number));
        self.is_called(name)
            || number().is_some_and(|number| self.publishes(number, TollKind::Toll))
    }

    /// What the columns of a reply may be called.
    pub fn headings(&self) -> Headings {
        Headings::with(self.headings.iter().map(|(field, heading)| (*field, heading.as_str())))
    }
}

/// Whether two names mean one provider: they are compared without case.
pub fn is_same_name(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}
