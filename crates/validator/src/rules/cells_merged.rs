//! See `docs/rules/cells-merged.md`.

use tollgate_model::{Area, Field, Severity, Trait};

use crate::{Check, Draft, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C015",
    name: "cells-merged",
    severity: Severity::Error,
    instead_of: &["T001", "I001"],
    page: include_str!("../../../../docs/rules/cells-merged.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let facts = &reply.table.facts;
    if facts.is_untold(Trait::Merged) {
        return sink.cannot("the format does not tell merged cells");
    }
    let answers: Vec<usize> =
        Field::ANSWERS.into_iter().filter_map(|field| reply.columns.get(field)).collect();
    let mut areas: Vec<&Area> = facts.merged.iter().collect();
    areas.sort_unstable_by_key(|area| area.rows);
    for field in Field::ANSWERS {
        let Some(column) = reply.columns.get(field) else { continue };
        let mut next = 0;
        for area in &areas {
            let columns = area.columns.0 as usize..=area.columns.1 as usize;
            // Areas do not overlap; what a file says beyond that is passed over.
            if !columns.contains(&column) || area.rows.0 < next {
                continue;
            }
            next = area.rows.1.saturating_add(1);
            let numbers = area.rows.0.saturating_add(1)..=next;
            let covered: Vec<_> = reply.people_in(numbers.clone()).collect();
            let Some((row, person)) = covered.first() else { continue };
            if *columns.start() < column
                && reply
                    .columns
                    .get(Field::ANSWERS[0])
                    .is_some_and(|first| columns.contains(&first) && first < column)
            {
                // An area over several answer columns is one fault.
                continue;
            }
            let message = match numbers.into_inner() {
                (only, last) if only == last => format!("the cells of row {only} are merged"),
                (first, last) => format!("the cells of rows {first} to {last} are merged"),
            };
            let help = "Ask the provider to split them and to give each person a value: a merged cell has only one.";
            let cells = covered.iter().flat_map(|(row, _)| {
                let within = answers.iter().filter(|column| columns.contains(column));
                within.map(|column| (*row, Some(*column)))
            });
            let draft = Draft::new(reply.place(*row, field, Some(*person)), message, help);
            sink.report(draft.explains(cells).also(covered.iter().map(|(_, person)| *person)));
        }
    }
}
