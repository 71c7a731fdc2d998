//! Telephone numbers, read and described. The only place that names the number library: it advises,
//! and what a provider publishes decides (after one wrong digit nine numbers in ten are "valid").

use std::fmt;
use std::num::NonZeroU64;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberType, Region};

use crate::Country;

/// A telephone number as ITU-T E.164 has it: country code and national number, at most 15 digits.
/// The value is its digits, which never begin with zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber(NonZeroU64);

/// Numbers in the order in which they were given. One, as most who have any have, takes no room beside.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PhoneNumbers(Few);

/// One, or any other number of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Few {
    One(PhoneNumber),
    Others(Box<[PhoneNumber]>),
}

impl Default for PhoneNumbers {
    fn default() -> Self {
        Self(Few::Others(Box::default()))
    }
}

impl FromIterator<PhoneNumber> for PhoneNumbers {
    fn from_iter<I: IntoIterator<Item = PhoneNumber>>(numbers: I) -> Self {
        let mut numbers = numbers.into_iter();
        Self(match (numbers.next(), numbers.next()) {
            (Some(only), None) => Few::One(only),
            (first, second) => {
                Few::Others(first.into_iter().chain(second).chain(numbers).collect())
            }
        })
    }
}

impl std::ops::Deref for PhoneNumbers {
    type Target = [PhoneNumber];

    fn deref(&self) -> &[PhoneNumber] {
        match &self.0 {
            Few::One(only) => std::slice::from_ref(only),
            Few::Others(numbers) => numbers,
        }
    }
}

impl PhoneNumber {
    /// A number from its digits, without `+`; none unless they are 7 to 15 and do not begin with
    /// zero.
    pub fn from_digits(digits: &str) -> Option<Self> {
        let fits = (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        fits.then(|| digits.parse().ok().map(Self)).flatten()
    }

    /// A number from exactly `+` and its digits.
    pub fn from_e164(text: &str) -> Option<Self> {
        Self::from_digits(text.strip_prefix('+')?)
    }

    /// The digits, without `+`.
    pub fn digits(self) -> String {
        self.0.to_string()
    }

    /// The last four digits: what any way of writing the number ends with.
    pub fn last_four(self) -> u64 {
        self.0.get() % 10_000
    }

    /// The digits without the country code.
    pub fn national(self) -> Option<String> {
        Some(rlibphonenumber::get_national_significant_number_owned(&self.parsed()?))
    }

    /// What kind of line the number is by the library's tables.
    pub fn line(self) -> Line {
        let Some(number) = self.parsed() else { return Line::Unknown };
        match PHONE_NUMBER_UTIL.get_number_type(&number) {
            PhoneNumberType::FixedLine => Line::Fixed,
            PhoneNumberType::Mobile => Line::Mobile,
            PhoneNumberType::FixedLineOrMobile => Line::FixedOrMobile,
            PhoneNumberType::TollFree => Line::TollFree,
            PhoneNumberType::PremiumRate => Line::Premium,
            PhoneNumberType::SharedCost => Line::SharedCost,
            PhoneNumberType::PersonalNumber => Line::Personal,
            _ => Line::Unknown,
        }
    }

    /// Whether the library's tables hold the number for assignable.
    pub fn is_valid(self) -> bool {
        self.parsed().is_some_and(|number| PHONE_NUMBER_UTIL.is_valid_number(&number))
    }

    /// Whether the library's tables hold the number's length for possible in its country.
    pub fn is_possible(self) -> bool {
        self.parsed().is_some_and(|number| PHONE_NUMBER_UTIL.is_possible_number(&number))
    }

    /// The country the number belongs to, where it belongs to one.
    pub fn country(self) -> Option<Country> {
        let region = PHONE_NUMBER_UTIL.get_region_for_number(&self.parsed()?)?;
        Country::new(&region.as_region_str())
    }

    fn parsed(self) -> Option<rlibphonenumber::PhoneNumber> {
        PHONE_NUMBER_UTIL.parse(self.to_string(), None).ok()
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.0)
    }
}

impl serde::Serialize for PhoneNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What kind of line a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// An ordinary line.
    Fixed,
    /// A mobile.
    Mobile,
    /// Not to be told apart, as in North America.
    FixedOrMobile,
    /// The caller pays nothing.
    TollFree,
    /// The caller pays extra.
    Premium,
    /// The caller pays a part.
    SharedCost,
    /// Follows a person.
    Personal,
    /// None of these, or unknown to the tables.
    Unknown,
}

/// A number as it was written: its digits, and what stood around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The digits, without an extension.
    pub digits: String,
    /// Whether `+` stood before them.
    pub plus: bool,
    /// The digits of an extension.
    pub extension: Option<String>,
}

impl Written {
    /// Takes a text apart. Fails at the first character a number cannot have: every digit is
    /// accounted for, and nothing is dropped in silence.
    pub fn take_apart(text: &str) -> Result<Self, char> {
        let text = text.trim();
        let text =
            text.strip_prefix("tel:").or_else(|| text.strip_prefix("Tel:")).unwrap_or(text).trim();
        let (number, extension) = split_extension(text);
        let (plus, rest) = match number.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => match number.strip_prefix("(+") {
                Some(rest) => (true, rest),
                None => (false, number),
            },
        };
        let mut digits = String::with_capacity(rest.len());
        for c in rest.chars() {
            match c {
                '0'..='9' => digits.push(c),
                '(' | ')' | '-' | '.' | '/' | ' ' | '\u{2010}'..='\u{2013}' => {}
                other => return Err(other),
            }
        }
        Ok(Self { digits, plus, extension })
    }

    /// Every number that the writing can mean: as it stands with `+`, after an international
    /// prefix, and as a national number of each of `countries`. Only possible ones; distinct, and
    /// in that order.
    pub fn readings(&self, countries: &[Country]) -> Vec<Reading> {
        let mut found: Vec<Reading> = Vec::new();
        let mut add = |number: Option<PhoneNumber>, how: How| {
            if let Some(number) = number
                && !found.iter().any(|reading| reading.number == number)
                && number.is_possible()
            {
                found.push(Reading { number, how });
            }
        };
        if self.plus {
            add(PhoneNumber::from_digits(&self.digits), How::International);
            return found;
        }
        if let Some(rest) = self.digits.strip_prefix("00") {
            add(PhoneNumber::from_digits(rest), How::International);
        }
        add(PhoneNumber::from_digits(&self.digits), How::PlusLost);
        for country in countries {
            add(self.national(*country), How::National(*country));
        }
        found
    }

    fn national(&self, country: Country) -> Option<PhoneNumber> {
        let region = Region::try_from(country.as_str()).ok()?;
        let number = PHONE_NUMBER_UTIL.parse(&self.digits, Some(region)).ok()?;
        let code = PHONE_NUMBER_UTIL.get_country_code_for_region(region)?;
        if number.country_code != code {
            return None;
        }
        let written = PHONE_NUMBER_UTIL.format(&number, rlibphonenumber::PhoneNumberFormat::E164);
        PhoneNumber::from_e164(&written)
    }
}

/// `ext. 12`, `x12`, `;ext=12`, `#12` at the end of a number.
fn split_extension(text: &str) -> (&str, Option<String>) {
    let lower = text.to_ascii_lowercase();
    for mark in [";ext=", "extension", "ext.", "ext", "x", "#"] {
        if let Some(at) = lower.rfind(mark)
            && at > 0
        {
            let after = text[at + mark.len()..].trim_matches([' ', '.', ':']);
            if !after.is_empty() && after.len() <= 7 && after.bytes().all(|b| b.is_ascii_digit()) {
                return (text[..at].trim_end_matches([' ', ',', ';']), Some(after.into()));
            }
        }
    }
    (text, None)
}

/// One number that a writing can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The number.
    pub number: PhoneNumber,
    /// Why the writing can mean it.
    pub how: How,
}

/// Why a writing can mean a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It has `+` or the prefix `00`.
    International,
    /// It would be the number if `+` stood before it.
    PlusLost,
    /// It is the number as it is dialled within a country.
    National(Country),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, countries: &[&str]) -> Vec<String> {
        let countries: Vec<_> = countries.iter().filter_map(|code| Country::new(code)).collect();
        let written = Written::take_apart(text).unwrap();
        written.readings(&countries).iter().map(|reading| reading.number.to_string()).collect()
    }

    #[test]
    fn a_number_is_read_in_every_way_that_is_possible() {
        assert_eq!(read("+1 206 555 0100", &[]), ["+12065550100"]);
        assert_eq!(read("tel:+1-206-555-0100", &[]), ["+12065550100"]);
        assert_eq!(read("0049 30 901820", &["DE"]), ["+4930901820"]);
        assert_eq!(read("(206) 555-0100", &["US"]).last().unwrap(), "+12065550100");
        assert_eq!(read("12065550100", &["US"]), ["+12065550100"]);
        assert_eq!(read("030 901820", &["DE"]), ["+4930901820"]);
    }

    #[test]
    fn nothing_is_dropped_in_silence() {
        assert_eq!(Written::take_apart("+1 206 555 O100"), Err('O'));
        assert_eq!(
            Written::take_apart("1.2\u{a0}"),
            Ok(Written { digits: "12".into(), plus: false, extension: None })
        );
        assert_eq!(
            Written::take_apart("+12065550100;ext=12").unwrap().extension.as_deref(),
            Some("12")
        );
        assert_eq!(Written::take_apart("++1 206"), Err('+'));
    }

    #[test]
    fn the_library_tells_kind_and_country() {
        let number = PhoneNumber::from_e164("+18005550100").unwrap();
        assert_eq!(number.line(), Line::TollFree);
        let number = PhoneNumber::from_e164("+4930901820").unwrap();
        assert_eq!((number.line(), number.country()), (Line::Fixed, Country::new("DE")));
        assert_eq!(PhoneNumber::from_e164("+0123456"), None);
    }
}
