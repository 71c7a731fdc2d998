//! See `docs/rules/licence-may-switch.md`.

use tollgate_model::Severity;

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "S005",
    name: "licence-may-switch",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/licence-may-switch.md"),
    check: Check::Store(check),
};

fn check(reply: &Reply<'_>, today: &Today<'_>, sink: &mut Sink<'_>) {
    if !today.standing.licences_told {
        return sink.cannot("no dump listed licences");
    }
    let without = reply.people().filter(|(_, person)| today.standing.is_unlicensed(*person));
    let count = without.count();
    if count > 0 {
        let who =
            if count == 1 { "1 person has".to_owned() } else { format!("{count} people have") };
        let message = format!(
            "{who} no Audio Conferencing licence; one given later can switch them to Microsoft"
        );
        let help = "Assign the licences first where they are needed, or check these people again afterwards.";
        sink.report(Draft::new(Place::default(), message, help));
    }
}
