//! The second sheet of a roster: what a provider's clerk is asked to do, in plain words.

use tollgate_model::{Field, Provider, Roster, TollKind};
use tollgate_sheet::{Cell, Column, Role, Sheet};

use crate::document::{asked, heading};

/// The sheet `How to fill this in`.
pub(crate) fn sheet(roster: &Roster, provider: &Provider) -> Sheet<'static> {
    let title = vec![Cell::from((format!("How to fill in roster {}", roster.number), Role::Title))];
    let lines = lines(provider)
        .into_iter()
        .map(|(what, text)| vec![(what, Role::Label).into(), (text, Role::Prose).into()]);
    let rows: Vec<_> = [title, Vec::new()].into_iter().chain(lines).collect();
    Sheet {
        name: "How to fill this in".into(),
        columns: vec![
            Column { width: 26.0, role: Role::Plain },
            Column { width: 100.0, role: Role::Plain },
        ],
        rows: Box::new(rows.into_iter()),
        headed: None,
        protected: false,
        validations: Vec::new(),
        hidden: false,
    }
}

fn lines(provider: &Provider) -> Vec<(String, String)> {
    let [toll, free, conference] = Field::ANSWERS.map(|field| heading(provider, field));
    let number = provider.numbers_of(TollKind::Toll).next();
    let number = number.map_or_else(String::new, |number| number.number.to_string());
    let rule = &provider.conference_id;
    let digits = rule.prefix.chars().chain("0712345689".chars().cycle());
    let id: String = digits.take(rule.shortest.max(rule.prefix.len())).collect();
    let mut lines = vec![
        ("What we ask", format!("Each row of the sheet `Roster` is one person. Please fill in the three columns with a blue heading for every row: {toll}, {free}, {conference}.")),
        (toll.as_str(), format!("Required. One number, with + and the country code, for example {number}. The arrow beside the cell lists the numbers you publish.")),
        (free.as_str(), "May stay empty. Several are separated by a semicolon.".to_owned()),
        (conference.as_str(), format!("Required: {}, for example {id}. Each person needs an ID of their own. Zeros in front count.", asked(provider))),
        ("", String::new()),
        ("Please leave as it is", "The grey columns say who the row is about; they are locked. The row ID in the first and the last column lets us tell whose row it is, so please do not change, delete or add rows.".to_owned()),
        ("Sorting", "Sorting is blocked on purpose: sorting some columns without the others gives people each other's numbers. The filter works. If you must sort, choose Review > Unprotect Sheet (there is no password) and sort whole rows, with all columns selected.".to_owned()),
        ("Your own columns", "From column K on you may add columns of your own. They do no harm.".to_owned()),
        ("PINs", "Please do not send PINs or leader codes in this file. We do not read them. They go from you to each person.".to_owned()),
        ("Cells are text", "All cells are formatted as text, so that 0712 stays 0712. Please do not convert them to numbers, and do not drag the fill handle over numbers: it counts up.".to_owned()),
        ("", String::new()),
        ("Sending it back", "Save the workbook as it is (.xlsx) and send it back. If someone cannot be set up, leave the cells of that row empty and tell us why in your mail.".to_owned()),
        ("", String::new()),
        ("The numbers you publish", "As we know them. Please tell us if one is missing or wrong.".to_owned()),
    ];
    lines.extend(provider.numbers.iter().map(|number| {
        let kind = if number.kind == TollKind::Toll { "toll" } else { "toll-free" };
        let country = number.country.map_or_else(String::new, |country| format!(", {country}"));
        ("", format!("{}  ({kind}{country})", number.shown_as))
    }));
    lines.into_iter().map(|(what, text)| (what.to_owned(), text)).collect()
}
