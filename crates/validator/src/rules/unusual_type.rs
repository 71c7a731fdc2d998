//! See `docs/rules/unusual-type.md`.

use tollgate_model::{Field, Line, Severity, value};

use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T010",
    name: "unusual-type",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/unusual-type.md"),
    check: Check::Rows(check),
};

fn check(reply: &Reply<'_>, rows: &[Row], sink: &mut Sink<'_>) {
    for row in rows {
        let kind = match row.line {
            Line::Mobile => "a mobile",
            Line::Premium => "a premium-rate number",
            Line::SharedCost => "a shared-cost number",
            Line::Personal => "a personal number",
            Line::Fixed
            | Line::FixedOrMobile
            | Line::TollFree
            | Line::Other
            | Line::Unassignable => continue,
        };
        let Some(number) = row.toll_number else { continue };
        let message = format!("{} is {kind}", value(&number.to_string()));
        let help = "Ask the provider whether callers should really dial it.";
        let place = reply.place(row.row, Field::TollNumber, Some(row.person));
        sink.report(Draft::new(place, message, help));
    }
}
