//! See `docs/rules/toll-not-published.md`.

use tollgate_model::{Field, Severity, TollKind, value};

use crate::numbers::nearest;
use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T003",
    name: "toll-not-published",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/toll-not-published.md"),
    check: Check::Rows(check),
};

fn check(reply: &Reply<'_>, rows: &[Row], sink: &mut Sink<'_>) {
    for row in rows {
        let Some(number) = row.toll_number else { continue };
        if row.published {
            continue;
        }
        let near = nearest(number, reply.provider(), TollKind::Toll);
        let hint = near.map_or_else(String::new, |near| {
            format!("; {} is one digit away", value(&near.to_string()))
        });
        let message = format!(
            "{} is not one of the numbers the provider publishes{hint}",
            value(&number.to_string())
        );
        let help = "Ask the provider which number is meant, or add it to the profile if it is new.";
        let place = reply.place(row.row, Field::TollNumber, Some(row.person));
        let draft = Draft::new(place, message, help);
        let draft = match near {
            Some(near) => {
                draft.ask(near.to_string(), "the published number that is one digit away")
            }
            None => draft,
        };
        sink.report(draft.stays(reply.was_sent(row, Field::TollNumber, number)));
    }
}
