//! See `docs/rules/leading-zeros-lost.md`.

use tollgate_model::{Field, Severity, Stored, Trait, value};

use crate::lengths::Commonest;
use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C001",
    name: "leading-zeros-lost",
    severity: Severity::Error,
    instead_of: &["I003"],
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
    if let Some(shown) = cell.shown().filter(|_| cell.text != cell.raw()) {
        let message = format!("{} is shown as {}", value(cell.raw()), value(shown));
        let digits = cell.text.to_string();
        return cell.becomes(
            sink,
            digits,
            message,
            "the cell's number format puts the zeros in front",
        );
    }
    // What begins with 0 has lost none, nor has what came back as it was sent.
    let reply = cell.reply;
    let sent = reply.roster().get(cell.person, Field::ConferenceId);
    let kept = cell.text.starts_with('0') || cell.text == sent;
    let less = reply.is_sent_less_zeros(cell.person, &cell.text);
    if rule.allows(&cell.text) && !less || kept || !reply.can_lose_zeros(cell.row) {
        return;
    }
    let padded =
        (cell.text.len() + 1..=rule.longest).map(|length| format!("{:0>length$}", cell.text));
    let fitting: Vec<String> = padded.filter(|padded| rule.allows(padded)).collect();
    let usual = reply.lengths().and_then(Commonest::of_enough);
    let is_usual = |padded: &&String| Some(padded.len()) == usual;
    let meant = match fitting.as_slice() {
        [] => return,
        several if several.iter().any(|padded| padded == sent) => Some((sent, "it was sent so")),
        [only] => Some((only.as_str(), "with the zeros it fits the provider's rule")),
        several => {
            let usual = several.iter().find(is_usual);
            usual.map(|usual| (usual.as_str(), "nearly all other IDs have so many digits"))
        }
    };
    let text = value(&cell.text);
    let message = if less {
        format!("{text} has lost zeros in front: {} was sent", value(sent))
    } else {
        format!("{text} has lost zeros in front: {} digits are asked for", rule.asked())
    };
    let draft = Draft::new(cell.place(), message, help(cell));
    // Where nothing tells how many zeros there were, nothing is proposed.
    let draft = match meant {
        Some((meant, why)) => draft.ask(meant, why),
        None => draft,
    };
    cell.fault(sink, draft);
}

fn help(cell: &Cell<'_>) -> &'static str {
    // It may have been shown with its zeros.
    if cell.stored == Stored::Number && cell.reply.table.facts.is_untold(Trait::NumberFormats) {
        "This format does not tell how the cell is shown. If the zeros are there when the file is opened, save it as XLSX and check that; else ask the provider for the ID again, in a cell formatted as text."
    } else {
        "Ask the provider for the ID again, in a cell formatted as text, or have the zeros put back."
    }
}
