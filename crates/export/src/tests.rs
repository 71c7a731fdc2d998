use tollgate_model::{
    Assignment, Bridge, Conferencing, Country, Directory, Field, Identity, Person, Profile,
    Provider, Revision, Roster, SipAddress,
};

use super::*;

fn provider() -> Provider {
    let profile = "name = \"Contoso Conferencing\"\ndomain = \"acp.contoso.example\"\n[[numbers]]\nnumber = \"+1 206 555 0100\"\nkind = \"toll\"\n";
    Profile::read(profile).unwrap().provider
}

fn person(name: &str, country: &str, conferencing: Conferencing) -> Person {
    let sip = SipAddress::new(&format!("{name}@contoso.example")).unwrap();
    let identity = Identity {
        user_principal_name: format!("{name}@corp.contoso.example").into(),
        sip,
        display_name: name.into(),
        country: Country::new(country),
        department: "".into(),
        enabled: name != "off",
        teams_only: name == "teams",
        licensed: None,
        object_id: None,
        beside: Box::default(),
    };
    Person { identity: identity.into(), conferencing }
}

fn with(provider: &str) -> Conferencing {
    Conferencing::Assigned(Assignment {
        bridge: Bridge {
            provider: provider.into(),
            domain: "acp.contoso.example".into(),
            toll_number: "+12065550100".into(),
            toll_free_numbers: vec!["+18005550100".into(), "+18005550101".into()],
        }
        .into(),
        conference_id: "0712345".into(),
    })
}

fn directory() -> Directory {
    let people = vec![
        person("ada", "US", Conferencing::None),
        person("bo", "DE", with("contoso conferencing")),
        person("cy", "US", with("Fabrikam")),
        person("di", "US", Conferencing::Microsoft),
        person("off", "US", Conferencing::None),
        person("teams", "US", Conferencing::None),
    ];
    Directory::new(Revision(1), people)
}

fn choose(directory: &Directory, provider: &Provider, choice: &Choice) -> Chosen {
    let mut choosing = Choosing::new(provider, choice);
    directory.people().iter().for_each(|person| person.look(|person| choosing.look(person)));
    choosing.chosen()
}

fn names(chosen: &Chosen) -> Vec<String> {
    chosen.people().map(|person| person.display_name.to_owned()).collect()
}

/// Six people on a roster.
fn six() -> Chosen {
    let people = ["a", "b", "c", "d", "e", "f"].map(|name| person(name, "US", Conferencing::None));
    choose(&Directory::new(Revision(1), people.into()), &provider(), &Choice::Without)
}

#[test]
fn everyone_eligible_without_an_assignment_is_asked_for() {
    let directory = directory();
    let chosen = choose(&directory, &provider(), &Choice::Without);
    assert_eq!(names(&chosen), ["ada"]);
    let reasons: Vec<_> = chosen.left_out.iter().map(|(_, reason)| reason.clone()).collect();
    assert_eq!(
        reasons,
        [
            Reason::Assigned,
            Reason::OtherProvider("Fabrikam".into()),
            Reason::Microsoft,
            Reason::Disabled,
            Reason::TeamsOnly
        ]
    );
}

#[test]
fn when_the_people_are_let_go_it_is_still_known_who_was_left_out() {
    let mut chosen = choose(&directory(), &provider(), &Choice::Without);
    let before = chosen.clone();
    chosen.let_go();
    assert!(chosen.is_empty());
    assert_eq!(chosen.left_out, before.left_out);
}

#[test]
fn how_many_are_on_the_roster_for_certain_is_known_while_they_are_looked_at() {
    let (directory, provider) = (directory(), provider());
    let listed = Choice::People(vec!["cy@contoso.example".into()]);
    for (choice, certain) in [(Choice::Without, 1), (Choice::All, 2), (listed, 0)] {
        let mut choosing = Choosing::new(&provider, &choice);
        directory.people().iter().for_each(|person| person.look(|person| choosing.look(person)));
        assert_eq!(choosing.at_least(), certain, "{choice:?}");
        assert!(choosing.chosen().len() >= certain);
    }
}

#[test]
fn all_adds_those_with_an_assignment_and_their_present_values() {
    let directory = directory();
    let chosen = choose(&directory, &provider(), &Choice::All);
    let roster =
        roster(7, &provider(), &chosen, "2026-03-01T00:00:00Z".parse().unwrap(), &Secret([7; 16]));
    assert_eq!(names(&chosen), ["bo", "ada"]);
    let row: Vec<_> = [Field::TollNumber, Field::TollFreeNumbers, Field::ConferenceId]
        .map(|field| roster.get(0, field))
        .into();
    assert_eq!(row, ["+12065550100", "+18005550100; +18005550101", "0712345"]);
    assert_eq!(roster.get(1, Field::TollNumber), "");
}

#[test]
fn a_list_takes_people_with_microsoft_and_names_those_it_does_not_know() {
    let directory = directory();
    let list = [
        "SIP:DI@contoso.example",
        "cy@corp.contoso.example",
        "nobody@contoso.example",
        "off@contoso.example",
    ];
    let choice = Choice::People(list.map(str::to_owned).into());
    let chosen = choose(&directory, &provider(), &choice);
    assert_eq!(names(&chosen), ["cy", "di"]);
    assert_eq!(chosen.unknown, ["nobody@contoso.example"]);
    assert_eq!(chosen.left_out.len(), 1);
}

#[test]
fn a_name_on_a_list_that_several_people_have_takes_none_of_them() {
    let mut people = ["ada", "bo", "cy"].map(|name| person(name, "US", Conferencing::None));
    for person in &mut people[..2] {
        let identity = Identity {
            user_principal_name: "Cy@contoso.example".into(),
            ..Identity::clone(&person.identity)
        };
        person.identity = identity.into();
    }
    let chosen_from = |people: &[Person]| {
        let directory = Directory::new(Revision(1), people.to_vec());
        let choice = Choice::People(vec!["cy@contoso.example".into()]);
        choose(&directory, &provider(), &choice)
    };
    // An address is the key, whatever others sign in with.
    assert_eq!(names(&chosen_from(&people)), ["cy"]);
    let chosen = chosen_from(&people[..2]);
    assert!(chosen.is_empty());
    let (name, several) = &chosen.ambiguous[0];
    let several: Vec<_> = several.iter().map(SipAddress::as_str).collect();
    assert_eq!(
        (name.as_str(), several.as_slice()),
        ("cy@contoso.example", &["ada@contoso.example", "bo@contoso.example"][..])
    );
}

#[test]
fn countries_are_spread_among_one_another() {
    let people = ["a1 US", "a2 US", "a3 US", "a4 US", "b1 DE", "b2 DE", "c1 GB"];
    let people = people.map(|text| person(&text[..2], &text[3..], Conferencing::None)).into();
    let directory = Directory::new(Revision(1), people);
    let chosen = choose(&directory, &provider(), &Choice::Without);
    let countries: String = names(&chosen).iter().map(|name| &name[..1]).collect();
    assert!(countries.as_bytes().windows(2).all(|pair| pair[0] != pair[1]), "{countries}");
    let in_order: Vec<_> =
        names(&chosen).into_iter().filter(|name| name.starts_with('a')).collect();
    assert_eq!(in_order, ["a1", "a2", "a3", "a4"]);
}

#[test]
fn two_countries_stand_in_an_order_in_which_a_shift_by_any_few_rows_shows() {
    let person = |at: usize| {
        person(
            &format!("p{at:02}"),
            if at.is_multiple_of(2) { "US" } else { "DE" },
            Conferencing::None,
        )
    };
    let directory = Directory::new(Revision(1), (0..60).map(person).collect());
    let chosen = choose(&directory, &provider(), &Choice::Without);
    let countries: Vec<_> = chosen.people().map(|person| person.country).collect();
    for lag in 1..=5 {
        let pairs = countries.iter().zip(&countries[lag..]);
        let differ = pairs.filter(|(a, b)| a != b).count();
        assert!(differ >= 18, "{lag} rows apart {differ} differ");
    }
}

#[test]
fn a_row_id_follows_from_the_secret_and_the_row_and_nothing_else() {
    let people = six();
    let made = |secret| {
        roster(7, &provider(), &people, "2026-03-01T00:00:00Z".parse().unwrap(), &Secret(secret))
    };
    let (one, other) = (made([7; 16]), made([8; 16]));
    assert_eq!(one.find(one.get(2, Field::RowId)), Some(2));
    assert_ne!(one.get(2, Field::RowId), other.get(2, Field::RowId));
    assert_eq!(one.get(2, Field::RowId), one.get(2, Field::RowIdCopy));
    assert_eq!(one.find(other.get(2, Field::RowId)), None);
}

#[test]
fn the_same_roster_gives_the_same_bytes() {
    let people = six();
    let roster =
        roster(7, &provider(), &people, "2026-03-01T00:00:00Z".parse().unwrap(), &Secret([7; 16]));
    let folder = tempfile::tempdir().unwrap();
    for format in ["xlsx", "csv"] {
        let bytes = |name: &str| {
            let path = folder.path().join(name);
            let target = Target { path: &path, format, force: false, version: "1" };
            write(&roster, &provider(), target).unwrap().appear().unwrap();
            std::fs::read(path).unwrap()
        };
        assert!(bytes(&format!("a.{format}")) == bytes(&format!("b.{format}")), "{format}");
    }
}

#[test]
fn a_row_id_is_what_it_has_always_been() {
    let people = six();
    let roster =
        roster(7, &provider(), &people, "2026-03-01T00:00:00Z".parse().unwrap(), &Secret([7; 16]));
    // Worked out once with another implementation of HMAC-SHA-256.
    assert_eq!(roster.get(0, Field::RowId), "R7-0001-GBJB5TRG");
}

/// The parts of the workbook that a roster is written to, by name.
fn parts(roster: &Roster, provider: &Provider) -> impl FnMut(&str) -> String + use<> {
    use std::io::Read as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.xlsx");
    let target = Target { path: &path, format: "xlsx", force: false, version: "1" };
    write(roster, provider, target).unwrap().appear().unwrap();
    let bytes = std::io::Cursor::new(std::fs::read(path).unwrap());
    let mut archive = zip::ZipArchive::new(bytes).unwrap();
    move |name| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }
}

#[test]
fn the_workbook_is_hard_to_fill_in_wrongly() {
    let people = six();
    let roster =
        roster(7, &provider(), &people, "2026-03-01T00:00:00Z".parse().unwrap(), &Secret([7; 16]));
    let mut part = parts(&roster, &provider());
    let sheet = part("xl/worksheets/sheet1.xml");
    for wanted in [
        "<sheetProtection sheet=\"1\"",
        "formatColumns=\"0\"",
        "autoFilter=\"0\"",
        "state=\"frozen\"",
        "<autoFilter ref=\"A1:J7\"",
        "numberStoredAsText=\"1\"",
        "errorStyle=\"warning\"",
        "sqref=\"I2:I7\"",
    ] {
        assert!(sheet.contains(wanted), "{wanted}");
    }
    assert!(part("docProps/custom.xml").contains("Tollgate roster"));
}

#[test]
fn a_hint_has_the_heading_that_stands_above_its_column() {
    let mut provider = provider();
    provider.headings = vec![
        (Field::TollNumber, "Einwahlnummer".into()),
        (Field::ConferenceId, "Konferenzkennung, wie wir sie vergeben".into()),
    ];
    let roster =
        roster(7, &provider, &six(), "2026-03-01T00:00:00Z".parse().unwrap(), &Secret([7; 16]));
    let sheet = parts(&roster, &provider)("xl/worksheets/sheet1.xml");
    let titles: Vec<&str> =
        sheet.split("promptTitle=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(titles, ["Einwahlnummer", "Toll-free numbers", "Konferenzkennung, wie wir sie v…"]);
}
