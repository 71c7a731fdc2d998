//! Columns of the provider's own that name people of the roster: they bear witness to whose the answers
//! beside them are.

use std::collections::{HashMap, HashSet};

use tollgate_model::{Field, Roster};

use crate::identity::is_same;
use crate::join::loosely;
use crate::{Reply, Row};

/// A column of the provider's own that names people of the roster, and not everywhere the one of its row.
#[derive(Debug)]
pub(crate) struct Witness {
    /// Which column (zero-based).
    pub(crate) column: usize,
    /// How many of its cells say something.
    pub(crate) filled: usize,
    /// How many of those name the person of their row.
    pub(crate) agree: usize,
    /// Whom (row of the roster, zero-based) it names beside each of the answers; none where nobody.
    pub(crate) named: Vec<Option<usize>>,
}

/// With so few cells no column tells what it is about.
const ENOUGH: usize = 5;

/// As many cells tell whether it is worth looking at all of them.
const SAMPLE: usize = 32;

/// Every column that names people and somewhere another than the one of its row.
pub(crate) fn witnesses(reply: &Reply<'_>) -> Vec<Witness> {
    reply.columns.extra.iter().filter_map(|column| Witness::of(reply, *column)).collect()
}

impl Witness {
    /// Six in ten that agree make a witness of a column; or nine in ten that name anybody on the roster,
    /// as long as few of them name somebody again: many people share a manager, and none an account.
    fn of(reply: &Reply<'_>, column: usize) -> Option<Self> {
        let text = |row: &Row| reply.table.get(row.row, column).trim();
        let said = || reply.rows.iter().filter(|row| !text(row).is_empty());
        let agrees = |row: &&Row| names(reply, text(row), row.person);
        let filled = said().count();
        let agree = said().filter(agrees).count();
        let trusted = agree >= 3 && agree * 10 >= filled * 6;
        let sample = || said().step_by(filled / SAMPLE + 1).filter(|row| !agrees(row)).map(text);
        if agree == filled || !trusted && (filled < ENOUGH || !name_people(reply, sample())) {
            return None;
        }
        let astray = said().filter(|row| !agrees(row)).map(text);
        let owners = owners(reply.roster(), astray);
        let named: Vec<Option<usize>> =
            reply.rows.iter().map(|row| whom(reply, &owners, row, text(row))).collect();
        let count = named.iter().flatten().count();
        let distinct = || named.iter().flatten().collect::<HashSet<_>>().len();
        let witness = trusted || count * 10 >= filled * 9 && distinct() * 5 >= count * 4;
        witness.then_some(Self { column, filled, agree, named })
    }

    /// The answers beside which somebody else is named, and who.
    pub(crate) fn astray<'r>(
        &'r self,
        reply: &'r Reply<'_>,
    ) -> impl Iterator<Item = (&'r Row, usize)> {
        let named = reply.rows.iter().zip(&self.named);
        named.filter_map(|(row, named)| Some((row, named.filter(|named| *named != row.person)?)))
    }
}

/// Whether some texts are about people of the roster, nearly each about a different one.
fn name_people<'t>(reply: &Reply<'_>, texts: impl Iterator<Item = &'t str>) -> bool {
    let texts: Vec<&str> = texts.collect();
    let distinct: HashSet<&str> = texts.iter().copied().collect();
    // Remarks repeat, and need no look at the roster.
    distinct.len() * 2 > texts.len()
        && owners(reply.roster(), distinct.into_iter()).values().flatten().count() * 2 > texts.len()
}

/// Whom a text beside an answer names. Where it agrees with another part of the row about whom the row
/// is, that is torn, and the witness says nothing new.
fn whom(
    reply: &Reply<'_>,
    owners: &HashMap<String, Option<usize>>,
    row: &Row,
    text: &str,
) -> Option<usize> {
    if text.is_empty() {
        return None;
    }
    if names(reply, text, row.person) {
        return Some(row.person);
    }
    let other = owners.get(&loosely(text, Field::SipAddress)).copied().flatten()?;
    let joined = reply.joined.at(row.row)?;
    let torn = [joined.by_id, joined.by_copy, joined.by_sip].contains(&Some(other));
    (!torn).then_some(other)
}

/// Whom each of some texts names, where it is one person: an address tells more than a name, and a
/// name more than what stands before the `@`.
fn owners<'t>(
    roster: &Roster,
    texts: impl Iterator<Item = &'t str>,
) -> HashMap<String, Option<usize>> {
    let key = |text| loosely(text, Field::SipAddress);
    let mut owners: HashMap<String, (usize, Option<usize>)> =
        texts.map(|text| (key(text), (usize::MAX, None))).collect();
    for person in 0..roster.len() {
        for (rank, text) in forms(roster, person) {
            let Some(owner) = owners.get_mut(&key(text)) else { continue };
            if rank < owner.0 {
                *owner = (rank, Some(person));
            } else if rank == owner.0 {
                owner.1 = owner.1.filter(|owner| *owner == person);
            }
        }
    }
    owners.into_iter().map(|(text, (_, owner))| (text, owner)).collect()
}

/// What a person is known by, the surest first, each with how sure it is.
fn forms(roster: &Roster, person: usize) -> impl Iterator<Item = (usize, &str)> {
    let sent = |field| roster.get(person, field);
    let [sip, upn] = [Field::SipAddress, Field::UserPrincipalName].map(sent);
    let local = |address: &'_ str| address.split_once('@').map_or(0, |(local, _)| local.len());
    let forms = [
        (0, sip),
        (1, upn),
        (2, sent(Field::DisplayName)),
        (3, &sip[..local(sip)]),
        (3, &upn[..local(upn)]),
    ];
    forms.into_iter().filter(|(_, text)| !text.is_empty())
}

/// Whether a text names a person: the address, the UPN, what stands before the `@`, or the name.
fn names(reply: &Reply<'_>, text: &str, person: usize) -> bool {
    !text.is_empty() && forms(reply.roster(), person).any(|(_, form)| is_same(form, text))
}
