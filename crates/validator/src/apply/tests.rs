use tollgate_model::{Field, FileKind, Profile, Roster, RowAt, Stored};

use super::*;

const PROFILE: &str = r#"
name = "A"
domain = "a.example"
[conference_id]
digits = "7"
[[numbers]]
number = "+1 206 555 0100"
kind = "toll"
country = "US"
[[numbers]]
number = "+49 30 901820"
kind = "toll"
country = "DE"
[[numbers]]
number = "+44 20 7946 0100"
kind = "toll"
country = "GB"
[[numbers]]
number = "+1 800 555 0100"
kind = "toll-free"
country = "US"
[[numbers]]
number = "+49 800 1234567"
kind = "toll-free"
country = "DE"
"#;

/// The country of a person, what they had when the roster was sent, and what came back: in a workbook where
/// any is `number 712`.
type Told<'t> = (&'t str, [&'t str; 3], [&'t str; 3]);

/// Codes and severities of what is found, and the answers in the table that is judged then.
struct Outcome {
    found: Vec<String>,
    notes: Vec<String>,
    answers: Vec<[String; 3]>,
    given: Vec<String>,
    refused: Vec<String>,
    idle: Vec<String>,
}

fn outcome(headings: [Field; 3], people: &[Told<'_>], codes: &[&str]) -> Outcome {
    outcome_by(PROFILE, headings, people, codes)
}

fn outcome_by(profile: &str, headings: [Field; 3], people: &[Told<'_>], codes: &[&str]) -> Outcome {
    let provider = Profile::read(profile).unwrap().provider;
    let made_at = "2026-03-01T00:00:00Z".parse().unwrap();
    let (mut roster, mut table) = (Roster::new(7, &*provider.name, made_at), Table::default());
    let answer = |field: Field| Field::ANSWERS.iter().position(|answer| *answer == field);
    for field in Field::ALL {
        let heading = answer(field).map_or(field, |at| headings[at]);
        table.push(heading.heading(), Stored::Text);
    }
    table.end_row(RowAt { number: 1, line: 1 });
    table.facts.kind = Some(FileKind::Csv);
    for (row, (country, had, answers)) in (1..).zip(people) {
        let (id, sip) = (format!("R7-{row:04}-AAAAAAAA"), format!("p{row}@a.example"));
        let was = |field| match field {
            Field::RowId | Field::RowIdCopy => id.as_str(),
            Field::SipAddress => sip.as_str(),
            Field::Country => country,
            _ => answer(field).map_or("", |at| had[at]),
        };
        for field in Field::ALL {
            let text = answer(field).map_or(was(field), |at| answers[at]);
            if let Some(number) = text.strip_prefix("number ") {
                table.facts.kind = Some(FileKind::Xlsx);
                table.push(number, Stored::Number);
            } else {
                table.push(text, Stored::Text);
            }
        }
        roster.push(was);
        table.end_row(RowAt { number: row + 1, line: row + 1 });
    }
    table.heading_row = Some(0);
    let sent = Sent { roster: &roster, provider: &provider, named: true, sheet_named: true };
    let applied = check_applying(table, &sent, None, Options::default(), codes);
    let findings = || applied.checked.report.findings.iter(&applied.table);
    let text = |row, field: Field| {
        let column = Field::ALL.iter().position(|other| *other == field).unwrap();
        applied.table.get(row, column).to_owned()
    };
    Outcome {
        found: findings().map(|f| format!("{} {}", f.code, f.severity.word())).collect(),
        notes: findings()
            .filter(|finding| codes.contains(&finding.code))
            .map(|finding| format!("{}: {}", finding.row.unwrap(), finding.message().plain()))
            .collect(),
        answers: (1..=people.len())
            .map(|row| Field::ANSWERS.map(|field| text(row, field)))
            .collect(),
        given: (applied.checked.accepted.into_iter())
            .flat_map(|accepted| accepted.into_parts().1)
            .map(|answer| format!("{} {}", answer.toll_number, answer.conference_id))
            .collect(),
        refused: applied.refused.into_iter().map(|(code, _)| code).collect(),
        idle: applied.idle,
    }
}

/// Two people of no country who had nothing: codes and severities of what is found, the answers that
/// are given then, and which codes were refused.
fn applied(answers: [[&str; 3]; 2], codes: &[&str]) -> (Vec<String>, Vec<String>, Vec<String>) {
    let people = answers.map(|answers| ("", [""; 3], answers));
    let Outcome { found, given, refused, .. } = outcome(Field::ANSWERS, &people, codes);
    (found, given, refused)
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
    let answers = [["+12065550100", "", "12345"], ["+12065550100", "", "12345"]];
    let (found, given, refused) = applied(answers, &["C001"]);
    assert_eq!(found, ["C001 error", "C001 error"]);
    assert_eq!((given.len(), refused), (0, vec!["C001".to_owned()]));
}

/// Answers of nine people that stand a row below their own, and whose IDs lost the zeros in front.
fn moved_without_zeros(number: bool) -> Outcome {
    let mut people = moved(1, 1);
    for (row, (_, _, answers)) in people.iter_mut().enumerate().skip(1) {
        let with_zeros =
            [IDS[row - 1], "0012345", "0712346"][usize::from(row == 3) + 2 * usize::from(row == 6)];
        let kept = with_zeros.trim_start_matches('0');
        answers[2] = if number { format!("number {kept}").leak() } else { kept };
    }
    outcome(Field::ANSWERS, &people, &["R010", "C001"])
}

#[test]
fn what_was_moved_back_is_put_right_where_it_belongs() {
    for number in [false, true] {
        let Outcome { found, notes, answers, .. } = moved_without_zeros(number);
        let ids: Vec<&str> = answers.iter().map(|[_, _, id]| id.as_str()).collect();
        assert_eq!(
            ids[..8],
            [IDS[0], IDS[1], "0012345", IDS[3], IDS[4], "0712346", IDS[6], IDS[7]]
        );
        let errors: Vec<_> = found.iter().filter(|found| found.ends_with("error")).collect();
        assert_eq!(errors, ["T001 error", "I001 error"], "{number}");
        for note in [
            "3: `12345` became `0012345`, as --apply C001 asks",
            "3: `7712845` became `12345`, as --apply R010 asks",
        ] {
            assert!(notes.iter().any(|told| told == note), "{notes:?}");
        }
    }
}

#[test]
fn zeros_that_were_put_back_are_no_zeros_that_the_file_kept() {
    // Seven digits each, but for zeros in front, where six are enough.
    let mut ids: Vec<String> = (0..40).map(|at| format!("{}", 1_712_341 + at * 211_953)).collect();
    (ids[5], ids[17]) = ("70970".into(), "712349".into());
    let people: Vec<Told<'_>> =
        ids.iter().map(|id| ("US", [""; 3], ["+12065550100", "", id.as_str()])).collect();
    let profile = PROFILE.replace("\"7\"", "\"6..8\"");
    let Outcome { found, answers, .. } = outcome_by(&profile, Field::ANSWERS, &people, &["C001"]);
    assert_eq!(answers[5][2], "0070970");
    assert_eq!(found, ["C001 note", "I009 warning"]);
}

#[test]
fn every_cell_that_was_edited_is_noted_and_a_rule_that_proposed_nothing_is_told() {
    let people = ["+12065550100", "1", "2", "3"].map(|toll| ("US", [""; 3], [toll, "", ""]));
    let Outcome { notes, idle, .. } = outcome(Field::ANSWERS, &people, &["P003", "T003"]);
    let note =
        |row: usize| format!("{}: `{row}` became `+12065550100`, as --apply P003 asks", row + 1);
    assert_eq!(notes, [1, 2, 3].map(note));
    assert_eq!(idle, ["T003"]);
}

#[test]
fn exchanged_headings_are_exchanged_back() {
    let headings = [Field::ConferenceId, Field::TollFreeNumbers, Field::TollNumber];
    let ids = ["7654312", "7712845", "8271964"];
    let people = ids.map(|id| ("US", [""; 3], ["+12065550100", "", id]));
    let Outcome { found, notes, given, .. } = outcome(headings, &people, &["H006"]);
    assert_eq!((found, given.len()), (vec!["H006 note".to_owned(); 2], 3));
    assert_eq!(notes[0], "0: `Conference ID` became `Toll number`, as --apply H006 asks");
}

const TOLL: [&str; 3] = ["+12065550100", "+4930901820", "+442079460100"];
const IDS: [&str; 9] = [
    "7654312", "7712845", "8271964", "4410982", "5550123", "0712345", "6180339", "2718281",
    "3141592",
];

/// Nine people in three countries, with answers of people so many rows above, or none where there is
/// none: the toll number, and the conference ID.
fn moved(toll: usize, id: usize) -> Vec<Told<'static>> {
    let from = |row: usize, by: usize| row.checked_sub(by);
    let answers = |row| {
        let toll = from(row, toll).map_or("", |from| TOLL[from % 3]);
        (["US", "DE", "GB"][row % 3], [""; 3], [toll, "", from(row, id).map_or("", |id| IDS[id])])
    };
    (0..9).map(answers).collect()
}

#[test]
fn what_moved_is_moved_back_and_nothing_else() {
    let whole = moved(0, 0);
    for (toll, id) in [(1, 1), (1, 0)] {
        let Outcome { answers, .. } = outcome(Field::ANSWERS, &moved(toll, id), &["R010"]);
        for (row, (_, _, own)) in whole.iter().enumerate().take(8) {
            assert_eq!(answers[row], *own, "{toll} {id} {row}");
        }
        assert_eq!(answers[8], ["", "", if id == 0 { IDS[8] } else { "" }]);
    }
}

#[test]
fn nothing_is_moved_back_where_it_is_not_known_what_moved() {
    let mut people = moved(1, 1);
    people[0].2 = ["+442079460100", "", IDS[8]];
    let Outcome { answers, idle, .. } = outcome(Field::ANSWERS, &people, &["R010"]);
    assert_eq!((&answers[1][2], idle), (&IDS[0].to_owned(), vec!["R010".to_owned()]));
}

#[test]
fn what_was_put_in_where_answers_moved_away_is_given_to_nobody_else() {
    let mut people = moved(0, 0);
    for (_, had, answers) in &mut people {
        *had = *answers;
    }
    for row in (4..7).rev() {
        people[row].2[2] = IDS[row - 1];
    }
    people[3].2[2] = "5556667";
    let Outcome { answers, .. } = outcome(Field::ANSWERS, &people, &["R010"]);
    let ids: Vec<&str> = answers.iter().map(|[_, _, id]| id.as_str()).collect();
    assert_eq!(ids, [&IDS[..6], &[""], &IDS[7..]].concat());
}

#[test]
fn numbers_that_came_along_with_ids_are_put_back_with_them() {
    let had = [[TOLL[0], "+18005550100", IDS[0]], [TOLL[1], "", IDS[1]]];
    let people = [("US", had[0], had[1]), ("DE", had[1], had[0])];
    assert_eq!(outcome(Field::ANSWERS, &people, &["R011"]).answers, had);
    let stayed = [[had[0][0], had[0][1], IDS[1]], [had[1][0], had[1][1], IDS[0]]];
    let people = [("US", had[0], stayed[0]), ("DE", had[1], stayed[1])];
    assert_eq!(outcome(Field::ANSWERS, &people, &["R011"]).answers, had);
}
