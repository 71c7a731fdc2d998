//! Whom a roster asks for, and in which order they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use tollgate_model::{Conferencing, Country, Directory, Person, Provider, SipAddress};

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
pub struct Chosen<'a> {
    /// In the order of the roster.
    pub people: Vec<&'a Person>,
    /// Who was left out, and why, in the order of their addresses.
    pub left_out: Vec<(SipAddress, Reason)>,
    /// Names on the list that nobody in the directory has.
    pub unknown: Vec<String>,
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

/// Chooses people for a roster.
pub fn choose<'a>(directory: &'a Directory, provider: &Provider, choice: &Choice) -> Chosen<'a> {
    let mut chosen = Chosen::default();
    let listed = match choice {
        Choice::People(list) => {
            let (listed, unknown) = listed(directory, list);
            chosen.unknown = unknown;
            Some(listed)
        }
        _ => None,
    };
    for person in directory.people() {
        if listed.as_ref().is_some_and(|listed| !listed.contains(person.sip())) {
            continue;
        }
        match reason(person, provider, choice) {
            None => chosen.people.push(person),
            Some(reason) => chosen.left_out.push((person.sip().clone(), reason)),
        }
    }
    chosen.people = interleaved(chosen.people);
    chosen
}

fn listed(directory: &Directory, list: &[String]) -> (BTreeSet<SipAddress>, Vec<String>) {
    let by_upn: BTreeMap<String, &SipAddress> = directory
        .people()
        .iter()
        .filter(|person| !person.identity.user_principal_name.is_empty())
        .map(|person| (person.identity.user_principal_name.to_lowercase(), person.sip()))
        .collect();
    let (mut listed, mut unknown) = (BTreeSet::new(), Vec::new());
    for name in list.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        let by_sip = SipAddress::new(name).and_then(|sip| directory.get(sip.as_str()));
        let bare = name
            .get(..4)
            .filter(|scheme| scheme.eq_ignore_ascii_case("sip:"))
            .map_or(name, |_| &name[4..]);
        match by_sip.map(Person::sip).or_else(|| by_upn.get(&bare.to_lowercase()).copied()) {
            Some(sip) => drop(listed.insert(sip.clone())),
            None if unknown.iter().any(|known| known == name) => {}
            None => unknown.push(name.to_owned()),
        }
    }
    (listed, unknown)
}

fn reason(person: &Person, provider: &Provider, choice: &Choice) -> Option<Reason> {
    let by_name = matches!(choice, Choice::People(_));
    if !person.identity.enabled {
        return Some(Reason::Disabled);
    }
    if person.identity.teams_only {
        return Some(Reason::TeamsOnly);
    }
    match &person.conferencing {
        Conferencing::None => None,
        _ if by_name => None,
        Conferencing::Microsoft => Some(Reason::Microsoft),
        Conferencing::Assigned(assignment) if !provider.is_called(&assignment.provider) => {
            Some(Reason::OtherProvider(assignment.provider.to_string()))
        }
        Conferencing::Assigned(_) => (*choice != Choice::All).then_some(Reason::Assigned),
    }
}

/// How many rows up and down a shift is looked for.
const LAGS: usize = 5;

/// By display name; where people are in more than one country, interleaved by country in an order
/// that does not repeat, so that a column that came back shifted by any few rows shows: the number's
/// country stops fitting the person's. From three countries on neighbours differ as far as can be.
fn interleaved(people: Vec<&Person>) -> Vec<&Person> {
    let mut by_country: BTreeMap<Option<Country>, Vec<&Person>> = BTreeMap::new();
    for person in people {
        by_country.entry(person.identity.country).or_default().push(person);
    }
    let mut groups: Vec<Group<'_>> = by_country.into_values().map(Group::new).collect();
    // The largest first, so that the order does not hang on what countries are called.
    groups.sort_by_key(|group| std::cmp::Reverse(group.size));
    let total: usize = groups.iter().map(|group| group.size).sum();
    // A few people elsewhere do not keep two countries apart.
    let several = groups.iter().filter(|group| group.size * 10 > total).count() > 2;
    let mut placed = Vec::with_capacity(total);
    let (mut order, mut alike): (Vec<usize>, [usize; LAGS]) =
        (Vec::with_capacity(total), [0; LAGS]);
    while placed.len() < total {
        let cost = |at: &usize| {
            let ahead = -groups[*at].behind(placed.len() + 1, total);
            let likeness: usize = (1..=LAGS.min(order.len()))
                .filter(|lag| order[order.len() - lag] == *at)
                .map(|lag| COST + 10 * COST * alike[lag - 1] / (order.len() + 1))
                .sum();
            (likeness as i128 * total as i128 + 2 * COST as i128 * ahead, *at)
        };
        // A country with more than half of who is left cannot wait.
        let left = total - placed.len();
        let crowded = groups.iter().position(|group| several && group.left() * 2 > left);
        let others = (0..groups.len())
            .filter(|at| groups[*at].left() > 0 && !(several && order.last() == Some(at)));
        let last = order.last().copied();
        let Some(next) = crowded.or_else(|| others.min_by_key(cost)).or(last) else { break };
        for lag in (1..=LAGS.min(order.len())).filter(|lag| order[order.len() - lag] == next) {
            alike[lag - 1] += 1;
        }
        placed.extend(groups[next].people.next());
        order.push(next);
    }
    placed
}

/// What it costs to stand a few rows below somebody of the same country, and more where that happened
/// often at this lag; so much that shares of it are whole numbers.
const COST: usize = 1000;

/// The people of one country.
struct Group<'a> {
    size: usize,
    people: std::vec::IntoIter<&'a Person>,
}

impl<'a> Group<'a> {
    fn new(mut people: Vec<&'a Person>) -> Self {
        people.sort_by_cached_key(|person| {
            (person.identity.display_name.to_lowercase(), person.sip().clone())
        });
        Self { size: people.len(), people: people.into_iter() }
    }

    fn left(&self) -> usize {
        self.people.len()
    }

    /// How far the group is behind its share of the first `placed` places, in parts of one person.
    fn behind(&self, placed: usize, total: usize) -> i128 {
        let share = i128::try_from(self.size * placed).unwrap_or(i128::MAX);
        let taken = i128::try_from((self.size - self.left()) * total).unwrap_or(i128::MAX);
        share - taken
    }
}
