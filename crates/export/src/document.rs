//! What the provider gets: a workbook that is hard to fill in wrongly, or CSV.

use std::io::BufWriter;
use std::path::Path;

use tollgate_model::{Country, Field, Provider, Roster, TollKind};
use tollgate_sheet::{
    Column, Document, Error, ErrorKind, Result, Role, Sheet, Validation, limits, write_csv,
    write_whole, write_xlsx,
};

/// Where a roster is written, and how.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The file; `-` is standard output.
    pub path: &'a Path,
    /// The format: `xlsx` or `csv`.
    pub format: &'a str,
    /// Whether a file that is there is replaced.
    pub force: bool,
    /// The program's version, for the document properties.
    pub version: &'a str,
}

/// Writes a roster. The file appears whole or not at all.
pub fn write(roster: &Roster, provider: &Provider, target: Target<'_>) -> Result<()> {
    let fill = |to: &mut dyn WriteSeek| match target.format {
        "csv" => csv(roster, provider, to),
        "xlsx" => write_xlsx(to, document(roster, provider, target.version)?),
        other => Err(Error::new(
            ErrorKind::UnknownFormat,
            format!("Could not write a roster as `{other}`."),
            "Name a file that ends in .xlsx or .csv.",
        )),
    };
    if target.path == Path::new("-") {
        let mut bytes = std::io::Cursor::new(Vec::new());
        fill(&mut bytes)?;
        let failed = |error: std::io::Error| {
            Error::io("Could not write", Path::new("standard output"), &error)
        };
        return std::io::Write::write_all(&mut std::io::stdout().lock(), bytes.get_ref())
            .map_err(failed);
    }
    write_whole(target.path, target.force, |file| fill(file))
}

/// What a document is written to.
trait WriteSeek: std::io::Write + std::io::Seek + Send {}
impl<T: std::io::Write + std::io::Seek + Send> WriteSeek for T {}

fn heading(provider: &Provider, field: Field) -> String {
    let named = provider.headings.iter().find(|(named, _)| *named == field);
    named.map_or_else(|| field.heading().to_owned(), |(_, heading)| heading.clone())
}

fn csv(roster: &Roster, provider: &Provider, to: &mut dyn WriteSeek) -> Result<()> {
    let headings: Vec<String> = Field::ALL.iter().map(|field| heading(provider, *field)).collect();
    let first = std::iter::once(headings.iter().map(String::as_str).collect::<Vec<_>>());
    let rows = (0..roster.len()).map(|row| roster.grid.row(row).collect());
    let mut to = BufWriter::new(to);
    let written =
        write_csv(&mut to, first.chain(rows)).and_then(|()| std::io::Write::flush(&mut to));
    written.map_err(|error| Error::io("Could not write", Path::new("the roster"), &error))
}

/// The workbook.
fn document<'a>(roster: &'a Roster, provider: &'a Provider, version: &str) -> Result<Document<'a>> {
    if roster.len() >= limits::ROWS as usize {
        return Err(Error::new(
            ErrorKind::TooLarge,
            format!(
                "Could not write a workbook of {} people: a sheet ends at {} rows.",
                roster.len(),
                limits::ROWS
            ),
            "Write CSV instead: -o roster.csv.",
        ));
    }
    let numbers = Numbers::of(roster, provider);
    Ok(Document {
        title: format!("Roster {} for {}", roster.number, provider.name),
        properties: vec![
            ("Tollgate roster", roster.number.to_string()),
            ("Tollgate version", version.to_owned()),
        ],
        made_at: roster.made_at.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        sheets: vec![
            main_sheet(roster, provider, &numbers),
            how_to(roster, provider),
            numbers.into_sheet(),
        ],
    })
}

fn main_sheet<'a>(roster: &'a Roster, provider: &'a Provider, numbers: &Numbers) -> Sheet<'a> {
    let is_open = |field: Field| Field::ANSWERS.contains(&field);
    let columns = Field::ALL.into_iter().map(|field| {
        let widest = (0..roster.len()).map(|row| roster.get(row, field).chars().count()).max();
        let heading = heading(provider, field).chars().count() + 4;
        let answer = if is_open(field) { 20 } else { 0 };
        let width = widest.unwrap_or(0).max(heading).max(answer).min(60);
        let role = if is_open(field) { Role::Open } else { Role::Locked };
        Column { width: f64::from(u32::try_from(width).unwrap_or(60)) + 1.5, role }
    });
    let headings = Field::ALL.iter().map(|field| {
        let role = if is_open(*field) { Role::HeadingOpen } else { Role::Heading };
        (heading(provider, *field), role)
    });
    let rows = (0..roster.len()).map(move |row| {
        let cells = Field::ALL.iter().map(|field| {
            let role = if is_open(*field) { Role::Open } else { Role::Locked };
            (roster.get(row, *field).to_owned(), role)
        });
        cells.collect()
    });
    let headings: Vec<_> = headings.collect();
    Sheet {
        name: "Roster".into(),
        columns: columns.collect(),
        rows: Box::new(std::iter::once(headings).chain(rows)),
        headed: u32::try_from(roster.len()).ok(),
        protected: true,
        validations: validations(roster, provider, numbers),
        hidden: false,
    }
}

fn validations(roster: &Roster, provider: &Provider, numbers: &Numbers) -> Vec<Validation> {
    let last = u32::try_from(roster.len()).unwrap_or(u32::MAX);
    let rule = &provider.conference_id;
    let digits = if rule.shortest == rule.longest {
        format!("{} digits", rule.shortest)
    } else {
        format!("{} to {} digits", rule.shortest, rule.longest)
    };
    let begins = if rule.prefix.is_empty() {
        String::new()
    } else {
        format!(", beginning with {}", rule.prefix)
    };
    let column = |field: Field| u16::try_from(field.index()).unwrap_or(0);
    let mut all: Vec<Validation> = numbers
        .runs(roster)
        .into_iter()
        .map(|(rows, offered)| Validation {
            column: column(Field::TollNumber),
            rows,
            offered: Some(offered),
            title: "Toll number".into(),
            hint: "One number, required. The arrow shows the published numbers, the person's country first.".into(),
        })
        .collect();
    all.push(Validation {
        column: column(Field::TollFreeNumbers),
        rows: (1, last),
        offered: None,
        title: "Toll-free numbers".into(),
        hint: "May stay empty. Several are separated by a semicolon.".into(),
    });
    all.push(Validation {
        column: column(Field::ConferenceId),
        rows: (1, last),
        offered: None,
        title: "Conference ID".into(),
        hint: format!("{digits}{begins}, one of its own for each person. Zeros in front are kept: the cell is text."),
    });
    all
}

/// The drop-down lists: for each country the provider's toll numbers in the order in which they are
/// offered there, one column of a hidden sheet each.
struct Numbers {
    lists: Vec<(Option<Country>, Vec<String>)>,
}

impl Numbers {
    fn of(roster: &Roster, provider: &Provider) -> Self {
        let mut lists: Vec<(Option<Country>, Vec<String>)> = Vec::new();
        for row in 0..roster.len() {
            let country = Country::new(roster.get(row, Field::Country));
            if lists.iter().any(|(listed, _)| *listed == country) {
                continue;
            }
            let mut numbers: Vec<_> = provider.numbers_of(TollKind::Toll).collect();
            numbers.sort_by_key(|number| {
                let here = country.is_some() && number.country == country;
                (!here, !number.default)
            });
            lists.push((country, numbers.iter().map(|number| number.number.to_string()).collect()));
        }
        Self { lists }
    }

    /// Runs of rows of one country, with the range that is offered to them.
    fn runs(&self, roster: &Roster) -> Vec<((u32, u32), String)> {
        let mut runs: Vec<((u32, u32), String)> = Vec::new();
        // Every drop-down rule costs the reader time: past some thousands all get the same list.
        let many = roster.len() > 5_000;
        for (row, at) in (0..roster.len()).zip(1_u32..) {
            let country = Country::new(roster.get(row, Field::Country));
            let list = if many {
                0
            } else {
                self.lists.iter().position(|(listed, _)| *listed == country).unwrap_or(0)
            };
            let length = self.lists[list].1.len();
            let letters = tollgate_model::column_letters(list);
            let range = format!("=Numbers!${letters}$1:${letters}${length}");
            match runs.last_mut() {
                Some(((_, last), other)) if *other == range => *last = at,
                _ => runs.push(((at, at), range)),
            }
        }
        runs
    }

    fn into_sheet(self) -> Sheet<'static> {
        let longest = self.lists.iter().map(|(_, list)| list.len()).max().unwrap_or(0);
        let columns = vec![Column { width: 20.0, role: Role::Locked }; self.lists.len().max(1)];
        let rows = (0..longest).map(move |row| {
            let cells =
                self.lists.iter().map(|(_, list)| list.get(row).cloned().unwrap_or_default());
            cells.map(|cell| (cell, Role::Locked)).collect()
        });
        Sheet {
            name: "Numbers".into(),
            columns,
            rows: Box::new(rows),
            headed: None,
            protected: true,
            validations: Vec::new(),
            hidden: true,
        }
    }
}

fn how_to(roster: &Roster, provider: &Provider) -> Sheet<'static> {
    let rule = &provider.conference_id;
    let example = provider
        .numbers_of(TollKind::Toll)
        .next()
        .map_or_else(String::new, |n| n.number.to_string());
    let id: String = rule
        .prefix
        .chars()
        .chain("0712345678901234".chars())
        .take(rule.shortest.max(rule.prefix.len()))
        .collect();
    let [toll, free, conference] = Field::ANSWERS.map(|field| heading(provider, field));
    let digits = if rule.shortest == rule.longest {
        rule.shortest.to_string()
    } else {
        format!("{} to {}", rule.shortest, rule.longest)
    };
    let mut lines: Vec<(String, String, Role)> = Vec::new();
    let mut line = |what: &str, text: String, role| lines.push((what.to_owned(), text, role));
    line(&format!("How to fill in roster {}", roster.number), String::new(), Role::Title);
    line("", String::new(), Role::Prose);
    line(
        "What we ask",
        format!(
            "Each row of the sheet `Roster` is one person. Please fill in the three columns with a blue heading for every row: {toll}, {free}, {conference}."
        ),
        Role::Prose,
    );
    line(
        &toll,
        format!(
            "Required. One number, with + and the country code, for example {example}. The arrow beside the cell lists the numbers you publish."
        ),
        Role::Prose,
    );
    line(&free, "May stay empty. Several are separated by a semicolon.".into(), Role::Prose);
    line(
        &conference,
        format!(
            "Required: {digits} digits, for example {id}. Each person needs an ID of their own. Zeros in front count."
        ),
        Role::Prose,
    );
    line("", String::new(), Role::Prose);
    line("Please leave as it is", "The grey columns say who the row is about; they are locked. The row ID in the first and the last column lets us tell whose row it is, so please do not change, delete or add rows.".into(), Role::Prose);
    line("Sorting", "Sorting is blocked on purpose: sorting some columns without the others gives people each other's numbers. The filter works. If you must sort, choose Review > Unprotect Sheet (there is no password) and sort whole rows, with all columns selected.".into(), Role::Prose);
    line(
        "Your own columns",
        "From column K on you may add columns of your own. They do no harm.".into(),
        Role::Prose,
    );
    line("PINs", "Please do not send PINs or leader codes in this file. We do not read them. They go from you to each person.".into(), Role::Prose);
    line("Cells are text", "All cells are formatted as text, so that 0712 stays 0712. Please do not convert them to numbers, and do not drag the fill handle over numbers: it counts up.".into(), Role::Prose);
    line("", String::new(), Role::Prose);
    line("Sending it back", "Save the workbook as it is (.xlsx) and send it back. If someone cannot be set up, leave the cells of that row empty and tell us why in your mail.".into(), Role::Prose);
    Sheet {
        name: "How to fill this in".into(),
        columns: vec![
            Column { width: 26.0, role: Role::Plain },
            Column { width: 100.0, role: Role::Plain },
        ],
        rows: Box::new(lines.into_iter().map(|(what, text, role)| {
            let first = if role == Role::Prose { Role::Label } else { role };
            vec![(what, first), (text, Role::Prose)]
        })),
        headed: None,
        protected: false,
        validations: Vec::new(),
        hidden: false,
    }
}
