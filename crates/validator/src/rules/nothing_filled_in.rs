//! See `docs/rules/nothing-filled-in.md`.

use tollgate_model::{Field, Severity};

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today, Who};

pub(super) const RULE: Rule = Rule {
    code: "F002",
    name: "nothing-filled-in",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/nothing-filled-in.md"),
    check: Check::File(check),
};

fn check(reply: &Reply<'_>, _: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    let facts = &reply.table.facts;
    let several = facts.candidates.len() > 1 && !reply.sent.sheet_named;
    let answered = |row| {
        let columns = Field::ANSWERS.into_iter().filter_map(|field| reply.columns.get(field));
        columns.into_iter().any(|column| !reply.table.get(row, column).trim().is_empty())
    };
    let mut strangers = reply.joined.others().filter(|joined| joined.who == Who::Stranger);
    // F008 and F010 say why nothing is seen; an answer for a stranger is an answer.
    if several || facts.unclosed_quote.is_some() || strangers.any(|joined| answered(joined.row)) {
        return;
    }
    let required = [Field::TollNumber, Field::ConferenceId];
    let asked = |person| required.iter().any(|field| reply.roster().get(person, *field).is_empty());
    let as_sent = |row, person, field: Field| {
        let sent = reply.roster().get(person, field).trim();
        let mut columns = reply.columns.all(field).iter();
        columns.all(|(column, _)| reply.table.get(row, *column).trim() == sent)
    };
    let mut people = reply.people().peekable();
    if people.peek().is_none() || required.iter().any(|field| reply.columns.get(*field).is_none()) {
        return;
    }
    let mut any_asked = false;
    for (row, person) in people {
        any_asked |= asked(person);
        let unsaved = |field| {
            reply.columns.get(field).is_some_and(|column| {
                reply.table.stored(row, column) == tollgate_model::Stored::FormulaUnsaved
            })
        };
        let differs = |field| {
            reply.columns.get(field).is_some() && !as_sent(row, person, field) || unsaved(field)
        };
        if Field::ANSWERS.into_iter().any(differs) {
            return;
        }
    }
    if any_asked {
        let help =
            "Ask the provider for the file they filled in; this is the roster as it was sent.";
        let message = "no answer is filled in: our own file came back";
        sink.report(Draft::new(Place::default(), message, help));
        sink.stop("nothing is filled in");
    }
}
