//! What the provider gets: a workbook that is hard to fill in wrongly, or CSV.

use std::collections::BTreeSet;
use std::path::Path;

use tollgate_model::{Country, Field, Provider, Roster, TollKind};
use tollgate_sheet::{
    Cell, Column, Document, Error, ErrorKind, ROSTER_PROPERTY, Result, Role, Sheet, Validation,
    Whole, limits, shortened, write_csv, write_xlsx,
};

use unicode_width::UnicodeWidthStr as _;

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

/// A roster's file that is written and does not yet stand in its place: the roster is kept first,
/// since a file whose roster nobody keeps would come back filled in for nothing.
#[derive(Debug)]
#[must_use = "it does not appear by itself"]
pub struct Written(Where);

#[derive(Debug)]
enum Where {
    File(Whole),
    Output(Vec<u8>),
}

impl Written {
    /// Puts it in its place, or on standard output.
    pub fn appear(self) -> Result<()> {
        match self.0 {
            Where::File(file) => file.appear(),
            Where::Output(bytes) => {
                let written = std::io::Write::write_all(&mut std::io::stdout().lock(), &bytes);
                written.map_err(|error| {
                    Error::io("Could not write", Path::new("standard output"), &error)
                })
            }
        }
    }
}

/// Writes a roster. The file appears whole or not at all.
pub fn write(roster: &Roster, provider: &Provider, target: Target<'_>) -> Result<Written> {
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
        return Ok(Written(Where::Output(bytes.into_inner())));
    }
    let file = Whole::write(target.path, target.force, |file| fill(file))?;
    Ok(Written(Where::File(file)))
}

/// What a document is written to.
trait WriteSeek: std::io::Write + std::io::Seek + Send {}
impl<T: std::io::Write + std::io::Seek + Send> WriteSeek for T {}

pub(crate) fn heading(provider: &Provider, field: Field) -> String {
    let named = provider.headings.iter().find(|(named, _)| *named == field);
    named.map_or_else(|| field.heading().to_owned(), |(_, heading)| heading.clone())
}

fn csv(roster: &Roster, provider: &Provider, mut to: &mut dyn WriteSeek) -> Result<()> {
    let headings = Field::ALL.map(|field| heading(provider, field));
    let first = std::iter::once(headings.each_ref().map(String::as_str));
    let rows = (0..roster.len()).map(|row| Field::ALL.map(|field| roster.get(row, field)));
    write_csv(&mut to, first.chain(rows))
        .map_err(|error| Error::io("Could not write", Path::new("the roster"), &error))
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
            (ROSTER_PROPERTY, roster.number.to_string()),
            ("Tollgate version", version.to_owned()),
        ],
        made_at: roster.made_at.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        sheets: vec![
            main_sheet(roster, provider, &numbers),
            crate::how_to::sheet(roster, provider),
            numbers.into_sheet(),
        ],
        instead: "Write CSV instead: -o roster.csv.",
    })
}

fn main_sheet<'a>(roster: &'a Roster, provider: &'a Provider, numbers: &Numbers) -> Sheet<'a> {
    let is_open = |field: Field| Field::ANSWERS.contains(&field);
    let columns = Field::ALL.into_iter().map(|field| {
        let widest = (0..roster.len()).map(|row| roster.get(row, field).width()).max();
        let heading = heading(provider, field).width() + 4;
        let answer = if is_open(field) { 20 } else { 0 };
        let width = widest.unwrap_or(0).max(heading).max(answer).min(60);
        let role = if is_open(field) { Role::Open } else { Role::Locked };
        Column { width: f64::from(u32::try_from(width).unwrap_or(60)) + 1.5, role }
    });
    let headings = Field::ALL.iter().map(|field| {
        let role = if is_open(*field) { Role::HeadingOpen } else { Role::Heading };
        Cell::from((heading(provider, *field), role))
    });
    let rows = (0..roster.len()).map(move |row| {
        let cells = Field::ALL.iter().map(|field| {
            let role = if is_open(*field) { Role::Open } else { Role::Locked };
            Cell::from((roster.get(row, *field).to_owned(), role))
        });
        cells.collect()
    });
    let headings: Vec<_> = headings.collect();
    Sheet {
        name: "Roster".into(),
        columns: columns.collect(),
        rows: Box::new(std::iter::once(headings).chain(rows)),
        headed: Some(0),
        protected: true,
        validations: validations(roster, provider, numbers),
        hidden: false,
    }
}

/// What an ID of the provider must be, in words: `7 digits, beginning with 01`.
pub(crate) fn asked(provider: &Provider) -> String {
    let rule = &provider.conference_id;
    match rule.prefix.as_str() {
        "" => format!("{} digits", rule.asked()),
        prefix => format!("{} digits, beginning with {prefix}", rule.asked()),
    }
}

fn validations(roster: &Roster, provider: &Provider, numbers: &Numbers) -> Vec<Validation> {
    let rows = (1, u32::try_from(roster.len()).unwrap_or(u32::MAX));
    let on = |field: Field, offered, hint: String| Validation {
        column: u16::try_from(field.index()).unwrap_or(0),
        rows,
        offered,
        title: shortened(heading(provider, field), limits::HINT_TITLE),
        hint,
    };
    let toll =
        "One number, required. The arrow shows the published numbers, the person's country first.";
    let free = "May stay empty. Several are separated by a semicolon.";
    let id = format!(
        "{}, a different one for each person. Zeros in front are kept: the cell is text.",
        asked(provider)
    );
    vec![
        on(Field::TollNumber, Some(numbers.offered()), toll.into()),
        on(Field::TollFreeNumbers, None, free.into()),
        on(Field::ConferenceId, None, id),
    ]
}

/// The drop-down lists: for each country the provider's toll numbers in the order in which they are
/// offered there, one column of a hidden sheet each, with the country above.
struct Numbers {
    lists: Vec<(String, Vec<String>)>,
}

impl Numbers {
    fn of(roster: &Roster, provider: &Provider) -> Self {
        let countries: BTreeSet<&str> =
            (0..roster.len()).map(|row| roster.get(row, Field::Country)).collect();
        let lists = countries.into_iter().map(|code| {
            let country = Country::new(code);
            let mut numbers: Vec<_> = provider.numbers_of(TollKind::Toll).collect();
            numbers.sort_by_key(|number| {
                let here = country.is_some() && number.country == country;
                (!here, !number.default)
            });
            (code.to_owned(), numbers.iter().map(|number| number.number.to_string()).collect())
        });
        Self { lists: lists.collect() }
    }

    /// The range that is offered in a row: the list of the country in that row, wherever the row is
    /// moved to.
    fn offered(&self) -> String {
        let last = tollgate_model::column_letters(self.lists.len().saturating_sub(1));
        let length = self.lists.first().map_or(1, |(_, list)| list.len()) + 1;
        let country = tollgate_model::column_letters(Field::Country.index());
        format!(
            "=INDEX(Numbers!$A$2:${last}${length},0,IFERROR(MATCH(${country}2,Numbers!$A$1:${last}$1,0),1))"
        )
    }

    fn into_sheet(self) -> Sheet<'static> {
        let length = self.lists.first().map_or(0, |(_, list)| list.len());
        let columns = vec![Column { width: 20.0, role: Role::Locked }; self.lists.len().max(1)];
        let rows = (0..=length).map(move |row| {
            let cell = |(country, list): &(String, Vec<String>)| match row.checked_sub(1) {
                None => country.clone(),
                Some(at) => list.get(at).cloned().unwrap_or_default(),
            };
            self.lists.iter().map(|list| Cell::from((cell(list), Role::Locked))).collect()
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
