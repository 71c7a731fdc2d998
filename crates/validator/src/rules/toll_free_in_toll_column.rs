//! See `docs/rules/toll-free-in-toll-column.md`.

use tollgate_model::{Field, Line, Severity, value};

use crate::rule::Place;
use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T004",
    name: "toll-free-in-toll-column",
    severity: Severity::Error,
    instead_of: &["T003"],
    page: include_str!("../../../../docs/rules/toll-free-in-toll-column.md"),
    check: Check::Rows(check),
};

fn check(reply: &Reply<'_>, rows: &[Row], sink: &mut Sink<'_>) {
    for row in rows {
        if let Some(number) = row.toll_number.filter(|_| row.line == Line::TollFree) {
            let place = reply.place(row.row, Field::TollNumber, Some(row.person));
            let stays = reply.was_sent(row, Field::TollNumber, number);
            sink.report(draft(place, &value(&number.to_string())).stays(stays));
        }
    }
}

/// The finding, for one number or for several of which one is meant.
pub(super) fn draft(place: Place, number: &str) -> Draft {
    let message = format!("{number} is a toll-free number, in the column for the toll number");
    let help = "Ask the provider for the person's toll number, which everybody needs; toll-free numbers have a column of their own.";
    Draft::new(place, message, help)
}
