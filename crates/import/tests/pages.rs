//! Every page of a rule about dumps is run: what its examples say is found is found, nothing else.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

use tollgate_import::{DUMP_RULES, is_dump_heading, load};
use tollgate_model::{
    Conferencing, Directory, Identity, Person, Revision, RowAt, SipAddress, Stored, Table,
};

#[test]
fn every_example_of_every_page_finds_what_it_says() {
    for rule in DUMP_RULES {
        assert!(rule.page.starts_with(&format!("# {} {}\n", rule.code, rule.name)));
        let mut fires = [false, false];
        let mut blocks = rule.page.split("```").skip(1).step_by(2);
        while let Some(block) = blocks.next() {
            let (info, csv) = block.split_once('\n').unwrap();
            if !info.starts_with("dump") {
                continue;
            }
            let expected =
                blocks.next().and_then(|block| block.strip_prefix("findings\n")).unwrap();
            let expected: Vec<_> = expected.lines().filter(|line| *line != "none").collect();
            assert_eq!(found(info, csv), expected, "{}", rule.code);
            fires[usize::from(expected.is_empty())] = true;
        }
        assert_eq!(fires, [true, true], "{} must fire and be quiet on its page", rule.code);
    }
}

fn found(info: &str, csv: &str) -> Vec<String> {
    let mut table = Table::default();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
    for (number, record) in (1..).zip(reader.records()) {
        for cell in &record.unwrap() {
            table.push(cell, Stored::Text);
        }
        table.end_row(RowAt { number, line: number });
    }
    assert!(table.grid.row(0).any(is_dump_heading));
    table.heading_row = Some(0);
    let report = load(&table, &known(info), false).report;
    let lines = report.findings.iter().map(|finding| {
        let row = finding.row.map(|row| table.at(row).number).unwrap();
        let column =
            finding.column.map(|column| format!(" {}", table.heading(column))).unwrap_or_default();
        let person = finding.person.as_ref().map(|person| format!(" {person}")).unwrap_or_default();
        let fix =
            finding.fix.as_ref().map(|fix| format!(" [becomes {}]", fix.value)).unwrap_or_default();
        format!(
            "{} {} row {row}{column}{person}: {}{fix}",
            finding.code,
            finding.severity.word(),
            finding.message.plain()
        )
    });
    lines.collect()
}

/// `known=ADDRESS:OBJECT-ID` puts a person into the directory.
fn known(info: &str) -> Directory {
    let people = info.split_whitespace().filter_map(|word| {
        let (sip, id) = word.strip_prefix("known=")?.split_once(':')?;
        let identity = Identity {
            sip: SipAddress::new(sip)?,
            user_principal_name: String::new(),
            display_name: String::new(),
            country: None,
            department: String::new(),
            enabled: true,
            teams_only: false,
            licensed: None,
            object_id: Some(id.to_owned()),
            beside: Vec::new(),
        };
        Some(Person { identity: identity.into(), conferencing: Conferencing::None })
    });
    Directory::new(Revision(1), people.collect())
}
