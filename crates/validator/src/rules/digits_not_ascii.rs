//! See `docs/rules/digits-not-ascii.md`.

use tollgate_model::{Severity, value};

use crate::{Cell, Check, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C009",
    name: "digits-not-ascii",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/digits-not-ascii.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    if !cell.text.chars().any(|c| ascii(c).is_some()) {
        return;
    }
    let plain: String = cell.text.chars().map(|c| ascii(c).unwrap_or(c)).collect();
    let message = format!("{} is written in digits other than 0 to 9", value(&cell.text));
    cell.becomes(sink, plain, message, "each of them is a digit, and means that digit");
}

/// The ASCII character that a digit of another script means, or a full-width sign of a number.
fn ascii(c: char) -> Option<char> {
    // The first digit of each script's ten (Unicode category Nd).
    const ZEROS: [u32; 24] = [
        0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6,
        0x0d66, 0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1b50,
        0xff10, 0x1d7ce,
    ];
    let signs = [
        ('＋', '+'),
        ('－', '-'),
        ('（', '('),
        ('）', ')'),
        ('．', '.'),
        ('／', '/'),
        ('；', ';'),
        ('，', ','),
        ('＃', '#'),
    ];
    let digit =
        ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|digit| *digit < 10));
    let digit = digit.and_then(|digit| char::from_digit(digit, 10));
    digit.or_else(|| signs.iter().find(|(wide, _)| *wide == c).map(|(_, plain)| *plain))
}
