use std::collections::BTreeMap;

use tollgate_model::{BatchNumber, ChangeKind, Directory, Revision, RowAt, Stored, Table, Who};

use super::*;

fn table(csv: &str) -> Table {
    let mut table = table_of(csv);
    table.heading_row = Some(0);
    table.facts.name = "dump.csv".into();
    table
}

fn table_of(csv: &str) -> Table {
    let mut table = Table::default();
    for (number, line) in (1..).zip(csv.lines()) {
        for cell in line.split('|') {
            table.push(cell, Stored::Text);
        }
        table.end_row(RowAt { number, line: number });
    }
    table
}

/// A directory without a journal.
fn known(directory: &Directory) -> Known<'_> {
    static NOTHING: BTreeMap<SipAddress, BatchNumber> = BTreeMap::new();
    Known { directory, assigned_by: &NOTHING }
}

fn loaded(csv: &str, directory: &Directory, prune: bool) -> Plan {
    load(&table(csv), &known(directory), prune).plan.unwrap()
}

fn after(plan: &Plan, directory: &Directory) -> Directory {
    let gone: Vec<_> = plan.changes.iter().filter_map(Change::sip_before).collect();
    let mut people: Vec<_> =
        directory.people().iter().filter(|person| !gone.contains(&person.sip())).cloned().collect();
    people.extend(plan.changes.iter().filter_map(|change| {
        let identity = match &change.who {
            Who::Stays(sip) => Some(Arc::clone(&directory.get(sip.as_str())?.identity)),
            Who::Changes { after, .. } => after.clone(),
        };
        Some(Person { identity: identity?, conferencing: change.after.clone() })
    }));
    Directory::new(Revision(directory.revision.0 + 1), people)
}

/// The first person of a plan, as they come or become.
fn come(plan: &Plan) -> Person {
    let Change { who: Who::Changes { after: Some(identity), .. }, after, .. } = &plan.changes[0]
    else {
        panic!("nobody comes")
    };
    Person { identity: Arc::clone(identity), conferencing: after.clone() }
}

const ACP: &str = "<acpInformation default=\"true\"><tollNumber>12065550100</tollNumber><participantPassCode>0712</participantPassCode><domain>a.example</domain><name>A</name></acpInformation>";

#[test]
fn a_dump_of_get_csonlineuser_is_loaded_and_loaded_again_changes_nothing() {
    let csv = format!(
        "UserPrincipalName|SipAddress|DisplayName|UsageLocation|Enabled|ObjectId|AcpInfo|TeamsUpgradeEffectiveMode|HideFromAddressLists\nada@contoso.example|sip:Ada@Contoso.example|Ada|us|True|1|{ACP}|Islands|x\nbo@contoso.example|sip:bo@contoso.example|Bo|Germany|False|2||TeamsOnly|x"
    );
    let empty = Directory::default();
    let found = load(&table(&csv), &known(&empty), false);
    assert_eq!(found.unknown, ["HideFromAddressLists"]);
    assert_eq!(found.ignored_countries.first, [("Germany".to_owned(), 3)]);
    let directory = after(&found.plan.unwrap(), &empty);
    let [ada, bo] = directory.people() else { panic!("two people") };
    assert_eq!(ada.conferencing.assignment().map(|held| &*held.toll_number), Some("12065550100"));
    assert_eq!(
        (ada.identity.country.map(|c| c.to_string()), bo.identity.country),
        (Some("US".into()), None)
    );
    assert_eq!(
        (bo.identity.enabled, bo.identity.teams_only, &bo.conferencing),
        (false, true, &Conferencing::None)
    );
    let again = loaded(&csv, &directory, false);
    assert_eq!((again.changes.len(), again.unchanged), (0, 2));
}

#[test]
fn a_field_whose_heading_is_absent_stays_as_it_is() {
    let directory = after(
        &loaded(
            &format!("SipAddress|Department|AcpInfo\nada@contoso.example|Sales|{ACP}"),
            &Directory::default(),
            false,
        ),
        &Directory::default(),
    );
    let plan = loaded("SipAddress|DisplayName\nada@contoso.example|Ada", &directory, false);
    let ada = come(&plan);
    assert_eq!(
        (ada.identity.department.as_str(), ada.conferencing.assignment().is_some()),
        ("Sales", true)
    );
    let plan = loaded("SipAddress|AcpInfo\nada@contoso.example|", &directory, false);
    assert_eq!(plan.changes[0].kind(), ChangeKind::Unassign);
}

#[test]
fn people_absent_from_a_dump_leave_only_when_told() {
    let directory = after(
        &loaded(
            "SipAddress\nada@contoso.example\nbo@contoso.example",
            &Directory::default(),
            false,
        ),
        &Directory::default(),
    );
    assert!(loaded("SipAddress\nada@contoso.example", &directory, false).changes.is_empty());
    let plan = loaded("SipAddress\nada@contoso.example", &directory, true);
    assert_eq!(
        plan.changes.iter().map(Change::kind).collect::<Vec<_>>(),
        [ChangeKind::PersonRemoved]
    );
}

#[test]
fn licences_are_told_by_part_number_and_by_identifier() {
    let csv = "SipAddress|AssignedLicenses\na@x.example|contoso:MCOMEETADV;contoso:STANDARDPACK\nb@x.example|06ebc4ee-1bb5-47dd-8120-11324bc54e06\nc@x.example|ENTERPRISEPREMIUM_NOPSTNCONF+EXCHANGE\nd@x.example|";
    let directory = after(&loaded(csv, &Directory::default(), false), &Directory::default());
    let licensed: Vec<_> =
        directory.people().iter().map(|person| person.identity.licensed).collect();
    assert_eq!(licensed, [Some(true), Some(true), Some(false), Some(false)]);
}

#[test]
fn an_address_is_taken_from_the_first_place_that_has_one() {
    let csv = "ProxyAddresses|UPN\nSMTP:ada@contoso.example;SIP:ada.sip@contoso.example|ada@contoso.example\nsmtp:bo@contoso.example|bo@contoso.example";
    let directory = after(&loaded(csv, &Directory::default(), false), &Directory::default());
    let names: Vec<_> = directory.people().iter().map(|person| person.sip().to_string()).collect();
    assert_eq!(names, ["ada.sip@contoso.example", "bo@contoso.example"]);
}

#[test]
fn a_known_object_id_wins_over_an_address_that_somebody_else_has_now() {
    let first = format!("SipAddress|ObjectId|AcpInfo\nada@x.example|1|{ACP}\nbo@x.example|2|");
    let directory = after(&loaded(&first, &Directory::default(), false), &Directory::default());
    for csv in [
        "SipAddress|ObjectId\nada@x.example|3\nada2@x.example|1",
        "SipAddress|ObjectId\nada2@x.example|1\nada@x.example|3",
        "SipAddress|ObjectId\nada@x.example|\nada2@x.example|1",
    ] {
        let after = after(&loaded(csv, &directory, false), &directory);
        let held: Vec<_> = after
            .people()
            .iter()
            .map(|person| (person.sip().as_str(), person.conferencing.assignment().is_some()))
            .collect();
        assert_eq!(
            held,
            [("ada2@x.example", true), ("ada@x.example", false), ("bo@x.example", false)]
        );
    }
    let swapped = after(
        &loaded("SipAddress|ObjectId\nada@x.example|2\nbo@x.example|1", &directory, false),
        &directory,
    );
    assert!(swapped.get("bo@x.example").unwrap().conferencing.assignment().is_some());
}

#[test]
fn an_address_of_somebody_who_is_not_in_the_dump_is_given_only_where_they_leave() {
    let first = "SipAddress|DisplayName|ObjectId\nada@x.example|Ada|1\nbo@x.example|Bo|2";
    let directory = after(&loaded(first, &Directory::default(), false), &Directory::default());
    let csv = "SipAddress|ObjectId\nbo@x.example|1";
    let stopped = load(&table(csv), &known(&directory), false);
    assert!(stopped.plan.is_none());
    let table = table(csv);
    let findings = stopped.report.findings.iter(&table);
    let messages: Vec<_> = findings.map(|found| found.message().plain()).collect();
    assert_eq!(
        messages[1],
        "was ada@x.example before, and is still the address of `Bo`, who is not in the dump"
    );
    let after = after(&loaded(csv, &directory, true), &directory);
    let [only] = after.people() else { panic!("one person") };
    assert_eq!((only.sip().as_str(), &*only.identity.display_name), ("bo@x.example", "Ada"));
}

#[test]
fn a_dump_without_people_is_never_everyone_has_left() {
    let directory = after(
        &loaded("SipAddress\nada@x.example", &Directory::default(), false),
        &Directory::default(),
    );
    assert!(loaded("SipAddress", &directory, true).changes.is_empty());
}

#[test]
fn what_cannot_be_understood_changes_nothing() {
    let directory = after(
        &loaded("SipAddress|Country\nada@x.example|DE", &Directory::default(), false),
        &Directory::default(),
    );
    assert!(
        loaded("SipAddress|Country\nada@x.example|Germany", &directory, false).changes.is_empty()
    );
    for word in ["FALSCH", "perhaps"] {
        let plan = loaded(&format!("SipAddress|Enabled\nada@x.example|{word}"), &directory, false);
        assert!(!come(&plan).identity.enabled, "{word}");
    }
}

#[test]
fn whoever_may_be_disabled_counts_as_disabled_and_what_is_unclear_is_counted_by_the_row() {
    let csv = "SipAddress|Enabled|AccountEnabled\na@x.example|yes|perhaps\nb@x.example|?|\nc@x.example||1\nd@x.example|0|maybe\ne@x.example||";
    let loaded = load(&table(csv), &known(&Directory::default()), false);
    assert_eq!(loaded.unclear_enabled, 3);
    let plan = loaded.plan.unwrap();
    let enabled = plan.changes.iter().filter_map(|change| match &change.who {
        Who::Changes { after: Some(identity), .. } => {
            Some((identity.sip.as_str(), identity.enabled))
        }
        _ => None,
    });
    let expected = [("a", false), ("b", false), ("c", true), ("d", false), ("e", true)];
    let expected = expected.map(|(name, enabled)| (format!("{name}@x.example"), enabled));
    let enabled: Vec<_> = enabled.map(|(sip, enabled)| (sip.to_owned(), enabled)).collect();
    assert_eq!(enabled, expected);
}

#[test]
fn the_same_numbers_in_another_punctuation_are_no_change() {
    let with = |number: &str| {
        format!("SipAddress|AcpInfo\nada@x.example|{}", ACP.replace("12065550100", number))
    };
    let directory =
        after(&loaded(&with("+12065550100"), &Directory::default(), false), &Directory::default());
    assert_eq!(loaded(&with("12065550100"), &directory, false).unchanged, 1);
}

#[test]
fn letters_that_a_dump_lost_are_not_lost_here() {
    let with = |name: &str, department: &str| {
        format!("SipAddress|DisplayName|Department\nada@x.example|{name}|{department}")
    };
    let first = loaded(&with("Jürgen 佐藤", "Süd"), &Directory::default(), false);
    let directory = after(&first, &Directory::default());
    let plan = loaded(&with("J?rgen ??", "S?d"), &directory, false);
    assert_eq!((plan.changes.len(), plan.unchanged), (0, 1));
    let other = come(&loaded(&with("J?rgen Berg", "S?d"), &directory, false));
    assert_eq!(
        (&*other.identity.display_name, &*other.identity.department),
        ("J?rgen Berg", "Süd")
    );
}

#[test]
fn licences_are_told_by_name_and_addresses_with_a_plus_are_whole() {
    let csv = "ProxyAddresses|UPN|Licenses\nSMTP:a@x.example+SIP:ada+conf@x.example|a@x.example|Microsoft 365 E5+Office 365 E1";
    let directory = after(&loaded(csv, &Directory::default(), false), &Directory::default());
    let ada = &directory.people()[0];
    assert_eq!((ada.sip().as_str(), ada.identity.licensed), ("ada+conf@x.example", Some(true)));
}

#[test]
fn who_is_known_by_a_principal_name_keeps_the_address_that_a_dump_does_not_say() {
    let first = "SipAddress|UPN|ObjectId\nsip:s@c.example|U@c.example|1";
    let directory = after(&loaded(first, &Directory::default(), false), &Directory::default());
    for csv in [
        "UPN|Department\nu@c.example|Sales",
        "UPN|Department|ObjectId\nu@c.example|Sales|1",
        // By the object ID, whatever the name is by now.
        "UPN|Department|ObjectId\nnew@c.example|Sales|1",
        "SipAddress|UPN|Department\n|u@c.example|Sales",
    ] {
        let after = after(&loaded(csv, &directory, true), &directory);
        let [person] = after.people() else { panic!("{csv}: one person") };
        assert_eq!(
            (person.sip().as_str(), &*person.identity.department),
            ("s@c.example", "Sales"),
            "{csv}"
        );
    }
    // Another object ID is somebody else, who has the name now.
    let csv = "UPN|ObjectId\nu@c.example|2";
    assert_eq!(after(&loaded(csv, &directory, false), &directory).people().len(), 2);
    // Where the name was the address, it still is.
    let first = "UPN|ObjectId\nu@c.example|1";
    let directory = after(&loaded(first, &Directory::default(), false), &Directory::default());
    let csv = "UPN|ObjectId\nnew@c.example|1";
    let after = after(&loaded(csv, &directory, false), &directory);
    assert_eq!(after.people()[0].sip().as_str(), "new@c.example");
}

#[test]
fn a_plan_keeps_the_order_of_its_dump_however_long_that_is() {
    let address = |at: usize| format!("p{}@contoso.example", at * 7919 % 10_007);
    let rows: Vec<String> = (0..10_000).map(address).collect();
    let plan = loaded(&format!("SipAddress\n{}", rows.join("\n")), &Directory::default(), false);
    let come: Vec<&str> =
        plan.changes.iter().filter_map(|change| Some(change.sip()?.as_str())).collect();
    assert_eq!(come, rows);
}
