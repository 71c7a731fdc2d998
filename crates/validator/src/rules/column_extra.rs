//! See `docs/rules/column-extra.md`.

use tollgate_model::{Class, Severity, column_letters, is_secret, value};

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "H005",
    name: "column-extra",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/column-extra.md"),
    check: Check::File(check),
};

const NO_PINS: &str =
    "Ask the provider not to send PINs in this file: they go from the provider to each person.";

fn check(reply: &Reply<'_>, _: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    let table = reply.table;
    let Some(row) = table.heading_row else { return };
    // One that may be what is missing is told of there.
    let told: Vec<usize> = reply.missing().iter().filter_map(|(_, near)| *near).collect();
    for column in 0..width(reply, row) {
        let heading = table.heading(column);
        let place = Place { row: Some(row), column: Some(column), ..Place::default() };
        if is_secret(heading) {
            let message = format!(
                "{} is a column for a PIN or a leader's code: its values were not read",
                value(heading)
            );
            sink.report(Draft::new(place, message, NO_PINS));
        } else if heading.trim().is_empty() {
            if (row + 1..table.len()).any(|row| table.class(row, column) != Class::Blank) {
                let name = if table.facts.is_workbook() {
                    column_letters(column)
                } else {
                    (column + 1).to_string()
                };
                let message = format!("column {name} has values but no heading");
                let column = place.column.filter(|_| table.facts.is_workbook());
                let place = Place { column, ..place };
                sink.report(Draft::new(place, message, "Nothing to do: it is not imported."));
            }
        } else if reply.columns.extra.contains(&column) && !told.contains(&column) {
            let message = format!("{} is a column of the provider's own", value(heading));
            sink.report(Draft::new(place, message, "Nothing to do: it is not imported."));
        }
    }
    // A heading that may hold such a code itself is not shown, but the column is named all the same.
    let shown: Vec<&str> = table.grid.row(row).collect();
    for name in table.facts.dropped.iter().filter(|name| !shown.contains(&name.as_str())) {
        let message = format!(
            "{name} is for a PIN or a leader's code, and a number stands in its heading: neither was read"
        );
        let place = Place { row: Some(row), ..Place::default() };
        sink.report(Draft::new(place, message, NO_PINS));
    }
}

/// How many columns there are: a row of delimited text that is longer than the headings is ragged, but
/// in a workbook there may be cells beside them.
fn width(reply: &Reply<'_>, heading_row: usize) -> usize {
    let table = reply.table;
    let below = if table.facts.is_workbook() { table.len() } else { 0 };
    let widest = (heading_row + 1..below).map(|row| table.grid.width(row)).max();
    reply.columns.width.max(widest.unwrap_or(0))
}
