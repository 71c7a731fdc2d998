//! `tollgate assign` and `tollgate unassign`: one person, by the same rules, plan and journal as a
//! reply.

use tollgate_export::{Chosen, Secret, roster};
use tollgate_import::plan;
use tollgate_model::{
    Cause, Country, Facts, Field, Plan, Provider, PublishedNumber, RowAt, Stored, Table, TollKind,
};
use tollgate_report as report;
use tollgate_store::Store;
use tollgate_validator::{Sent, Standing, Today, check};

use super::options;
use crate::args::{Assign, Global};
use crate::failure::{Exit, Failure, Result};
use crate::ui::Ui;

pub(super) fn assign(args: &Assign, global: &Global, ui: &mut Ui) -> Result<Exit> {
    let mut store = super::open(global)?;
    let provider = store.provider(&args.provider)?;
    let directory = store.directory()?;
    let person = super::find(&directory, &args.person)?;
    let toll = match &args.toll {
        Some(toll) => toll.clone(),
        None => default_number(&provider, person.identity.country)?,
    };
    // A roster of one, as if it had been sent and came back filled in.
    let sent =
        roster(0, &provider, &Chosen::only(person, &provider), super::now(), &Secret([0; 16]));
    let free = args.toll_free.join(";");
    let mut table = Table::default();
    table.facts = Facts { name: "the command line".into(), ..Facts::default() };
    for field in Field::ALL {
        table.push(field.heading(), Stored::Text);
    }
    table.end_row(RowAt { number: 1, line: 1 });
    for field in Field::ALL {
        let text = match field {
            Field::TollNumber => &toll,
            Field::TollFreeNumbers => &free,
            Field::ConferenceId => &args.conference_id,
            other => sent.get(0, other),
        };
        table.push(text, Stored::Text);
    }
    table.end_row(RowAt { number: 2, line: 2 });
    table.heading_row = Some(0);
    let given_up = store.given_up(&provider.name)?;
    let now = super::now();
    let standing = Standing::in_directory(&directory, &sent, &provider).late();
    let today = Today {
        standing: &standing,
        imported_as: None,
        brought: &|_| false,
        given_up: &given_up,
        now,
    };
    let sent = Sent { roster: &sent, provider: &provider, named: true, sheet_named: true };
    let replace = args.replace.into();
    let checked = check(&table, &sent, Some(&today), options(replace, false));
    if !checked.report.findings.is_empty() {
        let detail = ui.detail();
        ui.print_as(|to| report::findings(&checked.report, &table, detail, to))?;
    }
    let Some(accepted) = checked.accepted else {
        ui.say("Nothing was changed.")?;
        return Ok(Exit::Refused);
    };
    let plan = plan(accepted, sent.roster, &standing, replace, Cause::Assign)?;
    apply(&mut store, &plan, ui)
}

pub(super) fn unassign(person: &str, global: &Global, ui: &mut Ui) -> Result<Exit> {
    let mut store = super::open(global)?;
    let directory = super::called(&mut store, person)?;
    let sip = super::find(&directory, person)?.sip().clone();
    let plan = tollgate_import::unassign(&directory, &sip)?;
    if plan.changes.is_empty() {
        ui.say(&format!("Nothing to change: {sip} has no third-party provider."))?;
        return Ok(Exit::Done);
    }
    apply(&mut store, &plan, ui)
}

fn apply(store: &mut Store, plan: &Plan, ui: &mut Ui) -> Result<Exit> {
    match super::apply(store, plan, &super::hand(Vec::new(), None), ui)? {
        Some(number) => {
            ui.tell(&report::plan(plan, ui.detail()))?;
            ui.say(&format!("Done as batch {number}. To take it back: tollgate undo {number}"))?;
        }
        None => ui.say("Nothing to change.")?,
    }
    Ok(Exit::Done)
}

/// The default number of the person's country, else its only number; where it has none, the only default
/// of all, else the only number of all.
fn default_number(provider: &Provider, country: Option<Country>) -> Result<String> {
    let all: Vec<_> = provider.numbers_of(TollKind::Toll).collect();
    let at_home = |number: &&PublishedNumber| country.is_some() && number.country == country;
    let here: Vec<_> = all.iter().copied().filter(at_home).collect();
    let toll = if here.is_empty() { all } else { here };
    let only = |numbers: &mut dyn Iterator<Item = &PublishedNumber>| {
        numbers.next().filter(|_| numbers.next().is_none()).map(|only| only.number.to_string())
    };
    let default = only(&mut toll.iter().copied().filter(|number| number.default));
    default.or_else(|| only(&mut toll.iter().copied())).ok_or_else(|| {
        let message =
            format!("{} has no default toll number for the person's country.", provider.name);
        Failure::new("no-default-number", message, "Name one with --toll NUMBER.")
    })
}
