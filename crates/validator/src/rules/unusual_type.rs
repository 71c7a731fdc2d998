//! See `docs/rules/unusual-type.md`.

use std::collections::HashMap;

use tollgate_model::{Field, Line, PhoneNumber, Severity, value};

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
    let mut lines: HashMap<PhoneNumber, Option<&'static str>> = HashMap::new();
    for row in rows {
        let unpublished =
            row.toll_number.filter(|number| reply.provider().published(*number).is_none());
        let Some(number) = unpublished else { continue };
        let kind = *lines.entry(number).or_insert_with(|| match number.line() {
            Line::Mobile => Some("a mobile"),
            Line::Premium => Some("a premium-rate number"),
            Line::SharedCost => Some("a shared-cost number"),
            Line::Personal => Some("a personal number"),
            Line::Fixed | Line::FixedOrMobile | Line::TollFree | Line::Unknown => None,
        });
        if let Some(kind) = kind {
            let message = format!("{} is {kind}", value(&number.to_string()));
            let help = "Ask the provider whether callers are to dial that.";
            let place = reply.place(row.row, Field::TollNumber, Some(row.person));
            sink.report(Draft::new(place, message, help));
        }
    }
}
