//! See `docs/rules/person-repeated.md`.

use std::collections::BTreeMap;

use tollgate_model::Severity;

use crate::reading::same_cells;
use crate::words::first_of;
use crate::{Check, Draft, Place, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "R002",
    name: "person-repeated",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/person-repeated.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let ours = || reply.joined.iter().filter(|joined| joined.foreign.is_none());
    let mut counts = vec![0_u32; reply.roster().len()];
    for person in ours().filter_map(|joined| joined.who.person()) {
        counts[person] += 1;
    }
    if counts.iter().all(|count| *count < 2) {
        return;
    }
    let mut repeated: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for joined in ours() {
        if let Some(person) = joined.who.person().filter(|person| counts[*person] > 1) {
            repeated.entry(person).or_default().push(joined.row);
        }
    }
    for (person, rows) in repeated {
        let equal = rows.iter().all(|row| same_cells(reply, rows[0], *row));
        for row in rows.iter().skip(usize::from(equal)) {
            let others = rows.iter().filter(|other| *other != row);
            let others = others.map(|other| reply.row_number(*other).to_string());
            let which = if rows.len() == 2 { "row" } else { "rows" };
            let others = first_of(rows.len() - 1, others);
            let message = format!("the person is also in {which} {others}");
            let place = Place { row: Some(*row), sent_row: Some(person), ..Place::default() };
            sink.report(if equal {
                Draft::new(
                    place,
                    format!("{message}, with the same answer"),
                    "Nothing to do: once is enough.",
                )
                .severity(Severity::Warning)
            } else {
                Draft::new(place, message, "Ask the provider which of the rows is right.")
            });
        }
    }
}
