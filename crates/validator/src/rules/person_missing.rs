//! See `docs/rules/person-missing.md`.

use tollgate_model::{Severity, person};

use crate::{Check, Draft, Place, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "R001",
    name: "person-missing",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/person-missing.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let mut came = reply.came();
    // Somebody whose address is there is not missing, whatever else is wrong with the row.
    for person in reply.joined.others().filter_map(|joined| joined.by_sip) {
        came[person] = true;
    }
    for missing in (0..came.len()).filter(|person| !came[*person]) {
        let place = Place { sent_row: Some(missing), ..Place::default() };
        let sip = reply.roster().sip(missing);
        let message =
            format!("{} was sent in row {} and did not come back", person(&sip), missing + 2);
        sink.report(Draft::new(
            place,
            message,
            "Ask the provider for the person's numbers and conference ID.",
        ));
    }
}
