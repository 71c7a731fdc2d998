use tollgate_model::{
    AnsweredRoster, FileKind, Finding, Findings, PeopleCounts, RowAt, SipAddress, Stored,
    Timestamp, person, value,
};

use tollgate_sheet::Role::{Faulty, HeadingOpen, Plain};

use super::*;

fn sip(name: &str) -> SipAddress {
    SipAddress::new(&format!("{name}@contoso.example")).unwrap()
}

fn finding(code: &'static str, row: Option<usize>, whose: usize, message: String) -> Finding {
    Finding {
        code,
        name: "a-rule",
        severity: Severity::Error,
        row,
        column: row.map(|_| 1),
        sent_row: Some(whose),
        person: Some(sip(["ada", "bo", "cy"][whose])),
        value: None,
        message: message.into(),
        help: "Ask the provider.",
        fix: None,
    }
}

/// Ada's ID is somebody's who is on no roster, Bo's is a formula, Cy is missing, and Ada has
/// another provider, which is nobody's business.
fn with<T>(take: impl FnOnce(&Answer<'_>) -> T) -> T {
    let mut roster = Roster::new(7, "Contoso", Timestamp::UNIX_EPOCH);
    let mut table = Table::default();
    table.facts.name = "reply.xlsx".into();
    table.facts.kind = Some(FileKind::Xlsx);
    table.facts.sheet = Some("Answers".into());
    let rows = [
        (3, ["SIP address", "Conference ID"]),
        (4, ["ada@contoso.example", "0712345"]),
        (6, ["bo@contoso.example", "=1+1"]),
    ];
    for (number, cells) in rows {
        for cell in cells {
            table.push(cell, Stored::Text);
        }
        table.end_row(RowAt { number, line: number });
    }
    table.heading_row = Some(0);
    for name in ["ada", "bo", "cy"] {
        let sip = sip(name);
        roster.push(|field| if field == Field::SipAddress { sip.as_str() } else { "" });
    }
    let taken = format!("{} belongs to {}", value("0712345"), person(&sip("outside")));
    let report = Report {
        findings: Findings::of(
            &table,
            [
                finding("I005", Some(1), 0, taken),
                finding("S002", Some(1), 0, "Fabrikam is the provider today".into()),
                finding("C013", Some(2), 1, format!("{} is a formula", value("=1+1"))),
                finding("R001", None, 2, "was not in the file".into()),
            ],
        ),
        roster: Some(AnsweredRoster { number: 7, provider: "Contoso".into(), people: 3 }),
        people: PeopleCounts {
            asked: 3,
            answered: 2,
            faulty: 2,
            missing: 1,
            ..PeopleCounts::default()
        },
        ..Report::default()
    };
    let column = |field| match field {
        Field::SipAddress => Some(0),
        Field::ConferenceId => Some(1),
        _ => None,
    };
    take(&Answer {
        report: &report,
        table: &table,
        roster: &roster,
        missing: &[2],
        concerned: &[],
        column: &column,
        version: "1",
    })
}

#[test]
fn a_letter_says_what_to_do_and_names_nobody_who_is_not_on_the_roster() {
    let text = with(letter);
    assert_eq!(
        text,
        "Subject: Your answer to roster 7: corrections needed

Hello,

Thank you for reply.xlsx, the answer to roster 7. 0 of 3 people are complete
and right, 2 must be corrected, 1 is missing.

Please correct the following in the same file, change nothing else, and send
it back:

1. Please write the value itself in place of the formula.
   - B6, bo@contoso.example: “=1+1” is a formula

2. This conference ID is taken. Please give another one.
   - B4, ada@contoso.example: “0712345” belongs to somebody else

3. Please add a row for this person, with the numbers and the conference ID.
   - cy@contoso.example: was not in the file

Cells that hold digits should be formatted as text, so that zeros in front
stay.

Kind regards
"
    );
    assert!(with(|answer| answer.kept_back() == 1));
}

#[test]
fn a_row_that_is_nobodys_is_one_too_many_and_leaves_the_file_whole() {
    with(|answer| {
        let nobodys = |code, row| Finding {
            sent_row: None,
            person: None,
            ..finding(code, Some(row), 0, "is nobody's".into())
        };
        let rows = [nobodys("R003", 1), nobodys("R004", 2), nobodys("R004", 2)];
        let report = Report { findings: Findings::of(answer.table, rows), ..Report::default() };
        assert_eq!(
            Answer { report: &report, missing: &[], ..*answer }.in_short(),
            "3 of 3 people are complete and right, 2 rows are about people we did not ask for."
        );
    });
}

#[test]
fn the_reply_stands_where_it_stood_and_who_is_missing_stands_below() {
    let rows: Vec<Vec<(String, tollgate_sheet::Role, bool)>> = with(|answer| {
        let sheet = workbook(answer).sheets.remove(1);
        assert_eq!((sheet.name.as_str(), sheet.headed), ("Answers", Some(2)));
        let cell = |cell: tollgate_sheet::Cell| (cell.text, cell.role, cell.note.is_some());
        sheet.rows.map(|row| row.into_iter().map(cell).collect()).collect()
    });
    let row = |cells: [(&str, tollgate_sheet::Role, bool); 2]| {
        cells.map(|(t, r, n)| (t.to_owned(), r, n)).to_vec()
    };
    let expected = [
        vec![],
        vec![],
        row([("SIP address", HeadingOpen, false), ("Conference ID", HeadingOpen, false)]),
        row([("ada@contoso.example", Plain, false), ("0712345", Faulty, true)]),
        vec![],
        row([("bo@contoso.example", Plain, false), ("=1+1", Faulty, true)]),
        row([("cy@contoso.example", Plain, false), ("", Faulty, true)]),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn the_list_leads_to_each_cell() {
    let links = with(|answer| {
        let sheet = workbook(answer).sheets.remove(2);
        sheet.rows.skip(1).map(|row| row[0].link.clone().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(links, ["'Answers'!B4", "'Answers'!B6", "'Answers'!B7"]);
}
