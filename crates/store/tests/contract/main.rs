//! What every backend promises. Plain functions over a store, run over each backend.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod applying;
mod file;
mod ids;
mod invented;
mod rosters;
mod undoing;

use applying::*;
use ids::*;
use rosters::*;
use undoing::*;

/// Runs every promise over a backend; where its server is not to be had, none.
macro_rules! contract {
    ($(#[$about:meta])* $backend:ident, $url:expr) => {
        $(#[$about])*
        contract!($backend, $url, [
            applied_then_undone_is_as_before_and_redone_is_as_after,
            what_is_kept_comes_back_to_the_letter,
            everyone_can_be_looked_at_one_by_one,
            who_is_as_before_and_needs_no_word_is_not_shown_again,
            who_is_not_shown_is_who_they_were_and_has_nothing,
            it_is_told_who_has_another_address_since_a_revision,
            it_is_told_which_addresses_another_account_has_since_a_revision,
            a_plan_from_an_older_revision_is_refused_and_names_who_moved,
            two_people_can_exchange_their_ids,
            an_id_that_somebody_has_is_refused_and_nothing_is_left_behind,
            among_many_others_ids_are_exchanged_refused_and_repeated_all_the_same,
            two_people_are_not_given_one_id,
            nobody_gets_the_address_of_somebody_who_stays,
            addresses_are_exchanged_and_pass_on_from_somebody_who_leaves,
            an_id_that_was_taken_away_is_given_up_until_that_is_undone,
            who_was_assigned_is_known_by_the_address_of_today,
            repeated_ids_of_a_dump_stand_as_they_stood,
            undoing_what_later_changes_rest_on_names_the_people,
            an_import_is_undone_under_the_address_that_a_person_has_by_now,
            what_must_be_taken_back_first_is_named_with_what_is_in_its_own_way,
            a_batch_that_counted_on_one_that_is_undone_needs_it_back,
            a_hint_that_is_followed_leads_on,
            undo_and_redo_refuse_what_makes_no_sense_and_say_what_does,
            a_load_is_undone_whole_people_names_and_addresses,
            an_import_is_undone_though_a_department_changed_since,
            nothing_to_change_is_no_batch,
            a_roster_is_kept_cell_for_cell_or_not_at_all,
            what_replies_to_a_roster_brought_counts_until_it_is_undone_or_changed,
            a_roster_that_is_closed_is_not_waited_for_until_it_is_opened_again,
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
                let mut store = tollgate_store::Store::create(&url, crate::invented::now()).unwrap();
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
