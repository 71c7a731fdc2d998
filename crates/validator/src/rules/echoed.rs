//! See `docs/rules/echoed.md`.

use tollgate_model::Severity;

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "S006",
    name: "echoed",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/echoed.md"),
    check: Check::Store(check),
};

fn check(reply: &Reply<'_>, _: &Today<'_>, sink: &mut Sink<'_>) {
    for row in reply.rows.iter().filter(|row| row.echoed) {
        let place = Place { row: Some(row.row), sent_row: Some(row.person), ..Place::default() };
        sink.report(Draft::new(
            place,
            "the numbers and the conference ID are no new ones; what the person has stays",
            "Nothing to do.",
        ));
    }
}
