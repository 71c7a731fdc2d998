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
    let whole = cell.text.strip_suffix(".0").or_else(|| cell.text.strip_suffix(",0"));
    // Above 2^53 not every whole number can be told from its neighbour.
    let exact = whole.is_some_and(|whole| {
        let digits = whole.strip_prefix('+').unwrap_or(whole);
        digits.bytes().all(|b| b.is_ascii_digit())
            && digits.parse::<u64>().is_ok_and(|number| number < 1 << 53)
    });
    if let Some(whole) = whole.filter(|_| exact && cell.stored != Stored::Number).map(str::to_owned)
    {
        let message =
            format!("{} is a whole number that went through a decimal", value(&cell.text));
        cell.becomes(sink, whole, message, "nothing but a zero stands behind the point");
    }
}
