//! See `docs/rules/witness-disagrees.md`.

use std::collections::HashMap;

use tollgate_model::{Field, Severity, person, value};

use crate::identity::is_same;
use crate::{Check, Draft, Place, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "R013",
    name: "witness-disagrees",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/witness-disagrees.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let mut locals: Option<HashMap<String, Option<usize>>> = None;
    for column in reply.columns.extra.iter().copied() {
        let (mut filled, mut agree) = (0, 0);
        for (row, whose) in reply.people() {
            let text = reply.table.get(row, column).trim();
            filled += usize::from(!text.is_empty());
            agree += usize::from(!text.is_empty() && names(reply, text, whose));
        }
        // Six in ten that agree make a witness of a column.
        if agree < 3 || agree * 10 < filled * 6 {
            continue;
        }
        for (row, whose) in reply.people() {
            let text = reply.table.get(row, column).trim();
            let fields = [Field::SipAddress, Field::UserPrincipalName, Field::DisplayName];
            let by_field = fields.iter().find_map(|field| reply.index.find(*field, text));
            let locals = locals.get_or_insert_with(|| local_parts(reply));
            let other = by_field.or_else(|| locals.get(&text.to_lowercase()).copied().flatten());
            let other = other.filter(|other| *other != whose);
            if let Some(other) = other.filter(|_| !names(reply, text, whose)) {
                let message = format!(
                    "{} points to {}, and agrees in {agree} of {filled} rows",
                    value(text),
                    person(&reply.roster().sip(other))
                );
                let help = "Ask the provider whose numbers these are.";
                let place = Place {
                    row: Some(row),
                    column: Some(column),
                    sent_row: Some(whose),
                    ..Place::default()
                };
                sink.report(Draft::new(place, message, help));
            }
        }
    }
}

/// Whose each part before the `@` of a UPN is, where it is one person's.
fn local_parts(reply: &Reply<'_>) -> HashMap<String, Option<usize>> {
    let mut locals = HashMap::new();
    for person in 0..reply.roster().len() {
        for field in [Field::SipAddress, Field::UserPrincipalName] {
            if let Some((local, _)) = reply.roster().get(person, field).split_once('@') {
                let owner = locals.entry(local.to_lowercase()).or_insert(Some(person));
                *owner = owner.filter(|owner| *owner == person);
            }
        }
    }
    locals
}

/// Whether a text names a person: the address, the UPN, what stands before the `@`, or the name.
fn names(reply: &Reply<'_>, text: &str, person: usize) -> bool {
    let sent = |field| reply.roster().get(person, field);
    let own = [sent(Field::SipAddress), sent(Field::UserPrincipalName), sent(Field::DisplayName)];
    own.iter().any(|own| {
        is_same(own, text) || own.split_once('@').is_some_and(|(local, _)| is_same(local, text))
    })
}
