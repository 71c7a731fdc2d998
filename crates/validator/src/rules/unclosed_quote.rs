//! See `docs/rules/unclosed-quote.md`.

use tollgate_model::Severity;

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "F008",
    name: "unclosed-quote",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/unclosed-quote.md"),
    check: Check::File(check),
};

fn check(reply: &Reply<'_>, _: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    let Some((line, column)) = reply.table.facts.unclosed_quote else { return };
    // The row that the quote stands in, where one of the table begins on its line.
    let row = (0..reply.table.len()).find(|row| reply.table.at(*row).line == line);
    let person = row.and_then(|row| reply.joined.at(row));
    let place =
        Place { row, sent_row: person.and_then(|joined| joined.who.person()), ..Place::default() };
    let message =
        format!("the quote that opens in line {line}, character {column} swallows what follows");
    let help = "Ask the provider for the file again, or take the quote out and save it under another name.";
    sink.report(Draft::new(place, message, help));
    sink.stop("a quote swallows rows");
}
