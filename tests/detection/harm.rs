//! Damages of which any rule may tell: whether one does, and whether anybody would be given a wrong
//! answer all the same.

use std::fmt;
use std::ops::Range;

use super::case::Case;
use super::judge;

/// How loudly a harm must be told of in every reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// An error.
    Stopped,
    /// A warning at least.
    Warned,
    /// Nothing in the file need show it.
    Unseen,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stopped => "an error",
            Self::Warned => "a warning",
            Self::Unseen => "nothing",
        })
    }
}

/// A way of damaging a reply.
pub(crate) struct Harm {
    /// In a few words.
    pub(crate) name: &'static str,
    pub(crate) told: Told,
    /// In which replies it is done.
    only: fn(&Case) -> bool,
    damage: fn(&mut Case),
}

/// A row of the table of harms.
const fn harm(
    name: &'static str,
    told: Told,
    only: fn(&Case) -> bool,
    damage: fn(&mut Case),
) -> Harm {
    Harm { name, told, only, damage }
}

fn sent_again(case: &Case) -> bool {
    case.describe().contains("sent again")
}

/// A first assignment of 30 people or more in at least so many countries.
fn first<const COUNTRIES: usize>(case: &Case) -> bool {
    case.rows.len() > 30 && case.countries >= COUNTRIES && !sent_again(case)
}

fn first_in<const COUNTRIES: usize>(case: &Case) -> bool {
    first::<COUNTRIES>(case) && case.countries == COUNTRIES
}

/// A first assignment of 100 people or more, unevenly spread over four countries or more, with few of
/// them on a foreign number.
fn first_unevenly(case: &Case) -> bool {
    let told = case.describe();
    let fits = told.contains("spread unevenly") && !told.contains("0.15 abroad");
    case.rows.len() > 100 && first::<4>(case) && fits
}

/// A first assignment whose IDs do not count up.
fn first_at_random(case: &Case) -> bool {
    first::<1>(case) && !case.describe().contains("in order")
}

fn again(case: &Case) -> bool {
    case.rows.len() > 30 && sent_again(case)
}

/// The columns of the answers.
const ANSWERS: &[usize] = &[6, 7, 8];

/// What is counted.
pub(crate) const HARMS: &[Harm] = &[
    harm(
        "answers sorted without the people, three countries or more",
        Told::Warned,
        first::<3>,
        sorted,
    ),
    harm(
        "answers pasted in another order, three countries or more",
        Told::Warned,
        first::<3>,
        shuffled,
    ),
    harm(
        "the same, 100 people or more, unevenly spread over four countries or more",
        Told::Stopped,
        first_unevenly,
        shuffled,
    ),
    harm("answers pasted in another order, two countries", Told::Unseen, first_in::<2>, shuffled),
    harm("answers pasted in another order, one country", Told::Unseen, first_in::<1>, shuffled),
    harm("answers pasted in another order, where people had some", Told::Stopped, again, shuffled),
    harm("IDs pasted in another order, a first assignment", Told::Unseen, first::<1>, shuffled_ids),
    harm("IDs pasted in another order, where people had some", Told::Stopped, again, shuffled_ids),
    harm(
        "4 to 12 rows of all answers, one down, a cell inserted",
        Told::Stopped,
        first::<2>,
        |case| {
            few_moved(case, ANSWERS, true);
        },
    ),
    harm("4 to 12 rows of all answers, moved round", Told::Unseen, first::<2>, |case| {
        few_moved(case, ANSWERS, false);
    }),
    harm("4 to 12 toll numbers, one down, a cell inserted", Told::Stopped, first::<2>, |case| {
        few_moved(case, &[6], true);
    }),
    harm("4 to 12 toll numbers, moved round", Told::Unseen, first::<2>, |case| {
        few_moved(case, &[6], false);
    }),
    harm("4 to 12 earlier IDs, moved round", Told::Warned, again, |case| {
        few_moved(case, &[8], false);
    }),
    harm(
        "4 to 12 IDs, one down, a cell inserted, a first assignment",
        Told::Stopped,
        first::<1>,
        |case| {
            few_moved(case, &[8], true);
        },
    ),
    harm("IDs one down with an account beside them", Told::Stopped, first::<1>, |case| {
        let account = with_account(case);
        let rows = 1..case.rows.len();
        reorder(case, rows, &[8, account], |blocks, _| blocks.rotate_right(1));
    }),
    harm(
        "4 to 12 IDs moved round with an account beside them",
        Told::Stopped,
        first::<1>,
        |case| {
            let account = with_account(case);
            few_moved(case, &[8, account], false);
        },
    ),
    harm("answers and accounts pasted in another order", Told::Stopped, first::<1>, |case| {
        let account = with_account(case);
        let rows = 1..case.rows.len();
        reorder(case, rows, &[6, 7, 8, account], |blocks, rng| rng.shuffle(blocks));
    }),
    harm("IDs one down, the account beside them not", Told::Unseen, first::<1>, |case| {
        with_account(case);
        let rows = 1..case.rows.len();
        reorder(case, rows, &[8], |blocks, _| blocks.rotate_right(1));
    }),
    harm("accounts sorted without the rest", Told::Stopped, first::<1>, |case| {
        let account = with_account(case);
        let rows = 1..case.rows.len();
        reorder(case, rows, &[account], |blocks, rng| rng.shuffle(blocks));
    }),
    harm("names sorted without the rest", Told::Warned, first::<1>, |case| {
        let rows = 1..case.rows.len();
        reorder(case, rows, &[3], |blocks, _| blocks.sort());
    }),
    harm("toll number and ID exchanged in some rows", Told::Stopped, first::<1>, |case| {
        for row in case.some_rows() {
            case.rows[row].swap(6, 8);
        }
    }),
    harm("answers of some rows copied over the next", Told::Stopped, first::<1>, |case| {
        let Range { start, end } = few(case);
        for row in end..(2 * end - start).min(case.rows.len()) {
            for column in ANSWERS {
                case.rows[row][*column] = case.rows[row + start - end][*column].clone();
            }
        }
    }),
    harm("IDs dragged down over 5 to 12 rows", Told::Warned, first_at_random, |case| {
        let rows = case.rng.usize(5..=12);
        dragged(case, rows);
    }),
    harm("IDs dragged down over 4 rows", Told::Unseen, first_at_random, |case| dragged(case, 4)),
    harm(
        "answers of two people exchanged, a first assignment",
        Told::Unseen,
        first::<1>,
        exchanged,
    ),
    harm("answers of two people exchanged, where people had some", Told::Unseen, again, exchanged),
    harm("an ID that is another than the one set up", Told::Unseen, first::<1>, |case| {
        let row = case.rng.usize(1..case.rows.len());
        case.rows[row][8] = case.fresh_id();
    }),
];

fn dragged(case: &mut Case, rows: usize) {
    let start = case.rng.usize(1..case.rows.len() - rows);
    let id = case.fresh_id();
    let number: u64 = id.parse().unwrap_or(0);
    for (at, row) in (0..).zip(start..start + rows) {
        case.rows[row][8] = format!("{:0width$}", number + at, width = id.len());
    }
}

fn sorted(case: &mut Case) {
    let rows = 1..case.rows.len();
    reorder(case, rows, ANSWERS, |blocks, _| blocks.sort_by(|a, b| a[2].cmp(&b[2])));
}

fn shuffled(case: &mut Case) {
    let rows = 1..case.rows.len();
    reorder(case, rows, ANSWERS, |blocks, rng| rng.shuffle(blocks));
}

fn shuffled_ids(case: &mut Case) {
    let rows = 1..case.rows.len();
    reorder(case, rows, &[8], |blocks, rng| rng.shuffle(blocks));
}

fn exchanged(case: &mut Case) {
    let one = case.rng.usize(1..case.rows.len() - 1);
    let other = case.rng.usize(one + 1..case.rows.len());
    reorder(case, one..other + 1, ANSWERS, |blocks, _| {
        let last = blocks.len() - 1;
        blocks.swap(0, last);
    });
}

/// 4 to 12 rows.
fn few(case: &mut Case) -> Range<usize> {
    let size = case.rng.usize(4..=12);
    let start = case.rng.usize(1..case.rows.len() - size);
    start..start + size
}

/// Moves columns of a few rows one down: the first is left blank, or gets what stood in the last.
fn few_moved(case: &mut Case, columns: &[usize], blank: bool) {
    let rows = few(case);
    reorder(case, rows.clone(), columns, |blocks, _| blocks.rotate_right(1));
    if blank {
        for column in columns {
            case.rows[rows.start][*column].clear();
        }
    }
}

/// Brings some columns of some rows into another order.
fn reorder(
    case: &mut Case,
    rows: Range<usize>,
    columns: &[usize],
    order: fn(&mut [Vec<String>], &mut fastrand::Rng),
) {
    let block = |row: &Vec<String>| columns.iter().map(|column| row[*column].clone()).collect();
    let mut blocks: Vec<Vec<String>> = case.rows[rows.clone()].iter().map(block).collect();
    order(&mut blocks, &mut case.rng);
    for (row, block) in rows.zip(blocks) {
        for (column, text) in columns.iter().zip(block) {
            case.rows[row][*column] = text;
        }
    }
}

/// Adds a column of the provider's own that names each person, and gives its place.
fn with_account(case: &mut Case) -> usize {
    case.rows[0].push("Login".into());
    for row in &mut case.rows[1..] {
        let account = row[2].split('@').next().unwrap_or_default().to_owned();
        row.push(account);
    }
    case.rows[0].len() - 1
}

/// How a harm fared over some replies.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) made: usize,
    /// Those that an error stops.
    pub(crate) stopped: usize,
    /// Those of which only a warning tells.
    pub(crate) warned: usize,
    /// Those of which an import would give somebody a wrong answer: where an error stops them, an import
    /// of the people without a fault.
    pub(crate) wrong: usize,
    pub(crate) misses: Vec<String>,
}

/// Makes `count` replies with one harm and judges them.
pub(crate) fn tally(harm: &Harm, count: usize, seed: u64, most: usize) -> Tally {
    let mut tally = Tally::default();
    for seed in (seed..).take(count * 40) {
        if tally.made == count {
            break;
        }
        let mut case = Case::new(seed, most);
        if !(harm.only)(&case) {
            continue;
        }
        case.as_sent();
        let before = case.rows.clone();
        (harm.damage)(&mut case);
        // Sorted already, or all alike.
        if case.rows == before {
            continue;
        }
        tally.made += 1;
        let found = judge(&case);
        let warned = !found.stopped && !found.messages.is_empty();
        tally.stopped += usize::from(found.stopped);
        tally.warned += usize::from(warned);
        let [_, wrong] = found.given;
        tally.wrong += usize::from(wrong > 0);
        if !found.stopped || wrong > 0 {
            tally.misses.push(format!(
                "seed {seed} ({}): {wrong} wrong\n    {}",
                case.describe(),
                found.messages[..found.messages.len().min(4)].join("\n    ")
            ));
        }
    }
    tally
}
