//! Clean replies: rosters of invented people and providers, filled in as honest providers do.

use std::collections::HashSet;
use std::sync::Arc;

use fastrand::Rng;
use tollgate_export::{Choice, Choosing, Secret, roster};
use tollgate_model::{
    Assignment, Bridge, Conferencing, Country, Directory, Field, PhoneNumber, Provider,
    PublishedNumber, Revision, Roster, SipAddress, TollKind,
};

use super::form::{Form, Layout};
use super::vary::NOTATIONS;
use super::world::{Ids, is_plain, people, provider, random_id, served};

/// A reply and all that it answers.
pub(crate) struct Case {
    pub(crate) rng: Rng,
    pub(crate) provider: Provider,
    pub(crate) directory: Directory,
    pub(crate) roster: Roster,
    pub(crate) form: Form,
    /// The reply's cells, headings first: the ten columns of a roster, then the provider's own.
    pub(crate) rows: Vec<Vec<String>>,
    /// How the cells are laid out in the file.
    pub(crate) layout: Layout,
    /// The file itself, where it was damaged below its cells.
    pub(crate) bytes: Option<Vec<u8>>,
    /// In how many countries the people are.
    pub(crate) countries: usize,
    /// What the provider means to give each person of the roster.
    pub(crate) truth: Vec<Given>,
    words: Vec<String>,
}

/// What a person is given: the toll number, the toll-free ones and the conference ID.
pub(crate) type Given = (PhoneNumber, Vec<PhoneNumber>, String);

impl Case {
    /// A clean reply of 20 to `most` people; the same for the same seed.
    pub(crate) fn new(seed: u64, most: usize) -> Self {
        let mut rng = Rng::with_seed(seed);
        let form = *rng.choice(&Form::ALL).unwrap();
        // As many small ones as large ones.
        let top = (40_usize << rng.u32(..10)).min(most);
        let size = rng.usize(20..=top);
        let served = served(&mut rng);
        let countries = served.len();
        let provider = provider(&mut rng, &served);
        let mut ids = Ids::new(&mut rng, &provider);
        let resent = rng.f64() < 0.3;
        // In half of the companies more people are in one country than in another.
        let uneven = rng.bool();
        let kind = [resent, uneven];
        let people = people(&mut rng, size, &served, form, kind, &provider, &mut ids);
        let directory = Directory::new(Revision(3), people);
        let mut choosing = Choosing::new(&provider, &Choice::All);
        directory.people().iter().for_each(|person| person.look(|person| choosing.look(person)));
        let chosen = choosing.chosen();
        let secret = Secret(std::array::from_fn(|_| rng.u8(..)));
        let made_at = "2026-03-01T09:00:00Z".parse().unwrap();
        let roster = roster(7, &provider, &chosen, made_at, &secret);
        let mut case = Self {
            rng,
            provider,
            directory,
            roster,
            form,
            rows: Vec::new(),
            layout: Layout::default(),
            bytes: None,
            countries,
            truth: Vec::new(),
            words: vec![format!("{size} people, {countries} countries, {form:?}")],
        };
        if resent {
            case.say("sent again");
        }
        if uneven {
            case.say("spread unevenly");
        }
        case.fill(&mut ids);
        case.vary();
        case
    }

    pub(crate) fn say(&mut self, word: &str) {
        self.words.push(word.to_owned());
    }

    /// What this case is like.
    pub(crate) fn describe(&self) -> String {
        self.words.join(", ")
    }

    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.rng.f64() < share
    }

    /// Answers for everybody.
    fn fill(&mut self, ids: &mut Ids) {
        let headings: Vec<String> = Field::ALL.iter().map(|f| f.heading().to_owned()).collect();
        let abroad = *self.rng.choice(&[0.0, 0.05, 0.15]).unwrap();
        let free = self.rng.usize(..3);
        let notation = self.rng.usize(..NOTATIONS.len() + 3);
        let in_order = self.chance(0.2);
        self.say(&format!("{abroad} abroad, notation {notation}, {free} toll-free"));
        if in_order {
            self.say("IDs in order");
        }
        let written = NOTATIONS.get(notation).copied().unwrap_or(|number, _| number.to_owned());
        let between = *self.rng.choice(&["; ", ", ", " / ", "\n", " and "]).unwrap();
        let numbers =
            |kind| -> Vec<PublishedNumber> { self.provider.numbers_of(kind).cloned().collect() };
        let (tolls, mut frees) = (numbers(TollKind::Toll), numbers(TollKind::TollFree));
        self.rows = vec![headings];
        let mut next = ids.block(self.roster.len());
        for row in 0..self.roster.len() {
            let mut cells: Vec<String> =
                Field::ALL.iter().map(|field| self.roster.get(row, *field).to_owned()).collect();
            let keeps = !cells[8].is_empty() && self.chance(0.9);
            if keeps {
                let number = |text: &str| PhoneNumber::from_e164(text.trim());
                let given = cells[7].split(';').filter_map(number).collect();
                self.truth.push((number(&cells[6]).unwrap(), given, cells[8].clone()));
            } else {
                let home = Country::new(&cells[4]);
                let own = tolls.iter().find(|number| number.country == home).cloned();
                let stray = self.rng.f64() < abroad;
                let number = own.clone().filter(|_| !stray);
                let number = number.unwrap_or_else(|| self.rng.choice(&tolls).unwrap().clone());
                let write = |number: &PublishedNumber| {
                    written(&number.number.to_string(), number.country == home)
                };
                // In no order; who had some keeps one at least.
                self.rng.shuffle(&mut frees);
                let given = &frees[..free.max(usize::from(!cells[7].is_empty())).min(frees.len())];
                cells[7] = given.iter().map(write).collect::<Vec<_>>().join(between);
                cells[6] = write(&number);
                cells[8] = if in_order { next.take() } else { ids.take() };
                let given = given.iter().map(|number| number.number).collect();
                self.truth.push((number.number, given, cells[8].clone()));
            }
            self.rows.push(cells);
        }
    }

    /// The address in a row.
    pub(crate) fn sip(&self, row: usize) -> Option<String> {
        SipAddress::new(&self.rows[row][1]).map(|sip| sip.to_string())
    }

    /// Some rows, at most one in four.
    pub(crate) fn some_rows(&mut self) -> Vec<usize> {
        let most = ((self.rows.len() - 1) / 4).clamp(1, 5);
        let count = self.rng.usize(1..=most);
        let mut rows: Vec<usize> = (1..self.rows.len()).collect();
        self.rng.shuffle(&mut rows);
        rows.truncate(count);
        rows.sort_unstable();
        rows
    }

    /// A conference ID that nobody has.
    pub(crate) fn fresh_id(&mut self) -> String {
        self.fresh_of(self.rows[1][8].trim_end_matches([' ', '#']).len())
    }

    /// A conference ID of so many digits that nobody has.
    pub(crate) fn fresh_of(&mut self, length: usize) -> String {
        let taken: HashSet<&str> = self.rows.iter().map(|row| row[8].trim()).collect();
        let held: HashSet<&str> = self
            .directory
            .people()
            .iter()
            .filter_map(|person| Some(&*person.conferencing.assignment()?.conference_id))
            .collect();
        let prefix = self.provider.conference_id.prefix.clone();
        loop {
            let id = random_id(&mut self.rng, &prefix, length);
            if !taken.contains(id.as_str()) && !held.contains(id.as_str()) && is_plain(&id) {
                return id;
            }
        }
    }

    /// The rows of a region's order: where it matters that neighbours differ.
    pub(crate) fn as_sent(&mut self) {
        let place = |row: &Vec<String>| self.roster.find(&row[0]).unwrap_or(usize::MAX);
        let mut rows = std::mem::take(&mut self.rows);
        rows[1..].sort_by_key(place);
        self.rows = rows;
    }
}

impl Case {
    /// Somebody outside the roster has an ID.
    pub(crate) fn hold(&mut self, id: &str) {
        let mut people = self.directory.people().to_vec();
        let mut other = people[0].clone();
        let address = format!("outside{}@fabrikam.example", people.len());
        let identity = Arc::make_mut(&mut other.identity);
        identity.sip = SipAddress::new(&address).unwrap();
        identity.user_principal_name = address.as_str().into();
        other.conferencing = Conferencing::Assigned(Assignment {
            bridge: Bridge {
                provider: self.provider.name.as_str().into(),
                domain: self.provider.domain.as_str().into(),
                toll_number: self.provider.numbers[0].number.to_string().into(),
                toll_free_numbers: Vec::new(),
            }
            .into(),
            conference_id: id.into(),
        });
        people.push(other);
        self.directory = Directory::new(Revision(4), people);
    }

    /// The person of a row has something else today.
    pub(crate) fn change(&mut self, row: usize, to: Conferencing) {
        let sip = self.sip(row).unwrap();
        let mut people = self.directory.people().to_vec();
        for person in people.iter_mut().filter(|person| person.sip().as_str() == sip) {
            person.conferencing = to.clone();
        }
        self.directory = Directory::new(Revision(4), people);
    }

    /// The person of a row is gone.
    pub(crate) fn remove(&mut self, row: usize) {
        let sip = self.sip(row).unwrap();
        let mut people = self.directory.people().to_vec();
        people.retain(|person| person.sip().as_str() != sip);
        self.directory = Directory::new(Revision(4), people);
    }

    /// Only where nobody had toll-free numbers.
    pub(crate) fn never_had_free(&self) -> Option<()> {
        let none = |at| self.roster.get(at, Field::TollFreeNumbers).is_empty();
        (0..self.roster.len()).all(none).then_some(())
    }

    /// Whether no ID stands twice, in the reply or with others.
    pub(crate) fn all_ids_differ(&self) -> bool {
        let mut seen = HashSet::new();
        self.rows[1..].iter().all(|row| seen.insert(row[8].trim()))
    }
}
