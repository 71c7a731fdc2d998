//! See `docs/rules/encoding-not-utf8.md`.

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
        let message = format!("the text seems to be in {name}, which nothing in it proves");
        let help = "Look at the names, and ask for the file as an Excel workbook or as CSV in UTF-8 if they are wrong.";
        sink.report(Draft::new(Place::default(), message, help).severity(Severity::Warning));
    }
}

/// Whether names with letters outside ASCII came back, and all as they were sent.
fn is_proven(reply: &Reply<'_>) -> bool {
    let fields = [Field::DisplayName, Field::UserPrincipalName];
    let mut proof = false;
    for (row, person) in reply.people() {
        for field in fields.into_iter().filter(|field| reply.columns.get(*field).is_some()) {
            let sent = reply.roster().get(person, field);
            if !sent.is_ascii() && !reply.text(row, field).trim().is_empty() {
                if reply.text(row, field).trim() != sent.trim() {
                    return false;
                }
                proof = true;
            }
        }
    }
    proof
}
