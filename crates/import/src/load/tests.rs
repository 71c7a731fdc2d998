use tollgate_model::{ChangeKind, Directory, Revision, RowAt, Stored, Table};

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

fn loaded(csv: &str, directory: &Directory, prune: bool) -> Plan {
    load(&table(csv), directory, prune).plan.unwrap()
}

fn after(plan: &Plan, directory: &Directory) -> Directory {
    let gone: Vec<_> =
        plan.changes.iter().filter_map(|change| change.before.as_ref().map(Person::sip)).collect();
    let mut people: Vec<_> =
        directory.people().iter().filter(|person| !gone.contains(&person.sip())).cloned().collect();
    people.extend(plan.changes.iter().filter_map(|change| change.after.clone()));
    Directory::new(Revision(directory.revision.0 + 1), people)
}

const ACP: &str = "<acpInformation default=\"true\"><tollNumber>12065550100</tollNumber><participantPassCode>0712</participantPassCode><domain>a.example</domain><name>A</name></acpInformation>";

#[test]
fn a_dump_of_get_csonlineuser_is_loaded_and_loaded_again_changes_nothing() {
    let csv = format!(
        "UserPrincipalName|SipAddress|DisplayName|UsageLocation|Enabled|ObjectId|AcpInfo|TeamsUpgradeEffectiveMode|HideFromAddressLists\nada@contoso.example|sip:Ada@Contoso.example|Ada|us|True|1|{ACP}|Islands|x\nbo@contoso.example|sip:bo@contoso.example|Bo|Germany|False|2||TeamsOnly|x"
    );
    let empty = Directory::default();
    let found = load(&table(&csv), &empty, false);
    assert_eq!(found.unknown, ["HideFromAddressLists"]);
    assert_eq!(found.ignored_countries, 1);
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
    let ada = plan.changes[0].after.clone().unwrap();
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
