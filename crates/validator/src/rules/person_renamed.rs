//! See `docs/rules/person-renamed.md`.

use tollgate_model::{Field, Severity, value};

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "S008",
    name: "person-renamed",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/person-renamed.md"),
    check: Check::Store(check),
};

fn check(reply: &Reply<'_>, today: &Today<'_>, sink: &mut Sink<'_>) {
    for (row, person) in reply.people() {
        let renamed = today.standing.of(person).and_then(|now| now.renamed);
        if let Some((field, now)) = renamed {
            let message = format!(
                "was {} when the roster was made, and is {} now",
                value(reply.roster().get(person, *field)),
                value(now)
            );
            let place = Place { row: Some(row), sent_row: Some(person), ..Place::default() };
            let help = if *field == Field::SipAddress {
                "Nothing to do: the person goes on under the new address, as the dump tells by the object ID."
            } else {
                "Nothing to do: the SIP address is the same."
            };
            sink.report(Draft::new(place, message, help));
        }
    }
}
