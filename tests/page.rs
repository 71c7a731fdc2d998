//! The page in a browser: what it shows when it is searched, filtered and linked to.

use std::process::Command;

use crate::setting::{Setting, other_program};

/// The page's document after the script ran, and what the console said; none where no browser is.
fn shown(setting: &Setting, address: &str) -> Option<(String, String)> {
    let browser = other_program("TOLLGATE_TEST_BROWSER")?;
    let page = format!("file://{}", setting.path(address).display());
    let run = |attempt: usize| {
        let profile = setting.path(&format!("profile-{attempt}"));
        let output = Command::new(&browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu"])
            .args(["--enable-logging=stderr", "--v=0", "--virtual-time-budget=5000"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .args(["--dump-dom", &page])
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(output.stdout), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    // On a machine with much to do the browser itself may not come up the first time.
    let came_up = |(document, _): &(String, String)| document.contains("</html>");
    let (document, said) = (0..3).map(run).find(came_up).expect("the browser shows the page");
    let console = said.lines().filter(|line| line.contains(":CONSOLE"));
    Some((document, console.collect()))
}

/// A reply with three people without an ID, and one of another script's name.
fn damaged() -> Setting {
    let setting = Setting::new(40);
    let mut rows = setting.answers();
    for row in [3, 4, 9] {
        rows[row][8].clear();
    }
    rows[12][6] = "<img src=x onerror=alert(1)>".into();
    setting.write_rows("reply.csv", &rows);
    let outcome = setting.run(&["validate", "reply.csv", "--html", "page.html"]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    setting
}

/// How many findings are listed, and what is said of how many there are.
fn listed(document: &str) -> (usize, &str) {
    let count = document.split_once("role=\"status\">").unwrap().1.split_once('<').unwrap().0;
    (document.matches("<article").count(), count)
}

#[test]
fn a_page_is_searched_filtered_and_linked_to_without_an_error() {
    let setting = damaged();
    for (address, expected) in [
        ("page.html", (4, "4 findings")),
        ("page.html#rule=I001", (3, "3 of 4 findings")),
        ("page.html#search=onerror", (1, "1 of 4 findings")),
        ("page.html#search=p10%40contoso%20conference-id-missing", (1, "1 of 4 findings")),
    ] {
        let Some((document, console)) = shown(&setting, address) else { return };
        assert_eq!(listed(&document), expected, "{address}");
        assert_eq!(console, "", "{address}");
        assert!(!document.contains("<img"), "{address}");
        assert!(document.contains("id=\"rule-I001\""));
    }
}

#[test]
fn a_page_of_an_import_shows_before_and_after() {
    let setting = Setting::new(60);
    setting.write_rows("reply.csv", &setting.answers());
    setting.done(&["import", "reply.csv", "--html", "page.html"]);
    let page = setting.read("page.html");
    assert!(page.contains("<span class=\"verdict\">Imported as batch 2:</span> reply.csv"));
    assert!(
        page.contains("60 asked = 60 assigned + 0 changed + 0 replaced + 0 unchanged + 0 left.")
    );
    let Some((document, console)) = shown(&setting, "page.html") else { return };
    assert_eq!(document.matches("<td>assign</td><td>none</td>").count(), 50);
    assert!(document.contains("Show more (10 left)"));
    assert_eq!(console, "");
}

#[test]
fn a_page_that_cannot_be_written_fails_before_anything_is_changed() {
    let setting = Setting::new(10);
    setting.write_rows("reply.csv", &setting.answers());
    let outcome = setting.run(&["import", "reply.csv", "--html", "nowhere/page.html"]);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(outcome.err.contains("there is no folder nowhere"), "{outcome:?}");
    assert!(!setting.done(&["log"]).contains("import"));
}

#[test]
fn no_output_takes_the_place_of_the_store_or_of_what_is_read() {
    let setting = Setting::new(4);
    setting.write_rows("reply.csv", &setting.answers());
    setting.write("reply.txt", setting.read("reply.csv").as_bytes());
    for words in [
        &["validate", "reply.csv", "--html", "tollgate.db"][..],
        &["validate", "reply.csv", "--html", "reply.csv"],
        &["validate", "reply.txt", "--answer", "reply.txt"],
        &["validate", "reply.csv", "--html", "-"],
        &["import", "reply.csv", "--html", "./tollgate.db"],
        &["import", "reply.csv", "--html", "/proc/page.html"],
        &["import", "reply.csv", "--html", "a.csv", "--leave-faulty", "--again", "a.csv"],
        &[
            "export",
            "--provider",
            "Contoso Conferencing",
            "-o",
            "tollgate.db",
            "--format",
            "csv",
            "--force",
        ],
    ] {
        let outcome = setting.run(words);
        assert_eq!(outcome.code, Some(2), "{words:?}: {outcome:?}");
    }
    assert!(!setting.done(&["log"]).contains("import"));
    setting.done(&["validate", "reply.csv"]);
}
