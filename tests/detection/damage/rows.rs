//! Damages to rows and to who they are about.

use tollgate_model::Field;

use super::{Damage, block, delimited};

damages! {
    "R001" "rows left out" |case| {
        let rows = case.some_rows();
        let expected = rows.iter().map(|row| ("R001", case.sip(*row))).collect();
        for row in rows.into_iter().rev() {
            case.rows.remove(row);
        }
        Some(expected)
    };
    "R001" "a block deleted from the middle" |case| {
        let rows = block(case, (case.rows.len() / 5).min(12));
        let expected = rows.clone().map(|row| ("R001", case.sip(row))).collect();
        case.rows.drain(rows);
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
    "R002" "the last rows twice" |case| {
        let from = case.rows.len() - case.rng.usize(1..12);
        let again = case.rows[from..].to_vec();
        let expected = (from..case.rows.len()).map(|row| ("R002", case.sip(row))).collect();
        case.rows.extend(again);
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
                let sent = case.roster.get(at, Field::ConferenceId);
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
}
