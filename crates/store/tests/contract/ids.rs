//! Conference IDs and addresses: each is one person's.

use tollgate_model::{Cause, Change, Conferencing, Person, SipAddress};
use tollgate_store::Store;

use crate::invented::{
    asked, crowd, hand, identity, import, load, people, person, plan, three, with,
};

pub(crate) fn two_people_can_exchange_their_ids(store: &mut Store) {
    three(store);
    import(store, &[("ada", with("A", "1111")), ("bo", with("A", "2222"))]).unwrap();
    import(store, &[("ada", with("A", "2222")), ("bo", with("A", "1111"))]).unwrap();
    assert_eq!(people(store)[0].conferencing, with("A", "2222"));
}

pub(crate) fn an_id_that_somebody_has_is_refused_and_nothing_is_left_behind(store: &mut Store) {
    three(store);
    import(store, &[("ada", with("A", "1111"))]).unwrap();
    let before = store.directory().unwrap();
    let error = import(store, &[("cy", with("A", "3333")), ("bo", with("a", "1111"))]).unwrap_err();
    assert_eq!((error.kind, error.is_conflict), ("id-in-use", true));
    assert_eq!(store.directory().unwrap(), before);
    assert_eq!(store.batches().unwrap().len(), 2);
    import(store, &[("bo", with("B", "1111"))]).unwrap();
}

pub(crate) fn among_many_others_ids_are_exchanged_refused_and_repeated_all_the_same(
    store: &mut Store,
) {
    asked(store);
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

pub(crate) fn two_people_are_not_given_one_id(store: &mut Store) {
    for others in [three, crowd] {
        others(store);
        let before = people(store);
        let given = [("ada", with("A", "1111")), ("bo", with("A", "1111"))];
        let error = import(store, &given).unwrap_err();
        assert_eq!((error.kind, error.people[0].as_str()), ("id-in-use", "bo@contoso.example"));
        assert_eq!(people(store), before);
    }
}

pub(crate) fn nobody_gets_the_address_of_somebody_who_stays(store: &mut Store) {
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

pub(crate) fn addresses_are_exchanged_and_pass_on_from_somebody_who_leaves(store: &mut Store) {
    three(store);
    let before = people(store);
    let called = |name: &str, address: &str| {
        let mut identity = identity(name);
        identity.sip = SipAddress::new(&format!("{address}@contoso.example")).unwrap();
        Some(Person { identity: identity.into(), conferencing: Conferencing::None })
    };
    let cause = || Cause::Load { file: "d".into(), sha256: "0".into() };
    let [ada, bo, cy] = ["ada", "bo", "cy"].map(|name| called(name, name));
    let exchange = vec![Change::of(ada, called("ada", "bo")), Change::of(bo, called("bo", "ada"))];
    let plan_of = |store: &mut Store, changes| plan(store, cause(), changes);
    let plan = plan_of(store, exchange);
    let first = store.apply(&plan, &hand()).unwrap().unwrap();
    let exchanged = people(store);
    let passed = vec![Change::of(called("ada", "bo"), called("ada", "cy")), Change::of(cy, None)];
    let plan = plan_of(store, passed);
    let second = store.apply(&plan, &hand()).unwrap().unwrap();
    let names: Vec<_> = people(store)
        .iter()
        .map(|person| (person.sip().to_string(), person.identity.display_name.to_string()))
        .collect();
    let is = |address: &str, name: &str| (format!("{address}@contoso.example"), name.to_owned());
    assert_eq!(names, [is("ada", "BO"), is("cy", "ADA")]);
    store.undo(second, &hand()).unwrap();
    assert_eq!(people(store), exchanged);
    store.undo(first, &hand()).unwrap();
    assert_eq!(people(store), before);
    store.verify().unwrap();
}

pub(crate) fn an_id_that_was_taken_away_is_given_up_until_that_is_undone(store: &mut Store) {
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

pub(crate) fn who_was_assigned_is_known_by_the_address_of_today(store: &mut Store) {
    let sip = |name: &str| SipAddress::new(&format!("{name}@contoso.example")).unwrap();
    three(store);
    let both = [("ada", with("A", "1")), ("bo", with("A", "2"))];
    let first = import(store, &both).unwrap().unwrap();
    let second = import(store, &[("ada", with("A", "3"))]).unwrap().unwrap();
    // Ada has the address that Bo had, and Bo another.
    let before = people(store);
    let moved = |at: usize, to: &str| {
        let after = Person { identity: identity(to).into(), ..before[at].clone() };
        Change::of(Some(before[at].clone()), Some(after))
    };
    let changes = vec![moved(0, "bo"), moved(1, "dan")];
    let cause = Cause::Load { file: "d".into(), sha256: "0".into() };
    let renaming = plan(store, cause, changes);
    let renames = store.apply(&renaming, &hand()).unwrap().unwrap();
    let assigned = |store: &mut Store| store.assigned_by().unwrap().into_iter().collect::<Vec<_>>();
    assert_eq!(assigned(store), [(sip("bo"), second), (sip("dan"), first)]);
    assert_eq!(store.given_up("A").unwrap()["1"], (sip("bo"), first));
    store.undo(renames, &hand()).unwrap();
    assert_eq!(assigned(store), [(sip("ada"), second), (sip("bo"), first)]);
    assert_eq!(store.given_up("A").unwrap()["1"], (sip("ada"), first));
}

pub(crate) fn repeated_ids_of_a_dump_stand_as_they_stood(store: &mut Store) {
    let before = vec![person("ada", with("A", "1111")), person("bo", with("A", "1111"))];
    load(store, before.clone());
    assert_eq!(people(store), before);
    let batch = import(store, &[("ada", with("A", "2222"))]).unwrap().unwrap();
    store.undo(batch, &hand()).unwrap();
    assert_eq!(people(store), before);
}
