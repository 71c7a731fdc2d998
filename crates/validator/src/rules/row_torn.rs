//! See `docs/rules/row-torn.md`.

use std::collections::BTreeMap;

use tollgate_model::{Field, Severity, value};

use crate::words::first_of;
use crate::{Check, Draft, Place, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "R005",
    name: "row-torn",
    severity: Severity::Error,
    instead_of: &["R006"],
    page: include_str!("../../../../docs/rules/row-torn.md"),
    check: Check::Reply(check),
};

/// What has one owner, and so can tell which row it came from.
const TELLING: [Field; 3] = [Field::SipAddress, Field::UserPrincipalName, Field::DisplayName];

/// What a row is known by, and which of its cells came from other rows.
type Kind = (Field, Vec<Field>);

/// Rows whose cells came from other rows: the table row and the two people.
type Torn = Vec<(usize, usize, usize)>;

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let mut tears: BTreeMap<Kind, Torn> = BTreeMap::new();
    for joined in reply.joined.others().filter(|joined| joined.foreign.is_none()) {
        // A row without row IDs is known by its address; a damaged row ID is R004's.
        let ids = [Field::RowId, Field::RowIdCopy];
        let no_ids = ids.iter().all(|field| reply.text(joined.row, *field).trim().is_empty());
        let found = joined.by_id.or(joined.by_copy);
        let Some(person) = found.or(joined.by_sip.filter(|_| no_ids)) else { continue };
        // Two row IDs that disagree are R012's; a ragged row is R007's.
        let disagree =
            joined.by_id.is_some() && joined.by_copy.is_some() && joined.by_id != joined.by_copy;
        if disagree || reply.is_ragged(joined.row) {
            continue;
        }
        let moved = TELLING
            .into_iter()
            .filter(|field| reply.columns.get(*field).is_some())
            .filter_map(|field| {
                let text = reply.text(joined.row, field);
                // With the mark that we put in front, it is as it was sent.
                let sent = reply.roster().get(person, field);
                if sent == text || text.strip_prefix('\'') == Some(sent) {
                    return None;
                }
                let from = reply.index.find(field, text).filter(|from| *from != person)?;
                Some((field, from))
            });
        let (fields, from): (Vec<Field>, Vec<usize>) = moved.unzip();
        if let Some(from) = from.first() {
            let by = if no_ids { Field::SipAddress } else { Field::RowId };
            tears.entry((by, fields)).or_default().push((joined.row, person, *from));
        }
    }
    for ((by, fields), torn) in together(tears) {
        let (first, person, _) = torn[0];
        let names: Vec<String> = fields.iter().map(|field| value(field.heading())).collect();
        let rows = torn.iter().map(|(row, ..)| reply.row_number(*row).to_string());
        let which = if torn.len() == 1 { "row" } else { "rows" };
        let verb = if names.len() == 1 { "belongs" } else { "belong" };
        let message = format!(
            "in {which} {}, {} {verb} to other people than the {}",
            first_of(torn.len(), rows),
            names.join(", "),
            if by == Field::RowId { "row ID" } else { "SIP address" }
        );
        let help = "Some columns were sorted or moved without the others: ask the provider for the file as it was before that.";
        let place = Place { row: Some(first), sent_row: Some(person), ..Place::default() };
        let cells = torn.iter().flat_map(|(row, ..)| {
            Field::IDENTITY.iter().map(|field| (*row, reply.columns.get(*field)))
        });
        sink.report(
            Draft::new(place, message, help)
                .explains(cells)
                .also(torn.iter().map(|(_, person, _)| *person)),
        );
    }
}

/// Kinds of tear, where one that is part of another is the other: a name that several people have
/// cannot tell in every row that it moved too.
fn together(tears: BTreeMap<Kind, Torn>) -> Vec<(Kind, Torn)> {
    let mut kinds: Vec<(Kind, Torn)> = tears.into_iter().collect();
    kinds.sort_by_key(|((_, fields), torn)| std::cmp::Reverse((fields.len(), torn.len())));
    let mut merged: Vec<(Kind, Torn)> = Vec::new();
    for ((by, fields), torn) in kinds {
        let within = |((other, all), _): &&mut (Kind, Torn)| {
            by == *other && fields.iter().all(|field| all.contains(field))
        };
        match merged.iter_mut().find(within) {
            Some((_, rows)) => rows.extend(torn),
            None => merged.push(((by, fields), torn)),
        }
    }
    for (_, torn) in &mut merged {
        torn.sort_unstable();
    }
    merged
}
