//! Damages to conference IDs and down a column, and what the directory says today.

use super::{Damage, block, cells, delimited, dragged, far_apart};

damages! {
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
    "I005" "an ID that two people have already" |case| {
        let id = case.fresh_id();
        let row = case.rng.usize(1..case.rows.len());
        case.rows[row][8].clone_from(&id);
        case.hold(&id);
        case.hold(&id);
        Some(vec![("I005", case.sip(row))])
    };
    "I005" "an ID that two people get and somebody has" |case| {
        let (a, b) = far_apart(case)?;
        let id = case.fresh_id();
        for row in [a, b] {
            case.rows[row][8].clone_from(&id);
        }
        case.hold(&id);
        let codes = ["I004", "I005"].into_iter();
        Some(codes.flat_map(|code| [a, b].map(|row| (code, case.sip(row)))).collect())
    };
    "I007" "an ID to guess" |case| {
        if !case.provider.conference_id.prefix.is_empty() {
            return None;
        }
        let row = case.rng.usize(1..case.rows.len());
        case.rows[row][8] = "7".repeat(case.fresh_id().len());
        Some(vec![("I007", case.sip(row))])
    };
    "I009" "zeros in front lost, where the rule is a range" |case| {
        let rule = case.provider.conference_id.clone();
        let length = if rule.given { rule.longest } else { 8 };
        let ranged = rule.prefix.is_empty() && rule.shortest < rule.longest;
        let told = case.describe();
        if !ranged || case.rows.len() < 60 || told.contains("sent again") || told.contains("IDs with") {
            return None;
        }
        delimited(case)?;
        let mut expected = Vec::new();
        for row in 1..case.rows.len() {
            let id = case.fresh_of(length);
            let short = id.trim_start_matches('0');
            if short.len() < length {
                expected.push((if short.len() < rule.shortest { "C001" } else { "I009" }, case.sip(row)));
            }
            short.clone_into(&mut case.rows[row][8]);
        }
        (!expected.is_empty()).then_some(expected)
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
    "P008" "IDs of 16 digits that went through number cells" |case| {
        let rule = case.provider.conference_id.clone();
        if rule.longest != 16 || !rule.given || case.describe().contains("in order") {
            return None;
        }
        for row in &mut case.rows[1..] {
            let end = row[8].trim_end_matches([' ', '#']).len();
            row[8].truncate(end);
            row[8].replace_range(15.., "0");
        }
        Some(vec![("P008", None)])
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
