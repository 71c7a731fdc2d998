use tollgate_model::{
    AnsweredRoster, FileKind, Finding, Findings, PeopleCounts, RowAt, Stored, value,
};

use super::*;

const HOSTILE: &str = "</script><img src=x onerror=alert(1)>\u{202e}";

fn shown(redact: bool) -> String {
    let mut table = Table::default();
    table.facts.name = format!("{HOSTILE}.csv");
    table.facts.kind = Some(FileKind::Csv);
    for (number, cells) in
        [(1, ["SIP address", "Conference ID"]), (2, ["ada@contoso.example", HOSTILE])]
    {
        for cell in cells {
            table.push(cell, Stored::Text);
        }
        table.end_row(RowAt { number, line: number });
    }
    table.heading_row = Some(0);
    let finding = Finding {
        code: "I003",
        name: "conference-id-characters",
        severity: Severity::Error,
        row: Some(1),
        column: Some(1),
        sent_row: Some(0),
        person: tollgate_model::SipAddress::new("ada@contoso.example"),
        value: Some(HOSTILE.into()),
        message: format!("{} is not a conference ID", value(HOSTILE)).into(),
        help: "Ask for it again.",
        fix: None,
    };
    let people =
        PeopleCounts { asked: 3, answered: 1, faulty: 1, missing: 2, ..PeopleCounts::default() };
    let roster = AnsweredRoster { number: 7, provider: "A & B".into(), people: 3 };
    let report = Report {
        findings: Findings::of(&table, [finding]),
        roster: Some(roster),
        people,
        ..Report::default()
    };
    let report = if redact { report.redacted(&table) } else { report };
    let shown = Page {
        report: &report,
        table: &table,
        deny_warnings: false,
        redact,
        plan: None,
        batch: None,
        version: "1",
    };
    let mut bytes = Vec::new();
    page(&shown, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn nothing_in_a_file_becomes_part_of_the_page() {
    let page = shown(false);
    assert!(!page.contains("<img"), "{page}");
    assert!(!page.contains('\u{202e}'));
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(page.contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;[U+202E].csv"));
    assert!(page.contains("The reply of A &amp; B to roster 7."));
    let data = page.split_once("id=\"data\">").unwrap().1.split_once("</script>").unwrap().0;
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["rows"]["1"][2], "</script><img src=x onerror=alert(1)>[U+202E]");
    assert_eq!(data["findings"][0][7], 1);
}

#[test]
fn only_our_own_style_and_script_may_run() {
    let page = shown(false);
    assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"));
    assert!(!page.contains(" style=\"") && !page.contains(" onclick"));
}

#[test]
fn a_redacted_page_shows_neither_rows_nor_people() {
    let page = shown(true);
    assert!(
        !page.contains("contoso.example") && page.contains("`…` is not a conference ID"),
        "{page}"
    );
    assert!(page.contains("\"rows\":{}"));
}

#[test]
fn people_are_shown_in_their_shares() {
    let page = shown(false);
    assert!(page.contains("<rect class=\"error\" x=\"0.00%\" width=\"33.33%\" height=\"14\"/>"));
    assert!(page.contains("<rect class=\"missing\" x=\"33.33%\" width=\"66.66%\" height=\"14\"/>"));
}
