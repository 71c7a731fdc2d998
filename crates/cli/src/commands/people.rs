//! `tollgate people` and `tollgate show`.

use std::cell::Cell;
use std::fmt::Write as _;

use tollgate_model::{
    Bridges, Conferencing, ConferencingView, PersonView, Revision, is_same_name, visible,
};
use tollgate_report as report;
use tollgate_sheet::csv_line;
use tollgate_store::Store;

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
    let mut store = super::open(global)?;
    let provider = args.provider.as_deref().map(str::trim);
    let anybody_has_it = Cell::new(false);
    let has = |person: &PersonView<'_>, name: &str| {
        let held = person.conferencing.assignment();
        let has = held.is_some_and(|held| is_same_name(held.provider, name));
        anybody_has_it.set(anybody_has_it.get() || has);
        has
    };
    let wanted = |person: &PersonView<'_>| {
        provider.is_none_or(|name| has(person, name))
            && args.state.is_none_or(|wanted| wanted == State::of(person.conferencing))
    };
    let mut each = |each: &mut dyn FnMut(PersonView<'_>)| {
        store.each_person(&mut |person| {
            if wanted(&person) {
                each(person);
            }
        })
    };
    let mut read = Ok(Revision(0));
    match args.format {
        TableFormat::Json => {
            ui.print_as(|out| report::json::people(|show| read = each(show), out))?;
        }
        TableFormat::Csv => ui.print_as(|out| {
            out.write_all("\u{feff}".as_bytes())?;
            let mut line = String::new();
            csv_line(&mut line, HEADINGS);
            let mut done = out.write_all(line.as_bytes());
            read = each(&mut |person| {
                line.clear();
                csv_row(&mut line, person);
                if done.is_ok() {
                    done = out.write_all(line.as_bytes());
                }
            });
            done
        })?,
        TableFormat::Text => {
            let (mut width, mut count) = (0, 0);
            each(&mut |person| {
                width = width.max(person.sip.chars().count());
                count += 1;
            })?;
            ui.print_as(|out| {
                let (mut done, mut bridges) = (Ok(()), Bridges::default());
                read = each(&mut |person| {
                    let state = report::state(&bridges.conferencing(person.conferencing));
                    if done.is_ok() {
                        done = writeln!(out, "{:width$}  {state}", visible(person.sip));
                    }
                });
                done
            })?;
            ui.say(&format!("{}.", plural(count, "person", "people")))?;
        }
    }
    read?;
    if let Some(name) = provider.filter(|_| !anybody_has_it.get()) {
        note_unknown(name, &mut store, ui)?;
    }
    Ok(Exit::Done)
}

/// Says that a provider that nobody has is none at all: people may have one of which there is no profile.
fn note_unknown(name: &str, store: &mut Store, ui: &mut Ui) -> Result<()> {
    if store.providers()?.iter().any(|known| known.is_called(name)) {
        return Ok(());
    }
    ui.note(&format!(
        "No provider is called `{name}`: neither a profile nor a person has that name."
    ))
}

impl State {
    fn of(conferencing: ConferencingView<'_>) -> Self {
        match conferencing {
            ConferencingView::None => Self::None,
            ConferencingView::Microsoft => Self::Microsoft,
            ConferencingView::Assigned(_) => Self::Assigned,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Microsoft => "microsoft",
            Self::Assigned => "assigned",
        }
    }
}

fn csv_row(line: &mut String, person: PersonView<'_>) {
    let held = person.conferencing.assignment();
    let numbers = held.map(|held| held.toll_free_numbers.replace('\n', "; ")).unwrap_or_default();
    let cells = [
        person.sip,
        person.user_principal_name,
        person.display_name,
        State::of(person.conferencing).word(),
        held.map_or("", |held| held.provider),
        held.map_or("", |held| held.domain),
        held.map_or("", |held| held.toll_number),
        &numbers,
        held.map_or("", |held| held.conference_id),
    ];
    csv_line(line, cells);
}

pub(super) fn show(name: &str, global: &Global, ui: &mut Ui) -> Result<Exit> {
    let directory = super::called(&mut super::open(global)?, name)?;
    let person = super::find(&directory, name)?;
    let identity = &person.identity;
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let mut lines = vec![
        ("SIP address", identity.sip.to_string()),
        ("User principal name", identity.user_principal_name.to_string()),
        ("Display name", identity.display_name.to_string()),
        (
            "Country or region",
            identity.country.map(|country| country.to_string()).unwrap_or_default(),
        ),
        ("Department", identity.department.to_string()),
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
        // Microsoft has no numbers that were told.
        let told = !held.toll_number.is_empty() || !held.conference_id.is_empty();
        let held = Conferencing::Assigned(held.clone());
        lines.push(("Also kept", if told { report::state(&held) } else { "Microsoft".into() }));
    }
    let mut text = String::new();
    for (name, value) in lines.iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(text, "{name:<27} {}", visible(value)).ok();
    }
    ui.print(&text)?;
    Ok(Exit::Done)
}
