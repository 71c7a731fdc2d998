//! See `docs/rules/several-sheets.md`.

use tollgate_model::{Severity, value};

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "F010",
    name: "several-sheets",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/several-sheets.md"),
    check: Check::File(check),
};

fn check(reply: &Reply<'_>, _: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    let sheets = &reply.table.facts.candidates;
    if sheets.len() > 1 && !reply.sent.sheet_named {
        let names: Vec<String> = sheets.iter().map(|name| value(name)).collect();
        let message =
            format!("{} sheets carry our headings and people: {}", sheets.len(), names.join(", "));
        let help = "Say which one is meant with --sheet NAME; where the answers stand in several, import each with --sheet NAME --leave-faulty.";
        sink.report(Draft::new(Place::default(), message, help));
        sink.stop("several sheets could be meant");
    }
}
