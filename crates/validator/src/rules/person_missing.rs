//! See `docs/rules/person-missing.md`.

use tollgate_model::Severity;

use super::person_gone::gone;
use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "R001",
    name: "person-missing",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/person-missing.md"),
    check: Check::Either(check),
};

fn check(reply: &Reply<'_>, today: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    for missing in reply.absent() {
        let place = Place { sent_row: Some(missing), ..Place::default() };
        let message = format!("was sent in row {} and did not come back", missing + 2);
        sink.report(match today {
            Some(today) if (today.brought)(missing) => {
                let message =
                    format!("{message}, and has what an earlier reply to this roster brought");
                Draft::new(place, message, "Nothing to do: they keep it.").severity(Severity::Note)
            }
            Some(today) if gone(today, missing).is_some() => {
                let help = "Do not ask again: these people are no longer in the directory. Import the others with --leave-faulty.";
                Draft::new(place, message, help)
            }
            _ => {
                let help = "Ask the provider for the person's numbers and conference ID.";
                Draft::new(place, message, help)
            }
        });
    }
}
