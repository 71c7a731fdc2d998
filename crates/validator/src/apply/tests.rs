use tollgate_model::{Field, Profile, Roster, RowAt, Stored};

use super::*;

/// Two people, as they were sent and as they came back; gives codes and severities, and what the
/// answers are then.
fn applied(answers: [[&str; 3]; 2], codes: &[&str]) -> (Vec<String>, Vec<String>, Vec<String>) {
    let profile = "name = \"A\"\ndomain = \"a.example\"\n[conference_id]\ndigits = \"7\"\n[[numbers]]\nnumber = \"+1 206 555 0100\"\nkind = \"toll\"\n[[numbers]]\nnumber = \"+1 800 555 0100\"\nkind = \"toll-free\"\n";
    let provider = Profile::read(profile).unwrap().provider;
    let made_at = "2026-03-01T00:00:00Z".parse().unwrap();
    let (mut roster, mut table) = (Roster::new(7, &*provider.name, made_at), Table::default());
    for field in Field::ALL {
        table.push(field.heading(), Stored::Text);
    }
    table.end_row(RowAt { number: 1, line: 1 });
    for (row, answer) in (1..).zip(answers) {
        let (id, sip) = (format!("R7-{row:04}-AAAAAAAA"), format!("p{row}@a.example"));
        let was = |field| match field {
            Field::RowId | Field::RowIdCopy => id.as_str(),
            Field::SipAddress => sip.as_str(),
            _ => "",
        };
        for field in Field::ALL {
            let is = match field {
                Field::TollNumber => answer[0],
                Field::TollFreeNumbers => answer[1],
                Field::ConferenceId => answer[2],
                _ => was(field),
            };
            table.push(is, Stored::Text);
        }
        roster.push(was);
        table.end_row(RowAt { number: row + 1, line: row + 1 });
    }
    table.heading_row = Some(0);
    let sent = Sent { roster: &roster, provider: &provider, named: true, sheet_named: true };
    let applied = check_applying(table, &sent, None, Options::default(), codes);
    let found = applied
        .checked
        .report
        .findings
        .iter(&applied.table)
        .map(|finding| format!("{} {}", finding.code, finding.severity.word()));
    let given = applied
        .checked
        .accepted
        .iter()
        .flat_map(crate::Accepted::answers)
        .map(|answer| format!("{} {}", answer.toll_number, answer.conference_id));
    (found.collect(), given.collect(), applied.refused.into_iter().map(|(code, _)| code).collect())
}

#[test]
fn a_fix_is_used_only_where_its_rule_is_named_and_the_whole_is_judged_again() {
    let answers = [["+12065550100", "", "12345"], ["+12065550101", "", "7654312"]];
    assert_eq!(applied(answers, &[]).0, ["C001 error", "T003 error"]);
    assert_eq!(applied(answers, &["C001"]).0, ["C001 note", "T003 error"]);
    let (found, given, _) = applied(answers, &["C001", "T003"]);
    assert_eq!(found, ["C001 note", "T003 note"]);
    assert_eq!(given, ["+12065550100 0012345", "+12065550100 7654312"]);
}

#[test]
fn a_fix_may_concern_several_cells() {
    let answers = [["+18005550100", "+12065550100", "1234568"], ["+12065550100", "", "7654312"]];
    assert_eq!(applied(answers, &["T005"]).1[0], "+12065550100 1234568");
}

#[test]
fn a_fix_that_would_give_two_people_one_id_is_refused() {
    let answers = [["+12065550100", "", "12345"], ["+12065550100", "", "0012345"]];
    let (found, given, refused) = applied(answers, &["C001"]);
    assert_eq!(
        (found, given.len(), refused),
        (vec!["C001 error".to_owned()], 0, vec!["C001".to_owned()])
    );
}
