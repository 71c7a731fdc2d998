//! Columns that a reply needs and has not, and the provider's own columns that may be meant.

use std::collections::HashSet;

use tollgate_model::{Country, Field, TollKind, normalised};

use crate::Reply;
use crate::numbers::{Part, parts, seen};

/// In so many rows somebody of the roster is found, if anywhere.
const LOOKED_AT: usize = 1000;

/// What is needed and has no column, and the column that may be meant.
pub(crate) fn missing(reply: &Reply<'_>) -> Vec<(Field, Option<usize>)> {
    let lacks = |field: &Field| reply.columns.get(*field).is_none();
    let mut missing = Vec::new();
    if [Field::RowId, Field::SipAddress].iter().all(lacks) {
        missing.push(Field::SipAddress);
    }
    missing.extend([Field::TollNumber, Field::ConferenceId].into_iter().filter(lacks));
    let near = |field| match field {
        Field::SipAddress => addresses(reply).or_else(|| nearest(reply, Field::RowId)),
        _ => None,
    };
    let mut missing: Vec<_> = missing
        .into_iter()
        .map(|field| (field, near(field).or_else(|| nearest(reply, field))))
        .collect();
    // Nobody needs a toll-free number; but who has one, or is given one, does not lose it unsaid.
    if lacks(&Field::TollFreeNumbers) {
        let like = reply.columns.extra.iter().copied().find(|column| is_toll_free(reply, *column));
        let roster = reply.roster();
        let has = |row| !roster.get(row, Field::TollFreeNumbers).trim().is_empty();
        if like.is_some() || (0..roster.len()).any(has) {
            let near = like.or_else(|| nearest(reply, Field::TollFreeNumbers));
            missing.push((Field::TollFreeNumbers, near));
        }
    }
    missing
}

/// The column in which addresses of people on the roster stand.
fn addresses(reply: &Reply<'_>) -> Option<usize> {
    let names = |column: usize| {
        let rows = (0..reply.table.len()).take(LOOKED_AT);
        let mut texts = rows.map(|row| reply.table.get(row, column));
        texts.any(|text| text.contains('@') && reply.index.find(Field::SipAddress, text).is_some())
    };
    reply.columns.extra.iter().copied().find(|column| names(*column))
}

/// Whether the cells of a column hold the provider's toll-free numbers and nothing else.
fn is_toll_free(reply: &Reply<'_>, column: usize) -> bool {
    let provider = reply.provider();
    let is_ours = |part: &Part| {
        part.number().is_some_and(|number| provider.publishes(number, TollKind::TollFree))
    };
    // Each text once: numbers repeat a lot, and to read one takes long.
    let mut read: HashSet<(&str, Option<Country>)> = HashSet::new();
    for (row, person) in reply.joined.people() {
        let (text, country) = (reply.table.get(row, column).trim(), reply.country(person));
        if !text.is_empty()
            && read.insert((text, country))
            && !parts(&seen(text), country, provider).iter().all(is_ours)
        {
            return false;
        }
    }
    !read.is_empty()
}

/// The column whose unknown heading is most like a field's, if one is like it at all.
fn nearest(reply: &Reply<'_>, field: Field) -> Option<usize> {
    let wanted = normalised(field.heading());
    let scored = reply.columns.extra.iter().filter_map(|column| {
        Some((unlike(field, &wanted, &bare(reply.table.heading(*column)))?, *column))
    });
    scored.min_by_key(|(unlike, _)| *unlike).map(|(_, column)| column)
}

/// A heading without what stands in parentheses behind it, and without signs.
fn bare(heading: &str) -> String {
    let before = heading.split(['(', '[']).next().unwrap_or_default();
    normalised(before).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// How unlike a heading is to the one that is wanted: not at all where one has the other's words; none where
/// they are not alike.
fn unlike(field: Field, wanted: &str, heading: &str) -> Option<usize> {
    // `toll-free` is no misspelt `toll`, and `toll` no short `toll-free`.
    if field == Field::TollNumber && heading.contains("free") {
        return None;
    }
    let short =
        field != Field::TollFreeNumbers && heading.len() >= 3 && wanted.starts_with(heading);
    if heading.contains(wanted) || short {
        return Some(0);
    }
    let distance = distance(heading, wanted);
    (distance * 2 <= wanted.chars().count()).then_some(distance)
}

/// How many characters must be changed, added or dropped (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(100).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(100).enumerate() {
        let mut before = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let cost = (before + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            before = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    row[b.len()]
}
