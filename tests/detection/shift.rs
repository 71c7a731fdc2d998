//! Columns that moved up or down without the others: how often that is found, and whether the lag
//! and the rows are told right.

use super::case::Case;
use super::judge;

/// How a shift is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shift {
    /// In a few words.
    pub(crate) name: &'static str,
    /// Which columns move.
    pub(crate) columns: &'static [usize],
    /// Rows down; up where negative.
    pub(crate) by: isize,
    /// Whether all rows move, or a third of them.
    pub(crate) whole: bool,
    /// Whether everybody had an ID before.
    pub(crate) earlier: bool,
}

/// The shifts that are counted.
pub(crate) const SHIFTS: &[Shift] = &[
    Shift { name: "toll numbers, one down", columns: &[6], by: 1, whole: true, earlier: false },
    Shift { name: "toll numbers, one up", columns: &[6], by: -1, whole: true, earlier: false },
    Shift { name: "toll numbers, three down", columns: &[6], by: 3, whole: true, earlier: false },
    Shift {
        name: "all answers, one down",
        columns: &[6, 7, 8],
        by: 1,
        whole: true,
        earlier: false,
    },
    Shift { name: "all answers, two up", columns: &[6, 7, 8], by: -2, whole: true, earlier: false },
    Shift {
        name: "a third of the toll numbers, one down",
        columns: &[6],
        by: 1,
        whole: false,
        earlier: false,
    },
    Shift { name: "earlier IDs, one down", columns: &[8], by: 1, whole: true, earlier: true },
    Shift { name: "earlier IDs, two up", columns: &[8], by: -2, whole: true, earlier: true },
];

/// How often a shift was found.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) made: usize,
    pub(crate) found: usize,
    /// The lag is right, and the rows, give or take what people abroad hide at the ends.
    pub(crate) right: usize,
    pub(crate) alone: usize,
    pub(crate) misses: Vec<String>,
}

/// Makes `count` replies of 50 people or more, spread evenly over at least two countries, with a shift.
pub(crate) fn tally(shift: Shift, count: usize, seed: u64, most: usize) -> Tally {
    let mut tally = Tally::default();
    for seed in seed.. {
        if tally.made == count || seed > 1_000_000 {
            break;
        }
        let mut case = Case::new(seed, most);
        let told = case.describe();
        let size = case.rows.len() - 1;
        let even = case.countries >= 2 && !told.contains("spread unevenly");
        if size < 50 || !even || told.contains("sent again") != shift.earlier {
            continue;
        }
        // Rows in order of country carry no trace of a shift; the roster was sent in another order.
        case.as_sent();
        let (first, last) = moved(&mut case, shift);
        tally.made += 1;
        let found = judge(&case);
        let ours: Vec<&String> =
            found.messages.iter().filter(|message| message.starts_with("R010")).collect();
        let told = ours.first().and_then(|message| read(message));
        let slack = 2 + size / 20;
        let right = told.is_some_and(|(from, to, lag)| {
            lag == shift.by && from.abs_diff(first) <= slack && to.abs_diff(last) <= slack
        });
        tally.found += usize::from(told.is_some());
        tally.right += usize::from(right);
        let alone = found.messages.len() == ours.len();
        tally.alone += usize::from(alone);
        if !right || !alone {
            tally.misses.push(format!(
                "seed {seed} ({}): rows {first} to {last} by {}\n    {}",
                case.describe(),
                shift.by,
                found.messages[..found.messages.len().min(5)].join("\n    ")
            ));
        }
    }
    tally
}

/// Moves columns, and gives the first and last row whose answers are another's.
fn moved(case: &mut Case, shift: Shift) -> (usize, usize) {
    let size = case.rows.len() - 1;
    let by = shift.by.unsigned_abs();
    let rows = if shift.whole {
        1..size + 1
    } else {
        let start = case.rng.usize(1..size - size / 3);
        start..start + size / 3
    };
    for column in shift.columns {
        let texts: Vec<String> = rows.clone().map(|row| case.rows[row][*column].clone()).collect();
        for (at, row) in rows.clone().enumerate() {
            let from = at.checked_add_signed(-shift.by);
            let text = from.and_then(|from| texts.get(from)).cloned();
            // What comes free is blank, except within a column, where a cell was inserted.
            case.rows[row][*column] = text.unwrap_or_default();
        }
    }
    // Row numbers as the spreadsheet shows them; blank cells at the end of the run are not its rows.
    if shift.by > 0 { (rows.start + by + 1, rows.end) } else { (rows.start + 1, rows.end - by) }
}

/// The rows and the lag that a message names.
fn read(message: &str) -> Option<(usize, usize, isize)> {
    let rest = message.split_once("the answers in rows ")?.1;
    let (from, rest) = rest.split_once(" to ")?;
    let (to, rest) = rest.split_once(" fit ")?;
    let (lag, _) = rest.split_once(':')?;
    let rows = match lag.strip_prefix("the row ") {
        Some(_) => 1,
        None => lag.split_once(" rows ")?.0.parse().ok()?,
    };
    let lag = if lag.ends_with("above") { rows } else { -rows };
    Some((from.parse().ok()?, to.parse().ok()?, lag))
}
