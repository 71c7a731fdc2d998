//! The columns of a roster: their headings, their synonyms, and the headings whose values nobody
//! may see.

use serde::{Deserialize, Serialize};

use crate::is_unseen;

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

/// Whether a column under this heading holds a PIN or a leader's code. Its values are read by
/// nothing: Microsoft's instructions leave the PIN between the provider and the person.
///
/// A leader's *name* or *address* is no code; anything else of a leader's is taken for one.
pub fn is_secret(heading: &str) -> bool {
    const LEADERS: [&str; 7] =
        ["leader", "host", "moderator", "chair", "organiser", "organizer", "presenter"];
    const CODES: [&str; 7] = ["code", "pin", "password", "key", "id", "number", "digits"];
    const NAMES: [&str; 7] = ["name", "mail", "email", "address", "upn", "account", "department"];
    let words = split_words(heading);
    let holds = |list: &[&str]| words.iter().any(|word| list.iter().any(|end| word.ends_with(end)));
    let leader = words.iter().any(|word| LEADERS.iter().any(|leader| word.starts_with(leader)));
    words.iter().any(|word| is_pin(word)) || leader && (holds(&CODES) || !holds(&NAMES))
}

/// `pin`, `pins`, `pincode`, `userpin`, but not `opinion`, `shipping` or `spin`.
fn is_pin(word: &str) -> bool {
    const WHOSE: [&str; 11] = [
        "user",
        "audio",
        "conference",
        "conf",
        "meeting",
        "leader",
        "host",
        "moderator",
        "chair",
        "organizer",
        "organiser",
    ];
    const AFTER: [&str; 7] = ["", "s", "code", "number", "nr", "no", "nummer"];
    word.strip_prefix("pin").is_some_and(|rest| AFTER.contains(&rest) || WHOSE.contains(&rest))
        || word.strip_suffix("pin").is_some_and(|rest| WHOSE.contains(&rest))
}

/// The words of a heading: parted by anything that is no letter, and where a capital follows a
/// small letter or a script without capitals another. Letters that stand alone make one word
/// (`P.I.N.`).
fn split_words(heading: &str) -> Vec<String> {
    let (mut words, mut before) = (vec![String::new()], ' ');
    for c in heading.chars().filter(|c| c.is_whitespace() || !is_unseen(*c)).map(narrow) {
        let is_other = |c: char| c >= '\u{2e80}';
        if !c.is_alphabetic()
            || before.is_lowercase() && c.is_uppercase()
            || is_other(before) != is_other(c)
        {
            words.push(String::new());
        }
        if c.is_alphabetic() {
            words.last_mut().expect("never empty").extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    let is_letter = |word: &str| word.chars().count() == 1;
    let mut joined: Vec<(String, bool)> = Vec::new();
    for word in words {
        let alone = is_letter(&word);
        match joined.last_mut() {
            Some((letters, true)) if alone => letters.push_str(&word),
            _ => joined.push((word, alone)),
        }
    }
    joined.into_iter().map(|(word, _)| word).collect()
}

/// A full-width letter as what it stands for.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
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
    fn no_synonym_beats_a_heading_over_a_leaders_code() {
        let headings = Headings::with([(Field::ConferenceId, "Leader passcode")]);
        for heading in [
            "Leader passcode",
            "PIN",
            "Audio PIN",
            "HostPin",
            "Moderator code",
            "Chair-person code",
            "organizer_code",
            "Leader",
            "Host key",
            "pincode",
            "PIN(s)",
            "moderatorcode",
            "Conference ID / PIN",
            "Pin code",
            "LeaderPassCode",
            "user PIN",
            "Organiser PIN",
            "hostcode",
            "PIN1",
            "PIN 1",
            "PIN_1",
            "PINcode2",
            "2.PIN",
            "Conference PIN 2",
            "LeaderPin2",
            "leader2",
            "Leader2 code",
            "Host2",
            "P I N",
            "P.I.N.",
            "p-i-n code",
            "PI\u{ad}N",
            "\u{ff30}\u{ff29}\u{ff2e}",
            "PIN\u{30b3}\u{30fc}\u{30c9}",
            "PIN_Leader",
            "PINLeader",
        ] {
            assert!(is_secret(heading), "{heading}");
            assert_eq!(headings.field(heading), None, "{heading}");
        }
        for heading in [
            "Opinion",
            "Shipping",
            "Passcode",
            "Conference ID",
            "Spinoff",
            "Organiser e-mail",
            "Host name",
            "Ghost code",
            "Pinewood office",
            "Hostname",
            "Host2 name",
            "Spin 2",
            "Conference ID 2",
            "Toll number 1",
            "Pinned",
            "P. Ingram",
        ] {
            assert!(!is_secret(heading), "{heading}");
        }
    }
}
