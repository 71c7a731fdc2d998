//! Damages to the file and its headings.

use tollgate_model::Field;

use super::{Damage, delimited, filled, without};
use crate::detection::case::Case;
use crate::detection::form::{self, Form};

damages! {
    "F001" "another roster's reply" |case| {
        let other = Case::new(case.rng.u64(..), 60);
        case.rows.truncate(1);
        case.layout.own_first = false;
        for mut row in other.rows.into_iter().skip(1) {
            row.truncate(case.rows[0].len());
            row[0] = row[0].replace("R7-", "R6-");
            row[9] = row[9].replace("R7-", "R6-");
            case.rows.push(row);
        }
        case.form = Form::Csv;
        Some(vec![("F001", None)])
    };
    "F001" "rows of another roster among ours" |case| {
        let rows = case.some_rows();
        for row in &rows {
            for column in [0, 9] {
                case.rows[*row][column] = case.rows[*row][column].replace("R7-", "R6-");
            }
        }
        Some(rows.iter().map(|row| ("F001", case.sip(*row))).collect())
    };
    "F002" "our own file came back" |case| {
        let without = |at: usize| case.roster.get(at, Field::ConferenceId).is_empty();
        if !(0..case.roster.len()).any(without) {
            return None;
        }
        for row in &mut case.rows[1..] {
            let at = case.roster.find(&row[0])?;
            for field in Field::ANSWERS {
                case.roster.get(at, field).clone_into(&mut row[field.index()]);
            }
        }
        Some(vec![("F002", None)])
    };
    "F008" "a quote that does not close" |case| {
        delimited(case)?;
        let row = case.rng.usize(1..case.rows.len() - 1);
        unquoted(case)?;
        let name = case.rows[row][3].clone();
        case.rows[row][3] = "QUOTE".into();
        let text = String::from_utf8(form::bytes(case)).ok()?;
        case.bytes = Some(text.replacen("QUOTE", &format!("\"{name}"), 1).into_bytes());
        Some(vec![("F008", case.sip(row))])
    };
    "F009" "the file is cut short" |case| {
        delimited(case)?;
        unquoted(case)?;
        let bytes = form::bytes(case);
        let lines: Vec<usize> =
            bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at).collect();
        let last = case.rng.usize(lines.len() / 2..lines.len() - 1);
        // Within the row's address, so that the row says less than a row of ours.
        case.bytes = Some(bytes[..lines[last - 1] + 26].to_vec());
        Some(vec![("F009", case.sip(last))])
    };
    "H002" "a column left out" |case| {
        let column = *case.rng.choice(&[6, 8]).unwrap();
        without(case, column)
    };
    "H002" "the toll-free column left out, where people had numbers" |case| {
        let had = |at: usize| !case.roster.get(at, Field::TollFreeNumbers).is_empty();
        if !(0..case.roster.len()).any(had) {
            return None;
        }
        without(case, 7)
    };
    "H002" "the toll-free column under a heading of the provider's" |case| {
        filled(case, 7)?;
        case.rows[0][7] = "Nulltarif".into();
        Some(vec![("H002", None)])
    };
    "H003" "a heading twice" |case| {
        case.layout.own_first = false;
        for (at, row) in case.rows.iter_mut().enumerate() {
            let text = if at == 0 { row[8].clone() } else { format!("{:08}", at * 7919) };
            row.push(text);
        }
        Some(vec![("H003", None)])
    };
    "H006" "the headings of toll numbers and IDs exchanged" |case| {
        case.rows[0].swap(6, 8);
        Some(vec![("H006", None)])
    };
    "H006" "the headings of toll and toll-free numbers exchanged" |case| {
        filled(case, 7)?;
        case.rows[0].swap(6, 7);
        Some(vec![("H006", None)])
    };
    "H006" "the headings of toll-free numbers and IDs exchanged" |case| {
        filled(case, 7)?;
        case.rows[0].swap(7, 8);
        Some(vec![("H006", None)])
    };
}

/// Only where no field is in quotes, of which another would close one that is left open.
fn unquoted(case: &Case) -> Option<()> {
    let quoted = |cell: &String| cell.contains([',', '\n']);
    (!case.rows.iter().flatten().any(quoted)).then_some(())
}
