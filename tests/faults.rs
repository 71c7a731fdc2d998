//! A disk that takes no more, at every point: what was not finished was taken back, and what is said is
//! true. A limit on the size of files stands for a full disk, since everybody may set one.

use std::process::Command;

use crate::setting::{Outcome, Setting};

/// Runs a command that can write no file beyond a size in KiB.
fn limited(setting: &Setting, limit: u32, words: &[&str]) -> Outcome {
    // Writing on is an error then, and not the end of the process.
    let script = "trap '' XFSZ; ulimit -f $1; shift; exec \"$@\"";
    let blocks = (limit * 2).to_string();
    let output = Command::new("sh")
        .args(["-c", script, "sh", &blocks, env!("CARGO_BIN_EXE_tollgate")])
        .args(words)
        .current_dir(setting.folder())
        .output()
        .unwrap();
    Outcome {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn files(setting: &Setting) -> Vec<String> {
    let entries = std::fs::read_dir(setting.folder()).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_full_disk_leaves_the_state_before_or_after_and_says_which() {
    let setting = Setting::new(300);
    setting.write_rows("reply.csv", &setting.answers());
    setting.done(&["backup", "saved.db"]);
    let before = setting.done(&["people", "--format", "json"]);
    let rosters = setting.done(&["rosters"]).lines().count();
    for words in [
        &["import", "reply.csv"][..],
        &["import", "reply.csv", "--html", "page.html"],
        &["undo", "1"],
        &["export", "--provider", "Contoso Conferencing", "-o", "new.xlsx"],
        &["export", "--provider", "Contoso Conferencing", "-o", "new.csv"],
        &["backup", "copy.db"],
    ] {
        let (mut failed, mut limit) = (0, 0);
        loop {
            setting.done(&["restore", "saved.db", "--force"]);
            let outcome = limited(&setting, limit, words);
            setting.done(&["log", "--verify"]);
            let same = setting.done(&["people", "--format", "json"]) == before;
            let news = files(&setting);
            assert!(!news.iter().any(|file| file.starts_with(".tollgate")), "{limit}: {news:?}");
            let made =
                news.iter().any(|file| ["new.xlsx", "new.csv", "copy.db"].contains(&file.as_str()));
            let more = setting.done(&["rosters"]).lines().count() > rosters;
            for file in ["new.xlsx", "new.csv", "copy.db", "page.html"] {
                std::fs::remove_file(setting.path(file)).ok();
            }
            match outcome.code {
                Some(0) if words[0] == "export" => assert!(made && more, "{words:?} {limit}"),
                Some(0) if words[0] == "backup" => assert!(made, "{words:?} {limit}"),
                Some(0) => assert!(!same, "{words:?} {limit}: {outcome:?}"),
                Some(2) => {
                    assert!(same && !made && !more, "{words:?} {limit}: {outcome:?}");
                    assert!(outcome.err.starts_with("error: Could not "), "{words:?}: {outcome:?}");
                    failed += 1;
                }
                _ => panic!("{words:?} {limit}: {outcome:?}"),
            }
            if outcome.code == Some(0) && !outcome.err.contains("not its page") {
                break;
            }
            limit += 16;
        }
        assert!(failed > 0, "{words:?} never met the limit");
    }
}
