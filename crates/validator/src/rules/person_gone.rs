//! See `docs/rules/person-gone.md`.

use tollgate_model::Severity;

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "S004",
    name: "person-gone",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/person-gone.md"),
    check: Check::Store(check),
};

fn check(reply: &Reply<'_>, today: &Today<'_>, sink: &mut Sink<'_>) {
    for (row, person) in reply.people() {
        let Some(what) = gone(today, person) else { continue };
        let help = "Tell the provider, and import the others with --leave-faulty; or correct the person in the directory.";
        let place = Place { row: Some(row), sent_row: Some(person), ..Place::default() };
        sink.report(Draft::new(place, what, help));
    }
}

/// Why a person of the roster can be given no numbers any more; none where they can.
pub(crate) fn gone(today: &Today<'_>, person: usize) -> Option<&'static str> {
    Some(match today.standing.of(person) {
        None => "is no longer in the directory",
        Some(now) if !now.enabled => "is now disabled",
        Some(now) if now.teams_only => {
            "now uses Teams only, where no third party can be the provider"
        }
        Some(_) => return None,
    })
}
