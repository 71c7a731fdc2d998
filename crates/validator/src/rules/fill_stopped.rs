//! See `docs/rules/fill-stopped.md`.

use tollgate_model::{Class, Field, Severity};

use crate::{Check, Draft, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "P006",
    name: "fill-stopped",
    severity: Severity::Error,
    instead_of: &["T001", "I001"],
    page: include_str!("../../../../docs/rules/fill-stopped.md"),
    check: Check::Reply(check),
};

/// Fewer blanks at the end may as well be people whom the provider could not set up.
const LEAST: usize = 3;

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let rows: Vec<(usize, usize)> =
        reply.people().filter(|(row, _)| !reply.is_ragged(*row)).collect();
    for field in [Field::TollNumber, Field::ConferenceId] {
        let Some(column) = reply.columns.get(field) else { continue };
        let blank = |(row, _): &&(usize, usize)| {
            reply.table.class(*row, column) == Class::Blank
                && reply.table.stored(*row, column) != tollgate_model::Stored::FormulaUnsaved
        };
        let tail = rows.iter().rev().take_while(blank).count();
        let head = rows.len() - tail;
        if tail < LEAST || head < LEAST || rows[..head].iter().any(|row| blank(&row)) {
            continue;
        }
        let (first, last) = (rows[head], rows[rows.len() - 1]);
        let message = format!(
            "the column is filled in down to row {} and blank from there to row {}",
            reply.row_number(rows[head - 1].0),
            reply.row_number(last.0)
        );
        let help = "Ask the provider for the rest: filling in stopped half way.";
        let place = reply.place(first.0, field, Some(first.1));
        let cells = rows[head..].iter().map(|(row, _)| (*row, Some(column)));
        sink.report(
            Draft::new(place, message, help)
                .explains(cells)
                .also(rows[head..].iter().map(|(_, person)| *person)),
        );
    }
}
