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
        let Some(today) = today.standing.of(person) else { continue };
        let Some((field, now)) = today.renamed else { continue };
        let was = value(reply.roster().get(person, *field));
        let (by, help) = match field {
            _ if today.taken => (": another account has the address", TAKEN),
            Field::SipAddress => ("", MOVED),
            _ => ("", SAME),
        };
        let message = format!("was {was} when the roster was made, and is {} now{by}", value(now));
        let place = Place { row: Some(row), sent_row: Some(person), ..Place::default() };
        let draft = Draft::new(place, message, help);
        sink.report(if today.taken { draft.severity(Severity::Warning) } else { draft });
    }
}

const SAME: &str = "Nothing to do: the SIP address is the same.";
const MOVED: &str =
    "Nothing to do: by the object ID in the dump it is the same person, under a new address.";
const TAKEN: &str = "If it is the same person with a new account, there is nothing to do. If it is somebody else, the answer is not theirs: take the row out of the reply, and import it with --leave-faulty, which asks for them again.";
