//! Damages to single answers: what became of a value, and numbers.

use tollgate_model::{Field, TollKind};

use super::{Damage, block, cells, cells_to, delimited};
use crate::detection::form::Form;

/// What people write where there is nothing to write.
const NOTHING: [&str; 20] = [
    "TBC",
    "n/a",
    "folgt",
    "keine",
    "entfällt",
    "in Bearbeitung",
    "à venir",
    "néant",
    "aucun",
    "pendiente",
    "no aplica",
    "da definire",
    "nessuno",
    "n.v.t.",
    "geen",
    "saknas",
    "brak",
    "nie dotyczy",
    "нет",
    "未定",
];

damages! {
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
    "C005" "a date with a year of two digits" |case| {
        cells(case, 8, "C005", |id| format!("{:02}.{:02}.26", 1 + id.len(), 1 + id.bytes().fold(0, |a, b| (a + b) % 12)))
    };
    "C006" "a line break" |case| cells(case, 8, "C006", |id| format!("{}\n{}", &id[..3], &id[3..]));
    "C006" "two IDs on a line each" |case| {
        let row = case.rng.usize(1..case.rows.len());
        let other = case.fresh_id();
        let id = &mut case.rows[row][8];
        *id = format!("{}\n{other}", id.trim());
        Some(vec![("C006", case.sip(row))])
    };
    "C012" "an error value" |case| cells(case, 8, "C012", |_| "#N/A".into());
    "C013" "a formula as text" |case| cells(case, 8, "C013", |_| "=I2+1".into());
    "C014" "a placeholder" |case| cells(case, 8, "C014", |_| "TBD".into());
    "C014" "a word for nothing, in one language or another" |case| {
        // Not all of them can be written in windows-1252.
        if case.form == Form::Windows1252 {
            case.form = Form::Utf16;
        }
        let rows = case.some_rows();
        for row in &rows {
            let (column, word) = (*case.rng.choice(&[6, 8]).unwrap(), case.rng.choice(&NOTHING));
            (*word.unwrap()).clone_into(&mut case.rows[*row][column]);
        }
        Some(rows.iter().map(|row| ("C014", case.sip(*row))).collect())
    };
    "T001" "no toll number" |case| cells(case, 6, "T001", |_| String::new());
    "T002" "letters in a number" |case| cells(case, 6, "T002", |_| "ask reception".into());
    "T003" "a digit mistyped" |case| {
        let toll = case.provider.numbers_of(TollKind::Toll).next()?.number.to_string();
        let last = if toll.ends_with('3') { '4' } else { '3' };
        let wrong = format!("{}{last}", &toll[..toll.len() - 1]);
        cells_to(case, 6, "T003", &wrong)
    };
    "T003" "rows out of another provider's file" |case| {
        let rows = case.some_rows();
        for row in &rows {
            let id = case.fresh_id();
            case.rows[*row].splice(6..9, ["+14255550123".to_owned(), String::new(), id]);
        }
        let had = |row: &&usize| {
            let at = case.roster.find(&case.rows[**row][0]);
            at.is_some_and(|at| !case.roster.get(at, Field::TollFreeNumbers).is_empty())
        };
        let expected = rows.iter().map(|row| ("T003", case.sip(*row)));
        let lost = rows.iter().filter(had).map(|row| ("T017", case.sip(*row)));
        Some(expected.chain(lost).collect())
    };
    "T004" "a toll-free number in the toll column" |case| {
        let free = case.provider.numbers_of(TollKind::TollFree).next()?.number.to_string();
        case.never_had_free()?;
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
    "T014" "a toll-free number dragged down" |case| {
        let free = case.provider.numbers_of(TollKind::TollFree).next()?.number.to_string();
        let free: u64 = free[1..].parse().ok()?;
        let rows = block(case, 6);
        for (at, row) in (0..).zip(rows.clone()) {
            case.rows[row][7] = format!("+{}", free + at);
        }
        Some(rows.skip(1).map(|row| ("T014", case.sip(row))).collect())
    };
    "T015" "an extension" |case| {
        let toll = case.provider.numbers_of(TollKind::Toll).next()?.number.to_string();
        cells_to(case, 6, "T015", &format!("{toll} ext. 12"))
    };
    "T017" "toll-free numbers cleared that were sent" |case| {
        let had = |row: usize| {
            let at = case.roster.find(&case.rows[row][0]);
            at.is_some_and(|at| !case.roster.get(at, Field::TollFreeNumbers).is_empty())
        };
        let rows: Vec<usize> = (1..case.rows.len()).filter(|row| had(*row)).step_by(3).collect();
        for row in &rows {
            case.rows[*row][7].clear();
        }
        (!rows.is_empty()).then(|| rows.iter().map(|row| ("T017", case.sip(*row))).collect())
    };
}
