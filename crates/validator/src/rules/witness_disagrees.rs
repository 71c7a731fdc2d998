//! See `docs/rules/witness-disagrees.md`.

use std::collections::HashSet;

use tollgate_model::{Severity, person, value};

use crate::{Check, Draft, Place, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "R013",
    name: "witness-disagrees",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/witness-disagrees.md"),
    check: Check::Reply(check),
};

/// More than so many, and more than a tenth of all, are no slips: the list was joined by position.
const SLIPS: usize = 5;

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    for witness in reply.witnesses() {
        let (column, filled, agree) = (witness.column, witness.filled, witness.agree);
        let many = witness.astray(reply).count();
        let many = many > SLIPS && many * 10 > reply.rows.len();
        let people: HashSet<usize> = witness.astray(reply).map(|(row, _)| row.person).collect();
        for (row, other) in witness.astray(reply) {
            let message = format!(
                "{} points to {}, and agrees in {agree} of {filled} rows",
                value(reply.table.get(row.row, column).trim()),
                person(&reply.roster().sip(other))
            );
            let help = "Ask the provider whose numbers these are.";
            let place = Place {
                row: Some(row.row),
                column: Some(column),
                sent_row: Some(row.person),
                ..Place::default()
            };
            // A slip names somebody beside whom the right one is named.
            let moved = many || people.contains(&other);
            let severity = if moved { Severity::Error } else { Severity::Warning };
            sink.report(Draft::new(place, message, help).severity(severity));
        }
    }
}
