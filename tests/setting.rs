//! A folder of its own for a test, with a store, people and a provider in it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder in which commands run.
pub(crate) struct Setting {
    folder: TempDir,
}

/// How a command ended, and what it printed.
#[derive(Debug)]
#[must_use = "look at the outcome"]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Outcome {
    pub(crate) fn of(output: Output) -> Self {
        let Output { status, stdout, stderr } = output;
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: status.code(), out: text(stdout), err: text(stderr) }
    }
}

const COUNTRIES: [(&str, &str); 4] = [
    ("US", "+12065550100"),
    ("DE", "+4930901820"),
    ("GB", "+442079460100"),
    ("FR", "+33155010100"),
];

impl Setting {
    /// A store with `people` people in four countries, the demo's provider, and roster 1 in
    /// `roster.xlsx` and `roster.csv` (the latter is roster 2).
    pub(crate) fn new(people: usize) -> Self {
        let setting = Self { folder: TempDir::new().unwrap() };
        let mut users = String::from("SipAddress,UserPrincipalName,DisplayName,UsageLocation\n");
        for at in 0..people {
            let (country, _) = COUNTRIES[at % 4];
            writeln!(users, "sip:p{at}@contoso.example,p{at}@contoso.example,Zoë {at},{country}")
                .unwrap();
        }
        setting.write("users.csv", users.as_bytes());
        setting.write("contoso.toml", include_bytes!("../fixtures/demo/contoso.toml"));
        setting.done(&["init"]);
        setting.done(&["load", "users.csv"]);
        setting.done(&["provider", "set", "contoso.toml"]);
        setting.done(&["export", "--provider", "Contoso Conferencing", "-o", "roster.xlsx"]);
        setting.done(&["export", "--provider", "Contoso Conferencing", "-o", "roster.csv"]);
        setting
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs a command.
    pub(crate) fn run(&self, words: &[&str]) -> Outcome {
        self.run_by(&mut Command::new(env!("CARGO_BIN_EXE_tollgate")), words)
    }

    /// Runs a command in a gigabyte of memory and half a minute of a processor's time: past either the
    /// system ends it, and there is no exit code. On Windows, and for memory on macOS, there is no limit.
    pub(crate) fn run_within_limits(&self, words: &[&str]) -> Outcome {
        if !cfg!(unix) {
            return self.run(words);
        }
        let limits = "ulimit -t 30; ulimit -v 1048576 2>/dev/null; exec \"$0\" \"$@\"";
        let mut shell = Command::new("sh");
        // Room that the C library only sets aside, for each thread, would count too.
        shell.env("MALLOC_ARENA_MAX", "2");
        shell.args(["-c", limits, env!("CARGO_BIN_EXE_tollgate")]);
        self.run_by(&mut shell, words)
    }

    fn run_by(&self, command: &mut Command, words: &[&str]) -> Outcome {
        let output = command
            .args(words)
            .current_dir(self.folder())
            .env_remove("TOLLGATE_STORE")
            .output()
            .unwrap();
        Outcome::of(output)
    }

    /// Runs a command that must succeed, and gives what it printed.
    pub(crate) fn done(&self, words: &[&str]) -> String {
        let outcome = self.run(words);
        assert_eq!(outcome.code, Some(0), "{words:?}: {outcome:?}");
        outcome.out
    }

    /// The roster of `roster.csv`, filled in as a good provider would, a row a person.
    pub(crate) fn answers(&self) -> Vec<Vec<String>> {
        let text = self.read("roster.csv");
        let rows = text.trim_start_matches('\u{feff}').lines().enumerate();
        let rows = rows.map(|(at, line)| {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            if let Some((_, toll)) = COUNTRIES.iter().find(|(country, _)| *country == cells[4]) {
                (*toll).clone_into(&mut cells[6]);
                cells[8] = format!("{:07}", (at * 611_953 + 71_234) % 9_999_991);
            }
            cells
        });
        rows.collect()
    }

    /// Writes rows as CSV.
    pub(crate) fn write_rows(&self, name: &str, rows: &[Vec<String>]) {
        let text: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        self.write(name, (text.join("\r\n") + "\r\n").as_bytes());
    }

    /// Codes and rows of the findings of a severity.
    pub(crate) fn found(&self, reply: &str, severity: &str) -> Vec<(String, Option<u64>)> {
        let outcome = self.run(&["validate", reply, "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
        let findings = report["findings"].as_array().unwrap_or_else(|| panic!("{outcome:?}"));
        findings
            .iter()
            .filter(|finding| finding["severity"] == severity)
            .map(|finding| (finding["code"].as_str().unwrap().to_owned(), finding["row"].as_u64()))
            .collect()
    }
}

/// Another program that `tests/run` found and names in the environment; none where it is not to be
/// had.
pub(crate) fn other_program(name: &str) -> Option<String> {
    #[allow(clippy::disallowed_methods, reason = "tests/run says where it is")]
    let program = std::env::var(name).ok();
    #[allow(clippy::disallowed_methods, reason = "a missing program is a failure only there")]
    let must = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(program.is_some() || !must, "{name} must be set under CI: use tests/run");
    program
}
