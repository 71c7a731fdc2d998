//! See `docs/rules/column-repeated.md`.

use tollgate_model::{Field, Severity, value};

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "H003",
    name: "column-repeated",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/column-repeated.md"),
    check: Check::File(check),
};

fn check(reply: &Reply<'_>, _: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    for field in Field::ALL {
        let [(first, _), others @ ..] = reply.columns.all(field) else { continue };
        for (column, _) in others {
            let differs = |row: usize| {
                reply.table.get(row, *first).trim() != reply.table.get(row, *column).trim()
            };
            if reply.joined.iter().any(|joined| differs(joined.row)) {
                let message = format!(
                    "{} heads two columns, and they differ",
                    value(reply.table.heading(*column))
                );
                let help = "Ask the provider which of the two is meant, and take the other out.";
                let place = Place {
                    row: reply.table.heading_row,
                    column: Some(*column),
                    ..Place::default()
                };
                sink.report(Draft::new(place, message, help));
                sink.stop("a column is there twice");
            }
        }
    }
}
