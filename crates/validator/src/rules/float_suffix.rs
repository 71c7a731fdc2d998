//! See `docs/rules/float-suffix.md`.

use tollgate_model::{Severity, Stored, value};

use crate::{Cell, Check, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C002",
    name: "float-suffix",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/float-suffix.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    let whole = whole(&cell.text, cell.is_number());
    if let Some(whole) = whole.filter(|_| cell.stored != Stored::Number).map(str::to_owned) {
        let message =
            format!("{} is a whole number that was saved as a decimal", value(&cell.text));
        cell.becomes(sink, whole, message, "there are only zeros after the point");
    }
}

/// What stands before a decimal point with nothing but zeros behind it. `712.000` may be thousands, and
/// points part the digits of a telephone number as well.
fn whole(text: &str, is_number: bool) -> Option<&str> {
    let (whole, zeros) = text.split_once(['.', ','])?;
    let digits = whole.strip_prefix('+').unwrap_or(whole);
    let may_be_groups = zeros.len() > 2 && is_number || zeros.len() == 3 && digits.len() <= 3;
    // Above 2^53 not every whole number can be told from its neighbour.
    let exact = digits.bytes().all(|b| b.is_ascii_digit())
        && digits.parse::<u64>().is_ok_and(|number| number < 1 << 53);
    let zero = !zeros.is_empty() && zeros.bytes().all(|b| b == b'0');
    (exact && zero && !may_be_groups).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_whole_number_is_told_from_digits_in_groups() {
        for text in ["1712341.0", "1712341.00", "1712341,0000", "1712341.000", "712.00"] {
            assert_eq!(whole(text, false), Some(&text[..text.find(['.', ',']).unwrap()]), "{text}");
        }
        for text in ["1712341", "1712341.", "1712341.5", "712.000", "1.712.000", ".0", "-5.0"] {
            assert_eq!(whole(text, false), None, "{text}");
        }
        assert_eq!(whole("+12065550100.00", true), Some("+12065550100"));
        assert_eq!(whole("555.0000", true), None);
    }
}
