//! See `docs/rules/person-not-asked.md`.

use tollgate_model::{Field, Severity, SipAddress, value};

use crate::{Check, Draft, Place, Reply, Rule, Sink, Who};

pub(super) const RULE: Rule = Rule {
    code: "R003",
    name: "person-not-asked",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/person-not-asked.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    for joined in reply.joined.others().filter(|joined| joined.who == Who::Stranger) {
        let address = reply.text(joined.row, Field::SipAddress);
        let message = if address.trim().is_empty() {
            "the row has answers, but names nobody on the roster".to_owned()
        } else {
            format!("{} was never on this roster", value(address))
        };
        let column = reply.columns.get(Field::SipAddress);
        let place = Place {
            row: Some(joined.row),
            column,
            person: SipAddress::new(address),
            ..Place::default()
        };
        let help = "Ask the provider whom the row is for, and remove it from the reply.";
        sink.report(Draft::new(place, message, help));
    }
}
