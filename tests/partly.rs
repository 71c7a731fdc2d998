//! Replies that are good in part: proposals used, people left for another reply, and what may be
//! shown to others.

use crate::setting::Setting;

/// Ten people: one without an ID, one whose ID lost its zeros, one who is missing.
fn damaged() -> Setting {
    let setting = Setting::new(10);
    let mut rows = setting.answers();
    rows[2][8].clear();
    rows[4][8] = "12345".into();
    rows.remove(7);
    setting.write_rows("reply.csv", &rows);
    setting
}

#[test]
fn without_the_flag_it_is_all_or_nothing() {
    let setting = damaged();
    let before = setting.done(&["people", "--format", "json"]);
    assert_eq!(setting.run(&["import", "reply.csv", "--roster", "2"]).code, Some(1));
    assert_eq!(setting.done(&["people", "--format", "json"]), before);
}

#[test]
fn people_without_a_fault_are_imported_and_the_others_asked_again() {
    let setting = damaged();
    let out = setting.done(&["import", "reply.csv", "--leave-faulty", "--again", "again.csv"]);
    let sum = "10 asked = 7 assigned + 0 changed + 0 replaced + 0 unchanged + 3 left.\nRoster 3 for Contoso Conferencing: 3 people to ask again, in again.csv.\n";
    assert!(out.contains(sum), "{out}");
    assert!(out.contains("Imported as batch 2: 7 assigned, 3 left out.\n"), "{out}");
    assert_eq!(setting.read("again.csv").lines().count(), 4);
    assert!(setting.done(&["rosters"]).contains("10 people, partly"));

    // The same again changes nothing and asks nobody twice.
    let out = setting.done(&["import", "reply.csv", "--leave-faulty"]);
    assert!(out.ends_with("Nothing to change: already applied as batch 2.\n"), "{out}");
    assert!(!setting.path("roster-4.xlsx").exists());

    // What the provider then answers completes the job.
    let mut rows: Vec<Vec<String>> = setting
        .read("again.csv")
        .trim_start_matches('\u{feff}')
        .lines()
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect();
    for (at, row) in rows.iter_mut().enumerate().skip(1) {
        let toll = [("US", "+12065550100"), ("DE", "+4930901820"), ("GB", "+442079460100")];
        let toll = toll.iter().find(|(country, _)| *country == row[4]);
        toll.map_or("+33155010100", |(_, toll)| toll).clone_into(&mut row[6]);
        row[8] = format!("550{at}217");
    }
    setting.write_rows("second.csv", &rows);
    let out = setting.done(&["import", "second.csv"]);
    assert!(out.contains("Imported as batch 3: 3 assigned.\n"), "{out}");
    assert_eq!(setting.done(&["people", "--state", "none", "--format", "csv"]).lines().count(), 1);

    // The first reply once more, in other bytes, is old by now: it asks nobody again.
    setting.write("old.csv", format!("{}\r\n", setting.read("reply.csv")).as_bytes());
    let out = setting.done(&["import", "old.csv", "--leave-faulty"]);
    assert!(!out.contains("to ask again") && out.contains("Nothing to change"), "{out}");
    assert!(!setting.path("roster-4.xlsx").exists());
}

#[test]
fn who_is_gone_by_now_is_left_out_and_not_asked_for_again() {
    let setting = damaged();
    let gone = "SipAddress,Enabled,TeamsUpgradeEffectiveMode\nsip:p2@contoso.example,false,\nsip:p5@contoso.example,true,TeamsOnly\n";
    setting.write("gone.csv", gone.as_bytes());
    setting.done(&["load", "gone.csv"]);
    let mut rows = setting.answers();
    let blank = rows.iter().position(|row| row[1] == "p4@contoso.example").unwrap();
    rows[blank][8].clear();
    rows.retain(|row| row[1] != "p5@contoso.example");
    setting.write_rows("reply.csv", &rows);
    let found = setting.run(&["validate", "reply.csv", "--answer", "letter.txt"]).out;
    assert!(
        found.contains("help: Do not ask again: these people are no longer in the directory."),
        "{found}"
    );
    let letter = setting.read("letter.txt");
    assert!(
        !letter.contains("p5@contoso.example") && letter.contains("1 must be corrected"),
        "{letter}"
    );
    let words = ["import", "reply.csv", "--leave-faulty", "--again", "again.csv"];
    let out = setting.done(&words);
    let told = "Roster 3 for Contoso Conferencing: 1 person to ask again, in again.csv; 2 others who are left out are not asked for.\nLeft out: 1 (Teams only: no third party can be the provider), 1 (the account is disabled).\n";
    assert!(out.contains(told), "{out}");
    assert!(out.contains("Imported as batch 3: 7 assigned, 3 left out.\n"), "{out}");
}

#[test]
fn an_answer_in_two_parts_asks_nobody_twice() {
    let setting = Setting::new(10);
    let rows = setting.answers();
    setting.write_rows("one.csv", &rows[..6]);
    setting.write_rows("two.csv", &[&rows[..1], &rows[6..]].concat());
    setting.done(&["import", "one.csv", "--leave-faulty"]);
    let (sound, two) = (rows[8][8].clone(), "two.csv");
    let mut rows = rows;
    rows[8][8].clear();
    setting.write_rows("faulty.csv", &[&rows[..1], &rows[6..]].concat());
    let words = ["import", "faulty.csv", "--leave-faulty", "--dry-run"];
    let out = setting.done(&words);
    let sum = "10 asked = 4 assigned + 0 changed + 0 replaced + 5 unchanged + 1 left.";
    assert!(out.contains(sum), "{out}");

    let out = setting.done(&["import", two]);
    assert!(
        out.contains("5 of 10 people are ready; 5 have what an earlier reply brought."),
        "{out}"
    );
    assert!(out.contains("Imported as batch 3: 5 assigned, 5 unchanged.\n"), "{out}");
    assert!(setting.done(&["rosters", "2"]).contains("10 people, imported"));
    assert!(setting.done(&["people", "--format", "json"]).contains(&sound));
    let outcome = setting.run(&["validate", two, "--format", "json"]);
    assert!(outcome.out.contains("\"missing\": 5,\n    \"brought\": 5,"), "{outcome:?}");

    // Where the first part is taken back its people are missing again.
    setting.done(&["undo", "2"]);
    assert!(setting.done(&["rosters", "2"]).contains("10 people, partly"));
    assert_eq!(setting.found(two, "error").len(), 5);
}

#[test]
fn a_whole_answer_without_row_ids_is_not_taken_for_that_of_the_few_who_were_left() {
    let setting = damaged();
    setting.done(&["import", "reply.csv", "--leave-faulty"]);
    let bare = |rows: Vec<Vec<String>>| -> Vec<Vec<String>> {
        rows.into_iter().map(|row| [1, 6, 7, 8].map(|at| row[at].clone()).into()).collect()
    };
    setting.write_rows("whole.csv", &bare(setting.answers()));
    let out = setting.done(&["validate", "whole.csv"]);
    assert!(out.contains("matched by SIP address to roster 2 of"), "{out}");
    // Of the few alone the newest roster asks.
    let mut few = setting.answers();
    few = vec![few[0].clone(), few.remove(2)];
    setting.write_rows("few.csv", &bare(few));
    let outcome = setting.run(&["validate", "few.csv"]);
    assert!(outcome.out.contains("matched by SIP address to roster 3 of"), "{outcome:?}");
}

#[test]
fn an_answer_without_row_ids_is_of_the_provider_that_it_names() {
    let setting = Setting::new(10);
    let profile = setting.read("contoso.toml").replace("\"Contoso Conferencing\"", "\"Fabrikam\"");
    setting.write("fabrikam.toml", profile.as_bytes());
    setting.done(&["provider", "set", "fabrikam.toml"]);
    setting.done(&["export", "--provider", "Fabrikam", "-o", "fabrikam.csv"]);
    let bare = setting.answers().into_iter().map(|row| row[1..9].to_vec());
    setting.write_rows("bare.csv", &bare.collect::<Vec<_>>());
    let out = setting.done(&["validate", "bare.csv"]);
    assert!(out.contains("matched by SIP address to roster 2 of"), "{out}");
}

#[test]
fn a_roster_that_nobody_answers_is_closed_and_a_reply_that_comes_all_the_same_imported() {
    let setting = Setting::new(10);
    for number in ["1", "2"] {
        let out = setting.done(&["rosters", number, "--close"]);
        assert_eq!(out, format!("Roster {number} is closed: no answer is expected.\n"));
    }
    let export = ["export", "--provider", "Contoso Conferencing"];
    let out = setting.done(&[&export[..], &["-o", "new.csv"]].concat());
    assert!(!out.contains("already on a roster"), "{out}");
    let out = setting.done(&["rosters", "2", "--reopen"]);
    assert_eq!(out, "Roster 2 is open: unanswered.\n");
    setting.done(&["rosters", "2", "--close"]);
    setting.write_rows("reply.csv", &setting.answers());
    setting.done(&["import", "reply.csv"]);
    let out = setting.done(&["rosters", "2", "--close"]);
    assert_eq!(out, "Roster 2 is imported: it has no open answers.\n");
}

#[test]
fn nobody_is_given_an_id_that_somebody_who_is_left_still_has() {
    let setting = Setting::new(6);
    setting.write_rows("reply.csv", &setting.answers());
    setting.done(&["import", "reply.csv"]);
    setting.done(&["export", "--provider", "Contoso Conferencing", "--all", "-o", "all.csv"]);
    let text = setting.read("all.csv");
    let rows = text.trim_start_matches('\u{feff}').lines();
    let mut rows: Vec<Vec<String>> =
        rows.map(|line| line.split(',').map(str::to_owned).collect()).collect();
    // The second is given the first one's ID, the third the second one's; and the first none.
    let ids: Vec<String> = rows.iter().map(|row| row[8].clone()).collect();
    rows[1][8].clear();
    rows[2][8].clone_from(&ids[1]);
    rows[3][8].clone_from(&ids[2]);
    rows[4][8] = "4410982".into();
    setting.write_rows("all.csv", &rows);
    let words = ["import", "all.csv", "--leave-faulty", "--again", "again.csv"];
    let outcome = setting.run(&words);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let sum = "6 asked = 0 assigned + 1 changed + 0 replaced + 2 unchanged + 3 left.";
    assert!(outcome.out.contains(sum), "{outcome:?}");
}

#[test]
fn what_is_used_of_proposals_is_shown_when_it_is_imported() {
    let setting = Setting::new(4);
    let mut rows = setting.answers();
    rows[2][8] = "12345".into();
    setting.write_rows("reply.csv", &rows);
    let out = setting.done(&["import", "reply.csv", "--apply", "C001"]);
    assert!(out.contains("note[C001] leading-zeros-lost"), "{out}");
    assert!(out.contains("as --apply C001 asks"), "{out}");
    assert!(out.contains("Imported as batch 2"), "{out}");
}

#[test]
fn a_roster_that_cannot_be_written_leaves_the_directory_as_it_was() {
    let setting = damaged();
    setting.write("again.csv", b"mine");
    let before = setting.done(&["people", "--format", "json"]);
    let outcome = setting.run(&["import", "reply.csv", "--leave-faulty", "--again", "again.csv"]);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert_eq!(setting.read("again.csv"), "mine");
    assert_eq!(setting.done(&["people", "--format", "json"]), before);
    assert!(!setting.done(&["log"]).contains("import"));
}

#[test]
fn a_fault_that_is_nobodys_alone_leaves_nobody_out() {
    let setting = damaged();
    let mut rows = setting.answers();
    for row in &mut rows {
        row.remove(8);
    }
    setting.write_rows("reply.csv", &rows);
    let outcome = setting.run(&["import", "reply.csv", "--leave-faulty"]);
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.out.contains("--leave-faulty cannot help"), "{outcome:?}");
}

#[test]
fn a_row_of_somebody_else_leaves_out_nobody_but_an_answer_of_nobody_stops_all() {
    let setting = damaged();
    let mut rows = setting.answers();
    let row = |address: &str| -> Vec<String> {
        ["", address, "", "", "US", "", "+12065550100", "", "7654321", ""].map(Into::into).into()
    };
    rows[2][8].clear();
    rows.push(row("sip:stranger@elsewhere.example"));
    setting.write_rows("reply.csv", &rows);
    let words = ["import", "reply.csv", "--leave-faulty", "--dry-run"];
    let out = setting.done(&words);
    let sum = "10 asked = 9 assigned + 0 changed + 0 replaced + 0 unchanged + 1 left.";
    assert!(out.contains(sum), "{out}");

    *rows.last_mut().unwrap() = row("");
    setting.write_rows("reply.csv", &rows);
    let outcome = setting.run(&words);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.out.contains("--leave-faulty cannot help"), "{outcome:?}");
}

#[test]
fn a_proposal_is_used_when_its_rule_is_named_and_stands_in_the_journal() {
    let setting = damaged();
    let words = ["import", "reply.csv", "--leave-faulty", "--apply", "leading-zeros-lost"];
    let out = setting.done(&words);
    assert!(out.contains("`12345` became `0012345`, as --apply C001 asks"), "{out}");
    assert!(out.contains("8 assigned + 0 changed + 0 replaced + 0 unchanged + 2 left."), "{out}");
    assert!(setting.done(&["log"]).contains("(--leave-faulty --apply leading-zeros-lost)"));
    let outcome = setting.run(&["validate", "reply.csv", "--apply", "C001,P003"]);
    assert!(outcome.out.contains("P003 proposes nothing here.\n"), "{outcome:?}");
    assert!(!outcome.out.contains("C001 proposes nothing"), "{outcome:?}");
    let outcome = setting.run(&["validate", "reply.csv", "--apply", "C099"]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.err.contains("there is no such rule"), "{outcome:?}");
}

#[test]
fn what_is_redacted_holds_no_number_no_id_and_no_name() {
    let setting = damaged();
    for format in ["text", "json"] {
        for command in ["validate", "import"] {
            let words = [command, "reply.csv", "--redact", "--format", format, "--roster", "1"];
            let outcome = setting.run(&words);
            assert_eq!(outcome.code, Some(1));
            for secret in ["contoso.example", "Zoë", "12345", "+1206", "R1-", "R2-"] {
                assert!(!outcome.out.contains(secret), "{secret} in {}", outcome.out);
            }
        }
    }
    let words = ["import", "reply.csv", "--redact", "--leave-faulty", "--dry-run"];
    for format in ["text", "json"] {
        let out = setting.done(&[&words[..], &["--format", format]].concat());
        assert!(!out.contains("contoso.example") && !out.contains("+1206"), "{out}");
    }
    // One of those who would be asked again is gone.
    let users = setting.read("users.csv");
    let gone = setting.answers()[2][1].clone();
    let others: Vec<&str> = users.lines().filter(|line| !line.contains(&*gone)).collect();
    setting.write("users.csv", others.join("\n").as_bytes());
    setting.done(&["load", "users.csv", "--prune"]);
    let outcome = setting.run(&["import", "reply.csv", "--redact", "--leave-faulty", "-v"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(!format!("{outcome:?}").contains("contoso.example"), "{outcome:?}");
}

#[test]
fn row_ids_that_are_damaged_still_name_their_roster() {
    let setting = Setting::new(4);
    let mut rows = setting.answers();
    for (at, row) in rows.iter_mut().enumerate().skip(1) {
        (row[0], row[9]) = (format!("R1-{at:04}-JW17Y"), format!("R1-{at:04}-JW17Y"));
    }
    setting.write_rows("cropped.csv", &rows);
    let out = setting.run(&["validate", "cropped.csv"]).out;
    assert!(out.contains("cropped.csv: the reply of Contoso Conferencing to roster 1."), "{out}");
}
