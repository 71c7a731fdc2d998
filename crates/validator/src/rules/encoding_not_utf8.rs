//! See `docs/rules/encoding-not-utf8.md`.

use std::collections::HashSet;

use tollgate_model::{Field, Severity};

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "F005",
    name: "encoding-not-utf8",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/encoding-not-utf8.md"),
    check: Check::File(check),
};

fn check(reply: &Reply<'_>, _: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    let Some(encoding) =
        reply.table.facts.encoding.as_ref().filter(|encoding| encoding.name != "utf-8")
    else {
        return;
    };
    let name = encoding.name.to_uppercase();
    if !encoding.guessed || is_proven(reply) {
        let how = if encoding.guessed { ": the names that were sent come out right" } else { "" };
        let message = format!("the text is in {name}{how}");
        sink.report(Draft::new(Place::default(), message, "Nothing to do."));
    } else {
        let message = format!("the text seems to be in {name}, but nothing in it proves that");
        let help = "Check the names; if they are wrong, ask for the file as an Excel workbook or as CSV in UTF-8.";
        sink.report(Draft::new(Place::default(), message, help).severity(Severity::Warning));
    }
}

/// Whether names with letters outside ASCII came back, and nearly all are names that were sent: one may have been
/// edited. Whose they are now is another rule's question.
fn is_proven(reply: &Reply<'_>) -> bool {
    let fields = [Field::DisplayName, Field::UserPrincipalName];
    let roster = reply.roster();
    let sent = |field| (0..roster.len()).map(move |row| roster.get(row, field).trim());
    let sent: HashSet<&str> = fields.into_iter().flat_map(sent).collect();
    let here = fields.into_iter().filter(|field| reply.columns.get(*field).is_some());
    let came = here.flat_map(|field| reply.people().map(move |(row, _)| reply.text(row, field)));
    let (mut all, mut known) = (0, 0);
    // What lost letters on the way says nothing of the others.
    let whole = |text: &&str| !text.is_ascii() && !text.contains(['?', '\u{fffd}']);
    for text in came.map(str::trim).filter(whole) {
        all += 1;
        known += usize::from(sent.contains(text));
    }
    all > 0 && known * 10 >= all * 9
}
