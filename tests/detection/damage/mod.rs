//! Ways in which replies are damaged, one at a time, and what must then be found.

use tollgate_model::{Country, TollKind};

use super::Expected;
use super::case::Case;
use super::form::{Form, Layout};

/// A way of damaging a reply.
pub(crate) struct Damage {
    /// The rule that tells of it.
    pub(crate) code: &'static str,
    /// In a few words.
    pub(crate) name: &'static str,
    /// Damages a case and says what must be found; none where the case does not lend itself.
    pub(crate) make: fn(&mut Case) -> Option<Vec<Expected>>,
}

macro_rules! damages {
    ($($code:literal $name:literal $make:expr;)*) => {
        /// In code order.
        pub(super) const DAMAGES: &[Damage] =
            &[$(Damage { code: $code, name: $name, make: $make }),*];
    };
}

mod cells;
mod files;
mod ids;
mod rows;

/// Every damage that can be told for certain.
pub(crate) fn all() -> impl Iterator<Item = &'static Damage> {
    [files::DAMAGES, rows::DAMAGES, cells::DAMAGES, ids::DAMAGES].into_iter().flatten()
}

/// Only delimited text in UTF-8 is damaged below its cells.
pub(super) fn delimited(case: &mut Case) -> Option<()> {
    if case.form.is_workbook() {
        return None;
    }
    case.form = Form::Csv;
    case.layout = Layout { newline: "\r\n", ..Layout::default() };
    Some(())
}

/// Changes one column in some rows.
#[allow(clippy::unnecessary_wraps, reason = "a damage may say that a case does not lend itself")]
pub(super) fn cells(
    case: &mut Case,
    column: usize,
    code: &'static str,
    change: fn(&str) -> String,
) -> Option<Vec<Expected>> {
    let rows = case.some_rows();
    for row in &rows {
        let text = change(case.rows[*row][column].trim());
        case.rows[*row][column] = text;
    }
    Some(rows.iter().map(|row| (code, case.sip(*row))).collect())
}

/// Puts one text into one column of some rows.
#[allow(clippy::unnecessary_wraps, reason = "a damage may say that a case does not lend itself")]
pub(super) fn cells_to(
    case: &mut Case,
    column: usize,
    code: &'static str,
    text: &str,
) -> Option<Vec<Expected>> {
    let rows = case.some_rows();
    for row in &rows {
        text.clone_into(&mut case.rows[*row][column]);
    }
    Some(rows.iter().map(|row| (code, case.sip(*row))).collect())
}

/// Rows next to each other.
pub(super) fn block(case: &mut Case, size: usize) -> std::ops::Range<usize> {
    let size = size.min(case.rows.len() - 3);
    let start = case.rng.usize(1..case.rows.len() - size);
    start..start + size
}

pub(super) fn dragged(
    case: &mut Case,
    rows: std::ops::Range<usize>,
    value: fn(u64, usize) -> String,
) -> Option<Vec<Expected>> {
    let home = Country::new(&case.rows[rows.start][4]);
    let toll = case.provider.numbers_of(TollKind::Toll).find(|n| n.country == home)?;
    let digits: u64 = toll.number.to_string()[1..].parse().ok()?;
    for (at, row) in rows.clone().enumerate() {
        case.rows[row][6] = format!("+{}", value(digits, at));
    }
    Some(vec![("P001", case.sip(rows.start))])
}

/// Two rows that are no neighbours.
pub(super) fn far_apart(case: &mut Case) -> Option<(usize, usize)> {
    let a = case.rng.usize(1..case.rows.len());
    let b = case.rng.usize(1..case.rows.len());
    (a.abs_diff(b) > 1).then_some((a, b))
}

/// Leaves a column out.
#[allow(clippy::unnecessary_wraps, reason = "a damage may say that a case does not lend itself")]
pub(super) fn without(case: &mut Case, column: usize) -> Option<Vec<Expected>> {
    case.layout.own_first = false;
    for row in &mut case.rows {
        row.remove(column);
    }
    Some(vec![("H002", None)])
}

/// Only where everybody has something in a column.
pub(super) fn filled(case: &Case, column: usize) -> Option<()> {
    case.rows.iter().all(|row| !row[column].is_empty()).then_some(())
}
