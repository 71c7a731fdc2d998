//! Files that are made to hurt: a clear refusal or a report, in little time and memory, and never a panic.

use std::io::Write as _;

use crate::setting::Setting;
use zip::write::SimpleFileOptions;

pub(crate) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook with one sheet, whose cells are given as XML.
pub(crate) fn workbook(cells: &str, strings: &[u8]) -> Vec<u8> {
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{cells}</sheetData></worksheet>"
    );
    archive(&[
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ("_rels/.rels", b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ("xl/workbook.xml", b"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Roster\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings),
    ])
}

/// A spreadsheet with one sheet, whose rows are given as XML.
fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet><table:table table:name=\"a\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<m/>"),
        ("content.xml", content.as_bytes()),
    ])
}

/// The same workbook with one part written otherwise.
fn with_part(workbook: &[u8], part: &str, write: impl Fn(&str) -> String) -> Vec<u8> {
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
    let mut written: Vec<(String, Vec<u8>)> = Vec::new();
    for at in 0..parts.len() {
        let mut file = parts.by_index(at).unwrap();
        let (name, mut content) = (file.name().unwrap().into_owned(), Vec::new());
        std::io::Read::read_to_end(&mut file, &mut content).unwrap();
        if name == part {
            content = write(&String::from_utf8(content).unwrap()).into_bytes();
        }
        written.push((name, content));
    }
    let parts = written.iter().map(|(name, content)| (name.as_str(), content.as_slice()));
    archive(&parts.collect::<Vec<_>>())
}

#[test]
fn no_file_is_too_bad_to_be_refused_with_a_sentence() {
    let setting = Setting::new(4);
    let good = std::fs::read(setting.path("roster.xlsx")).unwrap();
    let stray = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Row ID</t></is></c></row><row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>x</t></is></c></row>";
    let bomb = [b"<sst><si><t>".as_slice(), &vec![b'a'; 80 << 20], b"</t></si></sst>"].concat();
    let repeats = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"500\"><text:p>x</text:p></table:table-cell></table:table-row>";
    let spaces = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p><text:s text:c=\"32000\"/>x</text:p></table:table-cell></table:table-row>";
    let hidden =
        "<table:table-row table:visibility=\"collapse\" table:number-rows-repeated=\"1048576\">";
    let hidden_row = format!("{hidden}</table:table-row>");
    let hidden_sheets = vec![hidden_row.as_str(); 1_500].join("</table:table><table:table>");
    let formula = format!(
        "<table:table-row table:number-rows-repeated=\"1000\"><table:table-cell table:formula=\"of:={}\" office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"400\"/></table:table-row>",
        "A".repeat(30_000)
    );
    // A long number format, and three thousand styles that have it.
    let format = "0".repeat(2 << 20);
    let styles = |text: &str| {
        let format = format!(
            "<numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"{format}\"/></numFmts><fonts"
        );
        let uses = "<xf numFmtId=\"170\"/>".repeat(3_000) + "</cellXfs>";
        text.replacen("<fonts", &format, 1).replacen("</cellXfs>", &uses, 1)
    };
    // One long text, and a hundred thousand cells that show it.
    let long = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(30_000)).into_bytes();
    let shows = (1..100_000).map(|row| format!("<row r=\"{row}\"><c t=\"s\"><v>0</v></c></row>"));
    let gaps =
        (1..200_000).map(|row| format!("<row r=\"{row}\"><c r=\"SR{row}\"><v>0</v></c></row>"));
    let files: Vec<(&str, Vec<u8>, &str)> = vec![
        ("announced.xlsx", workbook("", b"<sst uniqueCount=\"99999999999\"/>"), "damaged"),
        ("shared.xlsx", workbook(&shows.collect::<String>(), &long), "too-large"),
        ("gaps.xlsx", workbook(&gaps.collect::<String>(), b"<sst/>"), "too-large"),
        ("spaces.ods", ods(&spaces.repeat(40_000)), "too-large"),
        ("hidden.ods", ods(&hidden.repeat(10_000)), "damaged"),
        ("hidden-sheets.ods", ods(&hidden_sheets), "empty"),
        ("formula.ods", ods(&formula), "too-large"),
        ("format.xlsx", with_part(&good, "xl/styles.xml", styles), "too-large"),
        ("accents.csv", vec![0xe9; 100 << 20], "too-large"),
        ("empty.xlsx", Vec::new(), "empty"),
        ("cut.xlsx", good[..good.len() / 2].to_vec(), "damaged"),
        ("stray.xlsx", workbook(stray, b"<sst/>"), "too-large"),
        ("bomb.xlsx", workbook("", &bomb), "too-large"),
        ("repeats.ods", ods(repeats), "too-large"),
        (
            "page.xls",
            b"<html><table><tr><td>Row ID</td></tr></table></html>".to_vec(),
            "wrong-kind",
        ),
        ("report.pdf", b"%PDF-1.7 and more".to_vec(), "wrong-kind"),
        ("letter.docx", archive(&[("word/document.xml", b"<w/>")]), "wrong-kind"),
        ("line.csv", vec![b'a'; 50 << 20], "too-large"),
        (
            "noise.xls",
            [
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(),
                &"Workbook".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
                &[7; 4000],
            ]
            .concat(),
            "damaged",
        ),
        ("zeros.csv", vec![0; 100_000], "wrong-kind"),
        ("columns.csv", ("Row ID,".repeat(600) + "x\n").into_bytes(), "too-large"),
        (
            "cell.csv",
            [b"Row ID,Conference ID\nR1-0001-AAAAAAAA,".as_slice(), &[b'7'; 40_000]].concat(),
            "too-large",
        ),
        ("rows.csv", "Row ID,Conference ID\n".repeat(1_048_577).into_bytes(), "too-large"),
    ];
    for (name, bytes, kind) in files {
        setting.write(name, &bytes);
        let outcome = setting.run_within_limits(&["validate", name, "--format", "json"]);
        assert_eq!(outcome.code, Some(2), "{name}: {outcome:?}");
        let failure: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
        assert_eq!(
            (&failure["schema"], &failure["kind"]),
            (&"tollgate.failure/1".into(), &kind.into()),
            "{name}: {outcome:?}"
        );
    }
    let missing = setting.run(&["validate", "nothing.xlsx"]);
    assert_eq!((missing.code, missing.out.as_str()), (Some(2), ""));
    assert!(missing.err.contains("Could not read nothing.xlsx"), "{missing:?}");
}

#[test]
fn no_reply_takes_long_to_be_judged() {
    let setting = Setting::new(1_000);
    let rows = setting.answers();
    // One person very often, and another, with the same ID.
    let mut repeated = rows[..2].to_vec();
    let mut other = rows[2].clone();
    other[8].clone_from(&rows[1][8]);
    repeated.extend(std::iter::repeat_n(rows[1].clone(), 60_000));
    repeated.push(other);
    setting.write_rows("repeated.csv", &repeated);
    // Headings over PINs in all rows that may hold headings, and blank cells below.
    let pins = "PIN,".repeat(510) + "PIN\n";
    let blank = format!("x{}\n", ",".repeat(510));
    setting.write("pins.csv", (pins.repeat(50) + &blank.repeat(8_000)).as_bytes());
    // The answers of all people merged, again and again.
    let merged = |text: &str| {
        let areas = "<mergeCell ref=\"G2:I1001\"/>".repeat(40_000);
        text.replacen("</sheetData>", &format!("</sheetData><mergeCells>{areas}</mergeCells>"), 1)
    };
    let sent = std::fs::read(setting.path("roster.xlsx")).unwrap();
    setting.write("merged.xlsx", &with_part(&sent, "xl/worksheets/sheet1.xml", merged));
    for (name, found) in [("repeated.csv", "I004"), ("pins.csv", "F004"), ("merged.xlsx", "C015")] {
        let words = ["validate", name, "--roster", "1", "--format", "json"];
        let outcome = setting.run_within_limits(&words);
        assert_eq!(outcome.code, Some(1), "{name}: {}", outcome.err);
        assert!(outcome.out.contains(&format!("\"{found}\"")), "{name}: {}", outcome.err);
    }
}

#[test]
fn a_name_that_is_made_to_hurt_is_loaded_and_exported() {
    let setting = Setting::new(2);
    let name = "'".repeat(32_766) + "=";
    let heading = "SipAddress,UserPrincipalName,DisplayName,UsageLocation";
    let dump = format!("{heading}\nada@contoso.example,ada@contoso.example,{name},US\n");
    setting.write("dump.csv", dump.as_bytes());
    let export = ["export", "--provider", "Contoso Conferencing", "--all", "-o", "all.csv"];
    for words in [&["load", "dump.csv"][..], &export] {
        let outcome = setting.run_within_limits(words);
        assert_eq!(outcome.code, Some(0), "{}", outcome.err);
    }
    assert!(setting.read("all.csv").contains(&format!(",'{name},")));
}

#[test]
fn what_is_no_ordinary_file_or_past_all_limits_is_refused_unread() {
    let setting = Setting::new(2);
    // Three gigabytes that take no room.
    std::fs::File::create(setting.path("large.csv")).unwrap().set_len(3 << 30).unwrap();
    let mut refused = vec![(["validate", "large.csv"], "larger than 2 GiB")];
    refused.push((["load", "large.csv"], "larger than 2 GiB"));
    if cfg!(unix) {
        refused.push((["validate", "/dev/zero"], "it is a device"));
    }
    for (words, why) in refused {
        let outcome = setting.run(&words);
        assert!(outcome.code == Some(2) && outcome.err.contains(why), "{words:?}: {outcome:?}");
    }
    for words in [["provider", "set"], ["log", "--verify"]] {
        let file = if cfg!(unix) { "/dev/zero" } else { "large.csv" };
        let outcome = setting.run(&[&words[..], &[file]].concat());
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(outcome.err.starts_with("error: Could not read"), "{outcome:?}");
    }
}

/// A name in an archive, or a relation to another file, is a word and no way to anywhere.
#[test]
fn no_path_in_a_file_is_followed() {
    let setting = Setting::new(2);
    setting.write("secret.xml", b"<sst><si><t>opened</t></si></sst>");
    let cells = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Row ID</t></is></c><c r=\"B1\" t=\"s\"><v>0</v></c></row>";
    let good = workbook(
        cells,
        b"<!DOCTYPE sst [<!ENTITY x SYSTEM \"secret.xml\">]><sst><si><t>&x;</t></si></sst>",
    );
    setting.write("entity.xlsx", &good);
    let outside = format!("file://{}", setting.path("secret.xml").display());
    let moved = with_part(&good, "xl/_rels/workbook.xml.rels", |text| {
        text.replace("sharedStrings.xml", &outside)
    });
    let mut moved = zip::ZipWriter::new_append(std::io::Cursor::new(moved)).unwrap();
    moved.start_file("../escaped.txt", SimpleFileOptions::default()).unwrap();
    moved.write_all(b"out").unwrap();
    setting.write("outside.xlsx", &moved.finish().unwrap().into_inner());
    for file in ["entity.xlsx", "outside.xlsx"] {
        for words in [["validate", file], ["load", file]] {
            let outcome = setting.run(&words);
            assert_ne!(outcome.code, Some(0), "{outcome:?}");
            assert!(!format!("{outcome:?}").contains("opened"), "{outcome:?}");
        }
    }
    assert!(!setting.path("../escaped.txt").exists());
}

/// `tests/fuzz/run` throws far more; this is where it begins, and whatever it ever found.
#[test]
fn no_target_of_the_fuzzer_stumbles_over_its_seeds() {
    for target in &crate::targets::TARGETS {
        let seeds = target.seeds();
        assert!(seeds.len() > 1, "{} begins with nothing", target.name);
        for seed in &seeds {
            (target.run)(seed);
        }
    }
}

#[test]
fn a_terminal_obeys_nothing_that_a_file_says() {
    let setting = Setting::new(4);
    let mut rows = setting.answers();
    rows[1][8] = "\u{1b}]0;owned\u{7}".into();
    rows[2][1] = "\u{1b}[31m@contoso.example".into();
    setting.write_rows("reply.csv", &rows);
    let outcome = setting.run(&["validate", "reply.csv", "--color", "never"]);
    assert_eq!(outcome.code, Some(1));
    assert!(!outcome.out.contains('\u{1b}') && outcome.out.contains("[U+001B]"), "{outcome:?}");

    let acp = "<acpInformation default=\"\"true\"\"><tollNumber>14255551298</tollNumber><participantPassCode>7777</participantPassCode><domain>d.example</domain><name>A\u{9b}31m\u{202e}B</name></acpInformation>";
    let dump = format!("SipAddress,AcpInfo\np0@contoso.example,\"{acp}\"\n");
    setting.write("more.csv", dump.as_bytes());
    setting.done(&["load", "more.csv"]);
    let said = setting.done(&["export", "--provider", "Contoso Conferencing", "-v", "-o", "x.csv"]);
    assert!(said.contains("A[U+009B]31m[U+202E]B is the provider"), "{said}");
    assert!(!said.contains(['\u{9b}', '\u{202e}']), "{said}");
}
