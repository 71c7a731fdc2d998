//! See `docs/rules/wrong-roster.md`.

use tollgate_model::{Field, RowId, Severity};

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
    if is_of_another_store(reply) {
        let number = reply.roster().number;
        let message = format!(
            "the row IDs were not sent with this roster {number}, but with another of the same number, perhaps from another store"
        );
        let help =
            "Check that it is the right store, or ask the provider for the reply to this roster.";
        sink.report(Draft::new(Place::default(), message, help));
        return sink.stop("the reply answers another roster");
    }
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

/// Whether nearly all rows have row IDs of exact form and of the roster's number, none of which was sent. One
/// row is mistyped.
fn is_of_another_store(reply: &Reply<'_>) -> bool {
    let unknown = reply.joined.others().filter(|joined| {
        let ids =
            [Field::RowId, Field::RowIdCopy].map(|field| reply.text(joined.row, field).trim());
        let known = joined.by_id.is_some() || joined.by_copy.is_some() || joined.foreign.is_some();
        !known && ids.iter().any(|id| RowId::parse(id).is_some())
    });
    let unknown = unknown.count();
    let people = || reply.joined.iter().filter(|joined| !joined.who.is_nobody()).count();
    unknown > 1 && unknown * 20 >= people() * 19
}
