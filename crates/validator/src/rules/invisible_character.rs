//! See `docs/rules/invisible-character.md`.

use tollgate_model::{Severity, is_unseen, value};

use crate::{Cell, Check, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C008",
    name: "invisible-character",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/invisible-character.md"),
    check: Check::Cell(check),
};

/// Line breaks, tabs and control characters are other rules' business.
fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    let invisible = |c: char| is_unseen(c) && !c.is_control();
    if cell.text.contains(invisible) {
        let message = format!("{} holds characters that cannot be seen", value(&cell.text));
        let cleaned: String = cell.text.chars().filter(|c| !invisible(*c)).collect();
        // A no-break space between groups of digits is a space.
        cell.becomes(sink, cleaned, message, "invisible characters are not part of a number");
    }
}
