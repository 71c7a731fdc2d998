//! Taking back, and bringing back.

use std::sync::Arc;

use tollgate_model::{Batch, BatchNumber, Cause, Change, Conferencing, Person, Plan, SipAddress};
use tollgate_store::{Store, Told};

use crate::invented::{
    asked, hand, identity, import, load, people, person, plan, rename, three, with,
};

pub(crate) fn undoing_what_later_changes_rest_on_names_the_people(store: &mut Store) {
    three(store);
    let batch = import(store, &[("ada", with("A", "1")), ("bo", with("A", "2"))]).unwrap().unwrap();
    import(store, &[("bo", with("A", "3"))]).unwrap();
    let before = store.directory().unwrap();
    let error = store.undo(batch, &hand()).unwrap_err();
    assert_eq!((error.kind, error.is_conflict), ("conflict", true));
    assert_eq!(error.people, [SipAddress::new("bo@contoso.example").unwrap()]);
    assert_eq!(error.hint, "Take back what changed since: `tollgate undo 3`.");
    assert_eq!(store.directory().unwrap(), before);
}

pub(crate) fn an_import_is_undone_under_the_address_that_a_person_has_by_now(store: &mut Store) {
    asked(store);
    three(store);
    let batch = import(store, &[("ada", with("A", "1")), ("bo", with("A", "2"))]).unwrap().unwrap();
    rename(store, "ada", "jane");
    rename(store, "jane", "joan");
    // Somebody else gets the address that became free.
    rename(store, "cy", "ada");
    let after = people(store);
    store.undo(batch, &hand()).unwrap();
    assert!(people(store).iter().all(|person| person.conferencing == Conferencing::None));
    let error = store.undo(BatchNumber(4), &hand()).unwrap_err();
    assert_eq!(error.hint, "Take back what changed since: `tollgate redo 2`.");
    store.redo(batch, &hand()).unwrap();
    assert_eq!(people(store), after);
    store.verify().unwrap();

    import(store, &[("joan", with("A", "3"))]).unwrap();
    let error = store.undo(batch, &hand()).unwrap_err();
    assert_eq!(error.people, [SipAddress::new("joan@contoso.example").unwrap()]);
    assert_eq!(error.hint, "Take back what changed since: `tollgate undo 8`.");
    // This one gives back an address that somebody else got.
    let error = store.undo(BatchNumber(3), &hand()).unwrap_err();
    assert_eq!(
        error.hint,
        "Take back what changed since, in this order: `tollgate undo 8`, `tollgate undo 5`, `tollgate undo 4`."
    );
    for number in [8, 5, 4, 3, 2].map(BatchNumber) {
        store.undo(number, &hand()).unwrap_or_else(|error| panic!("{number}: {error:?}"));
    }
    store.verify().unwrap();
}

pub(crate) fn undo_and_redo_refuse_what_makes_no_sense_and_say_what_does(store: &mut Store) {
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

pub(crate) fn a_load_is_undone_whole_people_names_and_addresses(store: &mut Store) {
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

pub(crate) fn an_import_is_undone_though_a_department_changed_since(store: &mut Store) {
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

pub(crate) fn what_must_be_taken_back_first_is_named_with_what_is_in_its_own_way(
    store: &mut Store,
) {
    asked(store);
    three(store);
    let batch = import(store, &[("ada", with("A", "1"))]).unwrap().unwrap();
    import(store, &[("ada", with("A", "2")), ("bo", with("A", "3"))]).unwrap();
    import(store, &[("bo", with("A", "4")), ("cy", with("A", "5"))]).unwrap();
    import(store, &[("cy", Conferencing::None)]).unwrap();
    let error = store.undo(batch, &hand()).unwrap_err();
    assert_eq!(
        error.hint,
        "Take back what changed since, in this order: `tollgate undo 5`, `tollgate undo 4`, `tollgate undo 3`."
    );
    // What was taken back since, and what was brought back, comes to nothing.
    store.undo(BatchNumber(5), &hand()).unwrap();
    store.redo(BatchNumber(5), &hand()).unwrap();
    store.undo(BatchNumber(5), &hand()).unwrap();
    let error = store.undo(batch, &hand()).unwrap_err();
    assert_eq!(
        error.hint,
        "Take back what changed since, in this order: `tollgate undo 4`, `tollgate undo 3`."
    );
}

pub(crate) fn a_batch_that_counted_on_one_that_is_undone_needs_it_back(store: &mut Store) {
    asked(store);
    three(store);
    let batch = import(store, &[("ada", with("A", "1"))]).unwrap().unwrap();
    rename(store, "ada", "jane");
    store.undo(batch, &hand()).unwrap();
    // The rename found her with what batch 2 gave.
    let error = store.undo(BatchNumber(1), &hand()).unwrap_err();
    let hint = "Take back what changed since, in this order: `tollgate redo 2`, `tollgate undo 3`, `tollgate undo 2`.";
    assert_eq!(error.hint, hint);
    follow(store, &error.hint);
    store.undo(BatchNumber(1), &hand()).unwrap();
    assert!(people(store).is_empty());
}

/// Does what a hint says, word for word.
fn follow(store: &mut Store, hint: &str) {
    for command in hint.split('`').skip(1).step_by(2) {
        let (verb, number) = command.trim_start_matches("tollgate ").split_once(' ').unwrap();
        let number = BatchNumber(number.parse().unwrap());
        let done = match verb {
            "undo" => store.undo(number, &hand()),
            _ => store.redo(number, &hand()),
        };
        done.unwrap_or_else(|error| panic!("{command} of {hint}: {error:?}"));
    }
}

/// Random loads, imports, undos and redos: whatever is refused can be taken back once the hint was followed.
pub(crate) fn a_hint_that_is_followed_leads_on(store: &mut Store) {
    let mut next = numbers(11);
    asked(store);
    load(store, ["ada", "bo", "cy", "di"].map(|name| person(name, Conferencing::None)).into());
    let mut followed = 0;
    for round in 0..150 {
        let plan = invented(store, round, &mut next);
        // Two may have been given one ID; that is another test.
        store.apply(&plan, &hand()).ok();
        let batches = store.batches().unwrap();
        let number = batches[next(batches.len().min(12))].number;
        if next(2) == 0 {
            store.redo(number, &hand()).ok();
        } else if let Err(error) = store.undo(number, &hand())
            && error.kind == "conflict"
        {
            follow(store, &error.hint);
            let done = store.undo(number, &hand());
            done.unwrap_or_else(|after| panic!("{number}: {error:?}: {after:?}"));
            followed += 1;
        }
    }
    assert!(followed > 10, "{followed}");
    store.verify().unwrap();
}

/// Numbers below a bound, by chance, the same at each run.
pub(crate) fn numbers(mut seed: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    }
}

/// A load or an import of about a third of the people there are; a load may bring somebody.
pub(crate) fn invented(
    store: &mut Store,
    round: usize,
    next: &mut dyn FnMut(usize) -> usize,
) -> Plan {
    let now = people(store);
    let is_load = next(2) == 0;
    let mut changes = Vec::new();
    for (at, person) in now.iter().enumerate() {
        if next(3) > 0 {
            continue;
        }
        let after = if is_load {
            loaded(person, round, next(4))
        } else if person.conferencing == Conferencing::Microsoft {
            Some(person.with(Conferencing::None))
        } else {
            Some(person.with(with("A", &format!("{round}-{at}"))))
        };
        if after.as_ref() != Some(person) {
            changes.push(Change::of(Some(person.clone()), after));
        }
    }
    let comes = person(["ada", "bo", "cy", "di"][next(4)], Conferencing::None);
    if is_load && now.len() < 6 && now.iter().all(|other| other.sip() != comes.sip()) {
        changes.push(Change::of(None, Some(comes)));
    }
    let (file, sha256) = ("d".to_owned(), "0".to_owned());
    let import = Cause::Import { roster: 1, file: file.clone(), sha256: sha256.clone() };
    plan(store, if is_load { Cause::Load { file, sha256 } } else { import }, changes)
}

/// Somebody after a load: gone, under another address, with Microsoft, or with another licence.
fn loaded(person: &Person, round: usize, how: usize) -> Option<Person> {
    let mut identity = (*person.identity).clone();
    match how {
        0 => return None,
        1 => identity.sip = SipAddress::new(&format!("r{round}@contoso.example")).unwrap(),
        2 => return Some(person.with(Conferencing::Microsoft)),
        _ => identity.licensed = Some(identity.licensed != Some(true)),
    }
    Some(Person { identity: identity.into(), ..person.clone() })
}

/// Random plans, each undone in turn: every state on the way back is the one on the way there.
pub(crate) fn whatever_is_applied_can_be_taken_back_step_by_step(store: &mut Store) {
    let mut next = numbers(7);
    asked(store);
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
    // Each is read back from nothing but its record.
    for batch in store.batches().unwrap() {
        let (batch, changes) = store.batch(batch.number).unwrap();
        let bytes = store.record(batch.number).unwrap().bytes;
        let told = Told::read(&bytes).unwrap();
        assert_eq!((told.batch, told.changes), (Batch { undone_by: None, ..batch }, changes));
        assert_eq!(told.evidence[0].0, "reply.csv");
        for at in 0..bytes.len() {
            assert_eq!(Told::read(&bytes[..at]), None);
        }
    }
}
