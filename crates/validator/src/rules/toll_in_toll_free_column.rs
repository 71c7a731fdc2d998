//! See `docs/rules/toll-in-toll-free-column.md`.

use tollgate_model::{Field, Severity, TollKind, value};

use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T013",
    name: "toll-in-toll-free-column",
    severity: Severity::Error,
    instead_of: &["T014"],
    page: include_str!("../../../../docs/rules/toll-in-toll-free-column.md"),
    check: Check::Rows(check),
};

fn check(reply: &Reply<'_>, rows: &[Row], sink: &mut Sink<'_>) {
    for row in rows {
        let mut numbers = row.toll_free_numbers.iter().copied();
        let is_toll = |number: &_| reply.provider().publishes(*number, TollKind::Toll);
        if let Some(number) = numbers.find(is_toll) {
            let message = format!(
                "{} is a toll number, in the column for toll-free numbers",
                value(&number.to_string())
            );
            let help =
                "Ask the provider for the toll-free number, or remove it: callers would pay.";
            let place = reply.place(row.row, Field::TollFreeNumbers, Some(row.person));
            let stays = reply.was_sent(row, Field::TollFreeNumbers, number);
            sink.report(Draft::new(place, message, help).stays(stays));
        }
    }
}
