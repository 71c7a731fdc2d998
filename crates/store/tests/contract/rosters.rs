//! Rosters and provider profiles, as they were given.

use tollgate_model::{Conferencing, Field, Profile, Revision, Roster, RosterState};
use tollgate_store::Store;

use crate::invented::{hand, import, load, now, person, three, with};

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
