//! Examples in rule pages: a reply, what it answers, and what must be found. The form is described
//! in `docs/rules/README.md`.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

use tollgate_model::{
    About, Area, Assignment, BatchNumber, Bridge, Conferencing, Country, Directory, Encoding,
    Facts, Field, FileKind, Headings, Identity, Person, Profile, Provider, Revision, Roster, RowAt,
    Since, SipAddress, Stored, Struck, Table, is_secret,
};
use tollgate_validator::{Checked, Gathering, Options, Sent, Today, check};

/// One example of a page.
#[derive(Debug, Default)]
pub(crate) struct Example {
    profile: Option<String>,
    sent: Option<String>,
    today: Option<String>,
    reply: String,
    /// Words after `reply` in the block's first line: `xlsx`, `sheets=Roster,Corrected`.
    traits: Vec<String>,
    /// What must be found, a line a finding.
    pub(crate) expected: Vec<String>,
}

const PROFILE: &str = include_str!("default.toml");
const SENT: &str = include_str!("default.csv");

/// The examples of a page, in order. A `profile`, `sent` or `today` block holds for the next
/// `reply` block only, and a `findings` block ends an example.
pub(crate) fn examples(page: &str) -> Vec<Example> {
    let (mut examples, mut example, mut block) = (Vec::new(), Example::default(), None);
    for line in page.lines() {
        match (&mut block, line.strip_prefix("```")) {
            (None, Some(info)) => block = Some((info.to_owned(), String::new())),
            (None, None) => {}
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (Some((info, text)), Some(_)) => {
                let mut words = info.split_whitespace().map(str::to_owned);
                match words.next().as_deref() {
                    Some("profile") => example.profile = Some(std::mem::take(text)),
                    Some("sent") => example.sent = Some(std::mem::take(text)),
                    Some("today") => {
                        example.today = Some(std::mem::take(text));
                        example.traits.extend(words);
                    }
                    Some("reply") => {
                        example.reply = std::mem::take(text);
                        example.traits.extend(words);
                    }
                    Some("findings") => {
                        let lines = text.lines().filter(|line| !line.is_empty() && *line != "none");
                        example.expected = lines.map(str::to_owned).collect();
                        examples.push(std::mem::take(&mut example));
                    }
                    _ => {}
                }
                block = None;
            }
        }
    }
    examples
}

impl Example {
    /// What is found, a line a finding:
    /// `I004 error row 3 Conference ID ada@contoso.example: message`.
    pub(crate) fn found(&self) -> Vec<String> {
        let (table, checked) = self.checked();
        let stops = checked.report.is_refused(false);
        assert_eq!(checked.accepted.is_none(), stops, "accepted exactly when nothing stops it");
        let lines = checked.report.findings.iter(&table).map(|finding| {
            let row = finding.row.map(|row| format!(" row {}", table.at(row).number));
            let column = finding.column.map(|column| format!(" {}", table.heading(column)));
            let person = finding.person().map(|person| format!(" {person}"));
            let parts = [row, column, person].map(Option::unwrap_or_default).concat();
            let fix = finding.fix().map(|fix| {
                format!(" [{} {}]", if fix.safe { "becomes" } else { "ask" }, fix.value)
            });
            let (code, severity) = (finding.code, finding.severity.word());
            let message = finding.message().plain();
            format!("{code} {severity}{parts}: {message}{}", fix.unwrap_or_default())
        });
        lines.collect()
    }

    /// Holds that nothing of a cell, and nobody's address, is left in what is redacted.
    pub(crate) fn redacts(&self) {
        let (table, checked) = self.checked();
        let cells = (1..table.len()).flat_map(|row| table.grid.row(row));
        let secrets: Vec<&str> = cells.filter(|cell| cell.len() > 4).collect();
        let provider = checked.report.roster.as_ref().map(|roster| roster.provider.clone());
        for finding in checked.report.redacted(&table).findings.iter(&table) {
            let why = finding.fix().map_or("", |fix| fix.why);
            let text = format!("{} {} {why}", finding.message().plain(), finding.help);
            for secret in secrets.iter().filter(|secret| Some(**secret) != provider.as_deref()) {
                assert!(!text.contains(secret), "{secret} in {}: {text}", finding.code);
            }
            assert!(!text.contains("@contoso"), "{}: {text}", finding.code);
        }
    }

    fn checked(&self) -> (Table, Checked) {
        let profile = self.profile.as_deref().unwrap_or(PROFILE);
        let provider = Profile::read(profile).expect("the page's profile is sound").provider;
        let roster = roster(self.sent.as_deref().unwrap_or(SENT), &provider);
        let table = self.table(&provider);
        let sent = Sent {
            roster: &roster,
            provider: &provider,
            named: self.has("named"),
            sheet_named: self.has("sheet-named"),
        };
        let directory = self.today.as_deref().map(|csv| directory(csv, &provider));
        // `given-up=ID:ADDRESS:BATCH`
        let given_up = self.setting("given-up").map(|text| {
            let parts: Vec<&str> = text.split(':').collect();
            let batch = BatchNumber(parts[2].parse().unwrap());
            (parts[0].into(), (SipAddress::new(parts[1]).unwrap(), batch))
        });
        let given_up = given_up.into_iter().collect();
        // `taken=ADDRESS`
        let taken = self.setting("taken").into_iter().map(Into::into).collect();
        let since = Since { taken, ..Since::default() };
        let standing = directory.as_ref().map(|directory| {
            let mut gathering = Gathering::new(&roster, &provider, &since);
            directory.people().iter().for_each(|person| person.look(|view| gathering.see(view)));
            gathering.finish(directory.revision).late()
        });
        // `brought=ADDRESS`
        let brought = |row: &usize| Some(roster.sip(*row).as_str()) == self.setting("brought");
        let brought: Vec<usize> = (0..roster.len()).filter(brought).collect();
        let brought = |person: usize| brought.contains(&person);
        let today = standing.as_ref().map(|standing| Today {
            standing,
            brought: &brought,
            given_up: &given_up,
            imported_as: self.setting("imported-as").map(|n| BatchNumber(n.parse().unwrap())),
            now: "2026-03-01T12:00:00Z".parse().unwrap(),
        });
        let options = Options {
            deny_warnings: false,
            replace_microsoft: self.has("replace-microsoft"),
            replace_provider: self.has("replace-provider"),
        };
        let checked = check(&table, &sent, today.as_ref(), options);
        (table, checked)
    }

    fn has(&self, word: &str) -> bool {
        self.traits.iter().any(|given| given == word)
    }

    fn setting(&self, name: &str) -> Option<&str> {
        self.traits.iter().find_map(|given| given.strip_prefix(name)?.strip_prefix('='))
    }

    fn table(&self, provider: &Provider) -> Table {
        let list = |name| -> Vec<String> {
            self.setting(name)
                .map(|v| v.split(',').map(str::to_owned).collect())
                .unwrap_or_default()
        };
        let workbook = self.has("xlsx");
        let delimiter = self.setting("delimiter").map_or(',', |name| match name {
            "semicolon" => ';',
            "tab" => '\t',
            "pipe" => '|',
            other => panic!("no delimiter is called {other}"),
        });
        let numbers = |name| list(name).iter().map(|n| n.parse::<u32>().unwrap() - 1).collect();
        let mut table = Table::default();
        table.facts = Facts {
            name: if workbook { "reply.xlsx" } else { "reply.csv" }.into(),
            kind: Some(if workbook { FileKind::Xlsx } else { FileKind::Csv }),
            sheet: workbook.then(|| "Roster".into()),
            candidates: list("sheets"),
            encoding: (!workbook).then(|| Encoding {
                name: self.setting("encoding").unwrap_or("utf-8").into(),
                guessed: self.has("guessed"),
            }),
            delimiter: (!workbook).then_some(delimiter),
            sep_line: self.has("sep-line"),
            unclosed_quote: self.setting("unclosed-quote").map(|line| (line.parse().unwrap(), 1)),
            no_final_line_break: self.has("no-final-line-break"),
            bytes_not_text: self.setting("bytes-not-text").map(|line| (100, line.parse().unwrap())),
            hidden_sheet: self.has("hidden-sheet"),
            hidden_rows: numbers("hidden-rows"),
            hidden_columns: numbers("hidden-columns"),
            merged: list("merged").iter().map(|area| merged(area)).collect(),
            ..Facts::default()
        };
        let csv = self.reply.replace("\\n", "\n");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(u8::try_from(delimiter).unwrap())
            .from_reader(csv.as_bytes());
        let headings: Headings = provider.headings();
        let (mut secret, mut best) = (Vec::new(), 1);
        for (number, record) in (1..).zip(reader.records()) {
            let record = record.unwrap();
            // A row of one `...` stands for a blank row.
            if record.iter().all(|cell| cell == "...") {
                continue;
            }
            let known = record.iter().filter(|cell| headings.field(cell).is_some()).count();
            if known > best {
                best = known;
                table.heading_row = Some(table.len());
                secret = record.iter().map(is_secret).collect();
                let dropped = record.iter().filter(|cell| is_secret(cell));
                let unshown = self.setting("dropped").map(|column| format!("column {column}"));
                table.facts.dropped = dropped.map(str::to_owned).chain(unshown).collect();
            }
            let is_heading = table.heading_row == Some(table.len());
            for (column, cell) in record.iter().enumerate() {
                let dropped = !is_heading && secret.get(column) == Some(&true);
                push(&mut table, if dropped { "" } else { cell });
            }
            table.end_row(RowAt { number, line: number });
        }
        table
    }
}

/// Adds a cell. Characters may stand as `{U+00A0}`, and in a workbook a cell that is no text as
/// `{number 712}`, `{number 712 as 00000000}`, `{number 712 as 00-00, shown 07-12}`, `{date 2026-03-12}`,
/// `{error #N/A}`, `{formula A1+1}`, `{formula A1+1 = 5}`, `{struck 0712}`, or `{struck 0711|0712}` where
/// only what stands before the bar is.
fn push(table: &mut Table, cell: &str) {
    let Some(inner) = cell.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
        return push_text(table, cell);
    };
    let Some((kind, rest)) = inner.split_once(' ') else { return push_text(table, cell) };
    match kind {
        "number" => match rest.split_once(" as ") {
            None => table.push(rest, Stored::Number),
            Some((text, format)) => {
                let (format, said) =
                    format.split_once(", shown ").map_or((format, None), |(f, s)| (f, Some(s)));
                let width = format.len();
                let padded = text.parse::<u64>().ok().map(|n| format!("{n:0width$}"));
                let padded = padded.filter(|_| format.bytes().all(|b| b == b'0'));
                let shown = said.map(str::to_owned).or(padded);
                table.push_about(text, Stored::Number, About { shown, ..About::default() });
            }
        },
        "date" => table.push(rest, Stored::Date),
        "error" => table.push(rest, Stored::Error),
        "formula" => {
            let (formula, saved) =
                rest.split_once(" = ").map_or((rest, None), |(f, v)| (f, Some(v)));
            let stored = if saved.is_some() { Stored::Formula } else { Stored::FormulaUnsaved };
            let formula = Some(formula.to_owned());
            table.push_about(saved.unwrap_or(""), stored, About { formula, ..About::default() });
        }
        "struck" => {
            let (before, after) = rest.split_once('|').unwrap_or((rest, ""));
            let text = format!("{before}{after}");
            let struck = Struck::of(&text, std::slice::from_ref(&(0..before.len())));
            table.push_about(&text, Stored::Text, About { struck, ..About::default() });
        }
        _ => push_text(table, cell),
    }
}

fn push_text(table: &mut Table, cell: &str) {
    let mut text = String::new();
    let mut rest = cell;
    while let Some((before, after)) = rest.split_once("{U+") {
        let (code, after) = after.split_once('}').expect("a code point ends with `}`");
        text.push_str(before);
        text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        rest = after;
    }
    text.push_str(rest);
    table.push(&text, if text.is_empty() { Stored::Empty } else { Stored::Text });
}

/// `3-4:9` is rows 3 to 4 of column 9, both one-based.
fn merged(area: &str) -> Area {
    let (rows, column) = area.split_once(':').unwrap();
    let (first, last) = rows.split_once('-').unwrap();
    let number = |text: &str| text.parse::<u32>().unwrap() - 1;
    Area { rows: (number(first), number(last)), columns: (number(column), number(column)) }
}

/// The roster that was sent: columns by our headings; those that are left out are empty, and a row
/// ID that is left out is made up.
fn roster(csv: &str, provider: &Provider) -> Roster {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let fields: Vec<Field> = reader
        .headers()
        .unwrap()
        .iter()
        .map(|heading| Headings::default().field(heading).expect("our heading").0)
        .collect();
    let made_at = "2026-02-20T09:00:00Z".parse().unwrap();
    let mut roster = Roster::new(7, &*provider.name, made_at);
    for (row, record) in reader.records().enumerate() {
        let record = record.unwrap();
        let get = |field| fields.iter().position(|f| *f == field).and_then(|at| record.get(at));
        let made = format!(
            "R7-{:04}-{}",
            row + 1,
            "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
                .chars()
                .nth((row + 10) % 32)
                .unwrap()
                .to_string()
                .repeat(8)
        );
        roster.push(|field| match field {
            Field::RowId => get(field).unwrap_or(&made),
            _ => get(field).unwrap_or(""),
        });
    }
    roster
}

/// The directory of today: `SIP address`, then any of `User principal name`, `Display name`,
/// `State` (`none`, `microsoft`, `gone`, `disabled`, `teams only`, or a provider's name), `Toll
/// number`, `Toll-free numbers`, `Conference ID`, `Licensed`.
fn directory(csv: &str, provider: &Provider) -> Directory {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let mut people = Vec::new();
    for record in reader.records() {
        let record = record.unwrap();
        let get = |name: &str| {
            headings.iter().position(|h| h == name).and_then(|at| record.get(at)).unwrap_or("")
        };
        let state = get("State");
        if state == "gone" {
            continue;
        }
        let conferencing = match state {
            "" | "none" | "disabled" | "teams only" => Conferencing::None,
            "microsoft" => Conferencing::Microsoft,
            name => Conferencing::Assigned(Assignment {
                bridge: Bridge {
                    provider: name.into(),
                    domain: provider.domain.as_str().into(),
                    toll_number: get("Toll number").into(),
                    toll_free_numbers: get("Toll-free numbers")
                        .split(';')
                        .map(str::trim)
                        .filter(|n| !n.is_empty())
                        .map(Into::into)
                        .collect(),
                }
                .into(),
                conference_id: get("Conference ID").into(),
            }),
        };
        let identity = Identity {
            sip: SipAddress::new(get("SIP address")).unwrap(),
            user_principal_name: get("User principal name").into(),
            display_name: get("Display name").into(),
            country: Country::new(get("Country or region")),
            department: "".into(),
            enabled: state != "disabled",
            teams_only: state == "teams only",
            licensed: match get("Licensed") {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            object_id: None,
            beside: Box::default(),
        };
        people.push(Person { identity: identity.into(), conferencing });
    }
    Directory::new(Revision(3), people)
}
