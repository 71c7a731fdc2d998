//! See `docs/rules/values-shifted.md`.

use tollgate_model::{Country, Field, Severity};

use crate::{Check, Draft, Place, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "R010",
    name: "values-shifted",
    severity: Severity::Warning,
    instead_of: &["R011", "T016", "R013"],
    page: include_str!("../../../../docs/rules/values-shifted.md"),
    check: Check::Reply(check),
};

/// How many rows up and down are looked at.
const LAGS: std::ops::RangeInclusive<isize> = -5..=5;

/// A run of rows whose answers fit other rows better than their own.
struct Shift {
    /// Positive: the answers fit the row above.
    lag: isize,
    rows: std::ops::Range<usize>,
    /// How many of them fit at the lag, and how many where they stand.
    fit: (usize, usize),
    score: f64,
}

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let by_id = shift(reply, &|row, person| {
        let sent = reply.roster().get(person, Field::ConferenceId);
        let id = row.conference_id.as_deref().filter(|_| !sent.is_empty())?;
        Some(id == sent)
    });
    // Of earlier IDs two that agree at one lag are no chance; countries are few.
    let by_id = by_id.filter(|shift| shift.fit.0 >= 2 && shift.fit.1 == 0);
    let by_country = shift(reply, &|row, person| {
        let home = reply.country(person)?;
        let offered = country_of_a_number(reply, home);
        let number =
            row.toll_number.and_then(|number| reply.provider().published(number)?.country)?;
        offered.then_some(number == home)
    });
    let by_country = by_country.filter(|shift| shift.score >= 6.0);
    // Which column moved: the one by which it shows.
    let moved = if by_id.is_some() { Field::ConferenceId } else { Field::TollNumber };
    let Some(shift) = by_id.or(by_country) else { return };
    let (first, last) = (&reply.rows[shift.rows.start], &reply.rows[shift.rows.end - 1]);
    let (rows, word) = (shift.lag.unsigned_abs(), if shift.lag > 0 { "above" } else { "below" });
    let rows = if rows == 1 { "the row".to_owned() } else { format!("{rows} rows") };
    let message = format!(
        "the answers in rows {} to {} fit {rows} {word}: {} of {} do, and {} where they stand",
        reply.row_number(first.row),
        reply.row_number(last.row),
        shift.fit.0,
        shift.rows.len(),
        shift.fit.1
    );
    let length = shift.rows.len();
    let sure = length >= 20 && shift.fit.0 * 10 >= length * 9 && shift.fit.1 * 2 < length;
    let help = "Ask the provider whether a column was moved up or down without the others.";
    let place = Place { row: Some(first.row), sent_row: Some(first.person), ..Place::default() };
    let concerned = &reply.rows[shift.rows.clone()];
    let cells = concerned.iter().map(|row| (row.row, None));
    let cells = cells.chain(
        concerned
            .iter()
            .flat_map(|row| (0..reply.columns.width).map(|column| (row.row, Some(column)))),
    );
    let draft = Draft::new(place, message, help).explains(cells);
    let to = format!(
        "moved {} by {}",
        if shift.lag > 0 { "up" } else { "down" },
        shift.lag.unsigned_abs()
    );
    let draft =
        draft.ask(to, "the answers of these rows, moved back").edits(back(reply, &shift, moved));
    sink.report(if sure {
        draft.severity(Severity::Error).also(concerned.iter().map(|row| row.person))
    } else {
        draft
    });
}

/// Each answer of the run, in the row that it fits; what comes free at the end is blank.
fn back(reply: &Reply<'_>, shift: &Shift, field: Field) -> Vec<(usize, Option<usize>, String)> {
    let column = reply.columns.get(field);
    let text = |at: usize| reply.text(reply.rows[at].row, field).to_owned();
    let fits = |at: usize| at.checked_add_signed(-shift.lag).filter(|to| *to < reply.rows.len());
    let landed = shift.rows.clone().filter_map(|at| Some((fits(at)?, text(at))));
    let landed: std::collections::BTreeMap<usize, String> = landed.collect();
    let freed =
        shift.rows.clone().filter(|at| !landed.contains_key(at)).map(|at| (at, String::new()));
    let all = landed.iter().map(|(at, text)| (*at, text.clone())).chain(freed);
    all.map(|(at, text)| (reply.rows[at].row, column, text)).collect()
}

fn country_of_a_number(reply: &Reply<'_>, country: Country) -> bool {
    reply.provider().numbers.iter().any(|number| number.country == Some(country))
}

/// The best run over all lags: a row that fits at the lag and not where it stands counts for it, one
/// that fits where it stands against it.
fn shift(reply: &Reply<'_>, fits: &dyn Fn(&Row<'_>, usize) -> Option<bool>) -> Option<Shift> {
    let rows = &reply.rows;
    let here: Vec<Option<bool>> = rows.iter().map(|row| fits(row, row.person)).collect();
    // Where every answer fits its own row there is nothing to look for.
    if here.iter().all(|fit| *fit != Some(false)) {
        return None;
    }
    let mut best: Option<Shift> = None;
    for lag in LAGS.filter(|lag| *lag != 0) {
        let (mut score, mut start, mut fit) = (0.0_f64, 0, (0, 0));
        for (at, row) in rows.iter().enumerate() {
            let other = at.checked_add_signed(-lag).and_then(|other| rows.get(other));
            let there = other.and_then(|other| fits(row, other.person)) == Some(true);
            let stays = here[at] == Some(true);
            if score <= 0.0 {
                (score, start, fit) = (0.0, at, (0, 0));
            }
            score += match (there, stays) {
                (true, false) => 1.0,
                (false, true) => -1.5,
                (false, false) => -0.7,
                (true, true) => 0.0,
            };
            fit = (fit.0 + usize::from(there), fit.1 + usize::from(stays));
            if there && score > 0.0 && best.as_ref().is_none_or(|best| score > best.score) {
                best = Some(Shift { lag, rows: start..at + 1, fit, score });
            }
        }
    }
    best
}
