//! See `docs/rules/roster-unrecognised.md`.

use tollgate_model::{Field, RowId, Severity, value};

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
    let ids = [Field::RowId, Field::RowIdCopy];
    let looks = |row| ids.iter().any(|field| RowId::looks_like(reply.text(row, *field)));
    let usable = reply.joined.iter().any(|joined| {
        let known = joined.by_id.or(joined.by_copy).is_some() || joined.foreign.is_some();
        known || looks(joined.row)
    });
    if reply.people().next().is_some() && !usable {
        let message = format!(
            "no row has a row ID; people are matched by SIP address to roster {} of {}",
            reply.roster().number,
            value(&reply.provider().name)
        );
        let help = "See that it is the roster that was answered, or name another with --roster. Ask the provider to leave the row IDs in.";
        sink.report(Draft::new(Place::default(), message, help));
    }
}
