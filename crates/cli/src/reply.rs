//! Opening a reply: which roster it answers, and with which profile it is read.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use tollgate_model::{
    Field, Headings, Profile, Provider, Roster, RowId, SipAddress, Table, Timestamp, digits,
    is_same_name, is_secret,
};
use tollgate_sheet::{Content, Purpose, ReadOptions, unguarded};
use tollgate_store::{RosterInfo, Store};
use tollgate_validator::loosely;

use crate::ahead::{Ahead, Coming};
use crate::args::{Global, Reading};
use crate::commands::reading;
use crate::failure::{Failure, Result};
use crate::ui::Ui;

/// A reply and the roster it answers.
pub(crate) struct Opened {
    pub(crate) table: Table,
    pub(crate) roster: Arc<Roster>,
    pub(crate) provider: Provider,
}

/// Opens a reply to a roster of the store. While it is read, the store is asked for the roster that
/// it seems to answer, and then for how the people on it stand.
pub(crate) fn open(
    reading: &Reading,
    store: &mut Store,
    global: &Global,
    ui: &mut Ui,
) -> Result<(Opened, Coming)> {
    let headings: Vec<Headings> = store.providers()?.iter().map(Provider::headings).collect();
    let (format, sheet) = (reading.input_format.as_deref(), reading.sheet.as_deref());
    let seems = match reading.roster.or_else(|| first_roster(&reading.reply)) {
        None => store.rosters()?.iter().find(|info| info.state.is_open()).map(|info| info.number),
        named => named,
    };
    let ahead = seems.map(|number| Ahead::of(&global.store, number));
    let mut file = Opening::of(&reading.reply, ui)?;
    let mut table = file.table(format, sheet, &headings, &[])?;
    let number = match reading.roster {
        Some(number) => number,
        None => answered(&table, store)?,
    };
    let ahead = ahead.filter(|ahead| ahead.number == number);
    let ahead = ahead.unwrap_or_else(|| Ahead::of(&global.store, number));
    let (roster, provider, coming) = ahead.roster()?;
    if table.facts.encoding.as_ref().is_some_and(|encoding| encoding.guessed) {
        table = file.table(format, sheet, &headings, &names(&roster))?;
    }
    Ok((Opened { table, roster, provider }, coming))
}

/// Opens a reply to a roster that is at hand as a file, with no store.
pub(crate) fn open_without_store(
    reading: &Reading,
    sent: &Path,
    profile: &Path,
    ui: &mut Ui,
) -> Result<Opened> {
    let provider = read_profile(profile)?.provider;
    let headings = [provider.headings()];
    let mut sent_file = Opening::of(sent, ui)?;
    let roster = as_sent(&sent_file.table(None, None, &headings, &[])?, &provider)?;
    let table = Opening::of(&reading.reply, ui)?.table(
        reading.input_format.as_deref(),
        reading.sheet.as_deref(),
        &headings,
        &names(&roster),
    )?;
    Ok(Opened { table, roster: roster.into(), provider })
}

/// Reads a provider profile.
pub(crate) fn read_profile(path: &Path) -> Result<Profile> {
    let bytes = bytes(path)?;
    let text =
        String::from_utf8(bytes).map_err(|_| faulty_profile(path, "it is not UTF-8 text"))?;
    Profile::read(&text).map_err(|error| faulty_profile(path, error))
}

/// A profile that cannot be used, because of `why`.
pub(crate) fn faulty_profile(path: &Path, why: impl std::fmt::Display) -> Failure {
    let message = format!("Could not use the profile {}: {why}.", path.display());
    Failure::new("faulty-profile", message, "Correct that line and run the command again.")
}

/// The bytes of a file that is read at once; what is past the limit, or a device, is refused.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>> {
    Ok(tollgate_sheet::bytes(path)?)
}

/// The roster that the first row ID in a file names, where there is one to be seen in delimited text.
fn first_roster(reply: &Path) -> Option<u32> {
    // A pipe can be opened and read only once.
    let file = reply.is_file().then(|| std::fs::File::open(reply).ok())??;
    let mut start = Vec::new();
    file.take(SEEN).read_to_end(&mut start).ok()?;
    let text = String::from_utf8_lossy(&start);
    let cells = text.split([',', ';', '\t', '|', '"', '\n', '\r']);
    cells.filter_map(RowId::parse).map(|id| id.roster).next()
}

/// A file, and what it is called.
pub(crate) struct Opening {
    pub(crate) name: String,
    pub(crate) content: Content,
}

impl Opening {
    pub(crate) fn of(path: &Path, ui: &mut Ui) -> Result<Self> {
        ui.doing(reading(path));
        let content = Content::open(path)?;
        let name =
            path.file_name().map_or_else(|| "-".into(), |name| name.to_string_lossy().into_owned());
        Ok(Self { name, content })
    }

    /// Reads the table. Bytes of an encoding that has to be guessed stay, for another look.
    fn table(
        &mut self,
        format: Option<&str>,
        sheet: Option<&str>,
        headings: &[Headings],
        expected: &[String],
    ) -> Result<Table> {
        let ours = Headings::default();
        let known = |heading: &str| {
            ours.field(heading).is_some()
                || headings.iter().any(|headings| headings.field(heading).is_some())
        };
        let kind = kind_of(format)?;
        let is_heading = &known;
        let options =
            ReadOptions { is_heading, is_secret, purpose: Purpose::Reply, kind, sheet, expected };
        Ok(self.content.take(&self.name, &options)?)
    }
}

/// The kind of file that a format means, where one is said.
pub(crate) fn kind_of(format: Option<&str>) -> Result<Option<tollgate_model::FileKind>> {
    let Some(name) = format else { return Ok(None) };
    let unknown = || {
        Failure::new(
            "unknown-format",
            format!("There is no format `{name}`."),
            "Say csv, tsv, xlsx, xlsb, xls, ods or json.",
        )
    };
    Ok(Some(tollgate_sheet::format(name).ok_or_else(unknown)?.kind))
}

/// Names that were sent, by which an encoding can be proven.
fn names(roster: &Roster) -> Vec<String> {
    (0..roster.len()).map(|row| roster.get(row, Field::DisplayName).to_owned()).collect()
}

/// How many bytes of a text are looked at for a row ID before it is read.
const SEEN: u64 = 1 << 16;

/// How many rows are asked first which roster they answer.
const SAMPLE: usize = 1000;

/// The roster a reply answers: the one its row IDs name most, else the one in its properties, else
/// the one of the provider it names on which most of the addresses in it stand, an open one first, and of
/// equals the newest of the provider whose numbers are in it.
fn answered(table: &Table, store: &mut Store) -> Result<u32> {
    // A sample tells; rows of several rosters are for the check to find. Where few rows have a row ID, it
    // may have met none of them.
    let mut votes = votes(table, table.len() / SAMPLE + 1);
    if votes.is_empty() && table.len() >= SAMPLE {
        votes = self::votes(table, 1);
    }
    let known = store.rosters()?;
    let voted = votes.iter().filter(|(number, _)| known.iter().any(|info| info.number == **number));
    let voted = voted.max_by_key(|(number, count)| (**count, **number)).map(|(number, _)| *number);
    let named = table
        .facts
        .roster_property
        .filter(|number| known.iter().any(|info| info.number == *number));
    if let Some(number) = voted.or(named) {
        return Ok(number);
    }
    if let Some(number) = votes.keys().next() {
        return Err(not_in_this_store(*number));
    }
    let addresses: HashSet<SipAddress> = (0..table.len())
        .flat_map(|row| table.grid.row(row))
        .filter(|cell| cell.contains('@'))
        .filter_map(SipAddress::new)
        .collect();
    // Where it says whose answer it is, no other provider's roster is meant.
    let column = tollgate_validator::Columns::of(table, &Headings::default()).get(Field::Provider);
    let says = |name: &str| {
        let is =
            |column| (0..table.len()).any(|row| is_same_name(table.get(row, column).trim(), name));
        column.is_some_and(is)
    };
    let providers: BTreeSet<&str> = known.iter().map(|info| info.provider.as_str()).collect();
    let said: Vec<&str> = providers.into_iter().filter(|name| says(name)).collect();
    let meant = |info: &&RosterInfo| said.is_empty() || said.contains(&info.provider.as_str());
    // One that is open; else one that is done, whose reply this may be once more.
    let (open, done): (Vec<_>, Vec<_>) =
        known.iter().filter(meant).partition(|info| info.state.is_open());
    for rosters in [open, done] {
        let (mut most, mut best) = (1, Vec::new());
        for info in rosters {
            let roster = store.roster(info.number)?;
            let stands = |row: &usize| addresses.contains(&roster.sip(*row));
            let fits = (0..roster.len()).filter(stands).count();
            if fits > most {
                (most, best) = (fits, Vec::new());
            }
            best.extend((fits == most).then_some(info));
        }
        if !best.is_empty() {
            return newest(&best, table, store);
        }
    }
    Err(Failure::new(
        "roster-unknown",
        format!(
            "Could not tell which roster {} answers: it has no row IDs of ours, and nobody in it is on a roster.",
            table.facts.name
        ),
        "Name the roster with --roster N; `tollgate rosters` lists them.",
    ))
}

/// Of rosters, the newest first, on which as many of the people in a file stand: the one that most of its row IDs
/// name though they are damaged, else the newest of the provider of whose numbers most are in it.
fn newest(rosters: &[&RosterInfo], table: &Table, store: &mut Store) -> Result<u32> {
    let mut named: BTreeMap<u32, usize> = BTreeMap::new();
    let cells = (0..table.len()).flat_map(|row| table.grid.row(row));
    for number in cells.filter_map(RowId::roster_in) {
        *named.entry(number).or_default() += 1;
    }
    named.retain(|number, _| rosters.iter().any(|info| info.number == *number));
    if let Some((number, _)) = named.into_iter().max_by_key(|(_, count)| *count) {
        return Ok(number);
    }
    let mut providers: Vec<(&str, usize)> = Vec::new();
    for info in rosters {
        if !providers.iter().any(|(name, _)| is_same_name(name, &info.provider)) {
            providers.push((&info.provider, 0));
        }
    }
    if providers.len() > 1 {
        for (name, count) in &mut providers {
            let provider = store.provider(name)?;
            let ends: HashSet<String> =
                provider.numbers.iter().map(|n| end(&n.number.digits())).collect();
            let cells = (0..table.len()).flat_map(|row| table.grid.row(row));
            *count = cells.filter(|cell| ends.contains(&end(&digits(cell)))).count();
        }
    }
    let most = providers.iter().map(|(_, count)| *count).max();
    let mut meant = providers.iter().filter(|(_, count)| Some(*count) == most);
    match (meant.next(), meant.next()) {
        (Some((name, _)), None) => {
            let of = rosters.iter().find(|info| is_same_name(&info.provider, name));
            Ok(of.map_or(0, |info| info.number))
        }
        _ => Err(several_rosters(rosters, table)),
    }
}

/// The digits that a number ends with, whichever way it is written.
fn end(digits: &str) -> String {
    digits[digits.len().saturating_sub(7)..].to_owned()
}

fn several_rosters(rosters: &[&RosterInfo], table: &Table) -> Failure {
    let named: Vec<String> =
        rosters.iter().map(|info| format!("roster {} of {}", info.number, info.provider)).collect();
    Failure::new(
        "roster-unknown",
        format!(
            "Could not tell which roster {} answers: it has no row IDs of ours, and can be the answer to {}.",
            table.facts.name,
            named.join(" or ")
        ),
        "Name the roster with --roster N.",
    )
}

/// How often row IDs name each roster, in every so many rows.
fn votes(table: &Table, step: usize) -> BTreeMap<u32, usize> {
    let mut votes = BTreeMap::new();
    for cell in (0..table.len()).step_by(step).flat_map(|row| table.grid.row(row)) {
        if let Some(number) = roster_in(cell) {
            *votes.entry(number).or_default() += 1;
        }
    }
    votes
}

/// The roster that a cell names, if it holds a row ID: also one in small letters, with spaces around it,
/// or as a spreadsheet program writes text that it shall leave alone (`="R7-…"`).
fn roster_in(cell: &str) -> Option<u32> {
    if let Some(id) = RowId::parse(cell) {
        return Some(id.roster);
    }
    // Row IDs are short, and most cells are none.
    let may_be = cell.len() < 64 && cell.contains('-') && cell.contains(['R', 'r']);
    let text = may_be.then(|| loosely(cell, Field::RowId).to_uppercase())?;
    RowId::parse(&text).map(|id| id.roster)
}

fn not_in_this_store(number: u32) -> Failure {
    Failure::new(
        "no-such-roster",
        format!("The reply answers roster {number}, which is not in this store."),
        "Name the store it was sent from with --store, or the roster it answers with --roster N.",
    )
}

/// The roster that a file as it was sent holds.
fn as_sent(table: &Table, provider: &Provider) -> Result<Roster> {
    let columns = tollgate_validator::Columns::of(table, &provider.headings());
    let no_roster = |why: String| {
        let message =
            format!("Could not use {} as the roster that was sent: {why}.", table.facts.name);
        Failure::new("not-a-roster", message, "Name the file that `tollgate export` wrote.")
    };
    let (Some(heading_row), Some(_), Some(_)) =
        (table.heading_row, columns.get(Field::RowId), columns.get(Field::SipAddress))
    else {
        return Err(no_roster("it has no row IDs and SIP addresses".into()));
    };
    let mut roster = Roster::new(0, &*provider.name, Timestamp::UNIX_EPOCH);
    let mut number = None;
    for row in heading_row + 1..table.len() {
        let text =
            |field| columns.get(field).map_or("", |column| unguarded(table.get(row, column)));
        let id = RowId::parse(text(Field::RowId)).filter(|id| id.row as usize == roster.len() + 1);
        let place = table.at(row).number;
        let id = id.ok_or_else(|| no_roster(format!("row {place} has no row ID in its place")))?;
        if *number.get_or_insert(id.roster) != id.roster
            || SipAddress::new(text(Field::SipAddress)).is_none()
        {
            return Err(no_roster(format!(
                "row {place} has another roster's row ID, or no address"
            )));
        }
        roster.push(text);
    }
    roster.number = number.ok_or_else(|| no_roster("nobody is on it".into()))?;
    Ok(roster)
}

#[cfg(test)]
mod tests {
    use super::roster_in;

    #[test]
    fn a_row_id_names_its_roster_however_it_is_dressed() {
        let dressed = ["R7-0012-K3QX7MPA", " r7-0012-k3qx7mpa\u{a0}", "'R7-0012-K3QX7MPA"];
        for text in dressed.into_iter().chain(["=\"R7-0012-K3QX7MPA\"", "R7-0012-K3\u{200b}QX7MPA"])
        {
            assert_eq!(roster_in(text), Some(7), "{text}");
        }
        for text in ["", "Row ID", "R7", "Ruth-Ann", "R7-0012-K3QX7MP"] {
            assert_eq!(roster_in(text), None, "{text}");
        }
    }
}
