//! See `docs/rules/microsoft-is-provider.md`.

use tollgate_model::Severity;

use crate::{Check, Draft, Held, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "S001",
    name: "microsoft-is-provider",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/microsoft-is-provider.md"),
    check: Check::Store(check),
};

fn check(reply: &Reply<'_>, today: &Today<'_>, sink: &mut Sink<'_>) {
    for (row, person) in reply.people() {
        let held = today.standing.of(person).map(|now| now.held);
        if held == Some(Held::Microsoft) {
            let place = Place { row: Some(row), sent_row: Some(person), ..Place::default() };
            sink.report(if reply.options.replace_microsoft {
                let help = "Nothing to do: Microsoft is removed in the same batch.";
                Draft::new(place, "Microsoft is the provider today, and is removed", help)
                    .severity(Severity::Note)
            } else {
                let help =
                    "Microsoft must be removed first: --replace-microsoft does both in one batch.";
                Draft::new(place, "Microsoft is the provider today", help)
            });
        }
    }
}
