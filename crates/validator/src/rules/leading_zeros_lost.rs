//! See `docs/rules/leading-zeros-lost.md`.

use tollgate_model::{Severity, Stored, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C001",
    name: "leading-zeros-lost",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/leading-zeros-lost.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    let rule = &cell.reply.provider().conference_id;
    let digits = !cell.text.is_empty() && cell.text.bytes().all(|b| b.is_ascii_digit());
    if cell.is_number() || !digits {
        return;
    }
    // What the person who typed it saw.
    let shown = cell
        .about
        .and_then(|about| about.shown.clone())
        .filter(|shown| shown.bytes().all(|b| b.is_ascii_digit()));
    if let Some(shown) = shown.filter(|_| cell.stored == Stored::Number) {
        let message = format!("{} is shown as {}", value(&cell.text), value(&shown));
        return cell.becomes(
            sink,
            shown,
            message,
            "the cell's number format puts the zeros in front",
        );
    }
    let lossy = cell.stored == Stored::Number || !cell.is_in_workbook();
    if !lossy || rule.allows(&cell.text) {
        return;
    }
    let padded =
        (cell.text.len() + 1..=rule.longest).map(|length| format!("{:0>length$}", cell.text));
    if let Some(padded) = padded.clone().find(|padded| rule.allows(padded)) {
        let message = format!(
            "{} has lost zeros in front: {} digits are asked for",
            value(&cell.text),
            rule.asked()
        );
        let help = "Ask the provider for the ID again, in a cell formatted as text, or have the zeros put back.";
        let draft = Draft::new(cell.place(), message, help);
        let draft =
            draft.ask(padded, "the fewest zeros in front with which it fits the provider's rule");
        cell.fault(sink, draft);
    }
}
