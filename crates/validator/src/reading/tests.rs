use tollgate_model::{Field, FileKind, Profile, Report, Roster, RowAt, Stored, Table, Trait};

use crate::{Options, Sent, check};

/// What is found in a reply in a format that cannot tell some things, and the reply.
fn found(kind: FileKind, cannot_tell: &[Trait], id: &str, stored: Stored) -> (Report, Table) {
    let profile = "name = \"A\"\ndomain = \"a.example\"\n[conference_id]\ndigits = \"7\"\n[[numbers]]\nnumber = \"+1 206 555 0100\"\nkind = \"toll\"\n";
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
            Field::ConferenceId => id,
            _ => sent(field),
        };
        table.push(answer, if field == Field::ConferenceId { stored } else { Stored::Text });
    }
    roster.push(sent);
    table.end_row(RowAt { number: 2, line: 2 });
    table.heading_row = Some(0);
    table.facts.kind = Some(kind);
    table.facts.cannot_tell = cannot_tell.to_vec();
    let sent = Sent { roster: &roster, provider: &provider, named: true, sheet_named: true };
    (check(&table, &sent, None, Options::default()).report, table)
}

/// The rules on cells that are skipped.
fn skipped(kind: FileKind, cannot_tell: &[Trait]) -> Vec<&'static str> {
    let report = found(kind, cannot_tell, "0712345", Stored::Text).0;
    assert!(report.skipped.iter().all(|skipped| !report.ran.contains(&skipped.code)));
    let cells = report.skipped.iter().filter(|skipped| skipped.code.starts_with('C'));
    cells.map(|skipped| skipped.code).collect()
}

#[test]
fn what_a_workbook_does_not_tell_is_skipped_and_delimited_text_has_none_of_it() {
    let unseen = [Trait::Formulas, Trait::StruckThrough, Trait::NumberFormats];
    assert_eq!(skipped(FileKind::Xls, &[Trait::StruckThrough]), ["C016"]);
    assert_eq!(skipped(FileKind::Xlsb, &unseen), ["C001", "C011", "C016"]);
    assert_eq!(skipped(FileKind::Xlsx, &[]), [""; 0]);
    assert_eq!(skipped(FileKind::Csv, &unseen), [""; 0]);
}

#[test]
fn zeros_that_a_format_may_not_tell_of_are_looked_for_in_another() {
    for (kind, unseen, says) in
        [(FileKind::Xlsb, &[Trait::NumberFormats][..], true), (FileKind::Xlsx, &[], false)]
    {
        let (report, table) = found(kind, unseen, "712345", Stored::Number);
        let mut lost = report.findings.iter(&table).filter(|finding| finding.code == "C001");
        assert_eq!(lost.next().unwrap().help.contains("save it as XLSX"), says, "{kind:?}");
    }
}
