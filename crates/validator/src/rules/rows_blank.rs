//! See `docs/rules/rows-blank.md`.

use tollgate_model::Severity;

use crate::{Check, Draft, Place, Reply, Rule, Sink, Who};

pub(super) const RULE: Rule = Rule {
    code: "R008",
    name: "rows-blank",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/rows-blank.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let filled = reply
        .joined
        .iter()
        .filter(|joined| joined.who != Who::Blank)
        .map(|joined| reply.row_number(joined.row));
    let Some(heading) = reply.table.heading_row.map(|row| reply.row_number(row)) else { return };
    let (mut last, mut blank, mut first) = (heading, 0, None);
    for number in filled {
        // Rows between two that have text; those after the last are nobody's business.
        if number > last + 1 {
            blank += number - last - 1;
            first.get_or_insert(last + 1);
        }
        last = number;
    }
    if let Some(first) = first {
        let rows = if blank == 1 {
            "1 blank row was".to_owned()
        } else {
            format!("{blank} blank rows were")
        };
        let message = format!("{rows} ignored; the first is row {first}");
        sink.report(Draft::new(Place::default(), message, "Nothing to do."));
    }
}
