use super::*;

#[test]
fn a_number_is_shown_as_its_format_says() {
    assert_eq!(shown("1234567", "00000000").as_deref(), Some("01234567"));
    assert_eq!(shown("14255550100", "\"+\"0").as_deref(), Some("+14255550100"));
    assert_eq!(shown("14255550100", "\\+0;-0").as_deref(), Some("+14255550100"));
    assert_eq!(shown("5550100", "000-0000").as_deref(), Some("555-0100"));
    for format in ["General", "0", "#,##0", "[<=9999999]###-####;0", "yyyy", "0.00E+00"] {
        assert_eq!(shown("1234567", format), None, "{format}");
    }
}

#[test]
fn a_number_is_digits_while_a_number_cell_can_hold_them() {
    assert_eq!(number_text(14_255_550_100.0), "14255550100");
    assert_eq!(number_text(-0.0), "0");
    assert_eq!(number_text(12.5), "12.5");
    assert_eq!(number_text(1.234_567_890_123_456_8e18), "1.2345678901234568e18");
}
