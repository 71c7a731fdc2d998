//! Words of the command line mean what they say, and what they cannot mean is refused.

use crate::setting::Setting;

const PROVIDER: &str = "Contoso Conferencing";

#[test]
fn a_roster_without_a_name_is_called_after_its_format() {
    let setting = Setting::new(2);
    let out = setting.done(&["export", "--provider", PROVIDER, "--format", "csv"]);
    assert!(
        out.starts_with("Roster 3 for Contoso Conferencing: 2 people in roster-3.csv.\n"),
        "{out}"
    );
    assert!(setting.read("roster-3.csv").starts_with("\u{feff}Row ID,"));
    let out = setting.done(&["export", "--provider", PROVIDER]);
    assert!(
        out.starts_with("Roster 4 for Contoso Conferencing: 2 people in roster-4.xlsx.\n"),
        "{out}"
    );
}

#[test]
fn a_name_that_several_people_have_means_none_of_them() {
    let setting = Setting::new(2);
    let users = "SipAddress,UserPrincipalName,UsageLocation\nsip:a1@x.example,Same@x.example,US\nsip:a2@x.example,same@x.example,US\n";
    setting.write("more.csv", users.as_bytes());
    setting.done(&["load", "more.csv"]);
    setting.write("list.txt", b"p1@contoso.example\nsame@x.example\n");
    for words in [
        &["show", "same@x.example"][..],
        &["assign", "same@x.example", "--provider", PROVIDER, "--conference-id", "1234567"],
        &["unassign", "same@x.example"],
        &["export", "--provider", PROVIDER, "--people", "list.txt", "-o", "new.csv"],
    ] {
        let outcome = setting.run(words);
        assert_eq!(
            (outcome.code, outcome.err.as_str()),
            (
                Some(2),
                "error: Several people are called `same@x.example`: a1@x.example, a2@x.example.\nhint: Give the SIP address of the one that is meant.\n"
            ),
            "{words:?}"
        );
    }
    assert!(!setting.path("new.csv").exists());
    setting.done(&["show", "a2@x.example"]);
}

#[test]
fn a_list_takes_everybody_on_it_with_all_and_names_whom_it_does_not_know_however_little_is_said() {
    let setting = Setting::new(2);
    setting.write_rows("reply.csv", &setting.answers());
    setting.done(&["import", "reply.csv"]);
    setting.write("list.txt", b"p1@contoso.example\nnobody@x.example\n");
    for all in [&[][..], &["--all"]] {
        let words = [
            "-q",
            "export",
            "--provider",
            PROVIDER,
            "--people",
            "list.txt",
            "--force",
            "-o",
            "new.csv",
        ];
        let outcome = setting.run(&[&words[..], all].concat());
        assert_eq!((outcome.code, outcome.out.as_str()), (Some(0), ""));
        assert_eq!(outcome.err, "Not in the directory: nobody@x.example.\n");
        let roster = setting.read("new.csv");
        assert_eq!(roster.lines().count(), 2, "{roster}");
        assert!(roster.contains("+4930901820"), "what is there already is filled in: {roster}");
    }
}

#[test]
fn what_asks_for_nothing_is_no_matter_where_only_what_is_wrong_is_wanted() {
    let setting = Setting::new(2);
    let mut rows = setting.answers();
    rows[0].push("Remarks".into());
    rows[1..].iter_mut().for_each(|row| row.push("x".into()));
    setting.write_rows("reply.csv", &rows);
    assert!(setting.done(&["validate", "reply.csv"]).starts_with("note[H005]"));
    assert_eq!(setting.done(&["validate", "reply.csv", "-q"]), "");
    for words in [&["import", "reply.csv"][..], &["undo", "2"], &["redo", "2"]] {
        assert_eq!(setting.done(&[words, &["-q"]].concat()), "", "{words:?}");
    }
    rows[1][8].clear();
    setting.write_rows("reply.csv", &rows);
    let outcome = setting.run(&["validate", "reply.csv", "-q"]);
    assert!(outcome.out.starts_with("error[") && !outcome.out.contains("note["), "{outcome:?}");
}

#[test]
fn a_reason_is_more_than_a_blank() {
    let setting = Setting::new(2);
    for reason in ["", " \t"] {
        let words = ["load", "users.csv", "--allow-changes", "9", "--reason", reason];
        let outcome = setting.run(&words);
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(outcome.err.contains("the journal keeps the reason"), "{outcome:?}");
    }
}

#[test]
fn no_output_takes_the_place_of_what_the_store_keeps_beside_itself() {
    let setting = Setting::new(2);
    setting.write_rows("reply.csv", &setting.answers());
    for end in ["", "-wal", "-shm", "-journal"] {
        let name = format!("tollgate.db{end}");
        let outcome = setting.run(&["validate", "reply.csv", "--html", &name]);
        assert_eq!(outcome.code, Some(2), "{name}: {outcome:?}");
        assert!(outcome.err.contains("is in use here"), "{name}: {outcome:?}");
    }
}

#[test]
fn the_manual_describes_every_option_of_every_command() {
    let page = Setting::new(2).done(&["man"]);
    let sections = page.matches("\n.SH \"TOLLGATE ").count();
    assert!(sections > 20, "{sections}");
    for wanted in
        ["\\-\\-leave\\-faulty", "\\-\\-bundle", "TOLLGATE PROVIDER SET", "\\-\\-no\\-progress"]
    {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert_eq!(page.matches("\n.TH ").count(), 1);
}

#[test]
fn a_provider_that_neither_a_profile_nor_a_person_has_is_said_to_be_none() {
    let setting = Setting::new(2);
    for (provider, said) in [
        (PROVIDER, ""),
        (
            "Nobody",
            "No provider is called `Nobody`: neither a profile nor a person has that name.\n",
        ),
    ] {
        let outcome = setting.run(&["people", "--provider", provider]);
        assert_eq!(
            (outcome.code, outcome.out.as_str(), outcome.err.as_str()),
            (Some(0), "0 people.\n", said)
        );
    }
}
