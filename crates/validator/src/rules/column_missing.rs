//! See `docs/rules/column-missing.md`.

use tollgate_model::{Field, Severity, normalised, value};

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "H002",
    name: "column-missing",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/column-missing.md"),
    check: Check::File(check),
};

fn check(reply: &Reply<'_>, _: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    if reply.table.heading_row.is_none() {
        return;
    }
    let mut missing: Vec<Field> = [Field::TollNumber, Field::ConferenceId]
        .into_iter()
        .filter(|field| reply.columns.get(*field).is_none())
        .collect();
    if [Field::RowId, Field::SipAddress].iter().all(|field| reply.columns.get(*field).is_none()) {
        missing.insert(0, Field::RowId);
    }
    for field in &missing {
        let near = nearest(reply, *field);
        let hint =
            near.map_or_else(String::new, |heading| format!("; did you mean {}?", value(heading)));
        let message = format!("there is no column {}{hint}", value(field.heading()));
        let help = "Ask the provider to put the heading back as it was sent, or name theirs under [headings] in the profile.";
        let place = Place { row: reply.table.heading_row, ..Place::default() };
        sink.report(Draft::new(place, message, help));
    }
    if !missing.is_empty() {
        sink.stop("a needed column is missing");
    }
}

/// The unknown heading that is most like a field's, if one is like it at all.
fn nearest<'r>(reply: &'r Reply<'_>, field: Field) -> Option<&'r str> {
    let wanted = normalised(field.heading());
    let headings = reply.columns.extra.iter().map(|column| reply.table.heading(*column));
    let scored = headings.map(|heading| (distance(&normalised(heading), &wanted), heading));
    // `toll-free` is no misspelt `toll`.
    let fits = scored
        .filter(|(_, heading)| field != Field::TollNumber || !normalised(heading).contains("free"));
    let best = fits.min_by_key(|(distance, _)| *distance)?;
    (best.0 * 2 <= wanted.chars().count()).then_some(best.1)
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
