//! Why digits are no number.

use rlibphonenumber::{PHONE_NUMBER_UTIL, ParseError};

use super::PhoneNumber;

/// Why digits with a country code are no possible number, by the library's tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Impossible {
    /// They begin with no country code.
    UnknownCode,
    /// So many digits are missing.
    TooShort(usize),
    /// So many digits are too many.
    TooLong(usize),
    /// Numbers under that code are shorter or longer.
    Length,
}

impl Impossible {
    /// What is wrong with digits that are no possible number.
    pub fn of(digits: &str) -> Self {
        let parsed = PHONE_NUMBER_UTIL.parse(format!("+{digits}"), None);
        if parsed == Err(ParseError::InvalidCountryCode) {
            return Self::UnknownCode;
        }
        let possible =
            |digits: &str| PhoneNumber::from_digits(digits).is_some_and(PhoneNumber::is_possible);
        // Only how many there are counts.
        let missing = (1..15).find(|more| possible(&format!("{digits}{}", "0".repeat(*more))));
        let many = (1..digits.len()).find(|less| possible(&digits[..digits.len() - less]));
        match (missing, many) {
            (Some(missing), None) => Self::TooShort(missing),
            (None, Some(many)) => Self::TooLong(many),
            _ => Self::Length,
        }
    }
}
