//! Every page of a rule about dumps is run: what its examples say is found is found, nothing else.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::collections::BTreeMap;

use tollgate_import::{DUMP_RULES, Known, is_dump_heading, load};
use tollgate_model::{
    Assignment, BatchNumber, Bridge, Conferencing, Directory, Encoding, Identity, Person, Revision,
    RowAt, SipAddress, Stored, Table,
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
    let csv = csv.replace("{U+0000}", "\0");
    let mut table = Table::default();
    let word = |key: &str| info.split_whitespace().find_map(|word| word.strip_prefix(key));
    table.facts.unclosed_quote = word("unclosed-quote=").map(|line| (line.parse().unwrap(), 1));
    table.facts.bytes_not_text = word("bytes-not-text=").map(|line| (40, line.parse().unwrap()));
    table.facts.encoding =
        word("encoding=").map(|name| Encoding { name: name.into(), guessed: true });
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
    let (directory, assigned_by) = known(info);
    let known = Known { directory: &directory, assigned_by: &assigned_by };
    let report = load(&table, &known, false).report;
    let lines = report.findings.iter(&table).map(|finding| {
        let row = finding.row.map(|row| table.at(row).number).unwrap();
        let column =
            finding.column.map(|column| format!(" {}", table.heading(column))).unwrap_or_default();
        let person = finding.person().map(|person| format!(" {person}")).unwrap_or_default();
        let fix = finding.fix().map(|fix| format!(" [becomes {}]", fix.value)).unwrap_or_default();
        format!(
            "{} {} row {row}{column}{person}: {}{fix}",
            finding.code,
            finding.severity.word(),
            finding.message().plain()
        )
    });
    lines.collect()
}

/// `known=ADDRESS:OBJECT-ID` or `known=ADDRESS:OBJECT-ID:UPN` puts a person into the directory,
/// `assigned=ADDRESS:BATCH` or `assigned=ADDRESS:BATCH:OBJECT-ID` one who has an assignment by a batch, or
/// without a BATCH by a dump.
fn known(info: &str) -> (Directory, BTreeMap<SipAddress, BatchNumber>) {
    let (mut people, mut assigned_by) = (Vec::new(), BTreeMap::new());
    for word in info.split_whitespace().filter(|word| word.contains(':')) {
        let (what, rest) = word.split_once('=').unwrap();
        let (address, value) = rest.split_once(':').unwrap();
        let (value, more) = value.split_once(':').unwrap_or((value, ""));
        let is_known = what == "known";
        let object_id = if is_known { value } else { more };
        let sip = SipAddress::new(address).unwrap();
        let identity = Identity {
            sip: sip.clone(),
            user_principal_name: if is_known { more } else { "" }.into(),
            display_name: "".into(),
            country: None,
            department: "".into(),
            enabled: true,
            teams_only: false,
            licensed: None,
            object_id: (!object_id.is_empty()).then(|| object_id.into()),
            beside: Box::default(),
        };
        let conferencing = if is_known {
            Conferencing::None
        } else {
            let batch = (!value.is_empty()).then(|| BatchNumber(value.parse().unwrap()));
            assigned_by.extend(batch.map(|batch| (sip, batch)));
            Conferencing::Assigned(Assignment {
                bridge: Bridge {
                    provider: "Contoso Conferencing".into(),
                    domain: "acp.contoso.example".into(),
                    toll_number: "+12065550100".into(),
                    toll_free_numbers: Vec::new(),
                }
                .into(),
                conference_id: "0712345".into(),
            })
        };
        people.push(Person { identity: identity.into(), conferencing });
    }
    (Directory::new(Revision(1), people), assigned_by)
}
