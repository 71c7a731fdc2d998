//! See `docs/rules/column-renamed.md`.

use tollgate_model::{Field, Known, Severity, value};

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "H004",
    name: "column-renamed",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/column-renamed.md"),
    check: Check::File(check),
};

fn check(reply: &Reply<'_>, _: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    for field in Field::ALL {
        for (column, known) in
            reply.columns.all(field).iter().filter(|(_, known)| *known != Known::Ours)
        {
            let how =
                if *known == Known::Providers { "the provider's word for" } else { "read as" };
            let message = format!(
                "{} is {how} {}",
                value(reply.table.heading(*column)),
                value(field.heading())
            );
            let place =
                Place { row: reply.table.heading_row, column: Some(*column), ..Place::default() };
            sink.report(
                Draft::new(place, message, "Nothing to do.")
                    .safe(field.heading(), "it is another word for the same"),
            );
        }
    }
}
