//! See `docs/rules/column-repeated.md`.

use tollgate_model::{Field, Severity, normalised, value};

use crate::columns::adds;
use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "H003",
    name: "column-repeated",
    severity: Severity::Error,
    instead_of: &["H004"],
    page: include_str!("../../../../docs/rules/column-repeated.md"),
    check: Check::File(check),
};

fn check(reply: &Reply<'_>, _: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    for field in Field::ALL {
        let [(first, _), others @ ..] = reply.columns.all(field) else { continue };
        for (column, _) in others {
            if let Some(row) = adds(reply.table, *column, *first) {
                let headings = [*first, *column].map(|column| reply.table.heading(column));
                let heads = if normalised(headings[0]) == normalised(headings[1]) {
                    format!("{} heads two columns", value(headings[1]))
                } else {
                    format!("{} is another word for {}", value(headings[1]), value(headings[0]))
                };
                let message =
                    format!("{heads}, and they differ, first in row {}", reply.row_number(row));
                let help = "Ask the provider which of the two is meant, and remove the other; or name the right heading under [headings] in the profile.";
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
