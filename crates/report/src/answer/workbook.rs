//! The answer as a workbook: what to do, the reply itself with its faults marked, and a list of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use tollgate_model::{Field, FindingView, Severity, Table, column_letters, visible};
use tollgate_sheet::{Cell, Column, Document, ROSTER_PROPERTY, Role, Sheet, limits, shortened};
use unicode_width::UnicodeWidthStr as _;

use super::{Answer, message, words::to_do};

/// The first sheet.
const FIRST: &str = "What to correct";

/// The last sheet.
const LIST: &str = "Findings";

/// Programs slow down over many notes; beyond these the colour and the list must do.
const NOTES: usize = 5_000;

/// A sheet holds no more links than 65,530.
const LINKS: usize = 60_000;

/// Units of UTF-16 that a note holds at most.
const LONGEST_NOTE: usize = 32_000;

/// How long a cell's note grows, in bytes, before more findings of that cell are left to the list.
const NOTE_LENGTH: usize = 1_500;

/// A cell of the answer with what is wrong in it.
#[derive(Default)]
struct Mark {
    error: bool,
    note: String,
}

/// The workbook. Rows and columns of the reply stand where they stood; people who are missing stand
/// below.
pub fn workbook<'a>(answer: &Answer<'a>) -> Document<'a> {
    let known = answer.known();
    let sheet = data_sheet_name(answer.table);
    let findings: Vec<FindingView<'_>> = answer.told().collect();
    let place = places(answer);
    let mut marks: BTreeMap<(u32, usize), Mark> = BTreeMap::new();
    for finding in findings.iter().copied() {
        let noted = marks.len() < NOTES;
        let mark = marks.entry(place(finding)).or_default();
        mark.error |= finding.severity == Severity::Error;
        if noted && mark.note.len() < NOTE_LENGTH {
            let gap = if mark.note.is_empty() { "" } else { "\n\n" };
            let message = sentence(&message(&known, finding));
            write!(mark.note, "{gap}{message}\n{}", to_do(finding)).ok();
        }
    }
    let list = list(&known, &findings, &place, &sheet);
    Document {
        title: format!("Corrections to {}", answer.which()),
        properties: match answer.roster.number {
            0 => Vec::new(),
            number => vec![
                (ROSTER_PROPERTY, number.to_string()),
                ("Tollgate version", answer.version.to_owned()),
            ],
        },
        made_at: answer.roster.made_at.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        sheets: [first(answer, &place, &sheet), data(answer, sheet, marks), list]
            .into_iter()
            .map(|sheet| Sheet { rows: Box::new(sheet.rows.map(fitting)), ..sheet })
            .collect(),
        instead: "Write a letter instead: --answer letter.txt.",
    }
}

/// The same cells, with as much of each text and note as a workbook holds.
fn fitting(mut cells: Vec<Cell>) -> Vec<Cell> {
    for cell in &mut cells {
        cell.text = shortened(std::mem::take(&mut cell.text), limits::CELL);
        cell.note = cell.note.take().map(|note| shortened(note, LONGEST_NOTE));
    }
    cells
}

/// `no conference ID is given` to `No conference ID is given.` An address stays as it is.
fn sentence(message: &str) -> String {
    if message.split(' ').next().is_some_and(|word| word.contains('@')) {
        return format!("{message}.");
    }
    let mut letters = message.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// The sheet's own name, where a workbook may have it beside our two.
fn data_sheet_name(table: &Table) -> String {
    let taken = |name: &str| [FIRST, LIST].iter().any(|ours| ours.eq_ignore_ascii_case(name));
    let fits = |name: &String| {
        (1..=31).contains(&name.chars().count())
            && !name.contains(['[', ']', ':', '*', '?', '/', '\\'])
            && !name.starts_with('\'')
            && !name.ends_with('\'')
            && !name.eq_ignore_ascii_case("history")
            && !taken(name)
    };
    table.facts.sheet.clone().filter(fits).unwrap_or_else(|| "Roster".into())
}

/// The row (zero-based) below all others of the reply.
fn end(table: &Table) -> u32 {
    (0..table.len()).map(|row| table.at(row).number).max().unwrap_or(0)
}

/// Where each finding is shown: the row (zero-based) of the sheet and the column. One about a person
/// who is missing is shown in the row that was added, one about the whole file at the headings.
fn places(answer: &Answer<'_>) -> impl Fn(FindingView<'_>) -> (u32, usize) {
    let table = answer.table;
    let number = move |row: usize| table.at(row).number.saturating_sub(1);
    let added: BTreeMap<usize, u32> = answer.missing.iter().copied().zip(end(table)..).collect();
    let first_answer = Field::ANSWERS.iter().find_map(|field| (answer.column)(*field)).unwrap_or(0);
    move |finding| match (finding.row, finding.column, finding.sent_row) {
        (Some(row), column, _) => (number(row), column.unwrap_or(0)),
        (None, _, Some(person)) if added.contains_key(&person) => (added[&person], first_answer),
        _ => (table.heading_row.map_or(0, number), 0),
    }
}

fn address(sheet: &str, (row, column): (u32, usize)) -> String {
    format!("'{}'!{}{}", sheet.replace('\'', "''"), column_letters(column), row + 1)
}

fn first<'a>(
    answer: &Answer<'_>,
    place: &dyn Fn(FindingView<'_>) -> (u32, usize),
    sheet: &str,
) -> Sheet<'a> {
    let causes = answer.causes();
    let text = |label: &str, words: String| -> Vec<Cell> {
        vec![(label.to_owned(), Role::Label).into(), (words, Role::Prose).into()]
    };
    let fine = causes.is_empty() && answer.missing.is_empty();
    let title = if fine { "Nothing to correct" } else { FIRST };
    let title = format!("{title} in {}", answer.which());
    let mut rows: Vec<Vec<Cell>> = vec![vec![(title, Role::Title).into()], Vec::new()];
    rows.push(text(
        "In short",
        format!(
            "This is about {}, your answer to {}. {}",
            answer.file(),
            answer.which(),
            answer.in_short()
        ),
    ));
    if fine {
        rows.push(text("What to do", "Nothing: thank you.".into()));
        return prose(rows);
    }
    let sheet_link = Some(address(sheet, (0, 0)));
    let text_of = |text: String, role| Cell { text, role, note: None, link: None };
    rows.push(vec![
        text_of("What to do".into(), Role::Label),
        Cell {
            link: sheet_link,
            ..text_of(
                format!("1.  Go to the sheet “{sheet}”: it is your file as it came."),
                Role::Link,
            )
        },
    ]);
    rows.push(text(
        "",
        "2.  Correct each red cell right there. Point at it to read what is wrong.".into(),
    ));
    rows.push(text("", "3.  Look at each amber cell, and correct it if it is wrong.".into()));
    rows.push(text(
        "",
        "4.  Save this workbook as it is (.xlsx) and send it back. Please change nothing else."
            .into(),
    ));
    rows.push(Vec::new());
    rows.push(vec![
        text_of("red, thick border".into(), Role::Faulty),
        text_of("must be corrected".into(), Role::Prose),
    ]);
    rows.push(vec![
        text_of("amber, dashed border".into(), Role::Doubtful),
        text_of("please check".into(), Role::Prose),
    ]);
    rows.push(Vec::new());
    if !answer.missing.is_empty() {
        rows.push(text("Missing people", format!("People who did not come back stand at the end of the sheet “{sheet}”, with the cells to fill in in red.")));
    }
    rows.push(text("Cells are text", "All cells are formatted as text, so that 0712 stays 0712. Please do not convert them to numbers.".into()));
    let dropped = &answer.table.facts.dropped;
    if !dropped.is_empty() {
        let names: Vec<_> = dropped.iter().map(|name| visible(name)).collect();
        rows.push(text("PINs", format!("Please do not send PINs or leader codes. We do not read them; these columns are empty here: {}.", names.join(", "))));
    }
    rows.push(Vec::new());
    rows.push(vec![
        ("Where".to_owned(), Role::Label).into(),
        ("What is wrong, and what to do".to_owned(), Role::Label).into(),
    ]);
    for cause in causes {
        let (row, column) = place(cause[0]);
        let label = format!("{}{}", column_letters(column), row + 1);
        let label = match cause.len() {
            1 => label,
            count => format!("{label} and {} more", count - 1),
        };
        let known = answer.known();
        let words = if cause.len() == 1 {
            format!("{} {}", sentence(&message(&known, cause[0])), to_do(cause[0]))
        } else {
            format!(
                "{} ({} places, for example: {})",
                to_do(cause[0]),
                cause.len(),
                message(&known, cause[0])
            )
        };
        let link = Some(address(sheet, (row, column)));
        rows.push(vec![
            Cell { text: label, role: Role::Link, note: None, link },
            (words, Role::Prose).into(),
        ]);
    }
    rows.push(Vec::new());
    rows.push(text(
        "All of them",
        format!("The sheet “{LIST}” lists every one, with a link to its cell."),
    ));
    prose(rows)
}

fn prose<'a>(rows: Vec<Vec<Cell>>) -> Sheet<'a> {
    let columns = [24.0, 95.0].map(|width| Column { width, role: Role::Plain });
    Sheet {
        name: FIRST.into(),
        columns: columns.into(),
        rows: Box::new(rows.into_iter()),
        headed: None,
        protected: false,
        validations: Vec::new(),
        hidden: false,
    }
}

/// The reply as it came, and below it the people who are missing.
fn data<'a>(
    answer: &Answer<'a>,
    name: String,
    mut marks: BTreeMap<(u32, usize), Mark>,
) -> Sheet<'a> {
    let Answer { table, roster, missing, .. } = *answer;
    let width = (0..table.len()).map(|row| table.grid.width(row)).max().unwrap_or(0);
    let heading = table.heading_row;
    let fields: Vec<Option<Field>> = (0..width)
        .map(|at| Field::ALL.into_iter().find(|field| (answer.column)(*field) == Some(at)))
        .collect();
    let widest = |column: usize| {
        let sample = (0..table.len()).take(2_000).map(|row| table.get(row, column).width());
        sample.max().unwrap_or(0).clamp(8, 44)
    };
    let columns = (0..width).map(|column| Column {
        width: f64::from(u32::try_from(widest(column)).unwrap_or(44)) + 3.0,
        role: Role::Plain,
    });
    let columns = columns.collect();
    let mut look = move |row: u32, column: usize, text: &str, role: Role| {
        let mark = marks.remove(&(row, column));
        let role = match &mark {
            Some(Mark { error: true, .. }) => Role::Faulty,
            Some(_) => Role::Doubtful,
            None => role,
        };
        let note = mark.map(|mark| mark.note).filter(|note| !note.is_empty());
        Cell { text: writable(text), role, note, link: None }
    };
    let mut next = 0;
    let mut waiting = (0..table.len()).peekable();
    let mut missing = missing.iter();
    let rows = std::iter::from_fn(move || {
        let at = next;
        next += 1;
        if waiting.peek().is_some_and(|row| table.at(*row).number > at + 1) {
            return Some(Vec::new());
        }
        if let Some(row) = waiting.next() {
            let role = if Some(row) == heading { Role::HeadingOpen } else { Role::Plain };
            let cells = 0..table.grid.width(row).max(if Some(row) == heading { width } else { 0 });
            return Some(
                cells.map(|column| look(at, column, shown(table, row, column), role)).collect(),
            );
        }
        let person = *missing.next()?;
        let cell = |(column, field): (usize, &Option<Field>)| match field {
            Some(Field::TollNumber | Field::ConferenceId) => {
                let note = look(at, column, "", Role::Plain).note;
                Cell { text: String::new(), role: Role::Faulty, note, link: None }
            }
            Some(Field::TollFreeNumbers) | None => look(at, column, "", Role::Plain),
            Some(field) => look(at, column, roster.get(person, *field), Role::Plain),
        };
        Some(fields.iter().enumerate().map(cell).collect())
    });
    Sheet {
        name,
        columns,
        rows: Box::new(rows),
        headed: heading.map(|row| table.at(row).number.saturating_sub(1)),
        protected: false,
        validations: Vec::new(),
        hidden: false,
    }
}

/// What a cell showed: a number under `00000000` with its zeros.
fn shown(table: &Table, row: usize, column: usize) -> &str {
    let shown = table.about(row, column).and_then(|about| about.shown.as_deref());
    shown.unwrap_or_else(|| table.get(row, column))
}

/// A value as it was; characters that no workbook can hold are shown by their code point.
fn writable(text: &str) -> String {
    let holds = |c: char| c >= ' ' || matches!(c, '\t' | '\n' | '\r');
    if text.chars().all(holds) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| if holds(c) { c.to_string() } else { format!("[U+{:04X}]", u32::from(c)) })
        .collect()
}

fn list<'a>(
    known: &BTreeSet<&str>,
    findings: &[FindingView<'_>],
    place: &dyn Fn(FindingView<'_>) -> (u32, usize),
    sheet: &str,
) -> Sheet<'a> {
    let headings = ["Cell", "Who", "What is wrong", "What to do", "Kind", "Rule"];
    let headings = headings.map(|heading| Cell::from((heading.to_owned(), Role::Heading)));
    let mut rows: Vec<Vec<Cell>> = vec![headings.into()];
    for (number, finding) in findings.iter().copied().enumerate() {
        let place = place(finding);
        let text = |text: String| Cell::from((text, Role::Prose));
        let linked = number < LINKS;
        rows.push(vec![
            Cell {
                text: format!("{}{}", column_letters(place.1), place.0 + 1),
                role: if linked { Role::Link } else { Role::Plain },
                note: None,
                link: linked.then(|| address(sheet, place)),
            },
            text(finding.person().map(|person| visible(person).into_owned()).unwrap_or_default()),
            text(sentence(&message(known, finding))),
            text(to_do(finding).to_owned()),
            text(if finding.severity == Severity::Error { "correct" } else { "check" }.to_owned()),
            text(format!("{} {}", finding.code, finding.name)),
        ]);
    }
    let widths = [9.0, 34.0, 60.0, 60.0, 9.0, 30.0];
    Sheet {
        name: LIST.into(),
        columns: widths.map(|width| Column { width, role: Role::Plain }).into(),
        rows: Box::new(rows.into_iter()),
        headed: Some(0),
        protected: false,
        validations: Vec::new(),
        hidden: false,
    }
}
