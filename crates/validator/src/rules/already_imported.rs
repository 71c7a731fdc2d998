//! See `docs/rules/already-imported.md`.

use tollgate_model::Severity;

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "F003",
    name: "already-imported",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/already-imported.md"),
    check: Check::File(check),
};

fn check(_: &Reply<'_>, today: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    let Some(today) = today else { return sink.cannot("no store") };
    if let Some(batch) = today.imported_as {
        let message = format!("the same file was imported as batch {batch}");
        let help = "Nothing to do, if that was meant: importing it again changes nothing.";
        sink.report(Draft::new(Place::default(), message, help));
    }
}
