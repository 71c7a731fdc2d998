//! The text of a number: taken apart, and every reading of it.

use tollgate_model::{Country, PhoneNumber, Written};

use super::bytes_of;

pub(super) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let countries: Vec<_> = ["US", "DE", "GB", "IT"].into_iter().filter_map(Country::new).collect();
    if let Some(number) = PhoneNumber::from_e164(&text) {
        assert_eq!(number.to_string(), text, "an exact number is its own writing");
    }
    let Ok(written) = Written::take_apart(&text) else { return };
    assert!(written.digits.bytes().all(|byte| byte.is_ascii_digit()));
    for reading in written.readings(&countries) {
        let number = reading.number;
        assert_eq!(PhoneNumber::from_e164(&number.to_string()), Some(number));
        assert!(number.is_possible(), "{number} is a reading of {text:?}");
        let _ = (number.line(), number.country(), number.national());
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    bytes_of(&[
        "+12065550100",
        "(206) 555-0100",
        "tel:+49 30 901820;ext=12",
        "0049 (0)30/901820 x7",
        "+39 06 698",
        "020 7946 0100 ext. 5",
        "1800FLOWERS",
        "\u{ff0b}\u{ff11}\u{ff12}",
    ])
}
