//! The guard before a batch, what a lost answer says, and what the journal knows of earlier holders.

use crate::setting::Setting;

/// Sixty people who have an assignment by batch 2, and a roster that asks for all of them again.
fn assigned() -> Setting {
    let setting = Setting::new(60);
    setting.write_rows("reply.csv", &setting.answers());
    setting.done(&["import", "reply.csv"]);
    let provider = "Contoso Conferencing";
    setting.done(&["export", "--provider", provider, "--all", "-o", "again.csv"]);
    setting
}

/// The reply to `again.csv` in which the first `changed` people get another ID.
fn changed(setting: &Setting, changed: usize) {
    let text = setting.read("again.csv");
    let rows = text.trim_start_matches('\u{feff}').lines().enumerate().map(|(at, line)| {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if (1..=changed).contains(&at) {
            cells[8] = format!("{:07}", 9_100_003 + at * 7_919);
        }
        cells
    });
    setting.write_rows("changed.csv", &rows.collect::<Vec<_>>());
}

#[test]
fn an_import_that_changes_too_much_stops_unless_it_is_allowed() {
    let setting = assigned();
    changed(&setting, 30);
    let out = setting.done(&["import", "changed.csv", "--dry-run"]);
    let warning = "It will be stopped. It would change or take away 30 of the 60 assignments that people have. Look at the plan with --dry-run. If it is meant, add --allow-changes 30 --reason \"why\".\n";
    assert!(out.ends_with(warning), "{out}");
    let plan = setting.done(&["import", "changed.csv", "--dry-run", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
    assert_eq!(plan["stopped"], warning.trim_end());
    let outcome = setting.run(&["import", "changed.csv", "--format", "json"]);
    assert_eq!(outcome.code, Some(3));
    assert!(outcome.out.contains("\"kind\": \"too-many-changes\""), "{outcome:?}");
    let few = ["import", "changed.csv", "--allow-changes", "29", "--reason", "renumbered"];
    assert_eq!(setting.run(&few).code, Some(3));
    setting.done(&["import", "changed.csv", "--allow-changes", "30", "--reason", "renumbered"]);
    let log = setting.done(&["log", "--format", "json"]);
    assert!(
        log.contains("\"reason\": \"renumbered\"") && log.contains("--allow-changes 30"),
        "{log}"
    );
}

#[test]
fn a_list_of_nobody_or_of_hardly_anybody_is_not_everyone_having_left() {
    let setting = Setting::new(60);
    setting.write("nobody.csv", b"SipAddress,DisplayName\r\n");
    setting.write("one.csv", b"SipAddress,DisplayName\r\np1@contoso.example,Zoe\r\n");
    let before = setting.done(&["people", "--format", "json"]);
    let outcome = setting.run(&["load", "nobody.csv", "--prune"]);
    assert!(outcome.code == Some(3) && outcome.err.contains("holds nobody"), "{outcome:?}");
    let outcome = setting.run(&["load", "one.csv", "--prune"]);
    assert!(outcome.code == Some(3) && outcome.err.contains("remove 59 of the 60"), "{outcome:?}");
    assert_eq!(setting.done(&["people", "--format", "json"]), before);
    let words = ["load", "one.csv", "--prune", "--allow-changes", "59", "--reason", "moved away"];
    setting.done(&words);
}

#[test]
fn a_page_of_a_list_is_said_to_be_one_and_nobody_leaves_because_of_it() {
    let setting = Setting::new(2);
    let before = setting.done(&["people", "--format", "json"]);
    let page = br#"{"@odata.nextLink": "https://graph.microsoft.com/v1.0/users?$skiptoken=X",
        "value": [{"userPrincipalName": "zoe@contoso.example"}]}"#;
    setting.write("page.json", page);
    let outcome = setting.run(&["load", "page.json", "--prune"]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.err.contains("Could not prune: page.json is one page of a list"),
        "{outcome:?}"
    );
    assert_eq!(setting.done(&["people", "--format", "json"]), before);
    let out = setting.done(&["load", "page.json"]);
    let told = "page.json is one page of a list: the pages that follow (`@odata.nextLink`) were not read.\n";
    assert!(out.contains(told), "{out}");
}

#[test]
fn a_dump_from_before_an_import_takes_nobodys_assignment_unasked() {
    let setting = Setting::new(4);
    setting.write_rows("reply.csv", &setting.answers());
    setting.done(&["import", "reply.csv"]);
    let before = setting.done(&["people", "--format", "json"]);
    let dump = |people: usize| {
        let rows = (0..people).map(|at| format!("p{at}@contoso.example,\n"));
        format!("SipAddress,AcpInfo\n{}", rows.collect::<String>())
    };
    setting.write("blank.csv", dump(4).as_bytes());
    let outcome = setting.run(&["load", "blank.csv"]);
    let stopped = "Stopped: it would change or take away 4 of the 4 assignments that people have.";
    assert!(outcome.code == Some(3) && outcome.err.contains(stopped), "{outcome:?}");
    assert_eq!(setting.done(&["people", "--format", "json"]), before);
    // Of two it is said, and done.
    setting.write("blank.csv", dump(2).as_bytes());
    let out = setting.done(&["load", "blank.csv"]);
    let named = "p1@contoso.example  has no provider now, and not `Contoso Conferencing` as batch 2 made it";
    assert!(out.contains(named) && out.contains("2 left without a provider"), "{out}");
}

#[test]
fn an_answer_that_was_lost_is_told_again_and_an_undone_one_is_planned_afresh() {
    let setting = Setting::new(10);
    setting.write_rows("reply.csv", &setting.answers());
    setting.done(&["import", "reply.csv", "--expect-revision", "1"]);
    let out = setting.done(&["import", "reply.csv"]);
    assert!(out.ends_with("Nothing to change: already applied as batch 2.\n"), "{out}");
    setting.done(&["undo", "2"]);
    let outcome = setting.run(&["import", "reply.csv", "--expect-revision", "1"]);
    assert!(outcome.code == Some(3) && outcome.err.contains("it is at 3"), "{outcome:?}");
    assert!(setting.done(&["import", "reply.csv"]).contains("Imported as batch 4"));
}

#[test]
fn an_id_that_was_another_persons_is_warned_about_while_its_batch_stands() {
    let setting = assigned();
    changed(&setting, 2);
    setting.done(&["import", "changed.csv"]);
    // The first person's earlier ID goes to somebody else.
    let reply = setting.read("reply.csv");
    let first = setting.read("again.csv").lines().nth(1).unwrap().to_owned();
    let first: Vec<&str> = first.split(',').collect();
    let id = reply.lines().find(|line| line.contains(first[1])).unwrap().split(',').nth(8).unwrap();
    let words = ["assign", "p59@contoso.example", "--provider", "Contoso Conferencing"];
    let out = setting.done(&[&words[..], &["--conference-id", id]].concat());
    let warning = format!("`{id}` was the ID of {} by batch 2", first[1]);
    assert!(out.contains("warning[I010]") && out.contains(&warning), "{out}");
}
