//! See `docs/rules/number-became-a-count.md`.

use tollgate_model::{Field, Severity};

use crate::runs::runs;
use crate::{Check, Draft, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "P003",
    name: "number-became-a-count",
    severity: Severity::Error,
    instead_of: &["C014", "T002", "T003", "T007"],
    page: include_str!("../../../../docs/rules/number-became-a-count.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let cells: Vec<(usize, usize, Option<u32>)> = reply
        .people()
        .map(|(row, person)| {
            let text = reply.text(row, Field::TollNumber).trim();
            let count = text.split(' ').next().unwrap_or(text);
            (
                row,
                person,
                count.parse().ok().filter(|_| count.len() <= 5 && !count.starts_with('+')),
            )
        })
        .collect();
    for run in runs(&cells, 2, |a, b| a.2.is_some() && a.2.map(|count| count + 1) == b.2) {
        // The fill begins at 1, under a number.
        let seed = run.start.checked_sub(1).map(|before| cells[before].0);
        let run = &cells[run];
        let Some(seed) = seed.filter(|_| run[0].2 == Some(1)) else { continue };
        let message = format!(
            "the toll number became a count, 1, 2, 3, in rows {} to {}",
            reply.row_number(run[0].0),
            reply.row_number(run[run.len() - 1].0)
        );
        let help = "A cell was dragged down: ask the provider for the number of each person.";
        let place = reply.place(run[0].0, Field::TollNumber, Some(run[0].1));
        let cells = run.iter().map(|cell| (cell.0, reply.columns.get(Field::TollNumber)));
        let draft =
            Draft::new(place, message, help).explains(cells).also(run.iter().map(|cell| cell.1));
        let seed = reply.text(seed, Field::TollNumber);
        let cells =
            run.iter().map(|cell| (cell.0, reply.columns.get(Field::TollNumber), seed.to_owned()));
        sink.report(draft.ask(seed, "the number that was dragged down").edits(cells));
    }
}
