//! Rosters and provider profiles, as they were given.

use tollgate_model::{Cause, Conferencing, Field, Plan, Profile, Revision, Roster, RosterState};
use tollgate_store::Store;

use crate::invented::{
    change, hand, import, import_plan, load, now, person, plan, rename, three, with,
};

pub(crate) fn a_roster_is_kept_cell_for_cell_or_not_at_all(store: &mut Store) {
    three(store);
    let mut roster = Roster::new(1, "A", now());
    roster.revision = Some(Revision(1));
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
    assert_eq!(store.next_roster().unwrap(), 1);
    let mut kept = store.begin_roster().unwrap();
    assert_eq!(kept.number(), 1);
    kept.put(&roster).unwrap();
    kept.keep().unwrap();
    assert_eq!(store.next_roster().unwrap(), 2);
    assert_eq!(store.roster(1).unwrap(), roster);
    assert_eq!(store.roster(2).unwrap_err().kind, "no-such-roster");
    let state = |store: &mut Store| store.rosters().unwrap()[0].state;
    assert_eq!(state(store), RosterState::Unanswered);
    let mut open = Vec::new();
    let mut next = store.begin_roster().unwrap();
    next.each_open(&mut |roster| open.push(roster.number)).unwrap();
    drop(next);
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

/// A roster of these people.
fn roster(number: u32, names: &[&str]) -> Roster {
    let mut roster = Roster::new(number, "A", now());
    for name in names {
        let address = format!("{name}@contoso.example");
        roster.push(|field| if field == Field::SipAddress { &address } else { "" });
    }
    roster
}

pub(crate) fn what_replies_to_a_roster_brought_counts_until_it_is_undone_or_changed(
    store: &mut Store,
) {
    three(store);
    let mut sent = roster(1, &["bo", "ada", "cy"]);
    sent.revision = Some(store.revision().unwrap());
    let mut new = store.begin_roster().unwrap();
    new.put(&sent).unwrap();
    new.keep().unwrap();
    assert_eq!(store.brought(&sent).unwrap(), []);
    let part = |store: &mut Store, given: &[(&str, Conferencing)], left: usize| {
        let plan = Plan { left, ..import_plan(store, given) };
        store.apply(&plan, &hand()).unwrap().unwrap()
    };
    let first = part(store, &[("ada", with("A", "1")), ("cy", with("A", "2"))], 1);
    part(store, &[("bo", with("A", "3"))], 0);
    let state = |store: &mut Store| store.rosters().unwrap()[0].state;
    assert_eq!(store.brought(&sent).unwrap(), [0, 1, 2]);
    assert_eq!(store.brought(&roster(2, &["ada"])).unwrap(), []);
    assert_eq!(state(store), RosterState::Imported);
    // The second part counted on the first.
    store.undo(first, &hand()).unwrap();
    assert_eq!(store.brought(&sent).unwrap(), [0]);
    assert_eq!(state(store), RosterState::Partly);
    store.redo(first, &hand()).unwrap();
    assert_eq!(state(store), RosterState::Imported);
    // Under another address somebody is the same person, and whoever gets the old one is not.
    rename(store, "cy", "zoë");
    load(store, vec![person("cy", with("A", "8"))]);
    assert_eq!(store.brought(&sent).unwrap(), [0, 1, 2]);
    for name in ["ada", "zoë"] {
        let other = change(store, name, with("A", &format!("9{}", name.len())));
        let plan = plan(store, Cause::Assign, vec![other]);
        store.apply(&plan, &hand()).unwrap();
    }
    assert_eq!(store.brought(&sent).unwrap(), [0]);
}

pub(crate) fn a_roster_that_is_closed_is_not_waited_for_until_it_is_opened_again(
    store: &mut Store,
) {
    three(store);
    let text = "name = \"A\"\ndomain = \"acp.contoso.example\"\n[[numbers]]\nnumber = \"+12065550100\"\nkind = \"toll\"\n";
    store.set_provider(&Profile::read(text).unwrap().provider).unwrap();
    for number in [1, 2] {
        let mut new = store.begin_roster().unwrap();
        new.put(&roster(number, &["ada"])).unwrap();
        new.keep().unwrap();
    }
    let error = store.remove_provider("A").unwrap_err();
    assert_eq!(
        error.message,
        "Provider `A` is still in use: rosters 1 and 2 are open. It was not removed."
    );
    assert_eq!(store.close_roster(2, true).unwrap().state, RosterState::Closed);
    assert_eq!(store.close_roster(3, true).unwrap_err().kind, "no-such-roster");
    let error = store.remove_provider("A").unwrap_err();
    assert!(error.message.contains("roster 1 is open"), "{error:?}");
    assert!(error.hint.ends_with("`tollgate rosters 1 --close`."), "{error:?}");
    // What a reply brings that comes all the same counts.
    store.close_roster(1, true).unwrap();
    let batch = import(store, &[("ada", with("A", "1"))]).unwrap().unwrap();
    let states = |store: &mut Store| -> Vec<RosterState> {
        store.rosters().unwrap().iter().map(|info| info.state).collect()
    };
    assert_eq!(states(store), [RosterState::Closed, RosterState::Imported]);
    store.undo(batch, &hand()).unwrap();
    assert_eq!(states(store), [RosterState::Closed, RosterState::Closed]);
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    store.copy(copy.to_str().unwrap(), false, now()).unwrap();
    let mut copy = Store::open(copy.to_str().unwrap(), now()).unwrap();
    assert_eq!(copy.rosters().unwrap(), store.rosters().unwrap());
    assert_eq!(store.close_roster(1, false).unwrap().state, RosterState::Unanswered);
    store.close_roster(1, true).unwrap();
    store.remove_provider("A").unwrap();
    store.verify().unwrap();
}

pub(crate) fn a_provider_is_kept_by_name_without_case_and_stays_while_it_is_used(
    store: &mut Store,
) {
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
