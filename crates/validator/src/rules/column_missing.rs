//! See `docs/rules/column-missing.md`.

use tollgate_model::{Field, Severity, value};

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "H002",
    name: "column-missing",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/column-missing.md"),
    check: Check::File(check),
};

fn check(reply: &Reply<'_>, _: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    if reply.table.heading_row.is_none() {
        return;
    }
    for (field, near) in reply.missing() {
        let near = near.map(|column| value(reply.table.heading(column)));
        let hint = near.map_or_else(String::new, |heading| format!("; did you mean {heading}?"));
        let or = match field {
            Field::SipAddress => format!("{} or ", value(Field::RowId.heading())),
            _ => String::new(),
        };
        let message = format!("there is no column {or}{}{hint}", value(field.heading()));
        let help = "Ask the provider to put the heading back as it was sent, or name theirs under [headings] in the profile.";
        let place = Place { row: reply.table.heading_row, ..Place::default() };
        sink.report(Draft::new(place, message, help));
    }
    if !reply.missing().is_empty() {
        sink.stop("a needed column is missing");
    }
}
