//! How the people on a roster stand in the directory of today, and who else has an ID of the
//! provider's: gathered while the directory goes by, so that nobody need hold all of it.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

use tollgate_model::{
    Assignment, AssignmentView, BatchNumber, Bridges, Conferencing, ConferencingView, Directory,
    Field, PersonView, Provider, Revision, Roster, Since, SipAddress, Timestamp, in_order_within,
};

/// The directory of today and what else the store knows.
#[derive(Clone, Copy)]
pub struct Today<'a> {
    /// How people stand; waited for only when the first rule asks, since the directory may still be
    /// read while the reply is judged.
    pub standing: &'a LateStanding,
    /// The batch that imported the same bytes and is not undone.
    pub imported_as: Option<BatchNumber>,
    /// Whether a person (zero-based row of the roster) has what an earlier reply to it brought. Asked only of
    /// people who are missing, since to look it up takes long.
    pub brought: &'a (dyn Fn(usize) -> bool + Sync),
    /// Conference IDs of the provider's that somebody had by an earlier batch and nobody has any
    /// more: whose, and by which batch.
    pub given_up: &'a BTreeMap<Box<str>, (SipAddress, BatchNumber)>,
    /// Now, UTC.
    pub now: Timestamp,
}

/// A [`Standing`] that is there once it is asked for.
pub type LateStanding = LazyLock<Standing, Box<dyn FnOnce() -> Standing + Send>>;

/// How the people on one roster stand in the directory.
#[derive(Debug, Default)]
pub struct Standing {
    /// The state of the directory.
    pub revision: Revision,
    /// Whether a dump told who has which licence.
    pub licences_told: bool,
    /// By row of the roster.
    people: Vec<Packed>,
    /// Assignments that people on the roster have and that are not what was sent.
    held: Vec<Assignment>,
    /// The address of today, by row of the roster, where it is another than was sent.
    moved: BTreeMap<usize, SipAddress>,
    /// Rows of the roster whose addresses another account has by now.
    taken: BTreeSet<usize>,
    /// What became of names, by row of the roster: the first field that differs and what it is now.
    renamed: BTreeMap<usize, (Field, String)>,
    others: Vec<Holder>,
}

/// One person of the roster as the directory has them.
#[derive(Clone, Copy, Debug)]
pub struct Now<'s> {
    /// Whether the account is enabled.
    pub enabled: bool,
    /// Whether the person uses Teams only.
    pub teams_only: bool,
    /// What conferencing the person has.
    pub held: Held<'s>,
    /// The address, or else the first name or UPN, that is another than was sent, and what it is now.
    pub renamed: Option<&'s (Field, String)>,
    /// Whether another account has the address by now.
    pub taken: bool,
}

/// What conferencing somebody has, beside what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held<'s> {
    /// No provider.
    None,
    /// Microsoft is the provider.
    Microsoft,
    /// The provider's own assignment, value for value as the roster says.
    AsSent,
    /// Any other assignment.
    Other(&'s Assignment),
}

/// Somebody who is not on the roster and has an ID of the provider's.
#[derive(Debug)]
pub(crate) struct Holder {
    pub(crate) sip: SipAddress,
    pub(crate) toll_number: Box<str>,
    pub(crate) conference_id: Box<str>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Packed {
    traits: u8,
    /// One of the three states, or [`OTHERS`] and the place in `held`.
    held: u32,
}

impl Packed {
    /// Somebody of whom there is nothing to say.
    const USUAL: Self = Self { traits: PRESENT | ENABLED, held: NOTHING };
}

const PRESENT: u8 = 1;
const ENABLED: u8 = 2;
const TEAMS_ONLY: u8 = 4;
const UNLICENSED: u8 = 8;

const NOTHING: u32 = 0;
const MICROSOFT: u32 = 1;
const AS_SENT: u32 = 2;
const OTHERS: u32 = 3;

impl Standing {
    /// A person of the roster (zero-based row); none who is not in the directory.
    pub fn of(&self, person: usize) -> Option<Now<'_>> {
        let Packed { traits, held } = *self.people.get(person)?;
        let has = |which| traits & which != 0;
        has(PRESENT).then(|| Now {
            enabled: has(ENABLED),
            teams_only: has(TEAMS_ONLY),
            held: match held {
                NOTHING => Held::None,
                MICROSOFT => Held::Microsoft,
                AS_SENT => Held::AsSent,
                other => Held::Other(&self.held[(other - OTHERS) as usize]),
            },
            renamed: self.renamed.get(&person),
            taken: self.taken.contains(&person),
        })
    }

    /// Whether a dump told that a person of the roster has no licence that carries Audio Conferencing.
    pub fn is_unlicensed(&self, person: usize) -> bool {
        self.people.get(person).is_some_and(|packed| packed.traits & UNLICENSED != 0)
    }

    /// How people stand in a directory that is at hand.
    pub fn in_directory(directory: &Directory, roster: &Roster, provider: &Provider) -> Self {
        let mut gathering = Gathering::new(roster, provider, &Since::default());
        for person in directory.people() {
            person.look(|person| gathering.see(person));
        }
        gathering.finish(directory.revision)
    }

    /// The address that a person of the roster (zero-based row) has today.
    pub fn address(&self, roster: &Roster, person: usize) -> SipAddress {
        self.moved.get(&person).cloned().unwrap_or_else(|| roster.sip(person))
    }

    /// The same, for a [`Today`].
    pub fn late(self) -> LateStanding {
        LazyLock::new(Box::new(move || self))
    }

    /// People who are not on the roster and have an ID of the provider's.
    pub(crate) fn others(&self) -> &[Holder] {
        &self.others
    }
}

/// Gathers a [`Standing`]. A directory goes by in the order of its addresses; people who do not come in
/// that order are found all the same. Who does not come at all has left, unless it is told whom batches are
/// about: then all others of the roster are who they were, enabled and without a provider.
#[derive(Debug)]
pub struct Gathering<'r> {
    roster: &'r Roster,
    provider: &'r Provider,
    /// Rows of the roster, in the order of their addresses; known once somebody comes.
    order: OnceCell<Vec<u32>>,
    /// The place in `order` of whom the directory should come to next.
    next: usize,
    standing: Standing,
    bridges: Bridges,
}

impl<'r> Gathering<'r> {
    /// Begins with nobody seen; people are followed to the addresses that they have by now.
    pub fn new(roster: &'r Roster, provider: &'r Provider, since: &Since) -> Self {
        let rows = |told: bool| if told { 0..roster.len() } else { 0..0 };
        let to =
            |row| since.renamed.get(&*address(roster, row)).and_then(|now| SipAddress::new(now));
        let moved = rows(!since.renamed.is_empty()).filter_map(|row| Some((row, to(row)?)));
        let has = |of: &HashSet<Box<str>>, row| of.contains(&*address(roster, row));
        let taken = rows(!since.taken.is_empty()).filter(|row| has(&since.taken, *row));
        let (moved, taken) = (moved.collect(), taken.collect());
        let people = match &since.touched {
            None => vec![Packed::default(); roster.len()],
            Some(touched) => {
                let mut people = vec![Packed::USUAL; roster.len()];
                for row in rows(!touched.is_empty()).filter(|row| has(touched, *row)) {
                    people[row] = Packed::default();
                }
                people
            }
        };
        let standing = Standing { people, moved, taken, ..Standing::default() };
        let (order, bridges) = (OnceCell::new(), Bridges::default());
        Self { roster, provider, order, next: 0, standing, bridges }
    }

    /// Takes note of somebody in the directory.
    pub fn see(&mut self, person: PersonView<'_>) {
        self.standing.licences_told |= person.licensed.is_some();
        match self.row_of(person.sip) {
            Some(row) => self.see_asked(row, person),
            None => self.see_other(person),
        }
    }

    /// The row of the roster with an address.
    fn row_of(&mut self, sip: &str) -> Option<usize> {
        match self.compare(self.next, sip) {
            Ordering::Equal => {}
            // Between two neighbours of the roster there is nobody.
            Ordering::Greater
                if self.next == 0 || self.compare(self.next - 1, sip) == Ordering::Less =>
            {
                return None;
            }
            _ => {
                let before = |row: &u32| *self.address(*row as usize) < *sip;
                self.next = self.order().partition_point(before);
                if self.compare(self.next, sip) != Ordering::Equal {
                    return None;
                }
            }
        }
        let row = self.order()[self.next];
        self.next += 1;
        Some(row as usize)
    }

    fn order(&self) -> &[u32] {
        self.order.get_or_init(|| {
            // People of one country stand by their names, and so nearly by their addresses.
            let country = |row| {
                let code = self.roster.get(row, Field::Country).as_bytes().first_chunk();
                code.map(|code| u16::from_be_bytes(*code))
            };
            in_order_within(self.roster.len(), country, |row| self.address(row))
        })
    }

    /// How an address of the roster stands to another; past the last it is greater than any.
    fn compare(&self, at: usize, sip: &str) -> Ordering {
        let Some(row) = self.order().get(at).map(|row| *row as usize) else {
            return Ordering::Greater;
        };
        // As it was sent, most often.
        if self.standing.moved.is_empty() && self.roster.get(row, Field::SipAddress) == sip {
            return Ordering::Equal;
        }
        (*self.address(row)).cmp(sip)
    }

    /// The address of a row as the directory has it today.
    fn address(&self, row: usize) -> Cow<'_, str> {
        today(&self.standing.moved, self.roster, row)
    }

    /// How everybody stands at a revision.
    pub fn finish(self, revision: Revision) -> Standing {
        Standing { revision, ..self.standing }
    }

    fn see_asked(&mut self, row: usize, person: PersonView<'_>) {
        let standing = &mut self.standing;
        let held = match person.conferencing {
            ConferencingView::None => NOTHING,
            ConferencingView::Microsoft => MICROSOFT,
            ConferencingView::Assigned(held)
                if is_as_sent(self.roster, self.provider, row, held) =>
            {
                AS_SENT
            }
            ConferencingView::Assigned(held) => {
                standing.held.push(self.bridges.assignment(held));
                OTHERS + u32::try_from(standing.held.len() - 1).unwrap_or(0)
            }
        };
        let mut traits = PRESENT;
        for (which, has) in [
            (ENABLED, person.enabled),
            (TEAMS_ONLY, person.teams_only),
            (UNLICENSED, person.licensed == Some(false)),
        ] {
            traits |= if has { which } else { 0 };
        }
        standing.people[row] = Packed { traits, held };
        let moved = standing.moved.contains_key(&row);
        let names = [
            (Field::SipAddress, if moved { person.sip } else { "" }),
            (Field::UserPrincipalName, person.user_principal_name),
            (Field::DisplayName, person.display_name),
        ];
        let other = names
            .into_iter()
            .find(|(field, now)| !now.is_empty() && self.roster.get(row, *field) != *now);
        if let Some((field, now)) = other {
            standing.renamed.insert(row, (field, now.to_owned()));
        }
    }

    fn see_other(&mut self, person: PersonView<'_>) {
        let held = person.conferencing.assignment();
        if let Some(held) =
            held.filter(|held| self.provider.serves(held.provider, held.toll_number))
            && let Some(sip) = SipAddress::new(person.sip)
        {
            self.standing.others.push(Holder {
                sip,
                toll_number: held.toll_number.into(),
                conference_id: held.conference_id.into(),
            });
        }
    }
}

/// The address of a row as the directory has it today.
fn today<'r>(
    moved: &'r BTreeMap<usize, SipAddress>,
    roster: &'r Roster,
    row: usize,
) -> Cow<'r, str> {
    match moved.get(&row) {
        Some(sip) => Cow::Borrowed(sip.as_str()),
        None => address(roster, row),
    }
}

/// The address of a row as the directory keeps it. As it was sent it is in that form already.
fn address(roster: &Roster, row: usize) -> Cow<'_, str> {
    let sent = roster.get(row, Field::SipAddress);
    let plain = |b: u8| b.is_ascii_graphic() && !b.is_ascii_uppercase();
    // Looked at to the end, and not left at the first: that goes many at a time.
    if sent.bytes().fold(true, |all, b| all & plain(b)) && !sent.starts_with("sip:") {
        return Cow::Borrowed(sent);
    }
    Cow::Owned(SipAddress::new(sent).map_or_else(String::new, |sip| sip.as_str().to_owned()))
}

/// Whether an assignment is what the roster says, to the letter.
fn is_as_sent(roster: &Roster, provider: &Provider, row: usize, held: AssignmentView<'_>) -> bool {
    let sent = |field| roster.get(row, field);
    held.conference_id == sent(Field::ConferenceId)
        && held.toll_number == sent(Field::TollNumber)
        && held.provider == provider.name
        && held.domain == provider.domain
        && held.toll_free().eq(sent_toll_free(roster, row))
}

/// The toll-free numbers that were sent in a row.
fn sent_toll_free(roster: &Roster, row: usize) -> impl Iterator<Item = &str> {
    let sent = roster.get(row, Field::TollFreeNumbers);
    sent.split(';').map(str::trim).filter(|number| !number.is_empty())
}

impl Held<'_> {
    /// The state, with what was sent in its place.
    pub fn conferencing(
        self,
        roster: &Roster,
        row: usize,
        provider: &Provider,
        bridges: &mut Bridges,
    ) -> Conferencing {
        match self {
            Self::None => Conferencing::None,
            Self::Microsoft => Conferencing::Microsoft,
            Self::Other(held) => Conferencing::Assigned(held.clone()),
            Self::AsSent => {
                let toll_free: Vec<&str> = sent_toll_free(roster, row).collect();
                Conferencing::Assigned(bridges.assignment(AssignmentView {
                    provider: &provider.name,
                    domain: &provider.domain,
                    toll_number: roster.get(row, Field::TollNumber),
                    toll_free_numbers: &toll_free.join("\n"),
                    conference_id: roster.get(row, Field::ConferenceId),
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests;
