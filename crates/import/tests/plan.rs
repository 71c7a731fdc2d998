//! Accepted answers to a plan: what becomes of each person.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

use tollgate_import::{PlanError, Replace, plan, unassign};
use tollgate_model::{
    Assignment, Bridge, Cause, ChangeKind, Conferencing, Directory, Field, Identity, Person, Plan,
    Profile, Provider, Revision, Roster, RowAt, SipAddress, Stored, Table,
};
use tollgate_validator::{Options, Sent, Standing, check};

fn provider() -> Provider {
    let profile = "name = \"Contoso Conferencing\"\ndomain = \"acp.contoso.example\"\n[[numbers]]\nnumber = \"+1 206 555 0100\"\nkind = \"toll\"\n[[numbers]]\nnumber = \"+1 800 555 0100\"\nkind = \"toll-free\"\n";
    Profile::read(profile).unwrap().provider
}

fn person(name: &str, conferencing: Conferencing) -> Person {
    let identity = Identity {
        sip: SipAddress::new(&format!("{name}@contoso.example")).unwrap(),
        user_principal_name: "".into(),
        display_name: name.into(),
        country: None,
        department: "".into(),
        enabled: true,
        teams_only: false,
        licensed: None,
        object_id: None,
        beside: Box::default(),
    };
    Person { identity: identity.into(), conferencing }
}

fn with(provider: &str, toll: &str, id: &str) -> Conferencing {
    Conferencing::Assigned(Assignment {
        bridge: Bridge {
            provider: provider.into(),
            domain: "acp.contoso.example".into(),
            toll_number: toll.into(),
            toll_free_numbers: Vec::new(),
        }
        .into(),
        conference_id: id.into(),
    })
}

/// The plan for one person who has `now`, was sent with `sent` as toll number and ID, and is given
/// `+12065550100` and `0712`.
fn planned(now: Conferencing, sent: [&str; 2], replace: Replace) -> Result<Plan, PlanError> {
    let provider = provider();
    let mut table = Table::default();
    for field in Field::ALL {
        table.push(field.heading(), Stored::Text);
    }
    table.end_row(RowAt { number: 1, line: 1 });
    let was = |field| match field {
        Field::RowId | Field::RowIdCopy => "R7-0001-ADAADAAD",
        Field::SipAddress => "ada@contoso.example",
        Field::TollNumber => sent[0],
        Field::ConferenceId => sent[1],
        _ => "",
    };
    for field in Field::ALL {
        let is = match field {
            Field::TollNumber => "+12065550100",
            Field::ConferenceId => "0712",
            _ => was(field),
        };
        table.push(is, Stored::Text);
    }
    let made_at = "2026-03-01T00:00:00Z".parse().unwrap();
    let mut roster = Roster::new(7, &*provider.name, made_at);
    roster.push(was);
    table.end_row(RowAt { number: 2, line: 2 });
    table.heading_row = Some(0);
    let sent = Sent { roster: &roster, provider: &provider, named: true, sheet_named: true };
    let accepted = check(&table, &sent, None, Options::default()).accepted.unwrap();
    let directory = Directory::new(Revision(3), vec![person("ada", now)]);
    let standing = Standing::in_directory(&directory, &roster, &provider);
    plan(accepted, &roster, &standing, replace, Cause::import(7, &table.facts))
}

fn kind(now: Conferencing, replace: Replace) -> Option<ChangeKind> {
    let plan = planned(now, ["", ""], replace).unwrap();
    assert_eq!((plan.revision, plan.changes.len() + plan.unchanged), (Revision(3), 1));
    plan.changes.first().map(tollgate_model::Change::kind)
}

#[test]
fn what_a_person_has_today_decides_what_the_change_is() {
    let usual = Replace::default();
    let all = Replace { microsoft: true, other_provider: true };
    assert_eq!(kind(Conferencing::None, usual), Some(ChangeKind::Assign));
    assert_eq!(
        kind(with("contoso conferencing", "+12065550100", "9999"), usual),
        Some(ChangeKind::Change)
    );
    assert_eq!(kind(Conferencing::Microsoft, all), Some(ChangeKind::ReplaceMicrosoft));
    assert_eq!(
        kind(with("Fabrikam", "+12065550100", "0712"), all),
        Some(ChangeKind::ReplaceProvider)
    );
}

#[test]
fn who_has_what_the_reply_says_stays_whatever_the_punctuation() {
    for toll in ["+12065550100", "12065550100", "+1 206 555 0100"] {
        assert_eq!(
            kind(with("Contoso Conferencing", toll, "0712"), Replace::default()),
            None,
            "{toll}"
        );
    }
    assert_eq!(
        kind(with("Contoso Conferencing", "+12065550100", "712"), Replace::default()),
        Some(ChangeKind::Change)
    );
}

#[test]
fn an_answer_that_only_echoes_what_was_sent_keeps_what_the_person_has_by_now() {
    let now = with("Contoso Conferencing", "+12065550100", "9999");
    let plan = planned(now, ["+12065550100", "0712"], Replace::default()).unwrap();
    assert_eq!((plan.changes.len(), plan.unchanged), (0, 1));
}

#[test]
fn nobody_loses_a_provider_unasked() {
    let sip = SipAddress::new("ada@contoso.example").unwrap();
    for now in [Conferencing::Microsoft, with("Fabrikam", "+12065550100", "1")] {
        assert_eq!(planned(now, ["", ""], Replace::default()), Err(PlanError::Held(sip.clone())));
    }
}

#[test]
fn unassigning_takes_a_third_party_away_and_nothing_else() {
    let sip = SipAddress::new("ada@contoso.example").unwrap();
    let plan =
        |now| unassign(&Directory::new(Revision(1), vec![person("ada", now)]), &sip).unwrap();
    assert_eq!(plan(with("A", "1", "2")).count(ChangeKind::Unassign), 1);
    assert!(plan(Conferencing::Microsoft).changes.is_empty());
    assert_eq!(unassign(&Directory::default(), &sip), Err(PlanError::Gone(sip)));
}
