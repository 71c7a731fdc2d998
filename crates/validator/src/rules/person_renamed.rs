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
        let Some(now) = today.of(reply, person) else { continue };
        let sent = |field| reply.roster().get(person, field);
        let changes = [
            (sent(Field::UserPrincipalName), &now.identity.user_principal_name),
            (sent(Field::DisplayName), &now.identity.display_name),
        ];
        if let Some((before, after)) =
            changes.iter().find(|(before, after)| !after.is_empty() && before != after)
        {
            let message = format!(
                "was {} when the roster was made, and is {} now",
                value(before),
                value(after)
            );
            let place = Place { row: Some(row), sent_row: Some(person), ..Place::default() };
            sink.report(Draft::new(place, message, "Nothing to do: the SIP address is the same."));
        }
    }
}
