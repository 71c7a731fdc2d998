//! See `docs/rules/became-a-date.md`.

use jiff::civil::{Date, date};
use tollgate_model::{Severity, Stored, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C005",
    name: "became-a-date",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/became-a-date.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    let found = day_of(&cell.text);
    if cell.stored != Stored::Date && found.is_none() {
        return;
    }
    let mut message = format!("{} is a date, where digits were meant", value(&cell.text));
    let readings =
        found.map(|day| duration(day, &cell.text).map_or_else(|| readings(day), |one| vec![one]));
    if let Some(readings) = readings.filter(|readings| !readings.is_empty()) {
        let readings: Vec<String> = readings.iter().map(|reading| value(reading)).collect();
        message.push_str("; perhaps ");
        message.push_str(&readings.join(" or "));
    }
    let help = "Ask the provider for the value again, in a cell formatted as text.";
    let draft = Draft::new(cell.place(), message, help);
    cell.fault(sink, draft);
}

/// A day, and a year where one is given.
#[derive(Clone, Copy)]
struct Day {
    year: Option<i16>,
    month: i8,
    of_month: i8,
}

/// What may have been typed.
fn readings(day: Day) -> Vec<String> {
    let mut readings =
        vec![format!("{}-{}", day.of_month, day.month), format!("{}-{}", day.month, day.of_month)];
    // Days since the end of 1899, which is how spreadsheet programs keep a date.
    let serial = day.year.and_then(|year| Date::new(year, day.month, day.of_month).ok());
    let serial =
        serial.and_then(|date_| date_.since(date(1899, 12, 30)).ok()).map(|span| span.get_days());
    readings.extend(serial.filter(|days| *days > 0).map(|days| days.to_string()));
    // The twelfth of December reads the same either way.
    readings.dedup();
    readings
}

/// The hours that were typed, where the day is one of the first that spreadsheet programs know and a
/// time of day follows: `30:12` is kept as 06:12 on the first of January 1900.
fn duration(day: Day, text: &str) -> Option<String> {
    let (_, time) = text.split_once('T')?;
    let days = match (day.year?, day.month, day.of_month) {
        (1899, 12, of_month) => i64::from(of_month) - 31,
        (1900, 1, of_month) => i64::from(of_month),
        _ => return None,
    };
    let (hour, rest) = time.split_once(':')?;
    let hours = days * 24 + hour.parse::<i64>().ok()?;
    let rest = rest.strip_suffix(":00").unwrap_or(rest);
    (hours >= 0).then(|| format!("{hours}:{rest}"))
}

/// Months as they begin in English, German, French, Spanish, Italian and Dutch.
const MONTHS: [(&str, i8); 38] = [
    ("jan", 1),
    ("jän", 1),
    ("ene", 1),
    ("gen", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("mar", 3),
    ("mär", 3),
    ("mrz", 3),
    ("maa", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("may", 5),
    ("mai", 5),
    ("mag", 5),
    ("mei", 5),
    ("juin", 6),
    ("jun", 6),
    ("giu", 6),
    ("juil", 7),
    ("jul", 7),
    ("lug", 7),
    ("aug", 8),
    ("aoû", 8),
    ("aou", 8),
    ("ago", 8),
    ("sep", 9),
    ("set", 9),
    ("oct", 10),
    ("okt", 10),
    ("ott", 10),
    ("nov", 11),
    ("dec", 12),
    ("déc", 12),
    ("dez", 12),
    ("dic", 12),
];

fn day_of(text: &str) -> Option<Day> {
    // A time of day behind it is what a date cell has too.
    let text = text
        .split(['T', ' '])
        .next()
        .filter(|first| text.contains(':') && first.len() >= 8)
        .unwrap_or(text);
    let parts: Vec<&str> =
        text.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()).collect();
    let named = parts.iter().position(|part| month(part).is_some());
    match (parts.as_slice(), named) {
        ([_, _], Some(at)) => {
            let (month, other) = (month(parts[at])?, parts[1 - at].parse::<i16>().ok()?);
            let day = i8::try_from(other).ok().filter(|day| (1..=31).contains(day));
            Some(Day { year: day.is_none().then_some(other), month, of_month: day.unwrap_or(1) })
        }
        ([_, _, _], Some(at)) => {
            let rest: Vec<i16> = parts
                .iter()
                .enumerate()
                .filter(|(n, _)| *n != at)
                .filter_map(|(_, part)| part.parse().ok())
                .collect();
            let [day, year] = rest.as_slice() else { return None };
            plausible(whole_year(*year), month(parts[at])?, i8::try_from(*day).ok()?)
        }
        // A year and a month. Spaces part groups of digits, as nobody parts a date without a name.
        ([a, b], None) if a.len() == 4 && b.len() == 2 && !text.contains(' ') => {
            plausible(a.parse().ok()?, b.parse().ok()?, 1)
        }
        ([a, b, c], None) => {
            let numbers: Vec<i16> = [a, b, c].iter().filter_map(|part| part.parse().ok()).collect();
            let [x, y, z] = numbers.as_slice() else { return None };
            let small = |number: i16| i8::try_from(number).ok();
            if a.len() == 4 && b.len() == 2 && c.len() == 2 {
                return plausible(*x, small(*y)?, small(*z)?);
            }
            let short = !text.contains(' ') && c.len() == 2;
            if a.len() > 2 || b.len() > 2 || !(c.len() == 4 || short) {
                return None;
            }
            // Day first, or month first.
            plausible(whole_year(*z), small(*y)?, small(*x)?)
                .or_else(|| plausible(whole_year(*z), small(*x)?, small(*y)?))
        }
        _ => None,
    }
}

fn month(part: &str) -> Option<i8> {
    let part = part.to_lowercase();
    let letters = part.trim_end_matches('.').chars().all(char::is_alphabetic);
    let named = MONTHS.iter().find(|(name, _)| letters && part.starts_with(name));
    named.map(|(_, month)| *month)
}

fn whole_year(year: i16) -> i16 {
    if year < 100 { year + 2000 } else { year }
}

fn plausible(year: i16, month: i8, day: i8) -> Option<Day> {
    let known = (1900..2100).contains(&year) && Date::new(year, month, day).is_ok();
    known.then_some(Day { year: Some(year), month, of_month: day })
}
