//! Commands that are cut off: where each begins, what it makes, and how it is told that what was left
//! is the state before or the state after. What is killed and what fails is judged by the same.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};
use tollgate_model::{Directory, Timestamp};
use tollgate_store::Store;

use crate::server::database;
use crate::setting::{Outcome, Setting};

/// A command, the state it begins from, and the file it makes. `STORE` stands for the store.
#[derive(Debug)]
pub(crate) struct Case {
    from: &'static str,
    pub(crate) words: &'static [&'static str],
    makes: Option<&'static str>,
}

const fn case(
    from: &'static str,
    words: &'static [&'static str],
    makes: Option<&'static str>,
) -> Case {
    Case { from, words, makes }
}

const PROVIDER: &str = "Contoso Conferencing";

/// Every command that writes.
pub(crate) const CASES: [Case; 15] = [
    case("none", &["init"], None),
    case("asked.db", &["load", "more.csv"], None),
    case("asked.db", &["import", "reply.csv"], None),
    case("asked.db", &["import", "reply.csv", "--html", "page.html"], None),
    case("asked.db", &["import", "partly.csv", "--leave-faulty", "--again", "again.csv"], None),
    case("assigned.db", &["undo", "2"], None),
    case("undone.db", &["redo", "2"], None),
    case("asked.db", &["export", "--provider", PROVIDER, "-o", "new.csv"], Some("new.csv")),
    case("asked.db", &["export", "--provider", PROVIDER, "-o", "new.xlsx"], Some("new.xlsx")),
    case("assigned.db", &["backup", "new.db"], Some("new.db")),
    case("none", &["restore", "assigned.db"], None),
    case("asked.db", &["restore", "assigned.db", "--force"], None),
    case("assigned.db", &["copy", "STORE", "new.db"], Some("new.db")),
    case("none", &["copy", "assigned.db", "STORE"], None),
    case("assigned.db", &["log", "2", "--bundle", "new.zip"], Some("new.zip")),
];

impl Case {
    /// Whether it commits something that is told of by name.
    #[cfg(unix)]
    pub(crate) fn commits(&self) -> bool {
        ["load", "import", "undo", "redo", "export"].contains(&self.words[0])
    }
}

/// What a store holds; none where there is no store.
type State = Option<Directory>;

/// The states between which a case leads, and how long it takes.
pub(crate) struct Ends {
    before: State,
    after: State,
    pub(crate) takes: Duration,
}

/// A store in which cases are played.
pub(crate) struct Stage {
    pub(crate) setting: Setting,
    pub(crate) store: String,
    server: Option<Client>,
}

impl Stage {
    /// An embedded store, the states to begin from, and replies.
    pub(crate) fn embedded(people: usize) -> Self {
        let setting = Setting::new(people);
        let mut answers = setting.answers();
        setting.write_rows("reply.csv", &answers);
        answers[3][8].clear();
        setting.write_rows("partly.csv", &answers);
        let more = "SipAddress,DisplayName,UsageLocation\nsip:new@contoso.example,New,DE\n";
        setting.write("more.csv", more.as_bytes());
        setting.done(&["backup", "asked.db"]);
        setting.done(&["import", "reply.csv"]);
        setting.done(&["backup", "assigned.db"]);
        setting.done(&["undo", "2"]);
        setting.done(&["backup", "undone.db"]);
        Self { setting, store: "tollgate.db".into(), server: None }
    }

    /// The same on the server that `tests/run` started.
    pub(crate) fn on_a_server(people: usize) -> Option<Self> {
        let stage = Self::embedded(people);
        let store = database(&stage.setting)?;
        let server = Client::connect(&store, NoTls).unwrap();
        Some(Self { store, server: Some(server), ..stage })
    }

    /// A case as it is typed.
    pub(crate) fn command(&self, case: &Case) -> Command {
        let words =
            case.words.iter().map(|word| if *word == "STORE" { &self.store } else { *word });
        let mut command = Command::new(env!("CARGO_BIN_EXE_tollgate"));
        command.args(["--store", &self.store]).args(words).current_dir(self.setting.folder());
        // What lies about while a store is moved is thrown away with the rest.
        command.env("TMPDIR", self.setting.folder());
        command
    }

    /// Puts a case's store in its place, and takes away what was made.
    pub(crate) fn set(&mut self, case: &Case) {
        for entry in std::fs::read_dir(self.setting.folder()).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let made = ["tollgate.db", "new.", "again.csv", "page.html", ".tollgate", ".tmp"];
            if !made.iter().any(|start| name.starts_with(start)) {
                continue;
            }
            if entry.file_type().unwrap().is_dir() {
                std::fs::remove_dir_all(entry.path()).unwrap();
            } else {
                std::fs::remove_file(entry.path()).unwrap();
            }
        }
        let from = self.setting.path(case.from);
        match &mut self.server {
            None if case.from == "none" => {}
            None => drop(std::fs::copy(from, self.setting.path(&self.store)).unwrap()),
            Some(server) => {
                server.batch_execute("DROP SCHEMA IF EXISTS tollgate CASCADE").unwrap();
                if case.from != "none" {
                    Store::restore(&self.store, &from, false, Timestamp::UNIX_EPOCH).unwrap();
                }
            }
        }
    }

    /// Whether something lies about that was to become a file.
    #[cfg(unix)]
    pub(crate) fn is_littered(&self) -> bool {
        std::fs::read_dir(self.setting.folder()).unwrap().any(|entry| {
            let name = entry.unwrap().file_name();
            [".tollgate", ".tmp"].iter().any(|start| name.to_string_lossy().starts_with(start))
        })
    }

    /// Whether nothing of a command is there: neither what it changes nor what it makes.
    #[cfg(unix)]
    pub(crate) fn is_untouched(&self, case: &Case, ends: &Ends) -> bool {
        let names = [case.makes, Some("again.csv"), Some("page.html")];
        let made = names.into_iter().flatten().any(|name| self.setting.path(name).exists());
        !made && self.state() == ends.before
    }

    /// Plays a case to its end.
    pub(crate) fn play(&mut self, case: &Case) -> Ends {
        self.set(case);
        let before = self.state();
        let (outcome, takes) = self.run(case);
        assert_eq!(outcome.code, Some(0), "{case:?}: {outcome:?}");
        Ends { before, after: self.state(), takes }
    }

    fn run(&self, case: &Case) -> (Outcome, Duration) {
        #[allow(clippy::disallowed_methods, reason = "a kill is to fall within the work")]
        let start = Instant::now();
        let outcome = Outcome::of(self.command(case).output().unwrap());
        (outcome, start.elapsed())
    }

    /// Holds what a command left to the promise: the state before or after, every file whole or
    /// absent, and the same command then leads to the end. Gives whether it had got there.
    pub(crate) fn hold(&mut self, case: &Case, ends: &mut Ends, done: bool, told: &str) -> bool {
        self.wait_until_let_go();
        let now = self.state();
        assert!(now == ends.before || now == ends.after, "{told}");
        let made = case.makes.is_none_or(|file| self.is_whole(file, ends, told));
        let there = now == ends.after && made;
        assert!(there || !done, "{told}");
        if !there {
            let (outcome, takes) = self.run(case);
            assert_eq!(outcome.code, Some(0), "{told}; then {outcome:?}");
            ends.takes = (ends.takes * 3 + takes) / 4;
            self.wait_until_let_go();
            assert_eq!(self.state(), ends.after, "{told}");
            assert!(case.makes.is_none_or(|file| self.is_whole(file, ends, told)), "{told}");
        }
        there
    }

    /// A server may be at work for a moment on the last word of a program that is gone.
    fn wait_until_let_go(&mut self) {
        let Some(server) = &mut self.server else { return };
        let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
        for _ in 0..10_000 {
            if server.query_one(others, &[]).unwrap().get::<_, i64>(0) == 0 {
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        panic!("the server does not let go of a program that is gone");
    }

    fn state(&self) -> State {
        let url = if self.server.is_some() {
            self.store.clone()
        } else {
            self.setting.path(&self.store).display().to_string()
        };
        state(&url)
    }

    /// Whether a file is there; it must be whole then.
    fn is_whole(&self, file: &str, ends: &Ends, told: &str) -> bool {
        let path: PathBuf = self.setting.path(file);
        if !path.exists() {
            return false;
        }
        match path.extension().and_then(|end| end.to_str()) {
            Some("db") => {
                let holds = state(path.to_str().unwrap());
                // A copy that came to nothing leaves a file that is no store yet.
                assert!(holds.is_none() || holds == ends.before, "{told}: half a store");
                return holds.is_some();
            }
            Some("csv") => {
                let text = self.setting.read(file);
                let sent = self.setting.read("roster.csv");
                assert_eq!(text.lines().count(), sent.lines().count(), "{told}: half a roster");
            }
            _ => {
                let archive = std::fs::File::open(path).unwrap();
                let mut archive = zip::ZipArchive::new(archive).expect(told);
                for part in 0..archive.len() {
                    let mut part = archive.by_index(part).unwrap();
                    std::io::copy(&mut part, &mut std::io::sink()).expect(told);
                }
            }
        }
        true
    }
}

fn state(url: &str) -> State {
    let mut store = match Store::open(url, Timestamp::UNIX_EPOCH) {
        Ok(store) => store,
        Err(error) => {
            assert_eq!(error.kind, "no-store", "{error:?}");
            return None;
        }
    };
    store.verify().unwrap();
    Some(store.directory().unwrap())
}
