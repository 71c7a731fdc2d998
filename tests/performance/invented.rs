//! Invented people for the benches of the crates, the roster that asks for them, and its reply.
#![allow(dead_code, reason = "no bench needs all of it")]

use std::fmt::Write as _;

use tollgate_model::{
    Conferencing, Country, Field, Identity, Person, Profile, Provider, Roster, SipAddress,
};

/// How many people.
pub(crate) const PEOPLE: usize = 10_000;

const COUNTRIES: [(&str, &str); 4] = [
    ("US", "+12065550100"),
    ("DE", "+4930901820"),
    ("GB", "+442079460100"),
    ("FR", "+33155010100"),
];

const FAMILY: [&str; 7] = ["Berg", "O'Neil", "Müller", "Núñez", "Żak", "Grove", "Ek, Cy"];

pub(crate) fn profile() -> String {
    let mut profile = String::from(
        "name = \"Contoso Conferencing\"\ndomain = \"acp.contoso.example\"\n[conference_id]\ndigits = \"8\"\n",
    );
    for (country, number) in COUNTRIES {
        let kind = "kind = \"toll\"";
        writeln!(profile, "[[numbers]]\nnumber = \"{number}\"\n{kind}\ncountry = \"{country}\"")
            .ok();
    }
    profile
}

pub(crate) fn provider() -> Provider {
    Profile::read(&profile()).expect("the profile above").provider
}

/// People in the order of their addresses, none of whom has anything.
pub(crate) fn people() -> Vec<Person> {
    let person = |number: usize| {
        let (country, _) = COUNTRIES[number % COUNTRIES.len()];
        let address = format!("person{number:06}@contoso.example");
        let identity = Identity {
            sip: SipAddress::new(&address).expect("an address"),
            user_principal_name: address.into(),
            display_name: format!("Person {}", FAMILY[number % FAMILY.len()]).into(),
            country: Country::new(country),
            department: format!("Department {}", number % 200).into(),
            enabled: true,
            teams_only: false,
            licensed: None,
            object_id: None,
            beside: Box::default(),
        };
        Person { identity: identity.into(), conferencing: Conferencing::None }
    };
    (0..PEOPLE).map(person).collect()
}

/// A roster that asks for them.
pub(crate) fn roster(people: &[Person]) -> Roster {
    let made_at = "2026-03-01T09:00:00Z".parse().expect("a time");
    let mut roster = Roster::new(7, "Contoso Conferencing", made_at);
    for (row, person) in (1..).zip(people) {
        let (identity, row_id) = (&person.identity, row_id(row));
        roster.push(|field| match field {
            Field::RowId | Field::RowIdCopy => &row_id,
            Field::SipAddress => person.sip().as_str(),
            Field::UserPrincipalName => &identity.user_principal_name,
            Field::DisplayName => &identity.display_name,
            Field::Country => identity.country.as_ref().map_or("", Country::as_str),
            Field::Provider => "Contoso Conferencing",
            Field::TollNumber | Field::TollFreeNumbers | Field::ConferenceId => "",
        });
    }
    roster
}

/// The row ID of a row (from one), with a check of the right form.
fn row_id(row: usize) -> String {
    format!("R7-{row:04}-K3QX{:04}", row * 7919 % 10_000)
}

/// Its reply, honestly filled in, headings first.
pub(crate) fn reply(roster: &Roster) -> Vec<Vec<String>> {
    let headings = Field::ALL.iter().map(|field| field.heading().to_owned()).collect();
    let rows = (0..roster.len()).map(|row| {
        let cell = |field: &Field| match field {
            Field::TollNumber => {
                let country = roster.get(row, Field::Country);
                let number = COUNTRIES.iter().find(|(code, _)| *code == country);
                number.map_or("", |(_, number)| number).to_owned()
            }
            // No two are the same, and none is near the one before it.
            Field::ConferenceId => format!("{:08}", (row + 1) * 49_979_687 % 99_999_989),
            field => roster.get(row, *field).to_owned(),
        };
        Field::ALL.iter().map(cell).collect()
    });
    std::iter::once(headings).chain(rows).collect()
}
