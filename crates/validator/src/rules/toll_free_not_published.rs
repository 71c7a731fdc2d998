//! See `docs/rules/toll-free-not-published.md`.

use tollgate_model::{Field, PhoneNumber, Severity, TollKind, value};

use crate::numbers::nearest;
use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T014",
    name: "toll-free-not-published",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/toll-free-not-published.md"),
    check: Check::Rows(check),
};

fn check(reply: &Reply<'_>, rows: &[Row], sink: &mut Sink<'_>) {
    for row in rows {
        for number in row.toll_free_numbers.iter().copied() {
            if reply.provider().published(number).is_some() {
                continue;
            }
            let near = nearest(number, reply.provider(), TollKind::TollFree);
            let hint = near.map_or_else(String::new, |near| {
                format!("; {} is one digit away", value(&near.to_string()))
            });
            let message = format!(
                "{} is not one of the toll-free numbers the provider publishes{hint}",
                value(&number.to_string())
            );
            let help =
                "Ask the provider which number is meant, or add it to the profile if it is new.";
            let place = reply.place(row.row, Field::TollFreeNumbers, Some(row.person));
            let draft = Draft::new(place, message, help);
            let draft = match near {
                Some(_) => {
                    draft.ask(mended(reply, row), "the published number that is one digit away")
                }
                None => draft,
            };
            sink.report(draft.stays(reply.was_sent(row, Field::TollFreeNumbers, number)));
        }
    }
}

/// The whole cell, in which each number that is not published is the one that is one digit away.
fn mended(reply: &Reply<'_>, row: &Row) -> String {
    let mend = |number: &PhoneNumber| {
        let near = || nearest(*number, reply.provider(), TollKind::TollFree);
        let known = reply.provider().published(*number).is_some();
        if known { *number } else { near().unwrap_or(*number) }.to_string()
    };
    row.toll_free_numbers.iter().map(mend).collect::<Vec<_>>().join("; ")
}
