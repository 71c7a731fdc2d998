//! A PIN or a leader's code that stands in a file is seen by nothing: not by the store, the journal, a
//! bundle, a page, an answer or a message, and not by what developers print. Files of a store are for
//! their owner only.

use std::io::Read as _;

use tollgate_model::{Headings, is_secret};
use tollgate_sheet::{Purpose, ReadOptions};
use tollgate_store::Store;
use tollgate_validator::{Options, Sent, check};

use crate::hostile::{archive, workbook};
use crate::setting::Setting;

/// Unlike any number that a test makes.
const PIN: &str = "90817263";

const SECRET: [&str; 3] = ["Leader PIN", "Moderator code", "Host passcode"];

/// Rows with columns of PINs among the others and after them, some of them out of place.
fn with_pins(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    for (row, cells) in rows.iter_mut().enumerate() {
        for (at, heading) in [9, 4, 0].into_iter().zip(SECRET) {
            cells.insert(at, if row == 0 { heading.into() } else { PIN.into() });
        }
        cells.push(if row == 0 { "PIN".into() } else { PIN.into() });
    }
    rows
}

fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    rows.iter().map(|row| row.join(",") + "\r\n").collect::<String>().into_bytes()
}

fn xlsx(rows: &[Vec<String>]) -> Vec<u8> {
    let rows = (1..).zip(rows).map(|(number, row)| {
        let cells = (b'A'..).zip(row).map(|(column, text)| {
            let column = char::from(column);
            format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        });
        format!("<row r=\"{number}\">{}</row>", cells.collect::<String>())
    });
    workbook(&rows.collect::<String>(), b"<sst/>")
}

fn ods(rows: &[Vec<String>]) -> Vec<u8> {
    let rows = rows.iter().map(|row| {
        let cells = row.iter().map(|text| {
            format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
        });
        format!("<table:table-row>{}</table:table-row>", cells.collect::<String>())
    });
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"Roster\">{}</table:table></office:spreadsheet></office:body></office:document-content>",
        rows.collect::<String>()
    );
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<m/>"),
        ("content.xml", content.as_bytes()),
    ])
}

/// One way of keeping a table in a file: how its name ends, and how it is written.
type Kind = (&'static str, fn(&[Vec<String>]) -> Vec<u8>);

const KINDS: [Kind; 3] = [("csv", csv), ("xlsx", xlsx), ("ods", ods)];

fn assert_unseen(bytes: &[u8], place: &str) {
    let found = bytes.windows(PIN.len()).any(|window| window == PIN.as_bytes());
    assert!(!found, "the PIN is in {place}");
}

/// Looks through everything that was made, whatever it is packed in.
fn assert_unseen_in_files(setting: &Setting) {
    for entry in std::fs::read_dir(setting.folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.starts_with("given-") {
            continue;
        }
        let bytes = std::fs::read(setting.path(&name)).unwrap();
        assert_unseen(&bytes, &name);
        let Ok(mut parts) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) else { continue };
        for at in 0..parts.len() {
            let mut content = Vec::new();
            parts.by_index(at).unwrap().read_to_end(&mut content).unwrap();
            assert_unseen(&content, &format!("{name}, part {at}"));
        }
    }
}

#[test]
fn a_pin_in_a_reply_is_seen_by_nothing() {
    for (kind, write) in KINDS {
        let setting = Setting::new(8);
        let good = setting.answers();
        let (name, faulty) = (format!("given-good.{kind}"), format!("given-faulty.{kind}"));
        setting.write(&name, &write(&with_pins(good.clone())));
        let mut bad = good;
        (bad[1][8], bad[2][6]) = (String::new(), "12".into());
        let shifted = bad[4][8].clone();
        bad[3][8] = shifted;
        setting.write(&faulty, &write(&with_pins(bad)));
        let mut said = String::new();
        let mut say = |words: &[&str], code: i32| {
            let outcome = setting.run(words);
            assert_eq!(outcome.code, Some(code), "{words:?}: {outcome:?}");
            said += &(outcome.out + &outcome.err);
        };
        say(&["validate", &faulty, "-v", "--html", "page.html", "--answer", "answer.xlsx"], 1);
        say(&["validate", &faulty, "--answer", "answer.txt"], 1);
        say(&["validate", &faulty, "--format", "json"], 1);
        say(&["import", &faulty, "-v"], 1);
        say(&["import", &faulty, "--leave-faulty", "--again", "again.xlsx", "-v"], 0);
        say(&["undo", "2"], 0);
        say(&["import", &name, "--format", "json", "--html", "import.html"], 0);
        for batch in ["2", "4"] {
            say(&["log", batch, "--format", "json"], 0);
            say(&["log", batch, "--format", "csv"], 0);
            say(&["log", batch, "--bundle", &format!("batch-{batch}.zip")], 0);
        }
        say(&["rosters", "2"], 0);
        say(&["people", "--format", "json"], 0);
        say(&["backup", "saved.db"], 0);
        assert!(said.contains("Leader PIN"), "{kind}: that it was dropped is said");
        assert_unseen(said.as_bytes(), "what was said");
        assert_unseen_in_files(&setting);
    }
}

#[test]
fn a_pin_is_in_nothing_that_developers_print() {
    let setting = Setting::new(8);
    let url = setting.path("tollgate.db").display().to_string();
    let mut store = Store::open(&url, tollgate_model::Timestamp::UNIX_EPOCH).unwrap();
    let roster = store.roster(2).unwrap();
    let provider = store.provider(&roster.provider).unwrap();
    let headings = Headings::default();
    let options = ReadOptions {
        is_heading: &|heading| headings.field(heading).is_some(),
        is_secret,
        purpose: Purpose::Reply,
        kind: None,
        sheet: None,
        expected: &[],
    };
    for (kind, write) in KINDS {
        let bytes = write(&with_pins(setting.answers()));
        let table = tollgate_sheet::read_bytes("reply", &bytes, &options).unwrap();
        let sent = Sent { roster: &roster, provider: &provider, named: true, sheet_named: false };
        let checked = check(&table, &sent, None, Options::default());
        assert!(checked.accepted.is_some(), "{kind}: {:?}", checked.report);
        assert_unseen(format!("{table:?} {checked:?}").as_bytes(), kind);
    }
}

#[test]
fn a_leaders_code_in_a_dump_is_seen_by_nothing() {
    let setting = Setting::new(2);
    let acp = "<acpInformation default=\"\"true\"\"><tollNumber>+12065550100</tollNumber><participantPassCode>0712345</participantPassCode><leaderPassCode>90817263</leaderPassCode><domain>d</domain><name>Contoso Conferencing</name></acpInformation>";
    let broken = acp.replace("</leaderPassCode>", "</leader>");
    let odd = acp.replace("<domain>", "\u{7}<domain>");
    for (name, acp) in
        [("given-good.csv", acp), ("given-broken.csv", &broken), ("given-odd.csv", &odd)]
    {
        let dump = format!("SipAddress,AcpInfo,Leader PIN\nada@contoso.example,\"{acp}\",{PIN}\n");
        setting.write(name, dump.as_bytes());
    }
    let mut said = String::new();
    for name in ["given-broken.csv", "given-odd.csv"] {
        let outcome = setting.run(&["load", name, "-v"]);
        assert_eq!(outcome.code, Some(1), "{outcome:?}");
        said += &(outcome.out + &outcome.err);
    }
    said += &setting.done(&["load", "given-good.csv", "-v"]);
    said += &setting.done(&["show", "ada@contoso.example"]);
    said += &setting.done(&["log", "2", "--format", "json"]);
    setting.done(&["log", "2", "--bundle", "batch.zip"]);
    assert_unseen(said.as_bytes(), "what was said");
    assert_unseen_in_files(&setting);
}

#[test]
#[cfg(unix)]
fn what_holds_a_store_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let setting = Setting::new(4);
    setting.write_rows("reply.csv", &setting.answers());
    setting.done(&["import", "reply.csv"]);
    setting.done(&["backup", "saved.db"]);
    setting.done(&["copy", "tollgate.db", "moved.db"]);
    setting.done(&["log", "2", "--bundle", "batch.zip"]);
    // While somebody has it open there is more beside it.
    let open = rusqlite::Connection::open(setting.path("tollgate.db")).unwrap();
    open.query_row("SELECT count(*) FROM person", [], |row| row.get::<_, i64>(0)).unwrap();
    for entry in std::fs::read_dir(setting.folder()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if [".db", ".zip", "-wal", "-shm"].iter().any(|end| name.ends_with(end)) {
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{name}");
        }
    }
}
