//! `tollgate people` and `tollgate show`.

use std::fmt::Write as _;

use tollgate_model::{Conferencing, Person, visible};
use tollgate_report as report;
use tollgate_sheet::csv_line;

use super::plural;
use crate::args::{Global, People, State, TableFormat};
use crate::failure::{Exit, Result};
use crate::ui::Ui;

const HEADINGS: [&str; 9] = [
    "SIP address",
    "User principal name",
    "Display name",
    "State",
    "Provider",
    "Domain",
    "Toll number",
    "Toll-free numbers",
    "Conference ID",
];

pub(super) fn list(args: &People, global: &Global, ui: &mut Ui) -> Result<Exit> {
    let directory = super::open(global)?.directory()?;
    let wanted = |person: &&Person| {
        let state = match person.conferencing {
            Conferencing::None => State::None,
            Conferencing::Microsoft => State::Microsoft,
            Conferencing::Assigned(_) => State::Assigned,
        };
        let held = person.conferencing.assignment().map(|held| held.provider.to_lowercase());
        args.state.is_none_or(|wanted| wanted == state)
            && args.provider.as_ref().is_none_or(|name| held == Some(name.trim().to_lowercase()))
    };
    let people = directory.people().iter().filter(wanted);
    match args.format {
        TableFormat::Json => ui.print(&report::json::people(people))?,
        TableFormat::Csv => {
            let mut text = String::from("\u{feff}");
            csv_line(&mut text, HEADINGS);
            for person in people {
                csv_line(&mut text, cells(person).iter().map(String::as_str));
            }
            ui.print(&text)?;
        }
        TableFormat::Text => {
            let people: Vec<&Person> = people.collect();
            let width = people
                .iter()
                .map(|person| person.sip().as_str().chars().count())
                .max()
                .unwrap_or(0);
            let mut text = String::new();
            for person in &people {
                writeln!(
                    text,
                    "{:width$}  {}",
                    visible(person.sip().as_str()),
                    report::state(&person.conferencing)
                )
                .ok();
            }
            ui.print(&text)?;
            ui.say(&format!("{}.", plural(people.len(), "person", "people")))?;
        }
    }
    Ok(Exit::Done)
}

fn cells(person: &Person) -> [String; 9] {
    let identity = &person.identity;
    let held = person.conferencing.assignment();
    let state = match person.conferencing {
        Conferencing::None => "none",
        Conferencing::Microsoft => "microsoft",
        Conferencing::Assigned(_) => "assigned",
    };
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    [
        identity.sip.to_string(),
        identity.user_principal_name.clone(),
        identity.display_name.clone(),
        state.to_owned(),
        text(held.map(|held| &*held.provider)),
        text(held.map(|held| &*held.domain)),
        text(held.map(|held| &*held.toll_number)),
        held.map(|held| held.toll_free_numbers.join("; ")).unwrap_or_default(),
        text(held.map(|held| &*held.conference_id)),
    ]
}

pub(super) fn show(name: &str, global: &Global, ui: &mut Ui) -> Result<Exit> {
    let directory = super::open(global)?.directory()?;
    let person = super::find(&directory, name)?;
    let identity = &person.identity;
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let mut lines = vec![
        ("SIP address", identity.sip.to_string()),
        ("User principal name", identity.user_principal_name.clone()),
        ("Display name", identity.display_name.clone()),
        (
            "Country or region",
            identity.country.map(|country| country.to_string()).unwrap_or_default(),
        ),
        ("Department", identity.department.clone()),
        ("Enabled", yes_no(identity.enabled)),
        ("Teams only", yes_no(identity.teams_only)),
        (
            "Audio Conferencing licence",
            identity.licensed.map_or_else(|| "not known".to_owned(), yes_no),
        ),
    ];
    match &person.conferencing {
        Conferencing::Assigned(held) => lines.extend([
            ("Provider", held.provider.to_string()),
            ("Domain", held.domain.to_string()),
            ("Toll number", held.toll_number.to_string()),
            ("Toll-free numbers", held.toll_free_numbers.join("; ")),
            ("Conference ID", held.conference_id.to_string()),
        ]),
        other => lines.push(("Provider", report::state(other))),
    }
    for held in &identity.beside {
        lines.push(("Kept beside", report::state(&Conferencing::Assigned(held.clone()))));
    }
    let mut text = String::new();
    for (name, value) in lines.iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(text, "{name:<27} {}", visible(value)).ok();
    }
    ui.print(&text)?;
    Ok(Exit::Done)
}
