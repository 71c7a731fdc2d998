//! See `docs/rules/toll-and-toll-free-swapped.md`.

use tollgate_model::{Field, Line, Severity, TollKind, value};

use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T005",
    name: "toll-and-toll-free-swapped",
    severity: Severity::Error,
    instead_of: &["T003", "T004", "T012", "T013", "T014"],
    page: include_str!("../../../../docs/rules/toll-and-toll-free-swapped.md"),
    check: Check::Rows(check),
};

fn check(reply: &Reply<'_>, rows: &[Row], sink: &mut Sink<'_>) {
    let provider = reply.provider();
    for row in rows {
        let toll = row.toll_number.filter(|_| row.line == Line::TollFree);
        let mut free = row.toll_free_numbers.iter().copied();
        let free = free.find(|number| provider.publishes(*number, TollKind::Toll));
        let (Some(toll), Some(free)) = (toll, free) else { continue };
        let message = format!(
            "{} is toll-free, and {} in the column for toll-free numbers is a toll number: they are exchanged",
            value(&toll.to_string()),
            value(&free.to_string())
        );
        let help = "Ask the provider to put each into its own column.";
        let place = reply.place(row.row, Field::TollNumber, Some(row.person));
        let stays = reply.was_sent(row, Field::TollNumber, toll)
            && reply.was_sent(row, Field::TollFreeNumbers, free);
        let other = (row.row, reply.columns.get(Field::TollFreeNumbers));
        let text = |field| reply.text(row.row, field).to_owned();
        let swap = [
            (row.row, reply.columns.get(Field::TollNumber), text(Field::TollFreeNumbers)),
            (row.row, reply.columns.get(Field::TollFreeNumbers), text(Field::TollNumber)),
        ];
        sink.report(
            Draft::new(place, message, help)
                .explains([other])
                .ask(free.to_string(), "each number fits the other's column")
                .edits(swap)
                .stays(stays),
        );
    }
}
