//! See `docs/rules/wrong-roster.md`.

use tollgate_model::Severity;

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "F001",
    name: "wrong-roster",
    severity: Severity::Error,
    instead_of: &["R003", "R006"],
    page: include_str!("../../../../docs/rules/wrong-roster.md"),
    check: Check::File(check),
};

fn check(reply: &Reply<'_>, _: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    let foreign: Vec<_> =
        reply.joined.others().filter_map(|joined| Some((joined, joined.foreign?))).collect();
    let Some((_, first)) = foreign.first() else { return };
    let number = reply.roster().number;
    let ours = reply.joined.iter().any(|joined| {
        joined.foreign.is_none() && (joined.by_id.is_some() || joined.by_copy.is_some())
    });
    if !ours {
        let message =
            format!("the row IDs are those of roster {first}, and not of roster {number}");
        let help =
            "Name the right roster with --roster, or ask the provider for the reply to this one.";
        sink.report(Draft::new(Place::default(), message, help));
        return sink.stop("the reply answers another roster");
    }
    for (joined, other) in foreign {
        let message = format!("the row is one of roster {other}, and not of roster {number}");
        let help = "Ask the provider for one reply to each roster.";
        let place =
            Place { row: Some(joined.row), sent_row: joined.who.person(), ..Place::default() };
        sink.report(Draft::new(place, message, help));
    }
}
