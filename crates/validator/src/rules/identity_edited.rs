//! See `docs/rules/identity-edited.md`.

use tollgate_model::{Field, Severity, value};

use crate::identity::{is_garbled, is_same};
use crate::{Check, Draft, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "R006",
    name: "identity-edited",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/identity-edited.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    for joined in reply.joined.others() {
        let (row, Some(person)) = (joined.row, joined.who.person()) else { continue };
        if reply.is_ragged(row) {
            continue;
        }
        for field in Field::IDENTITY.into_iter().filter(|field| reply.columns.get(*field).is_some())
        {
            let (sent, came) = (reply.roster().get(person, field), reply.text(row, field));
            // Identity is ours: a cell that was emptied says nothing.
            if came.trim().is_empty() || is_same(sent, came) || is_garbled(sent, came) {
                continue;
            }
            let message = format!("{} was sent as {}", value(came), value(sent));
            let help = "Check that the row is about the right person. The reply does not change who people are.";
            sink.report(Draft::new(reply.place(row, field, Some(person)), message, help));
        }
    }
}
