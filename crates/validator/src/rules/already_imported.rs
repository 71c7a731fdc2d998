//! See `docs/rules/already-imported.md`.

use tollgate_model::Severity;

use super::changed_since_sent::has_answer;
use crate::{Check, Draft, Place, Reply, Row, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "F003",
    name: "already-imported",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/already-imported.md"),
    check: Check::Store(check),
};

/// A workbook comes in several sheets, an import leaves people out, and a batch is followed by others: what was
/// imported before may be to do all the same.
fn check(reply: &Reply<'_>, today: &Today<'_>, sink: &mut Sink<'_>) {
    let Some(batch) = today.imported_as else { return };
    let lacks = |row: &&Row| !row.echoed && has_answer(reply, today, row) == Some(false);
    let message = format!("the same file was imported as batch {batch}");
    sink.report(match reply.rows.iter().filter(lacks).count() {
        0 => {
            let help = "Nothing to do, if that was meant: importing it again changes nothing.";
            Draft::new(Place::default(), message, help)
        }
        lack => {
            let who = if lack == 1 { "1 person does" } else { &format!("{lack} people do") };
            let message = format!("{message}, and {who} not have what it says");
            let help = "Nothing to do, if that was meant: an import gives it to them.";
            Draft::new(Place::default(), message, help).severity(Severity::Note)
        }
    });
}
