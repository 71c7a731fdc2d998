//! A provider profile, read from TOML. Every fault names its line.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use crate::{
    ConferenceIdRule, Country, Field, PhoneNumber, Provider, PublishedNumber, Scope, TollKind,
    Written, is_secret, normalised,
};

/// Why a profile cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct ProfileError {
    /// One-based.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

/// A profile that can be used, and what is odd about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The provider.
    pub provider: Provider,
    /// The line of each of its numbers, one-based.
    lines: Vec<usize>,
}

impl Profile {
    /// What is odd about it, one sentence each, beginning with the line. Fails at a number that holds a
    /// prefix which is dialled at home only: nobody could dial it. Asked for only where somebody sets a
    /// profile: the number library takes longer to wake than a small reply to be judged.
    pub fn warnings(&self) -> Result<Vec<String>, ProfileError> {
        let numbers = self.provider.numbers.iter().zip(&self.lines);
        let prefixed = numbers.clone().find_map(|(published, line)| {
            let meant = published.number.without_national_prefix()?;
            meant.line().is_assignable().then_some((published.number, meant, *line))
        });
        if let Some((number, meant, line)) = prefixed {
            let message = format!(
                "`{number}` has a prefix that is dialled only within the country: write `{meant}`"
            );
            return Err(ProfileError { line, message });
        }
        let sentence = |(published, line): (&PublishedNumber, &usize)| {
            let number = published.number;
            if !number.is_possible() {
                return Some(format!(
                    "Line {line}: `{number}` is not known to be a possible number. It is used as it stands."
                ));
            }
            let (said, known) = (published.country?, number.country()?);
            (!number.can_be_of(said)).then(|| {
                format!(
                    "Line {line}: `{number}` is a number of {known}, and the profile says {said}. It is used as the profile says."
                )
            })
        };
        Ok(numbers.filter_map(sentence).collect())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Spanned<String>,
    domain: Spanned<String>,
    url: Option<Spanned<String>>,
    #[serde(default)]
    conference_id: IdTable,
    #[serde(default)]
    roster: RosterTable,
    #[serde(default)]
    numbers: Vec<NumberTable>,
    #[serde(default)]
    headings: BTreeMap<Field, Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct IdTable {
    digits: Option<Spanned<String>>,
    prefix: Option<Spanned<String>>,
    unique_within: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RosterTable {
    answer_within_days: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NumberTable {
    number: Spanned<String>,
    kind: Spanned<String>,
    country: Option<Spanned<String>>,
    shown_as: Option<String>,
    #[serde(default)]
    default: bool,
}

impl Profile {
    /// Reads a profile.
    pub fn read(text: &str) -> Result<Self, ProfileError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Reader { text, kept: false }.read()
    }

    /// Reads a profile that a store keeps. A country that is none was taken once, and tells nothing.
    pub fn read_kept(text: &str) -> Result<Self, ProfileError> {
        Reader { text, kept: true }.read()
    }
}

struct Reader<'a> {
    text: &'a str,
    kept: bool,
}

impl Reader<'_> {
    fn read(&self) -> Result<Profile, ProfileError> {
        let file: File = toml::from_str(self.text).map_err(|error| {
            let at = error.span().map_or(0..0, |span| span);
            self.fault(&at, error.message().replace('\n', " "))
        })?;
        for named in [&file.name, &file.domain] {
            if named.get_ref().trim().is_empty() {
                return Err(self.fault(&named.span(), "must not be empty"));
            }
            if named.get_ref().contains(char::is_control) {
                return Err(self.fault(&named.span(), "must not hold control characters"));
            }
        }
        if let Some(url) = &file.url {
            let rest = url.get_ref().split_once("://").filter(|(scheme, _)| {
                ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
            });
            if rest.is_none_or(|(_, rest)| rest.is_empty() || rest.contains(char::is_whitespace)) {
                return Err(
                    self.fault(&url.span(), "`url` must be an absolute http or https address")
                );
            }
        }
        let numbers = self.numbers(&file.numbers)?;
        let provider = Provider {
            name: file.name.get_ref().trim().to_owned(),
            domain: file.domain.get_ref().trim().to_owned(),
            url: file.url.as_ref().map(|url| url.get_ref().clone()),
            conference_id: self.rule(&file.conference_id)?,
            answer_within_days: file.roster.answer_within_days,
            numbers,
            headings: self.headings(&file.headings)?,
            profile: self.text.to_owned(),
        };
        let lines = file.numbers.iter().map(|table| self.line(&table.number.span()));
        Ok(Profile { provider, lines: lines.collect() })
    }

    fn numbers(&self, tables: &[NumberTable]) -> Result<Vec<PublishedNumber>, ProfileError> {
        let mut numbers: Vec<PublishedNumber> = Vec::new();
        for table in tables {
            let published = self.number(table)?;
            let at = table.number.span();
            if let Some(at_first) =
                numbers.iter().position(|other| other.number == published.number)
            {
                let first = self.line(&tables[at_first].number.span());
                return Err(self.fault(
                    &at,
                    format!("`{}` is given already in line {first}", published.number),
                ));
            }
            let rival = |other: &&PublishedNumber| {
                other.default && other.kind == published.kind && other.country == published.country
            };
            if published.default && numbers.iter().any(|other| rival(&other)) {
                return Err(self.fault(&at, "a second default number for the same country"));
            }
            numbers.push(published);
        }
        if !numbers.iter().any(|published| published.kind == TollKind::Toll) {
            let end = self.text.len();
            return Err(self
                .fault(&(end..end), "at least one `[[numbers]]` with kind = \"toll\" is needed"));
        }
        Ok(numbers)
    }

    fn number(&self, table: &NumberTable) -> Result<PublishedNumber, ProfileError> {
        let country = match &table.country {
            None => None,
            Some(code) => self.country(code)?,
        };
        let (written, at) = (table.number.get_ref(), table.number.span());
        let refused = || self.fault(&at, format!("`{written}` is not `+` and 7 to 15 digits"));
        let apart = Written::take_apart(written).map_err(|_| refused())?;
        if apart.extension.is_some() {
            return Err(self.fault(
                &at,
                format!("`{written}` has an extension, which nobody can dial from an invitation"),
            ));
        }
        // Without any of these it may be a number of any country: `206 555 0101` is one of Egypt's, too.
        if !apart.plus && !apart.digits.starts_with("00") && table.country.is_none() {
            return Err(self.fault(
                &at,
                format!(
                    "`{written}` does not say of which country it is: write it with `+` and the country code, or add `country`"
                ),
            ));
        }
        let number = number_of(&apart, country).ok_or_else(refused)?;
        let kind = match table.kind.get_ref().as_str() {
            "toll" => TollKind::Toll,
            "toll-free" => TollKind::TollFree,
            _ => {
                return Err(
                    self.fault(&table.kind.span(), "`kind` must be \"toll\" or \"toll-free\"")
                );
            }
        };
        let shown_as = table.shown_as.clone().unwrap_or_else(|| number.to_string());
        Ok(PublishedNumber {
            number,
            kind,
            country: country.or_else(|| number.country()),
            shown_as,
            default: table.default,
        })
    }

    fn country(&self, code: &Spanned<String>) -> Result<Option<Country>, ProfileError> {
        let text = code.get_ref();
        let known = Country::known(text);
        if known.is_none() && !self.kept {
            let meant = Country::meant(text).map(|meant| format!(": write `{meant}`"));
            let meant = meant.unwrap_or_default();
            let message = format!("`{text}` is no two-letter code of ISO 3166{meant}");
            return Err(self.fault(&code.span(), message));
        }
        Ok(known)
    }

    fn rule(&self, table: &IdTable) -> Result<ConferenceIdRule, ProfileError> {
        let mut rule = ConferenceIdRule::default();
        if let Some(digits) = &table.digits {
            let text = digits.get_ref();
            let (least, most) = text.split_once("..").unwrap_or((text, text));
            let read =
                |text: &str| text.trim().parse::<usize>().ok().filter(|n| (1..=32).contains(n));
            let (Some(shortest), Some(longest)) = (read(least), read(most)) else {
                return Err(self.fault(
                    &digits.span(),
                    "`digits` must be like \"7\" or \"6..8\", from 1 to 32",
                ));
            };
            if shortest > longest {
                return Err(self.fault(&digits.span(), "`digits` must rise, like \"6..8\""));
            }
            (rule.shortest, rule.longest, rule.given) = (shortest, longest, true);
        }
        if let Some(prefix) = &table.prefix {
            let text = prefix.get_ref();
            if !text.bytes().all(|b| b.is_ascii_digit()) || text.len() > rule.longest {
                return Err(
                    self.fault(&prefix.span(), "`prefix` must be digits, no more than an ID has")
                );
            }
            rule.prefix.clone_from(text);
        }
        if let Some(scope) = &table.unique_within {
            rule.unique_within = match scope.get_ref().as_str() {
                "provider" => Scope::Provider,
                "toll-number" => Scope::TollNumber,
                _ => {
                    let message = "`unique_within` must be \"provider\" or \"toll-number\"";
                    return Err(self.fault(&scope.span(), message));
                }
            };
        }
        Ok(rule)
    }

    fn headings(
        &self,
        table: &BTreeMap<Field, Spanned<String>>,
    ) -> Result<Vec<(Field, String)>, ProfileError> {
        let mut headings: Vec<(Field, String)> = Vec::new();
        for (field, heading) in table {
            let text = heading.get_ref();
            if is_secret(text) {
                let message =
                    format!("`{text}` names a PIN or a leader's code, which is never read");
                return Err(self.fault(&heading.span(), message));
            }
            let same = |other: &str| normalised(other) == normalised(text);
            let ours = Field::ALL.iter().find(|other| *other != field && same(other.heading()));
            if let Some(ours) = ours {
                let message =
                    format!("`{text}` is our own heading for another column, {}", ours.heading());
                return Err(self.fault(&heading.span(), message));
            }
            if normalised(text).is_empty() || headings.iter().any(|(_, other)| same(other)) {
                return Err(
                    self.fault(&heading.span(), format!("`{text}` is empty or given twice"))
                );
            }
            headings.push((*field, text.clone()));
        }
        Ok(headings)
    }

    fn fault(&self, at: &Range<usize>, message: impl Into<String>) -> ProfileError {
        ProfileError { line: self.line(at), message: message.into() }
    }

    fn line(&self, at: &Range<usize>) -> usize {
        let before = self.text.get(..at.start).unwrap_or(self.text);
        before.matches('\n').count() + 1
    }
}

/// What a published number is: as it stands where it has `+`, else the only reading, or the only one that
/// is assignable. A `(0)` is left out, unless the number is assignable only with it.
fn number_of(apart: &Written, country: Option<Country>) -> Option<PhoneNumber> {
    if apart.plus && apart.zero.is_none() {
        return PhoneNumber::from_digits(&apart.digits);
    }
    let countries: Vec<_> = country.into_iter().collect();
    let readings = apart.readings(&countries);
    match readings.as_slice() {
        [one] => Some(one),
        [first, ..] if apart.zero.is_some() => {
            readings.iter().find(|reading| reading.line.is_assignable()).or(Some(first))
        }
        several => {
            let mut valid = several.iter().filter(|reading| reading.line.is_assignable());
            valid.next().filter(|_| valid.next().is_none())
        }
    }
    .map(|reading| reading.number)
}

#[cfg(test)]
mod tests;
