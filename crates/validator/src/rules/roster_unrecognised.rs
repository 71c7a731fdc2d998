//! See `docs/rules/roster-unrecognised.md`.

use tollgate_model::{Class, Field, Severity, value};

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "F004",
    name: "roster-unrecognised",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/roster-unrecognised.md"),
    check: Check::File(check),
};

fn check(reply: &Reply<'_>, _: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    let ids =
        [Field::RowId, Field::RowIdCopy].into_iter().filter_map(|field| reply.columns.get(field));
    let blank = |column| {
        reply.joined.iter().all(|joined| {
            joined.who.is_nobody() || reply.table.class(joined.row, column) == Class::Blank
        })
    };
    if reply.people().next().is_some() && ids.into_iter().all(blank) {
        let message = format!(
            "no row has a row ID; people are matched by SIP address to roster {} of {}",
            reply.roster().number,
            value(&reply.provider().name)
        );
        let help = "See that it is the roster that was answered, or name another with --roster. Ask the provider to leave the row IDs in.";
        sink.report(Draft::new(Place::default(), message, help));
    }
}
