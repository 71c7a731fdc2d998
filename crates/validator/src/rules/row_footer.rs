//! See `docs/rules/row-footer.md`.

use tollgate_model::{Severity, value};

use crate::{Check, Draft, Place, Reply, Rule, Sink, Who};

pub(super) const RULE: Rule = Rule {
    code: "R009",
    name: "row-footer",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/row-footer.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    for joined in reply.joined.others().filter(|joined| joined.who == Who::Footer) {
        let text: Vec<&str> = reply
            .table
            .grid
            .row(joined.row)
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect();
        let message = format!("{} is about nobody, and was ignored", value(&text.join(" ")));
        let place = Place { row: Some(joined.row), ..Place::default() };
        sink.report(Draft::new(place, message, "Nothing to do."));
    }
}
