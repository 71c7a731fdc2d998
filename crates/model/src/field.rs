//! The columns of a roster: their headings and their synonyms.

use serde::{Deserialize, Serialize};

use crate::{is_secret, is_unseen};

/// A column of a roster, in the order in which it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// `R<roster>-<row>-<check>`.
    RowId,
    /// The key.
    SipAddress,
    /// Where a person signs in.
    UserPrincipalName,
    /// Never a key.
    DisplayName,
    /// ISO 3166 alpha-2.
    Country,
    /// The provider's name.
    Provider,
    /// Filled in by the provider, required.
    TollNumber,
    /// Filled in by the provider, optional, several.
    TollFreeNumbers,
    /// Filled in by the provider, required.
    ConferenceId,
    /// The row ID again.
    RowIdCopy,
}

impl Field {
    /// All fields, in the order in which they are written.
    pub const ALL: [Self; 10] = [
        Self::RowId,
        Self::SipAddress,
        Self::UserPrincipalName,
        Self::DisplayName,
        Self::Country,
        Self::Provider,
        Self::TollNumber,
        Self::TollFreeNumbers,
        Self::ConferenceId,
        Self::RowIdCopy,
    ];

    /// The three that the provider fills in.
    pub const ANSWERS: [Self; 3] = [Self::TollNumber, Self::TollFreeNumbers, Self::ConferenceId];

    /// The five that say who a row is about, with the provider.
    pub const IDENTITY: [Self; 5] = [
        Self::SipAddress,
        Self::UserPrincipalName,
        Self::DisplayName,
        Self::Country,
        Self::Provider,
    ];

    /// Our heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::RowId => "Row ID",
            Self::SipAddress => "SIP address",
            Self::UserPrincipalName => "User principal name",
            Self::DisplayName => "Display name",
            Self::Country => "Country or region",
            Self::Provider => "Provider",
            Self::TollNumber => "Toll number",
            Self::TollFreeNumbers => "Toll-free numbers",
            Self::ConferenceId => "Conference ID",
            Self::RowIdCopy => "Row ID (copy)",
        }
    }

    /// The place of the column in a roster as it is written, zero-based.
    pub fn index(self) -> usize {
        self as usize
    }

    /// Headings that mean the same, already normalised.
    fn synonyms(self) -> &'static [&'static str] {
        match self {
            Self::SipAddress => &["sipproxyaddress", "sipuri"],
            Self::UserPrincipalName => &["upn"],
            Self::Country => &["country"],
            Self::TollNumber => &["defaulttollnumber"],
            Self::TollFreeNumbers => &[
                "tollfree",
                "tollfreenumber",
                "tollfreenumber(s)",
                "defaulttollfreenumber",
                "freephone",
                "freephonenumber",
                "freephonenumbers",
            ],
            Self::ConferenceId => &["conferencepasscode", "participantpasscode", "passcode"],
            _ => &[],
        }
    }
}

/// A heading as it is compared: without case, white space, `_`, `-` and what cannot be seen.
pub fn normalised(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| !c.is_whitespace() && !is_unseen(*c) && !matches!(c, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The headings under which a field is known: ours, their synonyms, and what providers call them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headings {
    /// Normalised heading and the field it means.
    own: Vec<(String, Field)>,
}

impl Headings {
    /// Ours and their synonyms, and what a provider calls them besides.
    pub fn with<'a>(named: impl IntoIterator<Item = (Field, &'a str)>) -> Self {
        let own = named
            .into_iter()
            .filter(|(_, heading)| !is_secret(heading))
            .map(|(field, heading)| (normalised(heading), field))
            .collect();
        Self { own }
    }

    /// Whether a profile says that a heading means a field, be it ours or another.
    pub fn names(&self, field: Field, heading: &str) -> bool {
        self.own.contains(&(normalised(heading), field))
    }

    /// The field that a heading means, and how that is known. A heading over a PIN or a leader's
    /// code means nothing, whatever a profile says.
    pub fn field(&self, heading: &str) -> Option<(Field, Known)> {
        if is_secret(heading) {
            return None;
        }
        let heading = normalised(heading);
        let ours = Field::ALL.into_iter().find(|field| normalised(field.heading()) == heading);
        ours.map(|field| (field, Known::Ours))
            .or_else(|| {
                let named = self.own.iter().find(|(own, _)| *own == heading);
                named.map(|(_, field)| (*field, Known::Providers))
            })
            .or_else(|| {
                let mut all = Field::ALL.into_iter();
                let field = all.find(|field| field.synonyms().contains(&heading.as_str()));
                field.map(|field| (field, Known::Synonym))
            })
    }
}

/// How a heading was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It is the heading that was sent, if case, spaces, `_` and `-` are left aside.
    Ours,
    /// The provider's profile names it.
    Providers,
    /// It is a common other word for it.
    Synonym,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_matched_without_case_spaces_and_dashes() {
        let headings = Headings::with([(Field::TollNumber, "Einwahlnummer")]);
        let field = |heading| headings.field(heading).map(|found| found.0);
        assert_eq!(field("CONFERENCE_id"), Some(Field::ConferenceId));
        assert_eq!(field("Toll free numbers"), Some(Field::TollFreeNumbers));
        assert_eq!(field("\u{feff}Row ID"), Some(Field::RowId));
        assert_eq!(field("Row ID (copy)"), Some(Field::RowIdCopy));
        assert_eq!(field("einwahl-nummer"), Some(Field::TollNumber));
        assert_eq!(field("ParticipantPassCode"), Some(Field::ConferenceId));
        assert_eq!(field("Toll"), None);
    }

    #[test]
    fn the_page_about_files_lists_every_synonym() {
        let page = include_str!("../../../docs/files.md");
        let (_, table) = page.split_once("| column | also read under |\n|---|---|\n").unwrap();
        let listed = table.lines().map_while(|line| line.strip_prefix("| "));
        let listed: Vec<_> = listed
            .map(|line| {
                let (heading, synonyms) = line.split_once(" | ").unwrap();
                let synonyms = synonyms.split('`').skip(1).step_by(2).map(normalised);
                (heading, synonyms.collect::<Vec<_>>())
            })
            .collect();
        let known = Field::ALL.iter().filter(|field| !field.synonyms().is_empty());
        let known = known.map(|field| {
            (field.heading(), field.synonyms().iter().map(ToString::to_string).collect())
        });
        assert_eq!(listed, known.collect::<Vec<_>>());
    }
}
