//! See `docs/rules/delimiter-differs.md`.

use tollgate_model::Severity;

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "F007",
    name: "delimiter-differs",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/delimiter-differs.md"),
    check: Check::File(check),
};

fn check(reply: &Reply<'_>, _: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    let facts = &reply.table.facts;
    let name = match facts.delimiter {
        None => return,
        Some(',') if !facts.sep_line => return,
        Some(',') => "commas, as a `sep=` line says",
        Some(';') => "semicolons",
        Some('\t') => "tabs",
        Some('|') => "pipes",
        Some(_) => "another sign",
    };
    let message = format!("the fields are separated by {name}");
    sink.report(Draft::new(Place::default(), message, "Nothing to do."));
}
