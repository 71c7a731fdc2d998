//! See `docs/rules/bytes-not-text.md`.

use tollgate_model::Severity;

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "F012",
    name: "bytes-not-text",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/bytes-not-text.md"),
    check: Check::File(check),
};

fn check(reply: &Reply<'_>, _: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    let Some((at, line)) = reply.table.facts.bytes_not_text else { return };
    let row = (0..reply.table.len()).rev().find(|row| reply.table.at(*row).line <= line);
    let person = row.and_then(|row| reply.joined.at(row));
    let place =
        Place { row, sent_row: person.and_then(|joined| joined.who.person()), ..Place::default() };
    let message = format!("byte {at}, in line {line}, is not text in the file's encoding");
    sink.report(Draft::new(
        place,
        message,
        "Ask the provider for the file again: it was damaged on the way.",
    ));
}
