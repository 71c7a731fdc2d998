//! What every backend promises. Plain functions over a store, run over each backend.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::io::Write as _;
use std::sync::Arc;

use tollgate_model::{
    Assignment, BatchNumber, Bridge, Cause, Change, Conferencing, Directory, Evidence, Field, Hand,
    Identity, Person, Plan, Profile, Revision, Roster, RosterState, SipAddress, Timestamp,
};
use tollgate_store::{Packing, Store, content};

fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn hand() -> Hand {
    Hand {
        by: "admin".into(),
        at: now(),
        version: "0.1.0".into(),
        options: vec!["--prune".into()],
        reason: None,
        evidence: vec![evidence()],
    }
}

fn evidence() -> Evidence {
    let mut packing = Packing::new("reply.csv");
    packing.write_all(b"a,b").unwrap();
    packing.finish().unwrap()
}

fn identity(name: &str) -> Identity {
    Identity {
        sip: SipAddress::new(&format!("{name}@contoso.example")).unwrap(),
        user_principal_name: format!("{name}@corp.contoso.example"),
        display_name: name.to_uppercase(),
        country: tollgate_model::Country::new("DE"),
        department: "Sales".into(),
        enabled: true,
        teams_only: false,
        licensed: Some(true),
        object_id: Some(format!("id-{name}")),
        beside: Vec::new(),
    }
}

fn person(name: &str, conferencing: Conferencing) -> Person {
    Person { identity: identity(name).into(), conferencing }
}

fn with(provider: &str, id: &str) -> Conferencing {
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

fn plan(store: &mut Store, cause: Cause, changes: Vec<Change>) -> Plan {
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

fn load(store: &mut Store, people: Vec<Person>) -> BatchNumber {
    let changes = people.into_iter().map(|person| Change::of(None, Some(person))).collect();
    let plan = plan(store, Cause::Load { file: "dump.csv".into(), sha256: "00".into() }, changes);
    store.apply(&plan, &hand()).unwrap().unwrap()
}

fn import(
    store: &mut Store,
    given: &[(&str, Conferencing)],
) -> tollgate_store::Result<Option<BatchNumber>> {
    let directory = store.directory().unwrap();
    let changes = given.iter().map(|(name, conferencing)| {
        let before = directory.get(&format!("{name}@contoso.example")).unwrap().clone();
        Change::of(Some(before.clone()), Some(before.with(conferencing.clone())))
    });
    let cause = Cause::Import { roster: 1, file: "reply.xlsx".into(), sha256: "ab".into() };
    let plan = plan(store, cause, changes.collect());
    store.apply(&plan, &hand())
}

fn people(store: &mut Store) -> Vec<Person> {
    store.directory().unwrap().people().to_vec()
}

fn three(store: &mut Store) {
    let people = ["ada", "bo", "cy"].map(|name| person(name, Conferencing::None));
    load(store, people.into());
}

fn applied_then_undone_is_as_before_and_redone_is_as_after(store: &mut Store) {
    three(store);
    let before = people(store);
    let batch = import(store, &[("ada", with("A", "0712")), ("bo", Conferencing::Microsoft)])
        .unwrap()
        .unwrap();
    let after = people(store);
    assert_ne!(before, after);
    let undone = store.undo(batch, &hand()).unwrap().unwrap();
    assert_eq!(people(store), before);
    assert_eq!(store.batch(batch).unwrap().0.undone_by, Some(undone));
    store.redo(batch, &hand()).unwrap().unwrap();
    assert_eq!(people(store), after);
    assert_eq!(store.batch(batch).unwrap().0.undone_by, None);
    assert_eq!(store.revision().unwrap(), Revision(4));
}

fn what_is_kept_comes_back_to_the_letter(store: &mut Store) {
    let mut odd = identity("zoë");
    odd.country = None;
    odd.licensed = None;
    odd.object_id = None;
    odd.teams_only = true;
    odd.enabled = false;
    odd.display_name = "Zoë \"'; DROP TABLE person; --\n李".into();
    let Conferencing::Assigned(held) = with("B", "0001") else { unreachable!() };
    odd.beside = vec![
        held.clone(),
        Assignment {
            bridge: Bridge { toll_free_numbers: Vec::new(), ..(*held.bridge).clone() }.into(),
            ..held
        },
    ];
    let odd = Person { identity: odd.into(), conferencing: with("A", "0712") };
    let batch = load(store, vec![odd.clone()]);
    assert_eq!(people(store), std::slice::from_ref(&odd));
    assert_eq!(store.person(odd.sip()).unwrap(), Some(odd.clone()));
    let (journalled, changes) = store.batch(batch).unwrap();
    assert_eq!(changes, [Change::of(None, Some(odd))]);
    let listed = Hand { evidence: Vec::new(), ..hand() };
    assert_eq!((journalled.hand, journalled.cause.word(), journalled.changes), (listed, "load", 1));
    let kept = store.evidence(batch).unwrap();
    assert_eq!(kept, hand().evidence);
    assert_eq!(content(&kept[0]).unwrap(), b"a,b");
    assert_eq!(store.verify().unwrap(), 1);
}

fn everyone_can_be_looked_at_one_by_one(store: &mut Store) {
    let mut bo = identity("bo");
    let Conferencing::Assigned(held) = with("B", "0001") else { unreachable!() };
    bo.beside = vec![
        held.clone(),
        Assignment {
            bridge: Bridge { toll_free_numbers: Vec::new(), ..(*held.bridge).clone() }.into(),
            ..held
        },
    ];
    let bo = Person { identity: bo.into(), conferencing: with("A", "0712") };
    let everyone = [
        person("ada", Conferencing::None),
        bo,
        person("cy", Conferencing::Microsoft),
        person("zoë", Conferencing::None),
    ];
    load(store, everyone.iter().rev().cloned().collect());
    let mut seen = Vec::new();
    let revision = store.each_person(&mut |person| seen.extend(person.to_person())).unwrap();
    assert_eq!((seen.as_slice(), revision), (everyone.as_slice(), Revision(1)));
}

fn a_plan_from_an_older_revision_is_refused_and_names_who_moved(store: &mut Store) {
    three(store);
    let stale = plan(
        store,
        Cause::Assign,
        vec![Change::of(
            Some(person("ada", Conferencing::None)),
            Some(person("ada", with("A", "1"))),
        )],
    );
    import(store, &[("bo", with("A", "0712"))]).unwrap();
    let before = store.directory().unwrap();
    let error = store.apply(&stale, &hand()).unwrap_err();
    assert_eq!((error.kind, error.is_conflict), ("moved", true));
    assert_eq!(error.people, [SipAddress::new("bo@contoso.example").unwrap()]);
    assert_eq!(store.directory().unwrap(), before);
}

fn two_people_can_exchange_their_ids(store: &mut Store) {
    three(store);
    import(store, &[("ada", with("A", "1111")), ("bo", with("A", "2222"))]).unwrap();
    import(store, &[("ada", with("A", "2222")), ("bo", with("A", "1111"))]).unwrap();
    assert_eq!(people(store)[0].conferencing, with("A", "2222"));
}

fn an_id_that_somebody_has_is_refused_and_nothing_is_left_behind(store: &mut Store) {
    three(store);
    import(store, &[("ada", with("A", "1111"))]).unwrap();
    let before = store.directory().unwrap();
    let error = import(store, &[("cy", with("A", "3333")), ("bo", with("a", "1111"))]).unwrap_err();
    assert_eq!((error.kind, error.is_conflict), ("id-in-use", true));
    assert_eq!(store.directory().unwrap(), before);
    assert_eq!(store.batches().unwrap().len(), 2);
    import(store, &[("bo", with("B", "1111"))]).unwrap();
}

/// So many others that a batch about a few keeps the index, and does not build it anew.
fn crowd(store: &mut Store) {
    let name = |at: usize| format!("x{at:02}");
    load(store, (0..40).map(|at| person(&name(at), with("A", &format!("9{at:03}")))).collect());
}

fn among_many_others_ids_are_exchanged_refused_and_repeated_all_the_same(store: &mut Store) {
    crowd(store);
    three(store);
    import(store, &[("ada", with("A", "1111")), ("bo", with("A", "2222"))]).unwrap();
    let batch = import(store, &[("ada", with("A", "2222")), ("bo", with("A", "1111"))]).unwrap();
    let exchanged = people(store);
    assert_eq!(exchanged[0].conferencing, with("A", "2222"));
    for held in ["9007", "2222"] {
        let error = import(store, &[("cy", with("A", held))]).unwrap_err();
        assert_eq!((error.kind, error.people[0].as_str()), ("id-in-use", "cy@contoso.example"));
    }
    assert_eq!(people(store), exchanged);
    store.undo(batch.unwrap(), &hand()).unwrap();
    load(store, vec![person("di", with("A", "9007")), person("ed", with("A", "9007"))]);
    let error = import(store, &[("cy", with("A", "9007"))]).unwrap_err();
    assert_eq!(error.kind, "id-in-use");
    store.verify().unwrap();
}

fn two_people_are_not_given_one_id(store: &mut Store) {
    for others in [three, crowd] {
        others(store);
        let before = people(store);
        let given = [("ada", with("A", "1111")), ("bo", with("A", "1111"))];
        let error = import(store, &given).unwrap_err();
        assert_eq!((error.kind, error.people[0].as_str()), ("id-in-use", "bo@contoso.example"));
        assert_eq!(people(store), before);
    }
}

fn nobody_gets_the_address_of_somebody_who_stays(store: &mut Store) {
    three(store);
    let before = people(store);
    let mut renamed = identity("ada");
    renamed.sip = SipAddress::new("bo@contoso.example").unwrap();
    let renamed = Person { identity: renamed.into(), conferencing: Conferencing::None };
    for change in [
        Change::of(Some(before[0].clone()), Some(renamed.clone())),
        Change::of(None, Some(renamed)),
    ] {
        let plan = plan(store, Cause::Load { file: "d".into(), sha256: "0".into() }, vec![change]);
        let error = store.apply(&plan, &hand()).unwrap_err();
        assert_eq!((error.kind, error.people[0].as_str()), ("moved", "bo@contoso.example"));
        assert_eq!(people(store), before);
    }
}

fn an_id_that_was_taken_away_is_given_up_until_that_is_undone(store: &mut Store) {
    three(store);
    let given = import(store, &[("ada", with("A", "1")), ("bo", with("A", "2"))]).unwrap().unwrap();
    assert!(store.given_up("A").unwrap().is_empty());
    let taken = import(store, &[("ada", with("A", "3"))]).unwrap().unwrap();
    let ada = SipAddress::new("ada@contoso.example").unwrap();
    assert_eq!(
        store.given_up("a").unwrap().into_iter().collect::<Vec<_>>(),
        [("1".into(), (ada, given))]
    );
    assert!(store.given_up("B").unwrap().is_empty());
    store.undo(taken, &hand()).unwrap();
    assert!(store.given_up("A").unwrap().is_empty());
    store.redo(taken, &hand()).unwrap();
    assert_eq!(store.given_up("A").unwrap().len(), 1);
    import(store, &[("cy", with("A", "1"))]).unwrap();
    assert!(store.given_up("A").unwrap().is_empty());
}

fn repeated_ids_of_a_dump_stand_as_they_stood(store: &mut Store) {
    let before = vec![person("ada", with("A", "1111")), person("bo", with("A", "1111"))];
    load(store, before.clone());
    assert_eq!(people(store), before);
    let batch = import(store, &[("ada", with("A", "2222"))]).unwrap().unwrap();
    store.undo(batch, &hand()).unwrap();
    assert_eq!(people(store), before);
}

fn undoing_what_later_changes_rest_on_names_the_people(store: &mut Store) {
    three(store);
    let batch = import(store, &[("ada", with("A", "1")), ("bo", with("A", "2"))]).unwrap().unwrap();
    import(store, &[("bo", with("A", "3"))]).unwrap();
    let before = store.directory().unwrap();
    let error = store.undo(batch, &hand()).unwrap_err();
    assert_eq!((error.kind, error.is_conflict), ("conflict", true));
    assert_eq!(error.people, [SipAddress::new("bo@contoso.example").unwrap()]);
    assert_eq!(store.directory().unwrap(), before);
}

fn undo_and_redo_refuse_what_makes_no_sense_and_say_what_does(store: &mut Store) {
    three(store);
    let batch = import(store, &[("ada", with("A", "1"))]).unwrap().unwrap();
    assert_eq!(store.redo(batch, &hand()).unwrap_err().kind, "not-undone");
    let undo = store.undo(batch, &hand()).unwrap().unwrap();
    assert_eq!(store.undo(batch, &hand()).unwrap_err().kind, "already-undone");
    let error = store.undo(undo, &hand()).unwrap_err();
    assert_eq!(
        (error.kind, error.hint.as_str()),
        ("undo-of-undo", "To bring batch 2 back, run `tollgate redo 2`.")
    );
    assert_eq!(store.undo(BatchNumber(99), &hand()).unwrap_err().kind, "no-such-batch");
}

fn a_load_is_undone_whole_people_names_and_addresses(store: &mut Store) {
    three(store);
    let before = people(store);
    let mut renamed = identity("ada");
    renamed.sip = SipAddress::new("ada.b@contoso.example").unwrap();
    let mut moved = identity("bo");
    moved.department = "Law".into();
    let change = |before: &Person, identity| {
        let conferencing = before.conferencing.clone();
        Change::of(
            Some(before.clone()),
            Some(Person { identity: Arc::new(identity), conferencing }),
        )
    };
    let changes = vec![
        change(&before[0], renamed),
        change(&before[1], moved),
        Change::of(Some(before[2].clone()), None),
        Change::of(None, Some(person("di", with("A", "4")))),
    ];
    let plan = plan(store, Cause::Load { file: "d".into(), sha256: "0".into() }, changes);
    let batch = store.apply(&plan, &hand()).unwrap().unwrap();
    let names: Vec<_> = people(store).iter().map(|person| person.sip().to_string()).collect();
    assert_eq!(names, ["ada.b@contoso.example", "bo@contoso.example", "di@contoso.example"]);
    store.undo(batch, &hand()).unwrap();
    assert_eq!(people(store), before);
    store.verify().unwrap();
}

fn an_import_is_undone_though_a_department_changed_since(store: &mut Store) {
    three(store);
    let batch = import(store, &[("ada", with("A", "1"))]).unwrap().unwrap();
    let ada = people(store)[0].clone();
    let mut moved = identity("ada");
    moved.department = "Law".into();
    let after = Person { identity: moved.into(), conferencing: ada.conferencing.clone() };
    let plan = plan(
        store,
        Cause::Load { file: "d".into(), sha256: "0".into() },
        vec![Change::of(Some(ada), Some(after))],
    );
    store.apply(&plan, &hand()).unwrap();
    store.undo(batch, &hand()).unwrap();
    let ada = people(store)[0].clone();
    assert_eq!((ada.identity.department.as_str(), ada.conferencing), ("Law", Conferencing::None));
}

fn nothing_to_change_is_no_batch(store: &mut Store) {
    let plan = plan(store, Cause::Assign, Vec::new());
    assert_eq!(store.apply(&plan, &hand()).unwrap(), None);
    assert_eq!(store.revision().unwrap(), Revision(0));
}

fn a_roster_is_kept_cell_for_cell_or_not_at_all(store: &mut Store) {
    three(store);
    let mut roster = Roster::new(1, "A", now());
    roster.push(|field| match field {
        Field::RowId | Field::RowIdCopy => "R1-0001-AAAAAAAA",
        Field::SipAddress => "ada@contoso.example",
        Field::DisplayName => "Zoë",
        Field::Country => "DE",
        _ => "",
    });
    let mut dropped = store.begin_roster().unwrap();
    dropped.put(&roster).unwrap();
    drop(dropped);
    assert_eq!(store.rosters().unwrap(), []);
    let mut kept = store.begin_roster().unwrap();
    assert_eq!(kept.number(), 1);
    kept.put(&roster).unwrap();
    kept.keep().unwrap();
    assert_eq!(store.roster(1).unwrap(), roster);
    assert_eq!(store.roster(2).unwrap_err().kind, "no-such-roster");
    let state = |store: &mut Store| store.rosters().unwrap()[0].state;
    assert_eq!(state(store), RosterState::Unanswered);
    let mut open = Vec::new();
    store.each_open_roster("a", &mut |roster| open.push(roster.number)).unwrap();
    assert_eq!(open, [1]);
    store.note_reply(1, "reply.xlsx", now(), false).unwrap();
    assert_eq!(state(store), RosterState::Answered);
    let batch = import(store, &[("ada", with("A", "1"))]).unwrap().unwrap();
    assert_eq!(state(store), RosterState::Imported);
    assert_eq!(store.imported_as("ab").unwrap(), Some(batch));
    store.undo(batch, &hand()).unwrap();
    assert_eq!(state(store), RosterState::Answered);
    assert_eq!(store.imported_as("ab").unwrap(), None);
}

fn a_provider_is_kept_by_name_without_case_and_stays_while_it_is_used(store: &mut Store) {
    let text = "name = \"Contoso Conferencing\"\ndomain = \"acp.contoso.example\"\n[[numbers]]\nnumber = \"+12065550100\"\nkind = \"toll\"\n";
    let provider = Profile::read(text).unwrap().provider;
    store.set_provider(&provider).unwrap();
    store.set_provider(&provider).unwrap();
    assert_eq!(store.providers().unwrap(), std::slice::from_ref(&provider));
    assert_eq!(store.provider("CONTOSO conferencing").unwrap(), provider);
    load(store, vec![person("ada", with("contoso conferencing", "1"))]);
    let error = store.remove_provider("Contoso Conferencing").unwrap_err();
    assert_eq!((error.kind, error.is_conflict), ("in-use", true));
    import(store, &[("ada", Conferencing::None)]).unwrap();
    store.remove_provider("contoso CONFERENCING").unwrap();
    assert_eq!(store.provider("Contoso Conferencing").unwrap_err().kind, "no-such-provider");
}

/// Random plans, each undone in turn: every state on the way back is the one on the way there.
fn whatever_is_applied_can_be_taken_back_step_by_step(store: &mut Store) {
    let mut seed = 7_u64;
    let mut next = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    three(store);
    let mut states = vec![people(store)];
    let mut batches = Vec::new();
    for round in 0..20 {
        let names = ["ada", "bo", "cy"];
        let given: Vec<_> = names
            .iter()
            .filter_map(|name| match next(4) {
                0 => None,
                1 => Some((*name, Conferencing::Microsoft)),
                2 => Some((*name, Conferencing::None)),
                _ => Some((*name, with("A", &format!("{round}{}", next(1000))))),
            })
            .collect();
        let directory = store.directory().unwrap();
        let given: Vec<_> = given
            .into_iter()
            .filter(|(name, state)| {
                directory.get(&format!("{name}@contoso.example")).unwrap().conferencing != *state
            })
            .collect();
        // Two at random may be the same ID; that is another test.
        if let Ok(Some(batch)) = import(store, &given) {
            batches.push(batch);
            states.push(people(store));
        }
    }
    for batch in batches.into_iter().rev() {
        states.pop();
        store.undo(batch, &hand()).unwrap();
        assert_eq!(Some(&people(store)), states.last());
    }
    store.verify().unwrap();
}

/// Runs every promise over a backend; where its server is not to be had, none.
macro_rules! contract {
    ($(#[$about:meta])* $backend:ident, $url:expr) => {
        $(#[$about])*
        contract!($backend, $url, [
            applied_then_undone_is_as_before_and_redone_is_as_after,
            what_is_kept_comes_back_to_the_letter,
            everyone_can_be_looked_at_one_by_one,
            a_plan_from_an_older_revision_is_refused_and_names_who_moved,
            two_people_can_exchange_their_ids,
            an_id_that_somebody_has_is_refused_and_nothing_is_left_behind,
            among_many_others_ids_are_exchanged_refused_and_repeated_all_the_same,
            two_people_are_not_given_one_id,
            nobody_gets_the_address_of_somebody_who_stays,
            an_id_that_was_taken_away_is_given_up_until_that_is_undone,
            repeated_ids_of_a_dump_stand_as_they_stood,
            undoing_what_later_changes_rest_on_names_the_people,
            undo_and_redo_refuse_what_makes_no_sense_and_say_what_does,
            a_load_is_undone_whole_people_names_and_addresses,
            an_import_is_undone_though_a_department_changed_since,
            nothing_to_change_is_no_batch,
            a_roster_is_kept_cell_for_cell_or_not_at_all,
            a_provider_is_kept_by_name_without_case_and_stays_while_it_is_used,
            whatever_is_applied_can_be_taken_back_step_by_step,
        ]);
    };
    ($backend:ident, $url:expr, [$($check:ident),* $(,)?]) => {
        mod $backend {
            $(#[test]
            fn $check() {
                let folder = tempfile::tempdir().unwrap();
                let Some(url) = $url(folder.path()) else { return };
                let mut store = tollgate_store::Store::create(&url, super::now()).unwrap();
                super::$check(&mut store);
            })*
        }
    };
}

fn sqlite(folder: &std::path::Path) -> String {
    format!("sqlite:{}", folder.join("tollgate.db").display())
}

/// A database of its own on the server that `tests/run` started.
fn server(folder: &std::path::Path) -> Option<String> {
    #[allow(clippy::disallowed_methods, reason = "tests/run says where it is")]
    let server = std::env::var("TOLLGATE_TEST_POSTGRES").ok();
    #[allow(clippy::disallowed_methods, reason = "a missing server is a failure only there")]
    let must = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(
        server.is_some() || !must,
        "TOLLGATE_TEST_POSTGRES must be set under CI: use tests/run"
    );
    let server = server?;
    let name: String =
        folder.file_name()?.to_str()?.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = format!("t_{name}");
    let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
    client.batch_execute(&format!("CREATE DATABASE \"{name}\"")).unwrap();
    Some(format!("{server}&dbname={name}"))
}

contract!(embedded, |folder| Some(super::sqlite(folder)));
contract!(on_a_server, super::server);

#[test]
fn a_store_is_made_once_and_never_by_opening() {
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite(folder.path());
    assert_eq!(Store::open(&url, now()).unwrap_err().kind, "no-store");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    drop(Store::create(&url, now()).unwrap());
    assert_eq!(Store::create(&url, now()).unwrap_err().kind, "store-exists");
    assert_eq!(Store::open(&url, now()).unwrap().directory().unwrap(), Directory::default());
    let other = folder.path().join("notes.txt");
    std::fs::write(&other, "not a database at all, but long enough to be looked at").unwrap();
    assert_eq!(Store::open(other.to_str().unwrap(), now()).unwrap_err().kind, "not-a-store");
    assert_eq!(Store::open("mysql:x", now()).unwrap_err().kind, "unknown-store");
}

#[test]
fn a_store_whose_making_was_cut_short_is_none_and_can_be_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tollgate.db");
    std::fs::write(&path, "").unwrap();
    assert_eq!(Store::open(path.to_str().unwrap(), now()).unwrap_err().kind, "no-store");
    Store::create(path.to_str().unwrap(), now()).unwrap();
}

#[test]
fn of_two_writers_one_is_first_and_the_other_is_told_who_moved() {
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite(folder.path());
    let mut one = Store::create(&url, now()).unwrap();
    three(&mut one);
    let mut other = Store::open(&url, now()).unwrap();
    let stale = plan(
        &mut other,
        Cause::Assign,
        vec![Change::of(
            Some(person("ada", Conferencing::None)),
            Some(person("ada", with("A", "2"))),
        )],
    );
    import(&mut one, &[("ada", with("A", "1"))]).unwrap();
    assert_eq!(other.apply(&stale, &hand()).unwrap_err().kind, "moved");
    assert_eq!(people(&mut other)[0].conferencing, with("A", "1"));
}
