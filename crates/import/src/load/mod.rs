//! A directory dump: read row by row, judged by the rules of family D, and turned into a plan.

mod dump;
mod rules;
mod values;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tollgate_model::{
    Assignment, Bridges, Cause, Change, Conferencing, Directory, Identity, Person, Plan, Report,
    SipAddress, SmolStr, Table, lost_letters,
};

use crate::acp_info::AcpInformation;
use dump::{Dump, DumpField, DumpRow, Said};
pub use dump::{Ignored, is_dump_heading};
pub use rules::{DUMP_RULES, DumpRule, Known};

/// What a dump comes to.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What was found.
    pub report: Report,
    /// What loading it would do; none when something makes it impossible.
    pub plan: Option<Plan>,
    /// Headings that are not known and were passed over.
    pub unknown: Vec<String>,
    /// Rows that name a country that is no country code; it was passed over.
    pub ignored_countries: Ignored,
    /// How many rows say neither yes nor no where they tell whether somebody is enabled; they count as
    /// disabled.
    pub unclear_enabled: usize,
}

/// Judges a dump and plans what loading it would do. With `prune`, people absent from it leave.
pub fn load(table: &Table, known: &Known<'_>, prune: bool) -> Loaded {
    let directory = known.directory;
    let mut dump = Dump::read(table);
    settle(&mut dump, directory);
    // A list of nobody is never "everyone has left".
    let prune = prune && !dump.rows.is_empty();
    let met = Met { known, before: before(&dump, directory), prune };
    let mut report = Report::default();
    for rule in DUMP_RULES {
        report.ran.push(rule.code);
        (rule.check)(rule, &dump, &met, &mut report.findings);
    }
    if table.facts.unclosed_quote.is_some() {
        // It explains whatever else is wrong.
        report.findings.retain(table, |finding| finding.code == rules::UNCLOSED_QUOTE);
    }
    report.findings.sort();
    report.rows = dump.rows.len() + dump.torn.len();
    let plan = (!report.is_refused(false)).then(|| plan(&mut dump, met));
    Loaded {
        report,
        plan,
        unknown: dump.unknown,
        ignored_countries: dump.ignored_countries,
        unclear_enabled: dump.unclear_enabled,
    }
}

/// A dump's rows and what is known.
pub(crate) struct Met<'a> {
    known: &'a Known<'a>,
    /// Whom each row is about, as they are known.
    before: Vec<Option<&'a Person>>,
    /// Whether people who are absent from the dump leave.
    prune: bool,
}

/// After how many rows the room that they took is given back.
const BLOCK: usize = 4096;

/// Takes the rows out of the dump: the people in a plan take more room than they do, and come in their
/// place. So the last is the first, because what is at the end of a list can be given back.
fn plan(dump: &mut Dump<'_>, met: Met<'_>) -> Plan {
    let Met { known: Known { directory, .. }, mut before, prune } = met;
    let again: HashSet<usize> = dump.repeats(|row| row.sip.as_ref()).into_keys().collect();
    let mut accounted = HashSet::new();
    let mut bridges = Bridges::default();
    let mut rows = std::mem::take(&mut dump.rows);
    let (mut changes, mut unchanged) = (Vec::with_capacity(rows.len()), 0);
    while let (Some(row), Some(before)) = (rows.pop(), before.pop()) {
        let at = rows.len();
        if at.is_multiple_of(BLOCK) {
            rows.shrink_to_fit();
        }
        // A row without an address is a finding; one that repeats another says nothing new.
        let Some(sip) = row.sip.as_ref().filter(|_| !again.contains(&at)) else { continue };
        if prune {
            accounted.extend(before.map(|before| before.sip().as_str()));
        }
        let after = merged(dump, &row, sip, before, &mut bridges);
        if before == Some(&after) {
            unchanged += 1;
        } else {
            changes.push(Change::of(before.cloned(), Some(after)));
        }
    }
    changes.reverse();
    if prune {
        let gone =
            directory.people().iter().filter(|person| !accounted.contains(person.sip().as_str()));
        changes.extend(gone.map(|person| Change::of(Some(person.clone()), None)));
    }
    let cause = Cause::load(&dump.table.facts);
    Plan { revision: directory.revision, cause, provider: None, changes, unchanged, left: 0 }
}

/// Gives rows that say no address, only a user principal name, the address of the one who is known by
/// that name: what a dump does not say stays as it is. Whose address was that name has a new one with it.
fn settle(dump: &mut Dump<'_>, directory: &Directory) {
    let is_own = |person: &Person| {
        SipAddress::new(&person.identity.user_principal_name).as_ref() == Some(person.sip())
    };
    let by_object = by_object_id(dump, directory);
    let mut open: HashMap<SipAddress, Vec<&Person>> = HashMap::new();
    let mut settled = Vec::new();
    for (at, row) in dump.rows.iter().enumerate().filter(|(_, row)| row.by_principal) {
        let Some(sip) = &row.sip else { continue };
        if let Some(person) = dump.object_id(row).and_then(|id| by_object.get(id)) {
            if !is_own(person) {
                settled.push((at, Some(person.sip().clone())));
            }
        } else if directory.get(sip.as_str()).is_none() {
            open.insert(sip.clone(), Vec::new());
        }
    }
    if !open.is_empty() {
        for person in directory.people() {
            let name = SipAddress::new(&person.identity.user_principal_name);
            if let Some(known) = name.and_then(|name| open.get_mut(&name)) {
                known.push(person);
            }
        }
        for (at, row) in dump.rows.iter().enumerate().filter(|(_, row)| row.by_principal) {
            let Some(known) = row.sip.as_ref().and_then(|sip| open.get(sip)) else { continue };
            // Somebody with another object ID is somebody else, who had the name before.
            let id = dump.object_id(row);
            let may_be = |person: &&&Person| {
                let known = person.identity.object_id.as_deref();
                id.is_none() || known.is_none() || id == known
            };
            let mut people = known.iter().filter(may_be);
            if let Some(one) = people.next() {
                settled.push((at, people.next().is_none().then(|| one.sip().clone())));
            }
        }
    }
    for (at, sip) in settled {
        dump.rows[at].is_several = sip.is_none();
        dump.rows[at].sip = sip;
    }
}

/// People by the directory's own identifiers, where the dump has any.
fn by_object_id<'d>(dump: &Dump<'_>, directory: &'d Directory) -> HashMap<&'d str, &'d Person> {
    if dump.column(DumpField::ObjectId).is_none() {
        return HashMap::new();
    }
    let people = directory.people().iter();
    people.filter_map(|person| Some((person.identity.object_id.as_deref()?, person))).collect()
}

/// Whom each row is about.
fn before<'d>(dump: &Dump<'_>, directory: &'d Directory) -> Vec<Option<&'d Person>> {
    let by_object = by_object_id(dump, directory);
    let ids = dump.rows.iter().filter_map(|row| dump.object_id(row));
    let in_dump: HashSet<&str> = ids.filter(|id| by_object.contains_key(id)).collect();
    let before = dump.rows.iter().map(|row| {
        known_before(dump.object_id(row), row.sip.as_ref()?, directory, &by_object, &in_dump)
    });
    before.collect()
}

/// Who a row is about: a known object id outlives a change of address. Somebody who has got the
/// address of a person that stands elsewhere in the dump is not that person, whether the row has an
/// object id of its own or none.
fn known_before<'d>(
    object_id: Option<&str>,
    sip: &SipAddress,
    directory: &'d Directory,
    by_object: &HashMap<&str, &'d Person>,
    in_dump: &HashSet<&str>,
) -> Option<&'d Person> {
    let by_id = object_id.and_then(|id| by_object.get(id).copied());
    let by_address = directory.get(sip.as_str()).filter(|person| {
        let id = person.identity.object_id.as_deref();
        id.is_none_or(|id| object_id == Some(id) || !in_dump.contains(id))
    });
    by_id.or(by_address)
}

/// A person after a dump: what the dump says, and otherwise what stood before.
fn merged(
    dump: &Dump<'_>,
    row: &DumpRow,
    sip: &SipAddress,
    before: Option<&Person>,
    bridges: &mut Bridges,
) -> Person {
    let held = before.map(|person| &*person.identity);
    let said_or = |said: Option<&str>, before: Option<&SmolStr>| match (said, before) {
        (Some(said), Some(before)) if stays(before, said) => Some(before.clone()),
        (Some(said), _) => Some(sip.shared(said)),
        (None, before) => before.cloned(),
    };
    let text = |field: DumpField| {
        said_or(dump.said(row, field), held.map(|held| field.known(held))).unwrap_or_default()
    };
    let (mut conferencing, mut beside) = (
        before.map_or(Conferencing::None, |person| person.conferencing.clone()),
        held.map(|held| held.beside.clone()).unwrap_or_default(),
    );
    if let Some(found) = row.providers() {
        let before = std::mem::take(&mut conferencing);
        (conferencing, beside) = present_state(found, bridges);
        // The same numbers in another punctuation are no change.
        if let (Conferencing::Assigned(held), Conferencing::Assigned(said)) =
            (&before, &conferencing)
            && held.same_as(said)
            && held.domain == said.domain
        {
            conferencing = before;
        }
    }
    let identity = Identity {
        sip: sip.clone(),
        user_principal_name: text(DumpField::UserPrincipalName),
        display_name: text(DumpField::DisplayName),
        country: match row.country {
            Said::Is(country) => Some(country),
            Said::Nothing => None,
            Said::NotAtAll => held.and_then(|held| held.country),
        },
        department: text(DumpField::Department),
        enabled: row.enabled.unwrap_or_else(|| held.is_none_or(|held| held.enabled)),
        teams_only: row.teams_only.unwrap_or_else(|| held.is_some_and(|held| held.teams_only)),
        licensed: row.licensed.or_else(|| held.and_then(|held| held.licensed)),
        object_id: said_or(dump.object_id(row), held.and_then(|held| held.object_id.as_ref())),
        beside,
    };
    match before {
        Some(before) if *before.identity == identity => before.with(conferencing),
        _ => Person { identity: Arc::new(identity), conferencing },
    }
}

/// Whether what is known is what a dump says, or what that was before its letters were lost.
fn stays(known: &str, said: &str) -> bool {
    known == said || lost_letters(known, said)
}

/// Which of several providers counts: the default one, else Microsoft's, else the first. The others
/// are kept beside it.
pub(crate) fn counting(found: &[AcpInformation]) -> Option<usize> {
    let default = found.iter().position(|entry| entry.default);
    let microsoft = || found.iter().position(AcpInformation::is_microsoft);
    default.or_else(microsoft).or(if found.is_empty() { None } else { Some(0) })
}

fn present_state(
    found: &[AcpInformation],
    bridges: &mut Bridges,
) -> (Conferencing, Box<[Assignment]>) {
    let Some(counts) = counting(found) else { return (Conferencing::None, Box::default()) };
    let entry = &found[counts];
    let conferencing = if entry.is_microsoft() {
        Conferencing::Microsoft
    } else {
        Conferencing::Assigned(bridges.shared(&entry.assignment))
    };
    let others = found.iter().enumerate().filter(|(at, _)| *at != counts);
    (conferencing, others.map(|(_, entry)| entry.assignment.clone()).collect())
}

#[cfg(test)]
mod tests;
