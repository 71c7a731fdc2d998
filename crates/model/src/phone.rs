//! Telephone numbers, read and described. The only place that names the number library: it advises,
//! and what a provider publishes decides (after one wrong digit nine numbers in ten are "valid").

mod impossible;

use std::fmt;
use std::num::NonZeroU64;

use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber as Parsed, PhoneNumberType, Region,
};

use crate::Country;

pub use impossible::Impossible;

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
        Some(national(&self.parsed()?))
    }

    /// What kind of line the number is by the library's tables.
    pub fn line(self) -> Line {
        self.parsed().map_or(Line::Unassignable, |number| Line::of(&number))
    }

    /// Whether the library's tables hold the number's length for possible in its country. One that is
    /// dialled only within a town, as `555-0100` is, has no place after a country code.
    pub fn is_possible(self) -> bool {
        self.parsed().is_some_and(|number| is_possible(&number))
    }

    /// The number without the prefix that is dialled within its country only, where the library reads it
    /// so: `+44 020 …` is `+44 20 …`. A zero that belongs to the number, as in Italy, stays.
    pub fn without_national_prefix(self) -> Option<Self> {
        let parsed = self.parsed()?;
        let (digits, read) = (self.digits(), Self::of(&parsed)?);
        let shorter = read.digits().len() < digits.len();
        (shorter && digits.ends_with(&national(&parsed))).then_some(read)
    }

    /// The country the number belongs to, where it belongs to one.
    pub fn country(self) -> Option<Country> {
        let region = PHONE_NUMBER_UTIL.get_region_for_number(&self.parsed()?)?;
        Country::new(&region.as_region_str())
    }

    /// Whether the number can belong to a country: several may share a code, and numbers under it.
    pub fn can_be_of(self, country: Country) -> bool {
        let region = Region::try_from(country.as_str()).ok();
        self.parsed().zip(region).is_some_and(|(number, region)| {
            let code = PHONE_NUMBER_UTIL.get_country_code_for_region(region);
            code == Some(number.country_code)
                && PHONE_NUMBER_UTIL.is_valid_number_for_region(&number, region)
        })
    }

    /// Whether the country code is the first `length` digits.
    fn is_after_code(self, length: usize) -> bool {
        self.parsed().is_some_and(|number| number.country_code.to_string().len() == length)
    }

    fn parsed(self) -> Option<Parsed> {
        PHONE_NUMBER_UTIL.parse(self.to_string(), None).ok()
    }

    fn of(parsed: &Parsed) -> Option<Self> {
        Self::from_digits(&format!("{}{}", parsed.country_code, national(parsed)))
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    /// None of these.
    Other,
    /// None: by the tables the number can be nobody's.
    #[default]
    Unassignable,
}

impl Line {
    /// Whether the number can be somebody's.
    pub fn is_assignable(self) -> bool {
        self != Self::Unassignable
    }

    fn of(number: &Parsed) -> Self {
        match PHONE_NUMBER_UTIL.get_number_type(number) {
            PhoneNumberType::FixedLine => Self::Fixed,
            PhoneNumberType::Mobile => Self::Mobile,
            PhoneNumberType::FixedLineOrMobile => Self::FixedOrMobile,
            PhoneNumberType::TollFree => Self::TollFree,
            PhoneNumberType::PremiumRate => Self::Premium,
            PhoneNumberType::SharedCost => Self::SharedCost,
            PhoneNumberType::PersonalNumber => Self::Personal,
            PhoneNumberType::Unknown => Self::Unassignable,
            _ => Self::Other,
        }
    }
}

fn national(number: &Parsed) -> String {
    rlibphonenumber::get_national_significant_number_owned(number)
}

fn is_possible(number: &Parsed) -> bool {
    PHONE_NUMBER_UTIL.is_possible_number_with_reason(number) == Ok(NumberLengthType::IsPossible)
}

/// The digits of a text, whatever stands between them.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
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
    /// Which of the digits stands as `(0)`, where that is not the first.
    pub zero: Option<usize>,
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
        let mut zero = None;
        for (at, c) in rest.char_indices() {
            match c {
                '(' if !digits.is_empty() && rest[at..].starts_with("(0)") => {
                    zero.get_or_insert(digits.len());
                }
                '0'..='9' => digits.push(c),
                '(' | ')' | '-' | '.' | '/' | ' ' | '\u{2010}'..='\u{2013}' => {}
                other => return Err(other),
            }
        }
        Ok(Self { digits, plus, extension, zero })
    }

    /// Whether a text is nothing but an extension, as after a comma or a semicolon.
    pub fn is_extension(text: &str) -> bool {
        matches!(split_extension(&format!("0;{text}")), ("0", Some(_)))
    }

    /// Every number that the writing can mean: as it stands with `+`, after an international
    /// prefix, and as a national number of each of `countries`. Only possible ones; distinct, and
    /// in that order.
    pub fn readings(&self, countries: &[Country]) -> Vec<Reading> {
        let mut found: Vec<Reading> = Vec::new();
        let mut add = |number: Option<PhoneNumber>, how, parsed: Option<Parsed>| {
            let Some(number) = number else { return };
            if found.iter().all(|reading| reading.number != number) {
                // Parsing takes longest by far: whatever the tables are asked, a number is parsed once.
                let parsed = parsed.or_else(|| number.parsed()).filter(is_possible);
                found.extend(parsed.map(|parsed| Reading { number, how, line: Line::of(&parsed) }));
            }
        };
        let [short, whole] = self.dialled_from_abroad(0);
        if self.plus {
            add(short, How::ZeroLeftOut, None);
            add(whole, How::International, None);
            return found;
        }
        if self.digits.starts_with("00") {
            let [short, whole] = self.dialled_from_abroad(2);
            add(short, How::ZeroLeftOut, None);
            add(whole, How::DialledOut, None);
        }
        add(short, How::PlusLost, None);
        add(whole, How::PlusLost, None);
        if short.is_some() {
            // What stands before the `(0)` is a country code.
            return found;
        }
        for country in countries {
            let parsed = self.national(*country);
            let number = parsed.as_ref().and_then(PhoneNumber::of);
            add(number, How::National(*country), parsed);
        }
        found
    }

    /// The digits from `start` on as a number with its country code: without a `(0)`, and with it. After
    /// a country code it is the national prefix, which is left away with it (ITU-T E.123, 7.2 shows both);
    /// with it there is a number only where the library knows the zero for a part of it.
    fn dialled_from_abroad(&self, start: usize) -> [Option<PhoneNumber>; 2] {
        let digits = self.digits.get(start..).unwrap_or_default();
        let whole = PhoneNumber::from_digits(digits);
        let Some(at) = self.zero.and_then(|at| at.checked_sub(start)) else { return [None, whole] };
        let short = PhoneNumber::from_digits(&format!("{}{}", &digits[..at], &digits[at + 1..]));
        let Some(short) = short.filter(|number| number.is_after_code(at)) else {
            return [None, whole];
        };
        [Some(short), whole.filter(|whole| whole.without_national_prefix().is_none())]
    }

    fn national(&self, country: Country) -> Option<Parsed> {
        let region = Region::try_from(country.as_str()).ok()?;
        let number = PHONE_NUMBER_UTIL.parse(&self.digits, Some(region)).ok()?;
        let code = PHONE_NUMBER_UTIL.get_country_code_for_region(region)?;
        (number.country_code == code).then_some(number)
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
    /// What kind of line it is by the library's tables.
    pub line: Line,
}

/// Why a writing can mean a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It has `+`.
    International,
    /// It has the prefix `00`, which is dialled in place of `+`.
    DialledOut,
    /// It has one of the two, and a `(0)` after the country code that is dialled at home only.
    ZeroLeftOut,
    /// It would be the number if `+` stood before it.
    PlusLost,
    /// It is the number as it is dialled within a country.
    National(Country),
}

#[cfg(test)]
mod tests;
