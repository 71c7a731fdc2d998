//! The journal can be trusted: what was altered is named, and a batch can be taken out to be shown.

use crate::setting::Setting;

/// A store with a load, an import, an undo and a redo.
fn worked() -> Setting {
    let setting = Setting::new(6);
    let mut rows = setting.answers();
    rows[0].push("Leader PIN".into());
    rows[1..].iter_mut().for_each(|row| row.push("471100".into()));
    setting.write_rows("reply.csv", &rows);
    setting.done(&["import", "reply.csv"]);
    setting.done(&["undo", "2"]);
    setting.done(&["redo", "2"]);
    setting
}

/// Alters the store behind the program's back.
fn alter(setting: &Setting, sql: &str) {
    let store = rusqlite::Connection::open(setting.path("tollgate.db")).unwrap();
    assert_eq!(store.execute(sql, []).unwrap(), 1, "{sql}");
}

#[test]
fn numbers_go_to_the_person_who_was_asked_for_whatever_the_address_is_by_now() {
    let setting = Setting::new(3);
    let people = |addresses: [&str; 4]| {
        let rows = addresses.iter().enumerate().map(|(at, sip)| format!("{sip},Zoë {at},US,{at}"));
        let rows: Vec<String> = rows.collect();
        let text = format!("SipAddress,DisplayName,UsageLocation,ObjectId\n{}\n", rows.join("\n"));
        setting.write("people.csv", text.as_bytes());
        setting.done(&["load", "people.csv"]);
    };
    let of = |name: &str| format!("{name}@fabrikam.example");
    let [ada, bo, cy, di, eve] = ["ada", "bo", "cy", "di", "eve"].map(of);
    people([&ada, &bo, &cy, &di]);
    setting.write("asked.txt", [&*ada, &bo, &cy, &di].join("\n").as_bytes());
    let export = ["export", "--provider", "Contoso Conferencing", "-o", "roster.csv", "--force"];
    setting.done(&[&export[..], &["--people", "asked.txt"]].concat());
    let rows = setting.answers();
    setting.write_rows("reply.csv", &rows);
    // Two exchange their addresses, and one gets another.
    people([&bo, &ada, &eve, &di]);
    assert_eq!(setting.found("reply.csv", "note").len(), 3);
    setting.done(&["import", "reply.csv"]);
    let has = setting.done(&["people", "--format", "csv", "--state", "assigned"]);
    let id_sent_to = |sip: &str| rows.iter().find(|row| row[1] == sip).unwrap()[8].clone();
    for (asked, today) in [(&ada, &bo), (&bo, &ada), (&cy, &eve), (&di, &di)] {
        let line = has.lines().find(|line| line.starts_with(today.as_str())).unwrap();
        assert!(line.ends_with(&format!(",{}", id_sent_to(asked))), "{line}");
    }
}

#[test]
fn who_people_are_is_told_before_and_after() {
    let setting = Setting::new(2);
    let dump =
        "SipAddress,Enabled,ObjectId\np0@contoso.example,False,0\nzoe@contoso.example,True,\n";
    setting.write("named.csv", b"SipAddress,ObjectId\np0@contoso.example,0\n");
    setting.done(&["load", "named.csv"]);
    setting.write("people.csv", dump.replace("p0@", "adam@").as_bytes());
    let out = setting.done(&["load", "people.csv", "--dry-run"]);
    let details = "address p0@contoso.example → adam@contoso.example, account enabled → disabled";
    assert!(out.contains(&format!("adam@contoso.example  {details}\n")), "{out}");
    setting.done(&["load", "people.csv"]);
    let log = setting.done(&["log", "3", "--format", "csv"]);
    let line = log.lines().find(|line| line.starts_with("adam@")).unwrap();
    assert!(line.ends_with(&format!(",p0@contoso.example,\"{details}\"")), "{line}");
    let log = setting.done(&["log", "3", "--format", "json"]);
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    assert_eq!(
        log["people"][0]["details"],
        serde_json::json!({
            "sip_address": {"before": "p0@contoso.example", "after": "adam@contoso.example"},
            "enabled": {"before": true, "after": false},
        })
    );
    assert!(!setting.done(&["undo", "3"]).contains("Invitations"));
}

#[test]
fn a_journal_that_was_not_altered_fits() {
    let setting = worked();
    let out = setting.done(&["log", "--verify"]);
    assert_eq!(out, "4 batches match their digests, and the directory matches the journal.\n");
}

#[test]
fn whatever_is_altered_is_named() {
    for (sql, named) in [
        ("UPDATE batch SET made_by = 'nobody' WHERE number = 3", "broken at batch 3"),
        ("UPDATE batch SET at = '2020-01-01T00:00:00Z' WHERE number = 1", "broken at batch 1"),
        (
            "UPDATE change SET conference_id = '1' WHERE batch = 2 AND position = 0",
            "broken at batch 2",
        ),
        ("DELETE FROM change WHERE batch = 2 AND position = 5", "broken at batch 2"),
        (
            "UPDATE image SET department = 'x' WHERE batch = 1 AND position = 0 AND side = 1",
            "broken at batch 1",
        ),
        ("UPDATE bridge SET toll_number = '+12065550199' WHERE id = 1", "broken at batch 2"),
        ("DELETE FROM evidence WHERE batch = 2 AND name = 'reply.csv'", "broken at batch 2"),
        (
            "UPDATE evidence SET content = x'00' WHERE batch = 2 AND name = 'reply.csv'",
            "broken at batch 2",
        ),
        (
            "UPDATE person SET conference_id = '99' WHERE sip = 'p3@contoso.example'",
            "p3@contoso.example differs",
        ),
        ("DELETE FROM person WHERE sip = 'p3@contoso.example'", "p3@contoso.example differs"),
        (
            "UPDATE person SET enabled = 0 WHERE sip = 'p3@contoso.example'",
            "p3@contoso.example differs",
        ),
        (
            "UPDATE person SET display_name = 'x' WHERE sip = 'p3@contoso.example'",
            "p3@contoso.example differs",
        ),
        ("UPDATE roster SET cells = x'00' WHERE number = 1", "damaged"),
        ("DELETE FROM roster WHERE number = 1", "needs roster 1,"),
        ("DELETE FROM roster WHERE number = 2", "needs roster 2,"),
        ("UPDATE roster SET people = 99 WHERE number = 2", "needs roster 2,"),
        ("UPDATE meta SET revision = 99", "is at revision 99, but its journal leads to revision 4"),
        ("DELETE FROM provider", "needs the profile of `contoso conferencing`"),
        ("UPDATE provider SET profile = 'name ='", "damaged"),
    ] {
        let setting = worked();
        alter(&setting, sql);
        let outcome = setting.run(&["log", "--verify"]);
        assert_eq!(outcome.code, Some(2), "{sql}: {outcome:?}");
        assert!(outcome.err.contains(named), "{sql}: {outcome:?}");
    }
}

#[test]
fn an_altered_store_takes_no_good_backups_place() {
    let setting = worked();
    setting.done(&["backup", "saved.db"]);
    let good = std::fs::read(setting.path("saved.db")).unwrap();
    alter(&setting, "UPDATE person SET conference_id = '99' WHERE sip = 'p3@contoso.example'");
    let files = || std::fs::read_dir(setting.folder()).unwrap().count();
    let before = files();
    let outcome = setting.run(&["backup", "saved.db", "--force"]);
    assert_eq!(
        (outcome.code, outcome.err.as_str()),
        (
            Some(2),
            "error: Nothing was saved, since it could not be brought back. The directory does not match the journal: p3@contoso.example differs.\nhint: Restore a backup, and find out who altered the store.\n"
        )
    );
    assert_eq!(std::fs::read(setting.path("saved.db")).unwrap(), good);
    assert_eq!(files(), before);
}

/// The files of `batch.zip`.
fn unpacked(setting: &Setting) -> Vec<(String, Vec<u8>)> {
    let bytes = std::fs::read(setting.path("batch.zip")).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let (name, mut content) = (file.name().unwrap().into_owned(), Vec::new());
        std::io::Read::read_to_end(&mut file, &mut content).unwrap();
        files.push((name, content));
    }
    files
}

/// Writes `altered.zip`.
fn pack(setting: &Setting, files: &[(String, Vec<u8>)]) {
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        to.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut to, content).unwrap();
    }
    setting.write("altered.zip", to.finish().unwrap().get_ref());
}

#[test]
fn a_forged_bundle_is_told_though_its_sums_fit() {
    let setting = worked();
    setting.done(&["log", "2", "--bundle", "batch.zip"]);
    let files = unpacked(&setting);
    let forged = |files: &[(String, Vec<u8>)], said: &str| {
        let mut files = files.to_vec();
        let (sums, others) = files.split_last_mut().unwrap();
        let lines = others
            .iter()
            .map(|(name, content)| format!("{}  {name}\n", tollgate_sheet::sha256(content)));
        sums.1 = lines.collect::<String>().into();
        pack(&setting, &files);
        let outcome = setting.run(&["log", "--verify", "altered.zip"]);
        assert_eq!(outcome.code, Some(2), "{said}: {outcome:?}");
        assert!(outcome.err.contains(said), "{said}: {outcome:?}");
    };
    for (at, said) in [
        (0, "README.txt does not follow from record.bin"),
        (1, "batch.json does not follow from record.bin"),
        (2, "changes.csv does not follow from record.bin"),
        (4, "reply.csv is not the one that was kept with the batch"),
        (5, "findings.json is not the one that was kept with the batch"),
        (6, "findings.json is not the one that was kept with the batch"),
    ] {
        let mut altered = files.clone();
        *altered[at].1.last_mut().unwrap() ^= 1;
        forged(&altered, said);
        altered = files.clone();
        altered.remove(at);
        forged(&altered, &format!("{} is missing", files[at].0));
    }
    let mut other = files.clone();
    other[6].1[0] ^= 1;
    forged(&other, "record.bin is not a record of a batch");
    let mut more = files.clone();
    more.insert(0, ("approval.txt".into(), b"by the board".to_vec()));
    forged(&more, "it holds files that do not follow from record.bin");
}

#[test]
fn a_batch_is_taken_out_and_checked_with_no_store() {
    let setting = worked();
    let out = setting.done(&["log", "2", "--bundle", "batch.zip"]);
    assert!(out.starts_with("Batch 2 is in batch.zip; its digest is "), "{out}");
    // The same wherever it is written, also after it was taken back.
    setting.done(&["undo", "2"]);
    setting.done(&["log", "2", "--bundle", "later.zip"]);
    let bundle = |name: &str| std::fs::read(setting.path(name)).unwrap();
    assert_eq!(bundle("later.zip"), bundle("batch.zip"));
    std::fs::remove_file(setting.path("tollgate.db")).unwrap();
    let out = setting.done(&["log", "--verify", "batch.zip"]);
    assert!(out.starts_with("batch.zip is what was written: 7 files, digest "), "{out}");
    assert!(
        out.contains("`tollgate rosters 2 -o FILE` writes the one that the store keeps"),
        "{out}"
    );

    let files = unpacked(&setting);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "README.txt",
        "batch.json",
        "changes.csv",
        "roster.csv",
        "reply.csv",
        "findings.json",
        "record.bin",
        "SHA256SUMS",
    ];
    assert_eq!(names, expected);
    for (name, content) in &files {
        assert!(!String::from_utf8_lossy(content).contains("471100"), "a PIN in {name}");
    }

    // Each file, altered, is told.
    for at in 0..files.len() - 1 {
        let mut altered = files.clone();
        altered[at].1[0] ^= 1;
        pack(&setting, &altered);
        let outcome = setting.run(&["log", "--verify", "altered.zip"]);
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(outcome.err.contains(&format!("{} was altered", files[at].0)), "{outcome:?}");
    }
}
