//! Columns to nouns and back, the same for every database.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::Arc;

use tollgate_model::{
    Assignment, AssignmentView, Batch, BatchNumber, Change, Conferencing, ConferencingView,
    Country, Hand, Identity, Person, PersonView, Revision, Roster, RosterState, SipAddress,
    Timestamp, beside, beside_text,
};

use crate::backend::cause;
use crate::packed::{Packer, packed_cells, unpacked_cells};
use crate::undo::with_identity;
use crate::{Error, Result, RosterInfo};

/// One row that a query found.
pub(crate) trait Columns {
    fn text(&self, at: usize) -> Result<Option<&str>>;
    fn number(&self, at: usize) -> Result<Option<i64>>;
    fn flag(&self, at: usize) -> Result<Option<bool>>;
}

fn damaged(what: &str) -> Error {
    Error::damaged(&what)
}

/// The columns of a person, in the order in which [`Reader::person`] reads them.
pub(crate) const PERSON: &str = "sip, state, provider, domain, toll_number, toll_free, conference_id, user_principal_name, display_name, country, department, enabled, teams_only, licensed, object_id, beside";

/// What a person holds, as columns.
#[derive(Default)]
pub(crate) struct Held<'a> {
    pub(crate) state: i64,
    pub(crate) provider: Option<&'a str>,
    pub(crate) domain: Option<&'a str>,
    pub(crate) toll_number: Option<&'a str>,
    pub(crate) toll_free: Option<String>,
    pub(crate) conference_id: Option<&'a str>,
}

impl<'a> Held<'a> {
    pub(crate) fn of(conferencing: &'a Conferencing) -> Self {
        match conferencing {
            Conferencing::None => Self::default(),
            Conferencing::Microsoft => Self { state: 1, ..Self::default() },
            Conferencing::Assigned(held) => Self {
                state: 2,
                provider: Some(&held.provider),
                domain: Some(&held.domain),
                toll_number: Some(&held.toll_number),
                toll_free: Some(held.toll_free_numbers.join("\n")),
                conference_id: Some(&held.conference_id),
            },
        }
    }
}

/// Who a person is, as columns.
pub(crate) struct Who<'a> {
    pub(crate) user_principal_name: &'a str,
    pub(crate) display_name: &'a str,
    pub(crate) country: Option<&'a str>,
    pub(crate) department: &'a str,
    pub(crate) enabled: bool,
    pub(crate) teams_only: bool,
    pub(crate) licensed: Option<bool>,
    pub(crate) object_id: Option<&'a str>,
    pub(crate) beside: String,
}

impl<'a> Who<'a> {
    pub(crate) fn of(person: &'a Person) -> Self {
        let identity = &*person.identity;
        Self {
            user_principal_name: &identity.user_principal_name,
            display_name: &identity.display_name,
            country: identity.country.as_ref().map(Country::as_str),
            department: &identity.department,
            enabled: identity.enabled,
            teams_only: identity.teams_only,
            licensed: identity.licensed,
            object_id: identity.object_id.as_deref(),
            beside: beside_text(&identity.beside),
        }
    }
}

/// A person to look at, from the columns of [`PERSON`], the first of them at `from`.
pub(crate) fn view<C: Columns>(row: &C, from: usize) -> Result<PersonView<'_>> {
    let text = |at: usize| row.text(from + at);
    let filled = |at: usize| Ok::<_, Error>(text(at)?.unwrap_or_default());
    let flag = |at: usize| row.flag(from + at);
    let conferencing = match row.number(from + 1)?.unwrap_or(0) {
        0 => ConferencingView::None,
        1 => ConferencingView::Microsoft,
        2 => ConferencingView::Assigned(AssignmentView {
            provider: filled(2)?,
            domain: filled(3)?,
            toll_number: filled(4)?,
            toll_free_numbers: filled(5)?,
            conference_id: filled(6)?,
        }),
        _ => return Err(damaged("a person's state is none of the three")),
    };
    Ok(PersonView {
        sip: filled(0)?,
        conferencing,
        user_principal_name: filled(7)?,
        display_name: filled(8)?,
        country: text(9)?.and_then(Country::new),
        department: filled(10)?,
        enabled: flag(11)?.unwrap_or(true),
        teams_only: flag(12)?.unwrap_or(false),
        licensed: flag(13)?,
        object_id: text(14)?,
        beside: filled(15)?,
    })
}

/// Reads people; texts that many of them have are kept once.
#[derive(Default)]
pub(crate) struct Reader {
    texts: BTreeSet<Arc<str>>,
}

impl Reader {
    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&text));
        text
    }

    /// A person from the columns of [`PERSON`], the first of them at `from`. Where the journal did
    /// not keep who the person is, nothing but the address is known.
    pub(crate) fn person(&mut self, row: &dyn Columns, from: usize) -> Result<Person> {
        let text = |at: usize| row.text(from + at);
        let flag = |at: usize| row.flag(from + at);
        let sip = SipAddress::new(text(0)?.unwrap_or_default())
            .ok_or_else(|| damaged("a person has no address"))?;
        let conferencing = match row.number(from + 1)?.unwrap_or(0) {
            0 => Conferencing::None,
            1 => Conferencing::Microsoft,
            2 => Conferencing::Assigned(Assignment {
                provider: self.shared(text(2)?.unwrap_or_default()),
                domain: self.shared(text(3)?.unwrap_or_default()),
                toll_number: self.shared(text(4)?.unwrap_or_default()),
                toll_free_numbers: {
                    let numbers = text(5)?
                        .unwrap_or_default()
                        .split('\n')
                        .filter(|number| !number.is_empty());
                    numbers.map(|number| self.shared(number)).collect()
                },
                conference_id: text(6)?.unwrap_or_default().into(),
            }),
            _ => return Err(damaged("a person's state is none of the three")),
        };
        let identity = Identity {
            sip,
            user_principal_name: text(7)?.unwrap_or_default().to_owned(),
            display_name: text(8)?.unwrap_or_default().to_owned(),
            country: text(9)?.and_then(Country::new),
            department: text(10)?.unwrap_or_default().to_owned(),
            enabled: flag(11)?.unwrap_or(true),
            teams_only: flag(12)?.unwrap_or(false),
            licensed: flag(13)?,
            object_id: text(14)?.map(str::to_owned),
            beside: beside(text(15)?.unwrap_or_default()),
        };
        Ok(Person { identity: identity.into(), conferencing })
    }
}

/// The columns of a batch, in the order in which [`batch`] reads them.
pub(crate) const BATCH: &str = "number, revision, at, made_by, version, options, reason, cause, of_batch, file, sha256, roster, provider, changes, left_out";

pub(crate) fn batch(row: &dyn Columns) -> Result<Batch> {
    let text = |at: usize| Ok(row.text(at)?.unwrap_or_default().to_owned());
    let number = |at: usize| Ok(u64::try_from(row.number(at)?.unwrap_or(0)).unwrap_or(0));
    let of = row.number(8)?.and_then(|of| u64::try_from(of).ok());
    let roster = u32::try_from(number(11)?).unwrap_or(0);
    let broken = || damaged("a batch has no cause or time");
    let hand = Hand {
        by: text(3)?,
        at: text(2)?.parse::<Timestamp>().map_err(|_| broken())?,
        version: text(4)?,
        options: text(5)?.lines().map(str::to_owned).collect(),
        reason: row.text(6)?.map(str::to_owned),
        evidence: Vec::new(),
    };
    let count = |at: usize| Ok(usize::try_from(number(at)?).unwrap_or(usize::MAX));
    Ok(Batch {
        number: BatchNumber(number(0)?),
        revision: Revision(number(1)?),
        hand,
        cause: cause(&text(7)?, of, text(9)?, text(10)?, roster).ok_or_else(broken)?,
        provider: row.text(12)?.map(str::to_owned),
        changes: count(13)?,
        left: count(14)?,
        undone_by: None,
    })
}

/// The columns of a roster, in the order in which [`roster_info`] reads them.
pub(crate) const ROSTER: &str = "number, provider, made_at, people, reply_name, reply_at, settled";

pub(crate) fn roster_info(row: &dyn Columns) -> Result<RosterInfo> {
    let time = |text: &str| text.parse::<Timestamp>().map_err(|_| damaged("a roster has no time"));
    let number = |at: usize| Ok(row.number(at)?.unwrap_or(0));
    let reply = match (row.text(4)?, row.text(5)?) {
        (Some(name), Some(at)) => Some((name.to_owned(), time(at)?)),
        _ => None,
    };
    let state = match (row.flag(6)?.unwrap_or(false), &reply) {
        (true, _) => RosterState::Imported,
        (false, Some(_)) => RosterState::Answered,
        (false, None) => RosterState::Unanswered,
    };
    Ok(RosterInfo {
        number: u32::try_from(number(0)?).unwrap_or(0),
        provider: row.text(1)?.unwrap_or_default().to_owned(),
        made_at: time(row.text(2)?.unwrap_or_default())?,
        people: usize::try_from(number(3)?).unwrap_or(0),
        reply,
        state,
    })
}

/// A roster from what was kept: the provider, when it was made, the digest of the cells, the cells.
pub(crate) fn roster(
    number: u32,
    provider: String,
    made_at: &str,
    digest: &str,
    cells: &[u8],
) -> Result<Roster> {
    let broken = || damaged("a roster is not what was kept");
    let grid = unpacked_cells(cells, digest).ok_or_else(broken)?;
    let made_at = made_at.parse().map_err(|_| broken())?;
    Ok(Roster { number, provider, made_at, grid })
}

/// The cells of a roster as they are kept: their digest, and they themselves, packed.
pub(crate) fn cells(roster: &Roster) -> Result<(String, Vec<u8>)> {
    packed_cells(&roster.grid).map_err(|error| Error::io(&error))
}

pub(crate) fn packed(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packer = Packer::new();
    let packed = packer.write_all(bytes).and_then(|()| packer.finish());
    packed.map(|(_, packed)| packed).map_err(|error| Error::io(&error))
}

/// The columns of a table.
pub(crate) fn of_table(table: &str, columns: &str) -> String {
    columns.split(", ").map(|column| format!("{table}.{column}")).collect::<Vec<_>>().join(", ")
}

/// The images of a batch, each with who the person is today where the journal did not keep it: its
/// number is the one parameter.
pub(crate) fn images_query(parameter: &str) -> String {
    let (image, now) = (of_table("image", PERSON), of_table("person", PERSON));
    format!(
        "SELECT image.position, image.side, image.user_principal_name IS NULL, person.sip IS NOT NULL, {image}, {now} FROM image LEFT JOIN person ON person.sip = image.sip WHERE image.batch = {parameter} ORDER BY image.position, image.side"
    )
}

/// Puts changes together from their images, in the order of [`images_query`].
#[derive(Default)]
pub(crate) struct Changes {
    reader: Reader,
    pub(crate) list: Vec<Change>,
}

impl Changes {
    pub(crate) fn add(&mut self, row: &dyn Columns) -> Result<()> {
        let position = usize::try_from(row.number(0)?.unwrap_or(0)).unwrap_or(0);
        let (side, unchanged, known) = (row.number(1)?, row.flag(2)?, row.flag(3)?);
        let person = self.reader.person(row, 4)?;
        let now = if unchanged == Some(true) && known == Some(true) {
            Some(self.reader.person(row, 20)?)
        } else {
            None
        };
        let person = with_identity(Some(person), now.as_ref());
        let size = self.list.len().max(position + 1);
        self.list.resize(size, Change { before: None, after: None });
        match side {
            Some(0) => self.list[position].before = person,
            _ => self.list[position].after = person,
        }
        Ok(())
    }
}
