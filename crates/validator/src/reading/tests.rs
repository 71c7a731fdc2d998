use tollgate_model::{Field, FileKind, Profile, Roster, RowAt, Stored, Table, Trait};

use crate::{Options, Sent, check};

/// The rules that are skipped on a reply in a format that cannot tell some things.
fn skipped(kind: FileKind, cannot_tell: &[Trait]) -> Vec<&'static str> {
    let profile = "name = \"A\"\ndomain = \"a.example\"\n[[numbers]]\nnumber = \"+1 206 555 0100\"\nkind = \"toll\"\n";
    let provider = Profile::read(profile).unwrap().provider;
    let made_at = "2026-03-01T00:00:00Z".parse().unwrap();
    let (mut roster, mut table) = (Roster::new(7, "A", made_at), Table::default());
    for field in Field::ALL {
        table.push(field.heading(), Stored::Text);
    }
    table.end_row(RowAt { number: 1, line: 1 });
    let sent = |field| match field {
        Field::RowId | Field::RowIdCopy => "R7-0001-AAAAAAAA",
        Field::SipAddress => "ada@a.example",
        _ => "",
    };
    for field in Field::ALL {
        let answer = match field {
            Field::TollNumber => "+12065550100",
            Field::ConferenceId => "0712345",
            _ => sent(field),
        };
        table.push(answer, Stored::Text);
    }
    roster.push(sent);
    table.end_row(RowAt { number: 2, line: 2 });
    table.heading_row = Some(0);
    table.facts.kind = Some(kind);
    table.facts.cannot_tell = cannot_tell.to_vec();
    let sent = Sent { roster: &roster, provider: &provider, named: true, sheet_named: true };
    let report = check(&table, &sent, None, Options::default()).report;
    assert!(report.skipped.iter().all(|skipped| !report.ran.contains(&skipped.code)));
    let cells = report.skipped.iter().filter(|skipped| skipped.code.starts_with('C'));
    cells.map(|skipped| skipped.code).collect()
}

#[test]
fn what_a_workbook_does_not_tell_is_skipped_and_delimited_text_has_none_of_it() {
    let unseen = [Trait::Formulas, Trait::StruckThrough];
    assert_eq!(skipped(FileKind::Xls, &[Trait::StruckThrough]), ["C016"]);
    assert_eq!(skipped(FileKind::Xlsb, &unseen), ["C011", "C016"]);
    assert_eq!(skipped(FileKind::Xlsx, &[]), [""; 0]);
    assert_eq!(skipped(FileKind::Csv, &unseen), [""; 0]);
}
