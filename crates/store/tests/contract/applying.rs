//! Applying a plan: what comes of it, and when it is refused.

use tollgate_model::{
    Assignment, Bridge, Cause, Change, Conferencing, Hand, HowMany, Identity, Person, PersonView,
    Revision, Since, SipAddress,
};
use tollgate_store::{Store, content};

use crate::invented::{hand, identity, import, load, people, person, plan, rename, three, with};
use crate::undoing::{invented, numbers};

pub(crate) fn applied_then_undone_is_as_before_and_redone_is_as_after(store: &mut Store) {
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

pub(crate) fn what_is_kept_comes_back_to_the_letter(store: &mut Store) {
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
    ]
    .into();
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

pub(crate) fn everyone_can_be_looked_at_one_by_one(store: &mut Store) {
    let mut bo = identity("bo");
    let Conferencing::Assigned(held) = with("B", "0001") else { unreachable!() };
    bo.beside = vec![
        held.clone(),
        Assignment {
            bridge: Bridge { toll_free_numbers: Vec::new(), ..(*held.bridge).clone() }.into(),
            ..held
        },
    ]
    .into();
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
    let mut to_ask = Vec::new();
    let revision = store.each_to_ask(&mut |person| to_ask.extend(person.to_person())).unwrap();
    let mut wanted = seen.clone();
    for person in &mut wanted {
        let identity = std::sync::Arc::make_mut(&mut person.identity);
        (identity.licensed, identity.object_id) = (None, None);
        (identity.department, identity.beside) = Default::default();
    }
    assert_eq!((to_ask, revision), (wanted, Revision(1)));
    let see = |stand: &mut Vec<Person>, person: PersonView<'_>| stand.extend(person.to_person());
    let (stand, revision) = store.each_standing(None, |_| Vec::new(), see).unwrap();
    for person in &mut seen {
        let identity = std::sync::Arc::make_mut(&mut person.identity);
        (identity.country, identity.object_id) = (None, None);
        (identity.department, identity.beside) = Default::default();
    }
    assert_eq!((stand, revision), (seen, Revision(1)));
}

pub(crate) fn who_is_as_before_and_needs_no_word_is_not_shown_again(store: &mut Store) {
    let of = |name: &str, licensed, conferencing| {
        let identity = Identity { licensed, enabled: name != "bo", ..identity(name) };
        Person { identity: identity.into(), conferencing }
    };
    let plain = |name: &str| of(name, None, Conferencing::None);
    let cy = of("cy", Some(true), Conferencing::None);
    load(store, vec![plain("ada"), plain("bo"), cy, plain("dee"), plain("eve"), plain("fay")]);
    let apply = |store: &mut Store, before: &str, after| {
        let plan = plan(store, Cause::Assign, vec![Change::of(Some(plain(before)), after)]);
        store.apply(&plan, &hand()).unwrap().unwrap()
    };
    apply(store, "dee", Some(of("dee", None, with("A", "0712"))));
    let given = apply(store, "eve", Some(of("eve", None, with("A", "0713"))));
    store.undo(given, &hand()).unwrap();
    apply(store, "fay", None);
    let shown = |store: &mut Store, since| {
        let see = |seen: &mut Vec<String>, person: PersonView<'_>| seen.push(person.sip.to_owned());
        let mut touched = None;
        let begin = |told: Since| {
            touched = told.touched.map(|touched| touched.len());
            Vec::new()
        };
        let (seen, _) = store.each_standing(since, begin, see).unwrap();
        let names = seen.iter().filter_map(|sip| sip.split('@').next());
        (names.collect::<Vec<_>>().join(" "), touched)
    };
    assert_eq!(shown(store, Some(Revision(1))), ("bo cy dee eve".into(), Some(3)));
    assert_eq!(shown(store, Some(Revision(2))), ("bo cy dee eve".into(), Some(2)));
    assert_eq!(shown(store, Some(Revision(4))), ("bo cy dee".into(), Some(1)));
    assert_eq!(shown(store, None), ("ada bo cy dee eve".into(), None));
    assert_eq!(store.how_many().unwrap(), HowMany { people: 5, assignments: 1 });
}

pub(crate) fn who_is_not_shown_is_who_they_were_and_has_nothing(store: &mut Store) {
    let (mut next, mut states, mut unseen) = (numbers(11), Vec::new(), 0);
    three(store);
    for round in 0..60 {
        states.push((store.revision().unwrap(), people(store)));
        let plan = invented(store, round, &mut next);
        store.apply(&plan, &hand()).ok();
        for (revision, were) in states.iter().rev().take(3) {
            unseen += unseen_since(store, *revision, were);
        }
    }
    assert!(unseen > 20, "{unseen}");
}

/// How many people are neither shown nor touched since they were so; each must be who they were.
fn unseen_since(store: &mut Store, revision: Revision, were: &[Person]) -> usize {
    let mut touched = None;
    let begin = |told: Since| {
        touched = told.touched;
        Vec::new()
    };
    let see = |seen: &mut Vec<SipAddress>, person: PersonView<'_>| {
        seen.extend(SipAddress::new(person.sip));
    };
    let (seen, _) = store.each_standing(Some(revision), begin, see).unwrap();
    let touched = touched.unwrap();
    let others = |people: &[Person]| -> Vec<Person> {
        let is_other = |sip: &SipAddress| !touched.contains(sip.as_str()) && !seen.contains(sip);
        people.iter().filter(|person| is_other(person.sip())).cloned().collect()
    };
    let now = others(&people(store));
    assert_eq!(now, others(were));
    for person in &now {
        let Identity { enabled, teams_only, licensed, .. } = *person.identity;
        let stands = (&person.conferencing, enabled, teams_only, licensed == Some(false));
        assert_eq!(stands, (&Conferencing::None, true, false, false));
    }
    now.len()
}

pub(crate) fn it_is_told_who_has_another_address_since_a_revision(store: &mut Store) {
    three(store);
    let rename = |store: &mut Store, pairs: &[(&str, &str)]| {
        let changes = pairs.iter().map(|(was, now)| {
            let was = store.person(&identity(was).sip).unwrap().unwrap();
            let mut renamed = (*was.identity).clone();
            renamed.sip = identity(now).sip;
            let now = Person { identity: renamed.into(), ..was.clone() };
            Change::of(Some(was), Some(now))
        });
        let changes = changes.collect();
        let plan = plan(store, Cause::Assign, changes);
        store.apply(&plan, &hand()).unwrap()
    };
    rename(store, &[("ada", "bo"), ("bo", "ada")]);
    let batch = rename(store, &[("cy", "zoë")]).unwrap();
    let told = |store: &mut Store, since| {
        let (told, _) = store.each_standing(since, |told| told, |_, _| ()).unwrap();
        let mut renamed: Vec<_> = told.renamed.into_iter().collect();
        renamed.sort_unstable();
        renamed.iter().map(|(was, now)| format!("{was} {now}")).collect::<Vec<_>>()
    };
    let [ada, bo, cy, zoë] = ["ada", "bo", "cy", "zoë"].map(|name| identity(name).sip.to_string());
    let exchanged = [format!("{ada} {bo}"), format!("{bo} {ada}")];
    let all = [exchanged.as_slice(), &[format!("{cy} {zoë}")]].concat();
    assert_eq!(told(store, Some(Revision(1))), all);
    assert_eq!(told(store, Some(Revision(2))), all[2..]);
    assert_eq!(told(store, None), Vec::<String>::new());
    store.undo(batch, &hand()).unwrap();
    assert_eq!(told(store, Some(Revision(1))), exchanged);
}

pub(crate) fn it_is_told_which_addresses_another_account_has_since_a_revision(store: &mut Store) {
    three(store);
    let other = |name: &str| {
        let identity = Identity { object_id: Some("other".into()), ..identity(name) };
        Person { identity: identity.into(), conferencing: Conferencing::None }
    };
    let apply = |store: &mut Store, before, after| {
        let plan = plan(store, Cause::Assign, vec![Change::of(before, after)]);
        store.apply(&plan, &hand()).unwrap().unwrap()
    };
    let [ada, bo] = ["ada", "bo"].map(|name| person(name, Conferencing::None));
    let made_anew = apply(store, Some(ada), Some(other("ada")));
    let taken = |store: &mut Store, since| {
        let (told, _) = store.each_standing(since, |told| told, |_, _| ()).unwrap();
        let mut taken: Vec<_> = told.taken.into_iter().map(String::from).collect();
        taken.sort_unstable();
        taken
    };
    let [ada, bo_address, cy, jane] =
        ["ada", "bo", "cy", "jane"].map(|name| identity(name).sip.to_string());
    assert_eq!(taken(store, Some(Revision(1))), [ada]);
    assert_eq!(taken(store, Some(Revision(2))), Vec::<String>::new());
    store.undo(made_anew, &hand()).unwrap();
    assert_eq!(taken(store, Some(Revision(1))), Vec::<String>::new());
    // One leaves, and another comes to the address; one goes on under another address, and another comes.
    apply(store, Some(bo), None);
    assert_eq!(taken(store, Some(Revision(1))), Vec::<String>::new());
    apply(store, None, Some(other("bo")));
    rename(store, "cy", "jane");
    apply(store, None, Some(other("cy")));
    assert_eq!(taken(store, Some(Revision(1))), [bo_address]);
    let (told, _) = store.each_standing(Some(Revision(1)), |told| told, |_, _| ()).unwrap();
    assert_eq!(told.renamed.get(&*cy).map(|now| &**now), Some(&*jane));
}

pub(crate) fn a_plan_from_an_older_revision_is_refused_and_names_who_moved(store: &mut Store) {
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

pub(crate) fn nothing_to_change_is_no_batch(store: &mut Store) {
    let plan = plan(store, Cause::Assign, Vec::new());
    assert_eq!(store.apply(&plan, &hand()).unwrap(), None);
    assert_eq!(store.revision().unwrap(), Revision(0));
}
