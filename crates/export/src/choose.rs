//! Whom a roster asks for, and in which order they stand.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use tollgate_model::{
    ConferencingView, Country, Field, Person, PersonView, Provider, Roster, SipAddress, in_order,
    on_all_cores,
};

use crate::people::{Asked, People};

/// Who is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// Everyone eligible who has no assignment from the provider.
    #[default]
    Without,
    /// Those too who have one.
    All,
    /// These, by SIP address or UPN, also with Microsoft or another provider.
    People(Vec<String>),
}

/// Who is on the roster, and who is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    people: People,
    /// The rows of those who are on it, in the order of the roster.
    order: Vec<usize>,
    /// Who was left out, and why, in the order of their addresses.
    pub left_out: Vec<(SipAddress, Reason)>,
    /// Names on the list that nobody in the directory has.
    pub unknown: Vec<String>,
    /// Names on the list that several people have, and who they are.
    pub ambiguous: Vec<(String, Vec<SipAddress>)>,
}

/// People who are also on other rosters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlsoOn {
    /// How many.
    pub people: usize,
    /// The newest of these rosters.
    pub newest: u32,
    /// Whose that is.
    pub provider: String,
}

/// Why someone is left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The account is disabled.
    Disabled,
    /// The person uses Teams only.
    TeamsOnly,
    /// Microsoft is the provider.
    Microsoft,
    /// Another third party is.
    OtherProvider(String),
    /// The person has what would be asked for.
    Assigned,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disabled => f.write_str("the account is disabled"),
            Self::TeamsOnly => f.write_str("Teams only: no third party can be the provider"),
            Self::Microsoft => f.write_str("Microsoft is the provider"),
            Self::OtherProvider(name) => write!(f, "{name} is the provider"),
            Self::Assigned => f.write_str("has an assignment from this provider already"),
        }
    }
}

impl Chosen {
    /// One person and nobody else, eligible or not.
    pub fn only(person: &Person, provider: &Provider) -> Self {
        let mut chosen = Self { order: vec![0], ..Self::default() };
        person.look(|person| chosen.people.push(person, provider));
        chosen
    }

    /// Everyone on the roster, in its order.
    pub fn people(&self) -> impl ExactSizeIterator<Item = Asked<'_>> {
        self.part(0..self.len())
    }

    /// Those on some rows of the roster.
    pub(crate) fn part(&self, rows: Range<usize>) -> impl ExactSizeIterator<Item = Asked<'_>> {
        self.order[rows].iter().map(|row| self.people.get(*row))
    }

    /// How many are on it.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Lets go of the people, who stand on the roster that was made of them by now: who was left out, and why,
    /// stays.
    pub fn let_go(&mut self) {
        (self.people, self.order) = <(People, Vec<usize>)>::default();
    }

    /// Whether nobody is on it.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Who of them is also on other rosters, which are shown one by one to what is given.
    pub fn also_on<E>(
        &self,
        others: impl FnOnce(&mut dyn FnMut(&Roster)) -> Result<(), E>,
    ) -> Result<Option<AlsoOn>, E> {
        let mut newest = vec![0; self.people.len()];
        let mut providers = BTreeMap::new();
        others(&mut |roster| {
            providers.insert(roster.number, roster.provider.clone());
            let sip = |row: usize| roster.get(row, Field::SipAddress);
            let mut next = 0;
            for row in in_order(roster.len(), sip) {
                let sip = sip(row as usize);
                while next < newest.len() && self.people.sip(next) < sip {
                    next += 1;
                }
                if next < newest.len() && self.people.sip(next) == sip {
                    newest[next] = roster.number.max(newest[next]);
                }
            }
        })?;
        let also = self.order.iter().map(|row| newest[*row]).filter(|number| *number > 0);
        Ok(also.clone().max().map(|newest| AlsoOn {
            people: also.count(),
            newest,
            provider: providers.remove(&newest).unwrap_or_default(),
        }))
    }
}

/// Chooses people for a roster, who are looked at one by one.
#[derive(Debug)]
pub struct Choosing<'c> {
    provider: &'c Provider,
    choice: &'c Choice,
    people: People,
    /// Why each of the people is left out; of those who are asked for by name it is not yet known
    /// who is meant.
    reasons: Vec<Option<Reason>>,
    left_out: Vec<(SipAddress, Reason)>,
}

impl<'c> Choosing<'c> {
    /// Begins with nobody.
    pub fn new(provider: &'c Provider, choice: &'c Choice) -> Self {
        let (people, reasons, left_out) = <(People, Vec<_>, Vec<_>)>::default();
        Self { provider, choice, people, reasons, left_out }
    }

    /// Looks at the next person, in the order of addresses.
    pub fn look(&mut self, person: PersonView<'_>) {
        let reason = reason(person, self.provider, self.choice);
        match (self.choice, reason) {
            (Choice::People(_), reason) => {
                self.people.push(person, self.provider);
                self.reasons.push(reason);
            }
            (_, None) => self.people.push(person, self.provider),
            (_, Some(reason)) => {
                self.left_out.extend(SipAddress::new(person.sip).map(|sip| (sip, reason)));
            }
        }
    }

    /// How many of those who were looked at are on the roster for certain.
    pub fn at_least(&self) -> usize {
        if matches!(self.choice, Choice::People(_)) { 0 } else { self.people.len() }
    }

    /// Who of all that were looked at is on the roster.
    pub fn chosen(mut self) -> Chosen {
        let mut listed = Listed::default();
        let mut rows: Vec<usize> = (0..self.people.len()).collect();
        if let Choice::People(list) = self.choice {
            listed = Listed::of(&self.people, list);
            rows = std::mem::take(&mut listed.rows);
            rows.retain(|row| match self.reasons[*row].take() {
                None => true,
                Some(reason) => {
                    let sip = SipAddress::new(self.people.get(*row).sip);
                    self.left_out.extend(sip.map(|sip| (sip, reason)));
                    false
                }
            });
        }
        let order = interleaved(&self.people, rows);
        let Listed { unknown, ambiguous, .. } = listed;
        Chosen { people: self.people, order, left_out: self.left_out, unknown, ambiguous }
    }
}

/// Who is meant by a list.
#[derive(Default)]
struct Listed {
    rows: Vec<usize>,
    unknown: Vec<String>,
    ambiguous: Vec<(String, Vec<SipAddress>)>,
}

impl Listed {
    fn of(people: &People, list: &[String]) -> Self {
        let names = || list.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
        let mut by_upn: BTreeMap<String, Vec<usize>> =
            names().map(|name| (upn(name), Vec::new())).collect();
        for row in 0..people.len() {
            let known = people.get(row).user_principal_name.to_lowercase();
            if let Some(found) = by_upn.get_mut(&known) {
                found.push(row);
            }
        }
        let mut listed = Self::default();
        for name in names() {
            let by_sip = SipAddress::new(name).and_then(|sip| people.find(sip.as_str()));
            let by_upn = by_upn.get(&upn(name)).map_or(&[][..], Vec::as_slice);
            match (by_sip, by_upn) {
                // An address is the key, whatever others sign in with.
                (Some(row), _) | (None, &[row]) => listed.rows.push(row),
                (None, []) if listed.unknown.iter().any(|known| known == name) => {}
                (None, []) => listed.unknown.push(name.to_owned()),
                (None, several) => {
                    let people = several.iter().map(|row| people.sip(*row));
                    let people = people.filter_map(SipAddress::new).collect();
                    listed.ambiguous.push((name.to_owned(), people));
                }
            }
        }
        listed.rows.sort_unstable();
        listed.rows.dedup();
        listed
    }
}

/// A name as a user principal name is compared.
fn upn(name: &str) -> String {
    let scheme = name.get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("sip:"));
    scheme.map_or(name, |_| &name[4..]).to_lowercase()
}

fn reason(person: PersonView<'_>, provider: &Provider, choice: &Choice) -> Option<Reason> {
    let by_name = matches!(choice, Choice::People(_));
    if !person.enabled {
        return Some(Reason::Disabled);
    }
    if person.teams_only {
        return Some(Reason::TeamsOnly);
    }
    match person.conferencing {
        ConferencingView::None => None,
        _ if by_name => None,
        ConferencingView::Microsoft => Some(Reason::Microsoft),
        ConferencingView::Assigned(held) if !provider.is_called(held.provider) => {
            Some(Reason::OtherProvider(held.provider.to_owned()))
        }
        ConferencingView::Assigned(_) => (*choice != Choice::All).then_some(Reason::Assigned),
    }
}

/// How many rows up and down a shift is looked for.
const LAGS: usize = 5;

/// By display name; where people are in more than one country, interleaved by country in an order
/// that does not repeat, so that a column that came back shifted by any few rows shows: the number's
/// country stops fitting the person's. From three countries on neighbours differ as far as can be.
fn interleaved(people: &People, rows: Vec<usize>) -> Vec<usize> {
    let mut by_country: BTreeMap<Option<Country>, Vec<usize>> = BTreeMap::new();
    for row in rows {
        by_country.entry(people.country(row)).or_default().push(row);
    }
    let mut groups: Vec<Vec<usize>> = by_country.into_values().collect();
    // The largest first, so that the order does not hang on what countries are called.
    groups.sort_by_key(|rows| Reverse(rows.len()));
    let sizes: Vec<usize> = groups.iter().map(Vec::len).collect();
    // Whose turn it is hangs on the sizes alone, and need not wait until each group is in order.
    let (turns, groups) = std::thread::scope(|scope| {
        let turns = scope.spawn(|| turns(&sizes));
        let groups = on_all_cores(groups.into_iter(), |rows| by_name(people, &rows));
        (turns.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), groups)
    });
    let mut groups: Vec<_> = groups.into_iter().map(Vec::into_iter).collect();
    turns.into_iter().filter_map(|group| groups[group].next()).collect()
}

/// People of one country by their names; those of one name stay in the order of their addresses.
fn by_name(people: &People, rows: &[usize]) -> Vec<usize> {
    let order = in_order(rows.len(), |at| people.display_name(rows[at]).to_lowercase());
    order.into_iter().map(|at| rows[at as usize]).collect()
}

/// Which of groups of these sizes each place goes to.
fn turns(sizes: &[usize]) -> Vec<usize> {
    let total: usize = sizes.iter().sum();
    // A few people elsewhere do not keep two countries apart.
    let several = sizes.iter().filter(|size| **size * 10 > total).count() > 2;
    let mut groups: Vec<Group> = sizes.iter().map(|size| Group { size: *size, taken: 0 }).collect();
    let (mut order, mut alike): (Vec<usize>, [usize; LAGS]) =
        (Vec::with_capacity(total), [0; LAGS]);
    let mut likeness = vec![0; groups.len()];
    while order.len() < total {
        likeness.fill(0);
        for lag in 1..=LAGS.min(order.len()) {
            likeness[order[order.len() - lag]] +=
                COST + 10 * COST * alike[lag - 1] / (order.len() + 1);
        }
        let cost = |at: &usize| {
            let ahead = -groups[*at].behind(order.len() + 1, total);
            (likeness[*at] as i128 * total as i128 + 2 * COST as i128 * ahead, *at)
        };
        // A country with more than half of who is left cannot wait.
        let left = total - order.len();
        let crowded = groups.iter().position(|group| several && group.left() * 2 > left);
        let others = (0..groups.len())
            .filter(|at| groups[*at].left() > 0 && !(several && order.last() == Some(at)));
        let last = order.last().copied();
        let Some(next) = crowded.or_else(|| others.min_by_key(cost)).or(last) else { break };
        for lag in (1..=LAGS.min(order.len())).filter(|lag| order[order.len() - lag] == next) {
            alike[lag - 1] += 1;
        }
        groups[next].taken += 1;
        order.push(next);
    }
    order
}

/// What it costs to stand a few rows below somebody of the same country, and more where that happened
/// often at this lag; so much that shares of it are whole numbers.
const COST: usize = 1000;

/// The people of one country: how many there are, and how many of them have a place.
struct Group {
    size: usize,
    taken: usize,
}

impl Group {
    fn left(&self) -> usize {
        self.size - self.taken
    }

    /// How far the group is behind its share of the first `placed` places, in parts of one person.
    fn behind(&self, placed: usize, total: usize) -> i128 {
        let share = i128::try_from(self.size * placed).unwrap_or(i128::MAX);
        let taken = i128::try_from(self.taken * total).unwrap_or(i128::MAX);
        share - taken
    }
}
