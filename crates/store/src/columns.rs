//! Columns to nouns and back, the same for every database.

use std::collections::HashMap;
use std::io::{self, Read};
use std::sync::Arc;

use tollgate_model::{
    AssignmentView, Batch, BatchNumber, Bridge, Bridges, Change, Conferencing, ConferencingView,
    Country, Hand, Person, PersonView, Revision, Roster, RosterState, SipAddress, Timestamp, Who,
    in_order,
};

use crate::backend::cause;
use crate::packed::{packed_cells, unpacked_cells};
use crate::{Error, Result, RosterInfo};

/// One row that a query found.
pub(crate) trait Columns {
    fn text(&self, at: usize) -> Result<Option<&str>>;
    fn number(&self, at: usize) -> Result<Option<i64>>;
    fn flag(&self, at: usize) -> Result<Option<bool>>;
    fn bytes(&self, at: usize) -> Result<Option<&[u8]>>;
}

pub(crate) fn damaged(what: &str) -> Error {
    Error::damaged(&what)
}

/// The columns of a person, in the order in which [`kept`] reads them.
pub(crate) const PERSON: &str = "person.sip, person.state, bridge.provider, bridge.domain, bridge.toll_number, bridge.toll_free, person.conference_id, person.user_principal_name, person.display_name, person.country, person.department, person.enabled, person.teams_only, person.licensed, person.object_id, person.beside";

/// Where they come from.
pub(crate) const PEOPLE: &str = "person LEFT JOIN bridge ON bridge.id = person.bridge";

/// The columns of everybody, in the order in which [`everybody`] reads them. What their assignments share
/// is [`BRIDGES`], which is read once and not for each.
pub(crate) const EVERYBODY: &str = "sip, state, bridge, conference_id, user_principal_name, display_name, country, department, enabled, teams_only, licensed, object_id, beside";

/// The same, with nothing in the columns that do not tell how somebody stands.
pub(crate) const STANDING: &str = "sip, state, bridge, conference_id, user_principal_name, display_name, NULL, NULL, enabled, teams_only, licensed, NULL, NULL";

/// The columns that a roster may ask for, in the order in which [`to_ask`] reads them.
pub(crate) const TO_ASK: &str = "sip, state, bridge, conference_id, user_principal_name, display_name, country, enabled, teams_only";

/// The columns of a bridge, in the order in which [`SharedBridges::add`] reads them.
pub(crate) const BRIDGES: &str = "id, provider, domain, toll_number, toll_free";

/// What assignments share, by the numbers that a store knows it by.
#[derive(Default)]
pub(crate) struct SharedBridges(HashMap<i64, [String; 4]>);

impl SharedBridges {
    pub(crate) fn add(&mut self, row: &dyn Columns) -> Result<()> {
        let text = |at| Ok::<_, Error>(row.text(at)?.unwrap_or_default().to_owned());
        let shared = [text(1)?, text(2)?, text(3)?, text(4)?];
        self.0.insert(row.number(0)?.unwrap_or(0), shared);
        Ok(())
    }
}

/// A person to look at, from the columns of [`EVERYBODY`] or [`STANDING`].
pub(crate) fn everybody<'r>(
    row: &'r dyn Columns,
    bridges: &'r SharedBridges,
) -> Result<PersonView<'r>> {
    view(row, 0, shared(row, bridges)?, 4)
}

/// A person to look at, from the columns of [`TO_ASK`]: what does not stand there is empty.
pub(crate) fn to_ask<'r>(
    row: &'r dyn Columns,
    bridges: &'r SharedBridges,
) -> Result<PersonView<'r>> {
    let filled = |at: usize| Ok::<_, Error>(row.text(at)?.unwrap_or_default());
    Ok(PersonView {
        sip: filled(0)?,
        conferencing: shared(row, bridges)?,
        user_principal_name: filled(4)?,
        display_name: filled(5)?,
        country: row.text(6)?.and_then(Country::new),
        department: "",
        enabled: row.flag(7)?.unwrap_or(true),
        teams_only: row.flag(8)?.unwrap_or(false),
        licensed: None,
        object_id: None,
        beside: "",
    })
}

/// What a person has, in the columns behind the address: state, the number of the bridge, conference ID.
fn shared<'r>(row: &'r dyn Columns, bridges: &'r SharedBridges) -> Result<ConferencingView<'r>> {
    held(row.number(1)?, || {
        let bridge = row.number(2)?.and_then(|id| bridges.0.get(&id));
        let [provider, domain, toll_number, toll_free_numbers] =
            bridge.ok_or_else(|| damaged("an assignment has no numbers"))?;
        let conference_id = row.text(3)?.unwrap_or_default();
        Ok(AssignmentView { provider, domain, toll_number, toll_free_numbers, conference_id })
    })
}

/// A state of conferencing as a number.
pub(crate) fn state(conferencing: &Conferencing) -> i64 {
    match conferencing {
        Conferencing::None => 0,
        Conferencing::Microsoft => 1,
        Conferencing::Assigned(_) => 2,
    }
}

/// The toll-free numbers of a bridge as one text.
pub(crate) fn toll_free(bridge: &Bridge) -> String {
    bridge.toll_free_numbers.join("\n")
}

/// A person to look at: where the address stands, what the person has, and where it stands who the
/// person is.
fn view<'r>(
    row: &'r dyn Columns,
    sip: usize,
    conferencing: ConferencingView<'r>,
    is: usize,
) -> Result<PersonView<'r>> {
    let filled = |at: usize| Ok::<_, Error>(row.text(at)?.unwrap_or_default());
    Ok(PersonView {
        sip: filled(sip)?,
        conferencing,
        user_principal_name: filled(is)?,
        display_name: filled(is + 1)?,
        country: row.text(is + 2)?.and_then(Country::new),
        department: filled(is + 3)?,
        enabled: row.flag(is + 4)?.unwrap_or(true),
        teams_only: row.flag(is + 5)?.unwrap_or(false),
        licensed: row.flag(is + 6)?,
        object_id: row.text(is + 7)?,
        beside: filled(is + 8)?,
    })
}

/// What a person has: state, provider, domain, toll number, toll-free numbers, conference ID.
fn joined(row: &dyn Columns, from: usize) -> Result<ConferencingView<'_>> {
    let filled = |at: usize| Ok::<_, Error>(row.text(from + at)?.unwrap_or_default());
    held(row.number(from)?, || {
        Ok(AssignmentView {
            provider: filled(1)?,
            domain: filled(2)?,
            toll_number: filled(3)?,
            toll_free_numbers: filled(4)?,
            conference_id: filled(5)?,
        })
    })
}

/// A state from its number.
fn held<'r>(
    state: Option<i64>,
    assignment: impl FnOnce() -> Result<AssignmentView<'r>>,
) -> Result<ConferencingView<'r>> {
    Ok(match state.unwrap_or(0) {
        0 => ConferencingView::None,
        1 => ConferencingView::Microsoft,
        2 => ConferencingView::Assigned(assignment()?),
        _ => return Err(damaged("a person's state is none of the three")),
    })
}

/// A person to keep, from the columns of [`PERSON`].
pub(crate) fn kept(bridges: &mut Bridges, row: &dyn Columns) -> Result<Person> {
    bridges.person(view(row, 0, joined(row, 1)?, 7)?).ok_or_else(no_address)
}

fn no_address() -> Error {
    damaged("a person has no address")
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
        // Written with a line break between, and nothing else.
        options: text(5)?.split_terminator('\n').map(str::to_owned).collect(),
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
pub(crate) const ROSTER: &str =
    "number, provider, made_at, people, reply_name, reply_at, settled, closed";

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
        closed: row.flag(7)?.unwrap_or(false),
        state,
    })
}

/// A roster from what was kept: the provider, when it was made, the digest of the cells, and the cells,
/// packed into so many bytes. Why the cells cannot be read is for the backend to say.
pub(crate) fn roster(
    number: u32,
    provider: String,
    made_at: &str,
    revision: Option<i64>,
    digest: &str,
    (cells, bytes): (impl Read, usize),
) -> io::Result<Roster> {
    let grid = unpacked_cells(cells, bytes, digest)?;
    let made_at = made_at.parse().map_err(io::Error::other)?;
    let revision = revision.and_then(|revision| u64::try_from(revision).ok()).map(Revision);
    Ok(Roster { number, provider, made_at, revision, grid })
}

/// What is said of a roster that does not fit its digest.
pub(crate) fn broken_roster() -> Error {
    damaged("a roster is not what was kept")
}

/// The cells of a roster as they are kept: their digest, and they themselves, packed.
pub(crate) fn cells(roster: &Roster) -> Result<(String, Vec<u8>)> {
    packed_cells(&roster.grid).map_err(|error| Error::io(&error))
}

/// The changes of a batch, whose number is the one value, in their order; for those whose person
/// stays who they are also what they are called today, where that is asked for.
pub(crate) fn changes_query(called: bool) -> String {
    let bridge = |name: &str| {
        format!("{name}.provider, {name}.domain, {name}.toll_number, {name}.toll_free")
    };
    let (before, after, has) = (bridge("b"), bridge("a"), bridge("b"));
    let text = "CAST(NULL AS TEXT)";
    let texts = |count: usize| vec![text; count].join(", ");
    let flags = ["CAST(NULL AS BOOLEAN)"; 3].join(", ");
    let (five, four, two) = (texts(5), texts(4), texts(2));
    let (name, person) = if called {
        ("person.display_name", "LEFT JOIN person ON person.sip = c.sip")
    } else {
        (text, "")
    };
    format!(
        "SELECT i.position, i.side, i.sip, i.state, {has}, i.conference_id, CAST(NULL AS BIGINT), {five}, i.user_principal_name, i.display_name, i.country, i.department, i.enabled, i.teams_only, i.licensed, i.object_id, i.beside, {text} FROM image i LEFT JOIN bridge b ON b.id = i.bridge WHERE i.batch = $1 \
         UNION ALL \
         SELECT c.position, 2, c.sip, c.before_state, {before}, c.before_id, c.state, {after}, c.conference_id, {four}, {flags}, {two}, {name} FROM change c LEFT JOIN bridge b ON b.id = c.before_bridge LEFT JOIN bridge a ON a.id = c.bridge {person} WHERE c.batch = $1 \
         ORDER BY 1, 2"
    )
}

/// Puts changes together from the rows of [`changes_query`].
#[derive(Default)]
pub(crate) struct Changes {
    bridges: Bridges,
    /// A before-image whose after-image may follow, and its position.
    before: Option<(i64, Person)>,
}

/// What is called for each change, with what its person is called today.
pub(crate) type EachChange<'e> = dyn FnMut(Change, &str) -> Result<()> + 'e;

impl Changes {
    pub(crate) fn add(&mut self, row: &dyn Columns, each: &mut EachChange<'_>) -> Result<()> {
        let position = row.number(0)?.unwrap_or(0);
        let side = row.number(1)?.unwrap_or(0);
        if side != 1 || self.before.as_ref().is_some_and(|(at, _)| *at != position) {
            self.end(each)?;
        }
        if side == 2 {
            let sip = SipAddress::new(row.text(2)?.unwrap_or_default()).ok_or_else(no_address)?;
            let change = Change {
                who: Who::Stays(sip),
                before: self.bridges.conferencing(joined(row, 3)?),
                after: self.bridges.conferencing(joined(row, 9)?),
            };
            return each(change, row.text(24)?.unwrap_or_default());
        }
        let person =
            self.bridges.person(view(row, 2, joined(row, 3)?, 15)?).ok_or_else(no_address)?;
        if side == 0 {
            self.before = Some((position, person));
            return Ok(());
        }
        let before = self.before.take().map(|(_, before)| before);
        each(Change::of(before, Some(person)), "")
    }

    /// A before-image that nothing followed: the person left.
    pub(crate) fn end(&mut self, each: &mut EachChange<'_>) -> Result<()> {
        let Some((_, left)) = self.before.take() else { return Ok(()) };
        each(Change::of(Some(left), None), "")
    }
}

/// Changes in the order of the addresses that they find or make, so that a database meets its pages
/// one after another.
pub(crate) fn by_address(changes: &[Change]) -> Vec<&Change> {
    let order = in_order(changes.len(), |at| {
        let change = &changes[at];
        change.sip_before().or(change.sip_after()).map_or("", SipAddress::as_str)
    });
    order.into_iter().map(|at| &changes[at as usize]).collect()
}

/// Bridges by the numbers that a store knows them by.
#[derive(Default)]
pub(crate) struct BridgeIds {
    known: HashMap<Arc<Bridge>, i64>,
    last: Option<(Arc<Bridge>, i64)>,
}

impl BridgeIds {
    /// The number of what somebody has, found or made by `find`; none where it is no assignment.
    pub(crate) fn of(
        &mut self,
        conferencing: &Conferencing,
        mut find: impl FnMut(&Bridge) -> Result<i64>,
    ) -> Result<Option<i64>> {
        let Some(held) = conferencing.assignment() else { return Ok(None) };
        // Neighbours mostly share one.
        if let Some((last, id)) = &self.last
            && Arc::ptr_eq(last, &held.bridge)
        {
            return Ok(Some(*id));
        }
        let id = match self.known.get(&held.bridge) {
            Some(id) => *id,
            None => find(&held.bridge)?,
        };
        self.known.insert(Arc::clone(&held.bridge), id);
        self.last = Some((Arc::clone(&held.bridge), id));
        Ok(Some(id))
    }
}
