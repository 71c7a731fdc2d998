//! See `docs/rules/text-garbled.md`.

use tollgate_model::{Field, Severity, value};

use crate::identity::{is_garbled, is_same};
use crate::{Check, Draft, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "F006",
    name: "text-garbled",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/text-garbled.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    for joined in reply.joined.others().filter(|joined| joined.foreign.is_none()) {
        let (row, Some(person)) = (joined.row, joined.who.person()) else { continue };
        if reply.is_ragged(row) {
            continue;
        }
        for field in Field::IDENTITY.into_iter().filter(|field| reply.columns.get(*field).is_some())
        {
            let (sent, came) = (reply.roster().get(person, field), reply.text(row, field));
            if !is_same(sent, came) && is_garbled(sent, came) {
                let message =
                    format!("{} is what became of {} on the way", value(came), value(sent));
                let help = "Nothing to do: the reply does not change who people are.";
                let draft = Draft::new(reply.place(row, field, Some(person)), message, help);
                sink.report(
                    draft.safe(sent, "it is what was sent, decoded twice or with letters lost"),
                );
            }
        }
    }
}
