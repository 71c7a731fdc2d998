//! See `docs/rules/line-break.md`.

use tollgate_model::{Field, Severity, value};

use super::conference_id_characters::bare;
use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C006",
    name: "line-break",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/line-break.md"),
    check: Check::Cell(check),
};

/// Toll-free numbers may stand on a line each. Of conference IDs two in one cell are no answer: nobody
/// can tell which is meant, or whether both are one.
fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    let breaks = |c: char| matches!(c, '\n' | '\r' | '\t');
    if cell.field == Field::TollFreeNumbers || !cell.text.contains(breaks) {
        return;
    }
    let what = if cell.text.contains(['\n', '\r']) { "a line break" } else { "a tab" };
    let joined: String = cell.text.chars().filter(|c| !breaks(*c)).collect();
    let is_id = |piece: &str| {
        let id = bare(piece);
        id.bytes().all(|b| b.is_ascii_digit()) && cell.reply.provider().conference_id.allows(&id)
    };
    let mut pieces = cell.text.split(breaks).map(str::trim).filter(|piece| !piece.is_empty());
    let several = !cell.is_number() && pieces.clone().count() > 1 && pieces.all(is_id);
    if several {
        let message = format!("{} holds {what} between two conference IDs", value(&cell.text));
        let draft = Draft::new(cell.place(), message, "Ask the provider which of them is meant.");
        return cell.fault(sink, draft.severity(Severity::Error));
    }
    let message = format!("{} holds {what}", value(&cell.text));
    let help = "Ask the provider whether one value was meant. It is read without the break.";
    let draft = Draft::new(cell.place(), message, help);
    sink.report(draft.ask(joined.clone(), "the value without the break"));
    cell.text = joined.into();
}
