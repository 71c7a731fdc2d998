//! A store on a server, for several administrators at once.

use crate::setting::{Setting, other_program};

/// The address of a database of its own on the server that `tests/run` started.
pub(crate) fn database(setting: &Setting) -> Option<String> {
    let server = other_program("TOLLGATE_TEST_POSTGRES")?;
    let folder = setting.folder().file_name().unwrap().to_str().unwrap().to_owned();
    let name: String = folder.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
    client.batch_execute(&format!("CREATE DATABASE \"s_{name}\"")).unwrap();
    Some(format!("{server}&dbname=s_{name}"))
}

#[test]
fn a_store_is_moved_to_a_server_and_back_to_the_letter() {
    let setting = Setting::new(12);
    let Some(url) = database(&setting) else { return };
    setting.write_rows("reply.csv", &setting.answers());
    setting.done(&["import", "reply.csv"]);
    setting.done(&["undo", "2"]);
    setting.done(&["copy", "tollgate.db", &url]);
    let ask = |store: &str, words: &[&str]| setting.done(&[&["--store", store], words].concat());
    for words in [
        &["people", "--format", "json"][..],
        &["log", "--format", "json"],
        &["log", "2", "--format", "json"],
        &["rosters"],
        &["log", "--verify"],
    ] {
        assert_eq!(ask(&url, words), ask("tollgate.db", words), "{words:?}");
    }
    ask(&url, &["redo", "2"]);
    ask(&url, &["backup", "saved.db"]);
    let people = ["people", "--format", "json"];
    assert_eq!(ask("saved.db", &people), ask(&url, &people));
    ask("saved.db", &["log", "--verify"]);
    // Both had their tables made anew.
    let mut server = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    let server = server.query_one("SELECT min(applied_at) FROM tollgate.migration", &[]).unwrap();
    let saved = rusqlite::Connection::open(setting.folder().join("saved.db")).unwrap();
    let saved =
        saved.query_row("SELECT min(applied_at) FROM migration", [], |row| row.get::<_, String>(0));
    for made_at in [server.get(0), saved.unwrap()] {
        assert!(!made_at.starts_with("1970"), "{made_at}");
    }
    let outcome = setting.run(&["--store", &url, "restore", "saved.db"]);
    assert!(outcome.code == Some(2) && outcome.err.contains("already"), "{outcome:?}");
    ask(&url, &["restore", "saved.db", "--force"]);
    ask(&url, &["log", "--verify"]);
}

#[test]
fn of_imports_at_the_same_moment_one_is_applied() {
    let setting = Setting::new(60);
    let Some(url) = database(&setting) else { return };
    setting.write_rows("reply.csv", &setting.answers());
    setting.done(&["copy", "tollgate.db", &url]);
    for store in ["tollgate.db", url.as_str()] {
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let run = || setting.run(&["--store", store, "import", "reply.csv"]);
            let running: Vec<_> = (0..4).map(|_| scope.spawn(run)).collect();
            running.into_iter().map(|run| run.join().unwrap()).collect()
        });
        let applied = outcomes.iter().filter(|outcome| outcome.out.contains("Imported as batch"));
        assert_eq!(applied.count(), 1, "{outcomes:?}");
        for outcome in outcomes.iter().filter(|outcome| !outcome.out.contains("Imported")) {
            let late =
                outcome.code == Some(0) && outcome.out.contains("already applied as batch 2");
            let moved = outcome.code == Some(3) && outcome.err.contains("moved on");
            assert!(late || moved, "{outcome:?}");
        }
        setting.done(&["--store", store, "log", "--verify"]);
    }
}

#[test]
fn a_server_that_is_not_there_is_a_failure_that_says_so_and_shows_no_password() {
    let setting = Setting::new(2);
    let words = ["--store", "postgres://ada:secret@127.0.0.1:1/x", "people"];
    let outcome = setting.run(&words);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.err.contains("Could not reach the store at postgres://ada@127.0.0.1:1/x:"),
        "{outcome:?}"
    );
    assert!(!format!("{outcome:?}").contains("secret"), "{outcome:?}");
}
