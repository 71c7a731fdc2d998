//! See `docs/rules/conference-id-characters.md`.

use tollgate_model::{Field, Severity, Stored, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "I003",
    name: "conference-id-characters",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/conference-id-characters.md"),
    check: Check::Cell(check),
};

/// Grouping, and the key that ends dialling, are how people write an ID; anything else is none.
fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    if cell.field != Field::ConferenceId || cell.text.bytes().all(|b| b.is_ascii_digit()) {
        return;
    }
    let bare = cell.text.strip_suffix('#').unwrap_or(&cell.text);
    let groups = |c: char| matches!(c, ' ' | '-' | '.' | '\u{2010}'..='\u{2013}');
    let bare: String = bare.chars().filter(|c| !groups(*c)).collect();
    let digits = !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit());
    if digits && cell.stored != Stored::Number {
        let message = format!("{} is written in groups", value(&cell.text));
        return cell.becomes(
            sink,
            bare,
            message,
            "what stands between the digits is no part of the ID",
        );
    }
    // A space before a word is not what is wrong.
    let mut others = cell.text.chars().filter(|c| !c.is_ascii_digit());
    let foreign = others.clone().find(|c| !groups(*c)).or_else(|| others.next());
    let foreign = foreign.map(String::from).unwrap_or_default();
    let message =
        format!("{} is no conference ID: {} cannot be dialled", value(&cell.text), value(&foreign));
    let help = "Ask the provider for the ID: it is made of the digits 0 to 9.";
    let draft = Draft::new(cell.place(), message, help);
    cell.fault(sink, draft);
}
