//! See `docs/rules/row-ragged.md`.

use tollgate_model::{Class, Severity};

use crate::{Check, Draft, Place, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "R007",
    name: "row-ragged",
    severity: Severity::Error,
    instead_of: &["R003", "R004"],
    page: include_str!("../../../../docs/rules/row-ragged.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let (width, mut spare) = (reply.columns.width, Vec::new());
    for joined in reply.joined.iter().filter(|joined| !joined.who.is_nobody()) {
        let (row, fields) = (joined.row, reply.table.grid.width(joined.row));
        if reply.is_ragged(row) {
            let message = format!("the row has {fields} fields, and there are {width} headings");
            let help = "Ask the provider for the row again: a separator was lost or doubled, so its values cannot be told apart.";
            let place = Place { row: Some(row), sent_row: joined.who.person(), ..Place::default() };
            sink.report(Draft::new(place, message, help));
        } else if fields > width && !reply.table.facts.is_workbook() {
            debug_assert!(
                (width..fields).all(|column| reply.table.class(row, column) == Class::Blank),
                "text there is ragged"
            );
            spare.push(reply.row_number(row));
        }
    }
    if let Some(first) = spare.first() {
        let rows = if spare.len() == 1 {
            "1 row has".to_owned()
        } else {
            format!("{} rows have", spare.len())
        };
        let message = format!(
            "{rows} more fields than there are headings, all of them empty; the first is row {first}"
        );
        sink.report(
            Draft::new(Place::default(), message, "Nothing to do.").severity(Severity::Note),
        );
    }
}
