//! See `docs/rules/same-number-twice.md`.

use tollgate_model::{Field, Severity, value};

use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T012",
    name: "same-number-twice",
    severity: Severity::Error,
    instead_of: &["T013", "T014"],
    page: include_str!("../../../../docs/rules/same-number-twice.md"),
    check: Check::Rows(check),
};

fn check(reply: &Reply<'_>, rows: &[Row], sink: &mut Sink<'_>) {
    for row in rows {
        let free = &row.toll_free_numbers;
        let place = || reply.place(row.row, Field::TollFreeNumbers, Some(row.person));
        if let Some(number) = row.toll_number.filter(|number| free.contains(number)) {
            let message = format!("{} is the toll number too", value(&number.to_string()));
            let help =
                "Ask the provider for the toll-free number, or remove it: the cell may stay empty.";
            let was_sent = |field| reply.was_sent(row, field, number);
            let stays = was_sent(Field::TollNumber) && was_sent(Field::TollFreeNumbers);
            sink.report(Draft::new(place(), message, help).stays(stays));
        }
        let again = free.iter().enumerate().find(|(at, number)| free[..*at].contains(number));
        if let Some((_, number)) = again {
            let message = format!("{} is given twice", value(&number.to_string()));
            let help = "Nothing to do: once is enough.";
            sink.report(Draft::new(place(), message, help).severity(Severity::Warning));
        }
    }
}
