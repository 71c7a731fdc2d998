//! See `docs/rules/file-cut-short.md`.

use tollgate_model::Severity;

use crate::{Check, Draft, Place, Reply, Rule, Sink, Who};

pub(super) const RULE: Rule = Rule {
    code: "F009",
    name: "file-cut-short",
    severity: Severity::Error,
    instead_of: &["R001", "R007"],
    page: include_str!("../../../../docs/rules/file-cut-short.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let facts = &reply.table.facts;
    let Some(last) = reply.joined.iter().rfind(|joined| joined.who != Who::Blank) else { return };
    let whole = !facts.no_final_line_break || facts.is_workbook();
    if whole || reply.table.grid.width(last.row) >= reply.columns.width {
        return;
    }
    // Who is missing stood after all who came, in whatever order the rows are.
    let missing = reply.came().into_iter().filter(|came| !came).count();
    if missing > 0 {
        let message = format!(
            "the file ends in the middle of row {}, and {missing} {} missing after it",
            reply.row_number(last.row),
            if missing == 1 { "person is" } else { "people are" },
        );
        let help = "Ask the provider for the file again: it was cut short on the way.";
        let place = Place { row: Some(last.row), sent_row: last.who.person(), ..Place::default() };
        sink.report(Draft::new(place, message, help).explains_all());
    }
}
