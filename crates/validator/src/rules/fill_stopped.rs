//! See `docs/rules/fill-stopped.md`.

use tollgate_model::{Class, Field, Severity, Stored};

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
    let people = || reply.people_told();
    // Of most replies a look at the last row is enough.
    let ends_blank =
        |column| people().next_back().is_some_and(|(row, _)| blank(reply, row, column));
    let columns = [Field::TollNumber, Field::ConferenceId]
        .into_iter()
        .filter_map(|field| Some((field, reply.columns.get(field)?)))
        .filter(|(_, column)| ends_blank(*column));
    let columns: Vec<(Field, usize)> = columns.collect();
    if columns.is_empty() {
        return;
    }
    let rows: Vec<(usize, usize)> = people().collect();
    let columns = columns
        .into_iter()
        .filter_map(|(field, column)| Some((head(reply, &rows, column)?, field, column)));
    let columns: Vec<(usize, Field, usize)> = columns.collect();
    // Where both stop at one row, filling in stopped once.
    for stops in columns.chunk_by(|a, b| a.0 == b.0) {
        let (head, field, _) = stops[0];
        let (first, last) = (rows[head], rows[rows.len() - 1]);
        let message = format!(
            "{} filled in down to row {} and blank from there to row {}",
            if stops.len() == 1 { "the column is" } else { "the answers are" },
            reply.row_number(rows[head - 1].0),
            reply.row_number(last.0)
        );
        let help = "Ask the provider for the rest: filling in stopped half way.";
        let place = reply.place(first.0, field, Some(first.1));
        let cells = rows[head..]
            .iter()
            .flat_map(|(row, _)| stops.iter().map(|(_, _, column)| (*row, Some(*column))));
        sink.report(
            Draft::new(place, message, help)
                .explains(cells)
                .also(rows[head..].iter().map(|(_, person)| *person)),
        );
    }
}

fn blank(reply: &Reply<'_>, row: usize, column: usize) -> bool {
    reply.table.class(row, column) == Class::Blank
        && reply.table.stored(row, column) != Stored::FormulaUnsaved
}

/// Where the blank tail of a column that is full above begins.
fn head(reply: &Reply<'_>, rows: &[(usize, usize)], column: usize) -> Option<usize> {
    let blank = |(row, _): &&(usize, usize)| blank(reply, *row, column);
    let tail = rows.iter().rev().take_while(blank).count();
    let head = rows.len() - tail;
    let full = tail >= LEAST && head >= LEAST && !rows[..head].iter().any(|row| blank(&row));
    full.then_some(head)
}
