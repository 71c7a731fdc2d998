//! See `docs/rules/other-provider.md`.

use tollgate_model::{Severity, value};

use crate::{Check, Draft, Held, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "S002",
    name: "other-provider",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/other-provider.md"),
    check: Check::Store(check),
};

fn check(reply: &Reply<'_>, today: &Today<'_>, sink: &mut Sink<'_>) {
    for (row, person) in reply.people() {
        let Some(Held::Other(other)) = today.standing.of(person).map(|now| now.held) else {
            continue;
        };
        if reply.provider().is_called(&other.provider) {
            continue;
        }
        let place = Place { row: Some(row), sent_row: Some(person), ..Place::default() };
        let name = value(&other.provider);
        sink.report(if reply.options.replace_provider {
            let help = "Nothing to do: the other provider is replaced in the same batch.";
            Draft::new(place, format!("{name} is the provider today, and is replaced"), help).severity(Severity::Note)
        } else {
            let help = "A person can have one provider: --replace-provider replaces the other in the same batch.";
            Draft::new(place, format!("{name} is the provider today"), help)
        });
    }
}
