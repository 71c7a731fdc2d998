//! The directory at rest, and its journal. The only crate that knows a database.
//!
//! What applying, undoing, being out of date and being in conflict mean is written here once, over
//! backends that only keep things.

mod apply;
mod backend;
mod columns;
mod digest;
mod error;
mod evidence;
mod journal;
mod making;
mod new_roster;
mod packed;
mod postgres;
mod queries;
mod renamed;
mod sqlite;
mod told;
mod undo;
mod verify;
mod whole;

use tollgate_model::{
    Batch, BatchNumber, Bridges, Change, Directory, Evidence, Hand, HowMany, Person, PersonView,
    Plan, Profile, Provider, Revision, Roster, RosterState, Since, SipAddress, Timestamp, Who,
};

use apply::{moved, put};
use backend::{Backend, Tx};
pub use error::{Error, Result};
pub use evidence::{Packing, content};
pub use journal::GivenUp;
pub use making::forget_unfinished;
pub use new_roster::NewRoster;
pub use told::Told;
pub use verify::Record;

/// A store.
#[derive(Debug)]
pub struct Store {
    backend: Box<dyn Backend>,
}

/// A store's address for messages: without a password.
pub fn shown(url: &str) -> String {
    let hidden = match url.split_once("://").and_then(|(scheme, rest)| {
        // A password may hold `@` itself, though it should not.
        let (user, place) = rest.rsplit_once('@')?;
        let (user, _) = user.split_once(':')?;
        Some(format!("{scheme}://{user}@{place}"))
    }) {
        Some(hidden) => hidden,
        None => url.to_owned(),
    };
    let Some((place, query)) = hidden.split_once('?') else { return hidden };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("password=")).collect();
    if kept.is_empty() { place.to_owned() } else { format!("{place}?{}", kept.join("&")) }
}

/// A roster that was sent, without its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterInfo {
    /// Its number.
    pub number: u32,
    /// The provider's name.
    pub provider: String,
    /// When it was made, UTC.
    pub made_at: Timestamp,
    /// How many people are on it.
    pub people: usize,
    /// The last reply that an import was tried with: its name, and when.
    pub reply: Option<(String, Timestamp)>,
    /// Whether it was closed, whatever became of it otherwise.
    pub closed: bool,
    /// What became of it.
    pub state: RosterState,
}

impl Store {
    /// Makes a store where there is none.
    pub fn create(url: &str, now: Timestamp) -> Result<Self> {
        Ok(Self { backend: backend::kind(url)?.create(url, now)? })
    }

    /// Opens a store that is there; makes nothing.
    pub fn open(url: &str, now: Timestamp) -> Result<Self> {
        Ok(Self { backend: backend::kind(url)?.open(url, now)? })
    }

    /// The state of the directory.
    pub fn revision(&mut self) -> Result<Revision> {
        self.backend.read()?.revision()
    }

    /// Fails where the directory is at another revision than was expected, naming who changed since.
    pub fn require_revision(&mut self, expected: Revision) -> Result<()> {
        let mut tx = self.backend.read()?;
        let revision = tx.revision()?;
        if revision == expected { Ok(()) } else { Err(moved(&mut *tx, expected, revision)?) }
    }

    /// Everyone, at one revision.
    pub fn directory(&mut self) -> Result<Directory> {
        let mut tx = self.backend.read()?;
        let (mut bridges, mut people) = (Bridges::default(), Vec::new());
        tx.each_person(&mut |person| people.push(bridges.person(person)))?;
        let people = people.into_iter().collect::<Option<_>>();
        let people = people.ok_or_else(|| Error::damaged(&"a person has no address"))?;
        Ok(Directory::new(tx.revision()?, people))
    }

    /// Shows everyone, one by one and in the order of their addresses, at one revision.
    pub fn each_person(&mut self, each: &mut dyn FnMut(PersonView<'_>)) -> Result<Revision> {
        let mut tx = self.backend.read()?;
        tx.each_person(each)?;
        tx.revision()
    }

    /// Shows everyone as [`Store::each_person`] does, but only what a roster may ask for: department, licence,
    /// object ID and what stands beside are empty, and are not read.
    pub fn each_to_ask(&mut self, each: &mut dyn FnMut(PersonView<'_>)) -> Result<Revision> {
        let mut tx = self.backend.read()?;
        tx.each_to_ask(each)?;
        tx.revision()
    }

    /// Shows people as [`Store::each_person`] does, but only what they are called and how they stand:
    /// country, department, object ID and what stands beside are empty, and are not read.
    ///
    /// `begin` is told first what batches after the revision `since` did to people. What it makes of that sees
    /// everyone; or, where it is told whom batches are about, only those, and whoever has a provider, is not
    /// enabled, uses Teams only or has no licence, and somebody whose licence is known, if there is anybody.
    pub fn each_standing<T>(
        &mut self,
        since: Option<Revision>,
        begin: impl FnOnce(Since) -> T,
        each: impl Fn(&mut T, PersonView<'_>),
    ) -> Result<(T, Revision)> {
        let mut tx = self.backend.read()?;
        let told = renamed::and_touched_since(&mut *tx, since)?;
        // Every batch makes the next revision.
        let since = since.filter(|_| told.touched.is_some()).map(|since| BatchNumber(since.0));
        let mut seeing = begin(told);
        tx.each_standing(since, &mut |person| each(&mut seeing, person))?;
        Ok((seeing, tx.revision()?))
    }

    /// How many people and assignments there are.
    pub fn how_many(&mut self) -> Result<HowMany> {
        self.backend.read()?.how_many()
    }

    /// One person.
    pub fn person(&mut self, sip: &SipAddress) -> Result<Option<Person>> {
        self.backend.read()?.person(sip)
    }

    /// Makes a plan so, whole or not at all; none when there is nothing to change.
    pub fn apply(&mut self, plan: &Plan, hand: &Hand) -> Result<Option<BatchNumber>> {
        self.prepare(plan, hand)?.map(Ready::commit).transpose()
    }

    /// The same, but for the last word.
    pub fn prepare(&mut self, plan: &Plan, hand: &Hand) -> Result<Option<Ready<'_>>> {
        if plan.changes.is_empty() {
            return Ok(None);
        }
        let mut tx = self.backend.write()?;
        let number = put(&mut *tx, plan, hand)?;
        Ok(Some(Ready { tx, number }))
    }

    /// The journal, newest first.
    pub fn batches(&mut self) -> Result<Vec<Batch>> {
        let mut batches = self.backend.read()?.batches()?;
        undo::mark_undone(&mut batches);
        batches.sort_by_key(|batch| std::cmp::Reverse(batch.number));
        Ok(batches)
    }

    /// One batch with every before and after.
    pub fn batch(&mut self, number: BatchNumber) -> Result<(Batch, Vec<Change>)> {
        let mut tx = self.backend.read()?;
        let batch = find(&mut *tx, number)?;
        let mut changes = Vec::with_capacity(batch.changes);
        tx.each_change(number, false, &mut |change, _| {
            changes.push(change);
            Ok(())
        })?;
        Ok((batch, changes))
    }

    /// Shows the changes of a batch, one by one, each with what its person is called: by it, or where
    /// it leaves that alone, today.
    pub fn each_change(
        &mut self,
        number: BatchNumber,
        each: &mut dyn FnMut(&Change, &str),
    ) -> Result<()> {
        let mut tx = self.backend.read()?;
        find(&mut *tx, number)?;
        tx.each_change(number, true, &mut |change, called| {
            match &change.who {
                Who::Changes { before, after } => {
                    let identity = after.as_ref().or(before.as_ref());
                    let called = identity.map_or("", |identity| &identity.display_name);
                    each(&change, called);
                }
                Who::Stays(_) => each(&change, called),
            }
            Ok(())
        })
    }

    /// What is kept beside a batch.
    pub fn evidence(&mut self, number: BatchNumber) -> Result<Vec<Evidence>> {
        self.backend.read()?.evidence(number)
    }

    /// A roster as it was sent.
    pub fn roster(&mut self, number: u32) -> Result<Roster> {
        self.backend.read()?.roster(number)?.ok_or_else(|| Error::no_such_roster(number))
    }

    /// The rosters that were sent, newest first.
    pub fn rosters(&mut self) -> Result<Vec<RosterInfo>> {
        rosters(&mut *self.backend.read()?)
    }

    /// Notes that an import was tried with a reply to a roster, and whether all in it stood already.
    pub fn note_reply(
        &mut self,
        roster: u32,
        name: &str,
        at: Timestamp,
        settled: bool,
    ) -> Result<()> {
        let mut tx = self.backend.write()?;
        tx.note_reply(roster, name, at, settled)?;
        tx.commit()
    }

    /// Closes a roster, so that nobody on it is waited for any more, or opens it again. Says what became of it.
    pub fn close_roster(&mut self, number: u32, closed: bool) -> Result<RosterInfo> {
        let mut tx = self.backend.write()?;
        tx.close_roster(number, closed)?;
        let info = rosters(&mut *tx)?.into_iter().find(|info| info.number == number);
        let info = info.ok_or_else(|| Error::no_such_roster(number))?;
        tx.commit()?;
        Ok(info)
    }

    /// Keeps a provider's profile, in place of one of the same name.
    pub fn set_provider(&mut self, provider: &Provider) -> Result<()> {
        let mut tx = self.backend.write()?;
        tx.set_provider(&provider.name, &provider.profile)?;
        tx.commit()
    }

    /// All providers, by name.
    pub fn providers(&mut self) -> Result<Vec<Provider>> {
        let profiles = self.backend.read()?.providers()?;
        profiles.iter().map(|profile| read_profile(profile)).collect()
    }

    /// A provider, by name without case.
    pub fn provider(&mut self, name: &str) -> Result<Provider> {
        let profile = self.backend.read()?.provider(name)?;
        read_profile(&profile.ok_or_else(|| Error::no_such_provider(name))?)
    }

    /// Removes a provider's profile, unless somebody has it or a roster of it is open.
    pub fn remove_provider(&mut self, name: &str) -> Result<()> {
        // Nobody gets the provider meanwhile.
        let mut tx = self.backend.write()?;
        let profile = tx.provider(name)?.ok_or_else(|| Error::no_such_provider(name))?;
        let provider = read_profile(&profile)?;
        let held = tx.held()?;
        let people = held.iter().filter(|(name, _)| provider.is_called(name));
        let people = people.map(|(_, count)| count).sum();
        let rosters = rosters(&mut *tx)?;
        let open =
            |roster: &&RosterInfo| roster.state.is_open() && provider.is_called(&roster.provider);
        let open: Vec<u32> = rosters.iter().filter(open).map(|roster| roster.number).collect();
        if people > 0 || !open.is_empty() {
            return Err(Error::in_use(name, people, &open));
        }
        tx.remove_provider(name)?;
        tx.commit()
    }
}

/// A batch that nobody sees yet. Dropped, it leaves nothing behind.
#[derive(Debug)]
#[must_use = "it is taken back unless it is committed"]
pub struct Ready<'a> {
    tx: Box<dyn Tx + 'a>,
    number: BatchNumber,
}

impl Ready<'_> {
    /// The number it will have.
    pub fn number(&self) -> BatchNumber {
        self.number
    }

    /// Lets it stand.
    pub fn commit(self) -> Result<BatchNumber> {
        self.tx.commit()?;
        Ok(self.number)
    }
}

/// One batch, and whether it is undone.
fn find(tx: &mut dyn Tx, number: BatchNumber) -> Result<Batch> {
    let mut batches = tx.batches()?;
    undo::mark_undone(&mut batches);
    let batch = batches.into_iter().find(|batch| batch.number == number);
    batch.ok_or_else(|| Error::no_such_batch(number))
}

/// The rosters that were sent, newest first, and what became of each.
fn rosters(tx: &mut dyn Tx) -> Result<Vec<RosterInfo>> {
    let mut batches = tx.batches()?;
    undo::mark_undone(&mut batches);
    let mut rosters = tx.rosters()?;
    for roster in &mut rosters {
        let of: Vec<_> = batches.iter().filter(|batch| batch.answers(roster.number)).collect();
        // The newest first: a whole import after one in part settles the roster.
        if let Some(batch) = of.iter().rev().find(|batch| batch.undone_by.is_none()) {
            // It may have counted on what one before it brought, and that was undone since.
            let is_undone = |other: &Batch| other.undone_by.is_some_and(|by| by > batch.number);
            let counts = !of.iter().any(|other| other.number < batch.number && is_undone(other));
            let is_whole = batch.left == 0 && counts;
            roster.state = if is_whole { RosterState::Imported } else { RosterState::Partly };
        }
        if roster.closed && roster.state.is_open() {
            roster.state = RosterState::Closed;
        }
    }
    rosters.sort_by_key(|roster| std::cmp::Reverse(roster.number));
    Ok(rosters)
}

fn read_profile(profile: &str) -> Result<Provider> {
    let profile = Profile::read_kept(profile).map_err(|error| Error::damaged(&error))?;
    Ok(profile.provider)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn an_address_is_shown_without_its_password() {
        assert_eq!(shown("postgres://ada:secret@db/x?a=1"), "postgres://ada@db/x?a=1");
        assert_eq!(shown("postgres://ada:se@cr/et@db/x"), "postgres://ada@db/x");
        assert_eq!(shown("postgres:///x?password=secret&host=/tmp"), "postgres:///x?host=/tmp");
        assert_eq!(shown("postgres://db/x?password=secret"), "postgres://db/x");
        assert_eq!(shown("sqlite:tollgate.db"), "sqlite:tollgate.db");
    }
}
