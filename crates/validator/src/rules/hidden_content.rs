//! See `docs/rules/hidden-content.md`.

use tollgate_model::{Class, Field, Severity, Trait};

use crate::{Check, Draft, Place, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "F011",
    name: "hidden-content",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/hidden-content.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let facts = &reply.table.facts;
    if facts.is_untold(Trait::Hidden) {
        return sink.cannot("the format does not tell what is hidden");
    }
    let mut hidden = Vec::new();
    if facts.hidden_sheet {
        hidden.push("the sheet is hidden".to_owned());
    }
    let answers = |row: usize| {
        Field::ANSWERS
            .iter()
            .filter_map(|field| reply.columns.get(*field))
            .any(|column| reply.table.class(row, column) != Class::Blank)
    };
    let rows: Vec<u32> = reply
        .people()
        .filter(|(row, _)| answers(*row))
        .map(|(row, _)| reply.row_number(row))
        .filter(|number| facts.hidden_rows.binary_search(&(number - 1)).is_ok())
        .collect();
    if let Some(first) = rows.first() {
        let count = if rows.len() == 1 {
            "1 row with answers is".to_owned()
        } else {
            format!("{} rows with answers are", rows.len())
        };
        hidden.push(format!("{count} hidden or filtered away, the first is row {first}"));
    }
    for field in Field::ANSWERS {
        let column = reply.columns.get(field).and_then(|column| u32::try_from(column).ok());
        if column.is_some_and(|column| facts.hidden_columns.contains(&column)) {
            hidden.push(format!("the column {} is hidden", field.heading()));
        }
    }
    if !hidden.is_empty() {
        let help = "They are read like all others. Ask the provider whether they are meant.";
        sink.report(Draft::new(Place::default(), hidden.join("; "), help));
    }
}
