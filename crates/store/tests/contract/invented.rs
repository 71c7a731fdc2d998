//! Invented people, batches and what is kept beside them.

use std::io::Write as _;

use tollgate_model::{
    Assignment, BatchNumber, Bridge, Cause, Change, Conferencing, Evidence, Hand, Identity, Person,
    Plan, Profile, Roster, SipAddress, Timestamp,
};
use tollgate_store::{Packing, Store};

pub(crate) fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

pub(crate) fn hand() -> Hand {
    Hand {
        by: "admin".into(),
        at: now(),
        version: "0.1.0".into(),
        options: vec!["--prune".into()],
        reason: None,
        evidence: vec![evidence()],
    }
}

pub(crate) fn evidence() -> Evidence {
    let mut packing = Packing::new("reply.csv", 0);
    packing.write_all(b"a,b").unwrap();
    packing.finish().unwrap()
}

pub(crate) fn identity(name: &str) -> Identity {
    Identity {
        sip: SipAddress::new(&format!("{name}@contoso.example")).unwrap(),
        user_principal_name: format!("{name}@corp.contoso.example").into(),
        display_name: name.to_uppercase().into(),
        country: tollgate_model::Country::new("DE"),
        department: "Sales".into(),
        enabled: true,
        teams_only: false,
        licensed: Some(true),
        object_id: Some(format!("id-{name}").into()),
        beside: Box::default(),
    }
}

pub(crate) fn person(name: &str, conferencing: Conferencing) -> Person {
    Person { identity: identity(name).into(), conferencing }
}

pub(crate) fn with(provider: &str, id: &str) -> Conferencing {
    Conferencing::Assigned(Assignment {
        bridge: Bridge {
            provider: provider.into(),
            domain: "acp.contoso.example".into(),
            toll_number: "+12065550100".into(),
            toll_free_numbers: vec!["+18005550100".into(), "+18005550101".into()],
        }
        .into(),
        conference_id: id.into(),
    })
}

pub(crate) fn plan(store: &mut Store, cause: Cause, changes: Vec<Change>) -> Plan {
    let revision = store.revision().unwrap();
    Plan {
        revision,
        cause,
        provider: Some("Contoso Conferencing".into()),
        changes,
        unchanged: 0,
        left: 0,
    }
}

pub(crate) fn load(store: &mut Store, people: Vec<Person>) -> BatchNumber {
    let changes = people.into_iter().map(|person| Change::of(None, Some(person))).collect();
    let plan = plan(store, Cause::Load { file: "dump.csv".into(), sha256: "00".into() }, changes);
    store.apply(&plan, &hand()).unwrap().unwrap()
}

/// What somebody who is there shall have.
pub(crate) fn change(store: &mut Store, name: &str, conferencing: Conferencing) -> Change {
    let sip = SipAddress::new(&format!("{name}@contoso.example")).unwrap();
    let before = store.person(&sip).unwrap().unwrap();
    Change::of(Some(before.clone()), Some(before.with(conferencing)))
}

/// Loads that somebody has another address.
pub(crate) fn rename(store: &mut Store, name: &str, to: &str) -> BatchNumber {
    let sip = |name: &str| SipAddress::new(&format!("{name}@contoso.example")).unwrap();
    let before = store.person(&sip(name)).unwrap().unwrap();
    let identity = Identity { sip: sip(to), ..(*before.identity).clone() };
    let after = Person { identity: identity.into(), conferencing: before.conferencing.clone() };
    let cause = Cause::Load { file: "dump.csv".into(), sha256: "00".into() };
    let plan = plan(store, cause, vec![Change::of(Some(before), Some(after))]);
    store.apply(&plan, &hand()).unwrap().unwrap()
}

pub(crate) fn import_plan(store: &mut Store, given: &[(&str, Conferencing)]) -> Plan {
    let change =
        |(name, conferencing): &(&str, Conferencing)| change(store, name, conferencing.clone());
    let changes = given.iter().map(change).collect();
    let cause = Cause::Import { roster: 1, file: "reply.xlsx".into(), sha256: "ab".into() };
    plan(store, cause, changes)
}

pub(crate) fn import(
    store: &mut Store,
    given: &[(&str, Conferencing)],
) -> tollgate_store::Result<Option<BatchNumber>> {
    let plan = import_plan(store, given);
    store.apply(&plan, &hand())
}

pub(crate) fn people(store: &mut Store) -> Vec<Person> {
    store.directory().unwrap().people().to_vec()
}

pub(crate) fn three(store: &mut Store) {
    let people = ["ada", "bo", "cy"].map(|name| person(name, Conferencing::None));
    load(store, people.into());
}

/// A provider `A`, and roster 1 for it, which imports answer.
pub(crate) fn asked(store: &mut Store) {
    let profile = "name = \"A\"\ndomain = \"acp.contoso.example\"\n[[numbers]]\nnumber = \"+12065550100\"\nkind = \"toll\"\n";
    store.set_provider(&Profile::read(profile).unwrap().provider).unwrap();
    let mut new = store.begin_roster().unwrap();
    new.put(&Roster::new(1, "A", now())).unwrap();
    new.keep().unwrap();
}

/// So many others that a batch about a few keeps the index, and does not build it anew.
pub(crate) fn crowd(store: &mut Store) {
    let name = |at: usize| format!("x{at:02}");
    load(store, (0..40).map(|at| person(&name(at), with("A", &format!("9{at:03}")))).collect());
}
