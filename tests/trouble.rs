//! Trouble with where a store is: a file that vanishes, a server that stops at a bad moment or is not
//! the one it says it is. Old or new, and a sentence.

use crate::server::database;
use crate::setting::{Setting, other_program};

fn ready() -> Setting {
    let setting = Setting::new(12);
    setting.write_rows("reply.csv", &setting.answers());
    setting
}

#[test]
fn a_store_that_vanished_is_not_made_anew() {
    let setting = ready();
    std::fs::remove_file(setting.path("tollgate.db")).unwrap();
    for words in [&["people"][..], &["import", "reply.csv"], &["undo", "1"], &["backup", "b.db"]] {
        let outcome = setting.run(words);
        assert_eq!(outcome.code, Some(2), "{words:?}: {outcome:?}");
        assert!(outcome.err.contains("There is no store at tollgate.db."), "{outcome:?}");
    }
    assert!(!setting.path("tollgate.db").exists() && !setting.path("b.db").exists());
}

#[test]
fn a_server_that_throws_everybody_out_in_the_middle_leaves_old_or_new() {
    let setting = ready();
    let Some(url) = database(&setting) else { return };
    setting.done(&["copy", "tollgate.db", &url]);
    let people = |store: &str| setting.done(&["--store", store, "people", "--format", "json"]);
    let before = people(&url);
    setting.done(&["import", "reply.csv"]);
    let after = people("tollgate.db");
    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    let out = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tollgate'";
    for pause in (0..40).step_by(2) {
        let words = ["--store", &url, "import", "reply.csv"];
        let outcome = std::thread::scope(|scope| {
            let import = scope.spawn(|| setting.run(&words));
            std::thread::sleep(std::time::Duration::from_millis(pause));
            client.execute(out, &[]).unwrap();
            import.join().unwrap()
        });
        let now = people(&url);
        assert!(now == before || now == after, "{outcome:?}");
        match outcome.code {
            Some(0) => assert_eq!(now, after, "{outcome:?}"),
            code => {
                assert_eq!(code, Some(2), "{outcome:?}");
                let told = ["error: The store went away", "error: Could not reach the store"];
                assert!(told.iter().any(|told| outcome.err.starts_with(told)), "{outcome:?}");
            }
        }
        setting.done(&["--store", &url, "log", "--verify"]);
        if now == after {
            let log = setting.done(&["--store", &url, "log", "--format", "json"]);
            let log: serde_json::Value = serde_json::from_str(&log).unwrap();
            setting.done(&["--store", &url, "undo", &log["batches"][0]["batch"].to_string()]);
        }
    }
}

/// Where the server of `tests/run` speaks TLS, and the certificate that it made itself.
fn guarded(setting: &Setting) -> Option<(String, String)> {
    let port = other_program("TOLLGATE_TEST_POSTGRES_PORT")?;
    let certificate = other_program("TOLLGATE_TEST_POSTGRES_CERTIFICATE")?;
    let name = database(setting)?;
    let (_, name) = name.rsplit_once('=')?;
    Some((format!(":{port}/{name}?user=tollgate"), certificate))
}

#[test]
fn a_server_that_is_not_on_this_machine_has_to_prove_who_it_is() {
    let setting = Setting::new(2);
    let Some((place, certificate)) = guarded(&setting) else { return };
    let trusted = format!("{place}&sslrootcert={certificate}");
    for (address, why) in [
        // Whether it is asked for, or the address is another machine's.
        (format!("localhost{place}&sslmode=verify-full"), "certificate"),
        (format!("127.0.0.2{place}"), "certificate"),
        (format!("127.0.0.2{place}&sslmode=prefer"), "certificate"),
        // The certificate is that of 127.0.0.2 and localhost.
        (format!("127.0.0.3{trusted}"), "certificate"),
        (format!("127.0.0.2{place}&sslmode=no-verify"), "cannot be read"),
    ] {
        let outcome = setting.run(&["--store", &format!("postgres://{address}"), "init"]);
        assert_eq!(outcome.code, Some(2), "{address}: {outcome:?}");
        assert!(outcome.err.contains(why), "{address}: {outcome:?}");
    }
    let address = format!("postgres://127.0.0.2{trusted}");
    setting.done(&["--store", &address, "init"]);
    setting.done(&[
        "--store",
        &format!("postgres://localhost{trusted}&sslmode=verify-full"),
        "people",
    ]);
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_printed_is_said_where_it_can() {
    let setting = ready();
    for words in [&["people"][..], &["people", "--format", "json"], &["log", "--format", "json"]] {
        let (code, said) = unheard(&setting, words);
        assert_eq!(code, Some(2), "{words:?}: {said}");
        assert!(said.contains("No space left on device"), "{words:?}: {said}");
    }
}

/// A command whose standard output takes nothing.
#[cfg(target_os = "linux")]
fn unheard(setting: &Setting, words: &[&str]) -> (Option<i32>, String) {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tollgate"));
    let output = command.args(words).current_dir(setting.folder()).stdout(full).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
#[cfg(target_os = "linux")]
fn an_import_that_nobody_could_be_told_of_is_said_to_stand() {
    let setting = ready();
    let (code, said) = unheard(&setting, &["import", "reply.csv"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.starts_with("error: Batch 2 was applied, and stands. Could not write"), "{said}");
    assert!(said.ends_with("`tollgate undo 2` takes it back.\n"), "{said}");
    let log = setting.done(&["log"]);
    assert!(log.starts_with("batch 2 "), "{log}");
}

#[test]
fn what_is_asked_for_is_done_though_nobody_reads_what_is_printed() {
    let setting = ready();
    let unread = |words: &[&str]| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tollgate"));
        let command = command.args(words).current_dir(setting.folder());
        let output = command.stdout(writer.try_clone().unwrap()).stderr(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{words:?}");
    };
    let mut rows = setting.answers();
    // A national number is noted, so that something is printed before anything is applied.
    rows[1][6] = "206-555-0100".into();
    setting.write_rows("reply.csv", &rows);
    let before = setting.done(&["people"]);
    unread(&["import", "reply.csv", "--html", "import.html"]);
    assert_ne!(setting.done(&["people"]), before);
    unread(&["undo", "2", "-v"]);
    assert_eq!(setting.done(&["people"]), before);
    rows[1][8].clear();
    setting.write_rows("reply.csv", &rows);
    unread(&["validate", "reply.csv", "--answer", "answer.txt", "--html", "check.html"]);
    unread(&["import", "reply.csv", "--leave-faulty", "--again", "again.csv", "--format", "json"]);
    for name in ["import.html", "answer.txt", "check.html", "again.csv"] {
        assert!(setting.path(name).exists(), "{name}");
    }
    assert_ne!(setting.done(&["people"]), before);
}

#[test]
fn a_command_that_is_not_understood_fails_as_json_where_json_is_asked_for() {
    let setting = Setting::new(2);
    for words in [
        &["validate", "reply.csv", "--format", "json", "--bogus"][..],
        &["validate", "reply.csv", "--format=json", "--roster", "abc"],
    ] {
        let outcome = setting.run(words);
        let failure: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert_eq!(failure["schema"], "tollgate.failure/1");
        assert_eq!(failure["kind"], "usage");
    }
    let outcome = setting.run(&["validate", "reply.csv", "--bogus"]);
    assert!(outcome.out.is_empty() && outcome.err.contains("--bogus"), "{outcome:?}");
}

#[test]
fn a_roster_that_a_reply_does_not_answer_stays_unanswered() {
    let setting = ready();
    let number = if setting.read("reply.csv").contains("R2-") { "1" } else { "2" };
    let outcome = setting.run(&["import", "reply.csv", "--roster", number]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    let rosters = setting.done(&["rosters"]);
    assert!(rosters.lines().all(|line| line.contains("unanswered")), "{rosters}");
}

#[cfg(unix)]
#[test]
fn a_word_that_is_no_text_is_not_understood() {
    use std::os::unix::ffi::OsStrExt as _;
    let word = std::ffi::OsStr::from_bytes(b"\xff");
    let output =
        std::process::Command::new(env!("CARGO_BIN_EXE_tollgate")).arg(word).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[test]
fn names_that_are_known_tell_what_the_bytes_of_a_dump_mean() {
    let setting = Setting::new(2);
    // As DOS has it, and with a byte that is damaged.
    setting.write("dos.csv", b"SipAddress,DisplayName\np0@contoso.example,Zo\x89 0\n");
    let said = setting.done(&["load", "dos.csv"]);
    assert_eq!(said, "Nothing to change: 1 person is as the file says.\n");
    setting.write(
        "damaged.csv",
        b"SipAddress,DisplayName\np0@contoso.example,Zo\xc3\xab 0\np1@contoso.example,Zo\xc3 1\n",
    );
    let outcome = setting.run(&["load", "damaged.csv"]);
    let place = "byte 70, in line 3, is not text in the file's encoding";
    assert!(outcome.code == Some(1) && outcome.out.contains(place), "{outcome:?}");
}
