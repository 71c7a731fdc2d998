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
fn a_zero_in_parentheses_is_left_out_where_it_is_no_part_of_the_number() {
    for text in ["+49 (0)30 901820", "+49(0)30/901820", "0049 (0) 30 901820", "49 (0)30 901820"] {
        assert_eq!(read(text, &["DE"]), ["+4930901820"], "{text}");
    }
    assert_eq!(read("+44 (0)20 7946 0100", &["US"]), ["+442079460100"]);
    assert_eq!(read("+33 (0)1 55 01 01 00", &[]), ["+33155010100"]);
    assert_eq!(read("+34 (0)91 123 45 67", &[]), ["+34911234567"]);
    assert_eq!(read("(0)30 901820", &["DE"]), ["+4930901820"]);
    // In Italy it belongs to a number that is no mobile.
    let valid = |text: &str| {
        let readings = Written::take_apart(text).unwrap().readings(&[]);
        let valid = readings.iter().filter(|reading| reading.line.is_assignable());
        valid.map(|reading| reading.number.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(valid("+39 (0)6 6982 1234"), ["+390669821234"]);
    assert_eq!(valid("+39 (0)347 123 4567"), ["+393471234567"]);
    assert_eq!(valid("+36 (0)1 234 5678"), ["+3612345678"]);
}

#[test]
fn a_national_prefix_is_told_from_a_zero_that_belongs_to_the_number() {
    let without = |digits: &str| {
        let number = PhoneNumber::from_digits(digits).unwrap();
        number.without_national_prefix().map(PhoneNumber::digits)
    };
    assert_eq!(without("4402079460100").as_deref(), Some("442079460100"));
    assert_eq!(without("49030901820").as_deref(), Some("4930901820"));
    for whole in ["442079460100", "390669821234", "2250712345678", "12065550100", "9991234567"] {
        assert_eq!(without(whole), None, "{whole}");
    }
}

#[test]
fn nothing_is_dropped_in_silence() {
    assert_eq!(Written::take_apart("+1 206 555 O100"), Err('O'));
    assert_eq!(
        Written::take_apart("1.2\u{a0}"),
        Ok(Written { digits: "12".into(), plus: false, extension: None, zero: None })
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

#[test]
fn what_is_no_number_is_too_short_or_too_long_or_of_no_country() {
    for (digits, why) in [
        ("1206555010", Impossible::TooShort(1)),
        ("15550100", Impossible::TooShort(3)),
        ("1", Impossible::TooShort(10)),
        ("120655501000", Impossible::TooLong(1)),
        ("120655501001234567", Impossible::TooLong(7)),
        ("999123456789", Impossible::UnknownCode),
        ("", Impossible::Length),
    ] {
        assert_eq!(Impossible::of(digits), why, "{digits}");
    }
}
