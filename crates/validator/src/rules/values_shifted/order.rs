//! Numbers that fit the people in another order: sorted, or pasted, without them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use tollgate_model::{Country, Field, PhoneNumber, Severity};

use crate::{Draft, Place, Reply, Row};

/// With fewer numbers in place or not says nothing.
const ENOUGH: usize = 20;

/// What there is of a country.
#[derive(Default)]
struct Count {
    people: usize,
    /// How many people were given a number of it.
    given: usize,
    /// Which numbers those are.
    numbers: BTreeSet<PhoneNumber>,
}

/// Numbers of which no more fit where they stand than if they were dealt out, and nearly all would in
/// another order. A provider that does not go by country deals them out so too: it is an error only where
/// they were meant for these people (`are_meant`) and fewer than half of them fit. Where half of them fit all the
/// same, as they do by chance in two countries, it is not even likely where something else is (`doubtful`).
/// Where rows are torn, that is the cause, and what came back as it was sent was not dealt out.
pub(super) fn in_another_order(
    reply: &Reply<'_>,
    explained: &Range<usize>,
    doubtful: bool,
) -> Option<Draft> {
    let told = || {
        let rows = reply.rows.iter().enumerate();
        let rows = rows.filter(|(at, row)| !explained.contains(at) && !row.echoed);
        rows.filter_map(|(_, row)| {
            let whole = reply.joined.at(row.row).filter(|joined| !joined.is_torn());
            whole.and(Some((row, row.called?, row.home?)))
        })
    };
    let (all, here) = told().fold((0, 0), |(all, here), (_, called, home)| {
        (all + 1, here + usize::from(called == home))
    });
    if all < ENOUGH || here * 10 >= all * 9 {
        return None;
    }
    let mut countries: BTreeMap<Country, Count> = BTreeMap::new();
    for (row, called, home) in told() {
        countries.entry(home).or_default().people += 1;
        let given = countries.entry(called).or_default();
        given.given += 1;
        given.numbers.extend(row.toll_number);
    }
    let counts = || countries.values();
    let several = counts().filter(|count| count.people > 0).count() > 1;
    let could: usize = counts().map(|count| count.people.min(count.given)).sum();
    let pairs = counts().map(|count| count.people * count.given).sum();
    let no_better = !is_above_chance(here, pairs, all, 2) && is_above_chance(could, pairs, all, 4);
    let few = here * 2 < all;
    if !several || could * 5 < all * 4 || !few && (doubtful || !no_better) {
        return None;
    }
    let rows = (told().next()?.0, told().last()?.0);
    let draft = draft(reply, rows, [all, could, here], few && are_meant(&countries, all, could));
    let column = reply.columns.get(Field::TollNumber);
    Some(draft.explains(told().map(|(row, ..)| (row.row, column))))
}

/// Whether so many of all numbers that fit are more than would if they were dealt out, by more than so many
/// standard deviations; `pairs` is of how many people and numbers each would fit the other.
fn is_above_chance(count: usize, pairs: usize, all: usize, deviations: u128) -> bool {
    let (count, pairs, all) = (count as u128, pairs as u128, all as u128);
    let over = (count * all).saturating_sub(pairs);
    over * over * all > deviations * deviations * pairs * (all * all - pairs)
}

/// Whether of each country as many numbers were given as there are people, and that is no chance. Numbers that
/// are dealt out in turn are each given as often as another, and at random about as often: that people are
/// spread so too shows nothing. They must be nearer to the people by far, and that likely by chance in less
/// than one reply in a hundred.
#[allow(clippy::cast_precision_loss, reason = "nobody counts so many people")]
fn are_meant(countries: &BTreeMap<Country, Count>, all: usize, could: usize) -> bool {
    let numbers: usize = countries.values().map(|count| count.numbers.len()).sum();
    let each = all as f64 / numbers as f64;
    let (mut uneven, mut apart, mut from_even) = (0.0, 0.0, 0.0);
    for count in countries.values() {
        let [people, given] = [count.people, count.given].map(|count| count as f64);
        let even = each * count.numbers.len() as f64;
        uneven += (given - even).powi(2) / even.max(1.0);
        // People and numbers are whole: what is equal may be apart by a half.
        apart += ((given - people).abs() + 0.5).powi(2) / people.max(1.0);
        from_even += (given - even).abs() / 2.0;
    }
    // How many ways there are to be so near to the people, and how likely each is.
    let by_chance = at_most(apart, countries.len() - 1) * (-uneven / 2.0).exp();
    by_chance < 0.01 && from_even >= 3.0 * (all - could).max(1) as f64
}

/// How likely a chi-squared sum is no greater than a small one, at most.
#[allow(clippy::cast_precision_loss, reason = "there are few countries")]
fn at_most(sum: f64, free: usize) -> f64 {
    match free {
        0 => 1.0,
        1 => (2.0 * sum / std::f64::consts::PI).sqrt(),
        _ => at_most(sum, free - 2) * sum / free as f64,
    }
}

/// The finding: between which rows, and how many there are, would fit, and do.
fn draft(
    reply: &Reply<'_>,
    (first, last): (&Row, &Row),
    [all, could, here]: [usize; 3],
    sure: bool,
) -> Draft {
    let message = format!(
        "the numbers in rows {} to {} fit the people in another order: {could} of {all} would, and {here} where they stand",
        reply.row_number(first.row),
        reply.row_number(last.row),
    );
    let help = if sure {
        "Ask the provider whether answers were sorted or pasted without the people."
    } else {
        "Ask the provider whether it gives numbers without regard to the country. If it does not, answers were sorted or pasted without the people."
    };
    let place = Place { row: Some(first.row), sent_row: Some(first.person), ..Place::default() };
    let draft = Draft::new(place, message, help);
    if !sure {
        return draft.severity(Severity::Warning);
    }
    // Nobody between them has an answer that is known to be theirs, but for one that is as it was sent.
    let between = |row: &&Row| (first.row..=last.row).contains(&row.row) && !row.echoed;
    let concerned = reply.rows.iter().filter(between);
    draft.severity(Severity::Error).also(concerned.map(|row| row.person))
}
