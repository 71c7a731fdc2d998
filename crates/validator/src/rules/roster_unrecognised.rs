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

/// As many rows are looked at for a row ID under a heading that is unknown.
const SEEN: usize = 1000;

fn check(reply: &Reply<'_>, today: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    let ids = [Field::RowId, Field::RowIdCopy];
    let looks = |row| ids.iter().any(|field| RowId::looks_like(reply.text(row, *field)));
    let usable = reply.joined.iter().any(|joined| {
        let known = joined.by_id.or(joined.by_copy).is_some() || joined.foreign.is_some();
        known || looks(joined.row)
    });
    let number = reply.roster().number;
    let told = reply.sent.named || reply.table.facts.roster_property == Some(number);
    // Under whatever heading they stand, they told it.
    let rows = 0..reply.table.len();
    let mut cells = rows.take(SEEN).flat_map(|row| reply.table.grid.row(row));
    let guessed = today.is_some() && !told && !cells.any(RowId::looks_like);
    let matched = reply.people().next().is_some();
    if (matched || guessed) && !usable {
        let how = if matched {
            "people are matched by SIP address to"
        } else {
            "by the addresses in it, it is taken for the answer to"
        };
        let name = value(&reply.provider().name);
        let message = format!("no row has a row ID; {how} roster {number} of {name}");
        let help = "Check that this is the roster that was answered, or name another with --roster. Ask the provider to keep the row IDs.";
        sink.report(Draft::new(Place::default(), message, help));
    }
}
