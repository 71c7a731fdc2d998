//! Ways in which replies are damaged, one at a time, and what must then be found.

use tollgate_model::{Country, TollKind};

use super::Expected;
use super::case::Case;
use super::form::Form;

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
        /// Every damage that can be told for certain, in code order.
        pub(crate) const DAMAGES: &[Damage] =
            &[$(Damage { code: $code, name: $name, make: $make }),*];
    };
}

damages! {
    "F001" "another roster's reply" |case| {
        let other = Case::new(case.rng.u64(..), 60);
        case.rows.truncate(1);
        for mut row in other.rows.into_iter().skip(1) {
            row.truncate(case.rows[0].len());
            row[0] = row[0].replace("R7-", "R6-");
            row[9] = row[9].replace("R7-", "R6-");
            case.rows.push(row);
        }
        case.form = Form::Csv;
        Some(vec![("F001", None)])
    };
    "F002" "our own file came back" |case| {
        let without = |at: usize| case.roster.get(at, tollgate_model::Field::ConferenceId).is_empty();
        if !(0..case.roster.len()).any(without) {
            return None;
        }
        for row in &mut case.rows[1..] {
            let at = case.roster.find(&row[0])?;
            for field in tollgate_model::Field::ANSWERS {
                case.roster.get(at, field).clone_into(&mut row[field.index()]);
            }
        }
        Some(vec![("F002", None)])
    };
    "F008" "a quote that does not close" |case| {
        delimited(case)?;
        let row = case.rng.usize(1..case.rows.len() - 1);
        // Another quote in the row would close it there.
        if case.rows[row].iter().any(|cell| cell.contains(',')) {
            return None;
        }
        let name = case.rows[row][3].clone();
        case.rows[row][3] = "QUOTE".into();
        let text = String::from_utf8(super::form::bytes(case)).ok()?;
        case.bytes = Some(text.replacen("QUOTE", &format!("\"{name}"), 1).into_bytes());
        Some(vec![("F008", case.sip(row))])
    };
    "F009" "the file is cut short" |case| {
        delimited(case)?;
        let bytes = super::form::bytes(case);
        let lines: Vec<usize> =
            bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at).collect();
        let last = case.rng.usize(lines.len() / 2..lines.len() - 1);
        // Within the row's address, so that the row says less than a row of ours.
        case.bytes = Some(bytes[..lines[last - 1] + 26].to_vec());
        Some(vec![("F009", case.sip(last))])
    };
    "H002" "a column left out" |case| {
        let column = *case.rng.choice(&[6, 8]).unwrap();
        for row in &mut case.rows {
            row.remove(column);
        }
        Some(vec![("H002", None)])
    };
    "H003" "a heading twice" |case| {
        for (at, row) in case.rows.iter_mut().enumerate() {
            let text = if at == 0 { row[8].clone() } else { format!("{:08}", at * 7919) };
            row.push(text);
        }
        Some(vec![("H003", None)])
    };
    "H006" "two headings exchanged" |case| {
        case.rows[0].swap(6, 8);
        Some(vec![("H006", None)])
    };
    "R001" "rows left out" |case| {
        let rows = case.some_rows();
        let expected = rows.iter().map(|row| ("R001", case.sip(*row))).collect();
        for row in rows.into_iter().rev() {
            case.rows.remove(row);
        }
        Some(expected)
    };
    "R002" "a person twice" |case| {
        let mut expected = Vec::new();
        for row in case.some_rows() {
            let mut again = case.rows[row].clone();
            again[8] = case.fresh_id();
            case.rows.push(again);
            expected.extend([("R002", case.sip(row)), ("R002", case.sip(row))]);
        }
        Some(expected)
    };
    "R003" "a person never asked for" |case| {
        let mut row = case.rows[1].clone();
        for (column, text) in [(0, ""), (9, ""), (1, "new@fabrikam.example"), (2, "new@fabrikam.example")] {
            text.clone_into(&mut row[column]);
        }
        row[3] = "Kim New".into();
        row[8] = case.fresh_id();
        for text in &mut row[10..] {
            text.clear();
        }
        let at = case.rng.usize(1..=case.rows.len());
        case.rows.insert(at, row);
        Some(vec![("R003", Some("new@fabrikam.example".into()))])
    };
    "R004" "a mistyped row ID" |case| {
        let rows = case.some_rows();
        let expected = rows.iter().map(|row| ("R004", case.sip(*row))).collect();
        for row in rows {
            let id = &mut case.rows[row][0];
            let last = if id.ends_with('7') { "8" } else { "7" };
            id.replace_range(id.len() - 1.., last);
        }
        Some(expected)
    };
    "R005" "identity sorted without the rest" |case| {
        let mut names: Vec<Vec<String>> = case.rows[1..].iter().map(|row| row[1..6].to_vec()).collect();
        names.sort();
        let moved = case.rows[1..].iter().zip(&names).position(|(row, names)| row[1] != names[0]);
        for (row, names) in case.rows[1..].iter_mut().zip(names) {
            row.splice(1..6, names);
        }
        let moved = moved? + 1;
        Some(vec![("R005", case.roster.find(&case.rows[moved][0]).map(|at| case.roster.sip(at).to_string()))])
    };
    "R006" "a name edited" |case| {
        let rows = case.some_rows();
        for row in &rows {
            case.rows[*row][3] = format!("Kim Other {row}");
        }
        Some(rows.iter().map(|row| ("R006", case.sip(*row))).collect())
    };
    "R007" "a field too many" |case| {
        delimited(case)?;
        let rows = case.some_rows();
        for row in &rows {
            case.rows[*row].push("spilled".into());
        }
        Some(rows.iter().map(|row| ("R007", case.sip(*row))).collect())
    };
    "R011" "earlier IDs sorted" |case| {
        let kept: Vec<usize> = (1..case.rows.len())
            .filter(|row| {
                let at = case.roster.find(&case.rows[*row][0]).unwrap();
                let sent = case.roster.get(at, tollgate_model::Field::ConferenceId);
                !sent.is_empty() && sent == case.rows[*row][8].trim()
            })
            .take(6)
            .collect();
        if kept.len() < 3 {
            return None;
        }
        // A cycle that is no shift: the first goes to the last but one, and so on.
        let (a, b, c) = (kept[0], kept[kept.len() / 2], kept[kept.len() - 1]);
        let ids = [a, b, c].map(|row| case.rows[row][8].clone());
        case.rows[a][8].clone_from(&ids[1]);
        case.rows[b][8].clone_from(&ids[2]);
        case.rows[c][8].clone_from(&ids[0]);
        Some(vec![("R011", case.sip(a))])
    };
    "R012" "a block sorted that ends before the last column" |case| {
        let mut blocks: Vec<Vec<String>> = case.rows[1..].iter().map(|row| row[..9].to_vec()).collect();
        blocks.sort_by(|a, b| a[2].cmp(&b[2]).reverse());
        let mut expected = Vec::new();
        for (at, block) in blocks.into_iter().enumerate() {
            let row = &mut case.rows[at + 1];
            let moved = row[9] != block[0];
            row.splice(..9, block);
            if moved {
                expected.push(("R012", case.sip(at + 1)));
            }
            case.rows[at + 1].truncate(10);
        }
        case.rows[0].truncate(10);
        (!expected.is_empty()).then_some(expected)
    };
    "C001" "zeros in front lost" |case| {
        delimited(case)?;
        let rule = case.provider.conference_id.clone();
        let mut expected = Vec::new();
        for row in 1..case.rows.len() {
            let text = case.rows[row][8].trim();
            let short = text.trim_start_matches('0');
            if short.len() < text.len() && short.len() < rule.shortest {
                let short = short.to_owned();
                case.rows[row][8] = short;
                expected.push(("C001", case.sip(row)));
            }
        }
        (!expected.is_empty()).then_some(expected)
    };
    "C003" "scientific notation" |case| cells(case, 8, "C003", |id| format!("{}.{}E+11", &id[..1], &id[1..3]));
    "C005" "a date" |case| cells(case, 8, "C005", |_| "04-Mar".into());
    "C006" "a line break" |case| cells(case, 8, "C006", |id| format!("{}\n{}", &id[..3], &id[3..]));
    "C012" "an error value" |case| cells(case, 8, "C012", |_| "#N/A".into());
    "C013" "a formula as text" |case| cells(case, 8, "C013", |_| "=I2+1".into());
    "C014" "a placeholder" |case| cells(case, 8, "C014", |_| "TBD".into());
    "T001" "no toll number" |case| cells(case, 6, "T001", |_| String::new());
    "T002" "letters in a number" |case| cells(case, 6, "T002", |_| "ask reception".into());
    "T003" "a digit mistyped" |case| {
        let toll = case.provider.numbers_of(TollKind::Toll).next()?.number.to_string();
        let last = if toll.ends_with('3') { '4' } else { '3' };
        let wrong = format!("{}{last}", &toll[..toll.len() - 1]);
        cells_to(case, 6, "T003", &wrong)
    };
    "T004" "a toll-free number in the toll column" |case| {
        let free = case.provider.numbers_of(TollKind::TollFree).next()?.number.to_string();
        for row in &mut case.rows[1..] {
            row[7].clear();
        }
        cells_to(case, 6, "T004", &free)
    };
    "T005" "toll and toll-free exchanged" |case| {
        let free = case.provider.numbers_of(TollKind::TollFree).next()?.number.to_string();
        let rows = case.some_rows();
        for row in &rows {
            let toll = std::mem::replace(&mut case.rows[*row][6], free.clone());
            case.rows[*row][7] = toll;
        }
        Some(rows.iter().map(|row| ("T005", case.sip(*row))).collect())
    };
    "T006" "two toll numbers" |case| {
        let tolls: Vec<String> =
            case.provider.numbers_of(TollKind::Toll).map(|n| n.number.to_string()).collect();
        cells_to(case, 6, "T006", tolls.get(..2)?.join("; ").as_str())
    };
    "T013" "a toll number among the toll-free" |case| {
        let tolls: Vec<_> = case.provider.numbers_of(TollKind::Toll).map(|n| n.number).collect();
        let rows = case.some_rows();
        let mut expected = Vec::new();
        for row in rows {
            let digits: String = case.rows[row][6].chars().filter(char::is_ascii_digit).collect();
            let other = tolls.iter().map(ToString::to_string).find(|n| !n.ends_with(&digits[3..]))?;
            case.rows[row][7] = other;
            expected.push(("T013", case.sip(row)));
        }
        Some(expected)
    };
    "T014" "an unknown toll-free number" |case| cells(case, 7, "T014", |_| "+18885550177".into());
    "T015" "an extension" |case| {
        let toll = case.provider.numbers_of(TollKind::Toll).next()?.number.to_string();
        cells_to(case, 6, "T015", &format!("{toll} ext. 12"))
    };
    "I001" "no conference ID" |case| cells(case, 8, "I001", |_| String::new());
    "I002" "a digit too few or too many" |case| {
        let rule = case.provider.conference_id.clone();
        if !rule.given {
            return None;
        }
        let prefix = rule.prefix.clone();
        let long = format!("{prefix}{}", "83".repeat(9))[..=rule.longest].to_owned();
        let row = case.rng.usize(1..case.rows.len());
        case.rows[row][8] = long;
        Some(vec![("I002", case.sip(row))])
    };
    "I003" "letters in an ID" |case| cells(case, 8, "I003", |id| format!("{}x{}", &id[..2], &id[3..]));
    "I004" "an ID given twice" |case| {
        let (a, b) = far_apart(case)?;
        case.rows[b][8] = case.rows[a][8].clone();
        Some(vec![("I004", case.sip(a)), ("I004", case.sip(b))])
    };
    "I005" "somebody else's ID" |case| {
        // Somebody who was not asked about this time.
        let id = case.fresh_id();
        let row = case.rng.usize(1..case.rows.len());
        case.rows[row][8].clone_from(&id);
        case.hold(&id);
        Some(vec![("I005", case.sip(row))])
    };
    "I007" "an ID to guess" |case| {
        if !case.provider.conference_id.prefix.is_empty() {
            return None;
        }
        let row = case.rng.usize(1..case.rows.len());
        case.rows[row][8] = "7".repeat(case.rows[1][8].trim().len());
        Some(vec![("I007", case.sip(row))])
    };
    "P001" "a toll number dragged down" |case| {
        let rows = block(case, 5);
        dragged(case, rows, |digits, at| (digits + at as u64).to_string())
    };
    "P002" "a country code dragged down" |case| {
        let rows = block(case, 5);
        let start = case.rows[rows.start][6].clone();
        if !start.starts_with("+1") {
            return None;
        }
        for (at, row) in rows.clone().enumerate() {
            case.rows[row][6] = format!("+{}{}", at + 1, &start[2..]);
        }
        Some(vec![("P002", case.sip(rows.start))])
    };
    "P003" "a number became a count" |case| {
        let rows = block(case, 6);
        for (at, row) in rows.clone().enumerate().skip(1) {
            case.rows[row][6] = at.to_string();
        }
        Some(vec![("P003", case.sip(rows.start + 1))])
    };
    "P004" "an ID copied down" |case| {
        let rows = block(case, 4);
        let id = case.rows[rows.start][8].clone();
        for row in rows.clone() {
            case.rows[row][8].clone_from(&id);
        }
        Some(vec![("P004", case.sip(rows.start))])
    };
    "P005" "IDs dragged down over part of the column" |case| {
        let size = (case.rows.len() / 5).max(8);
        let rows = block(case, size);
        let start: u64 = case.fresh_id().parse().ok()?;
        let width = case.fresh_id().len();
        for (at, row) in rows.clone().enumerate() {
            case.rows[row][8] = format!("{:0width$}", start + at as u64);
        }
        // Where IDs counted up before, or one of these is somebody else's, it is another story.
        let told = case.describe();
        (!told.contains("in order") && case.all_ids_differ() && case.rows[rows.start][8].len() == width)
            .then(|| vec![("P005", case.sip(rows.start))])
    };
    "P006" "the filling stopped" |case| {
        let from = case.rng.usize(case.rows.len() / 2..case.rows.len() - 4);
        for row in &mut case.rows[from..] {
            row[6].clear();
            row[7].clear();
            row[8].clear();
        }
        Some(vec![("P006", case.sip(from))])
    };
    "P007" "one ID for all" |case| {
        let id = case.fresh_id();
        for row in &mut case.rows[1..] {
            row[8].clone_from(&id);
        }
        Some(vec![("P007", None)])
    };
    "S001" "Microsoft is the provider" |case| {
        let row = case.rng.usize(1..case.rows.len());
        case.change(row, tollgate_model::Conferencing::Microsoft);
        Some(vec![("S001", case.sip(row))])
    };
    "S004" "a person who is gone" |case| {
        let row = case.rng.usize(1..case.rows.len());
        let sip = case.sip(row);
        case.remove(row);
        Some(vec![("S004", sip)])
    };
}

/// Only delimited text in UTF-8 is damaged below its cells.
fn delimited(case: &mut Case) -> Option<()> {
    if case.form == Form::Xlsx {
        return None;
    }
    case.form = Form::Csv;
    Some(())
}

/// Changes one column in some rows.
#[allow(clippy::unnecessary_wraps, reason = "a damage may say that a case does not lend itself")]
fn cells(
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
fn cells_to(
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
fn block(case: &mut Case, size: usize) -> std::ops::Range<usize> {
    let size = size.min(case.rows.len() - 3);
    let start = case.rng.usize(1..case.rows.len() - size);
    start..start + size
}

fn dragged(
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
fn far_apart(case: &mut Case) -> Option<(usize, usize)> {
    let a = case.rng.usize(1..case.rows.len());
    let b = case.rng.usize(1..case.rows.len());
    (a.abs_diff(b) > 1).then_some((a, b))
}
