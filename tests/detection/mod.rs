//! How good the checks are, counted: replies made from generated rosters, clean or damaged in one
//! way, and what is found in them. `docs/detection.md` gives the figures and how to make them again.

pub(crate) mod case;
pub(crate) mod damage;
pub(crate) mod form;
pub(crate) mod harm;
pub(crate) mod shift;
mod vary;
mod world;

use std::collections::BTreeMap;

use case::Case;
use tollgate_model::{FindingView, Severity, Timestamp};
use tollgate_validator::{Options, Sent, Standing, Today, check};

/// What a reply is expected to show: a code, and whom it is about.
pub(crate) type Expected = (&'static str, Option<String>);

/// What was found in a reply: errors and warnings, and the codes of notes.
pub(crate) struct Found {
    pub(crate) raised: Vec<Expected>,
    pub(crate) noted: Vec<&'static str>,
    pub(crate) messages: Vec<String>,
    /// Whether an error stops the reply.
    pub(crate) stopped: bool,
    /// To how many people an import would give what the provider means, and to how many something else:
    /// one of the whole reply, or where that is stopped one of the people without a fault.
    pub(crate) given: [usize; 2],
}

/// Writes a case as its file, reads it as the program does, and judges it.
pub(crate) fn judge(case: &Case) -> Found {
    let bytes = form::bytes(case);
    let table = form::read(case, &bytes);
    let sent =
        Sent { roster: &case.roster, provider: &case.provider, named: false, sheet_named: false };
    let now: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
    let given_up = BTreeMap::new();
    let standing = Standing::in_directory(&case.directory, &case.roster, &case.provider).late();
    let today = Today {
        standing: &standing,
        imported_as: None,
        brought: &|_| false,
        given_up: &given_up,
        now,
    };
    let checked = check(&table, &sent, Some(&today), Options::default());
    let (report, accepted) = (checked.report, checked.accepted.or(checked.partly));
    let mut given = [0; 2];
    for answer in accepted.into_iter().flat_map(|accepted| accepted.into_parts().1) {
        let (toll, free, id) = &case.truth[answer.person as usize];
        let right = answer.toll_number == *toll
            && answer.toll_free_numbers[..] == free[..]
            && answer.conference_id == *id;
        given[usize::from(!right)] += 1;
    }
    let loud = |finding: &FindingView<'_>| finding.severity > Severity::Note;
    let mut raised: Vec<Expected> = report
        .findings
        .iter(&table)
        .filter(loud)
        .map(|finding| (finding.code, finding.person().map(ToOwned::to_owned)))
        .collect();
    raised.sort();
    let quiet = report.findings.iter(&table).filter(|finding| !loud(finding));
    let messages = report.findings.iter(&table).filter(loud).map(|finding| {
        let row = finding.row.map_or(0, |row| table.at(row).number);
        format!("{} row {row}: {}", finding.code, finding.message().plain())
    });
    Found {
        raised,
        noted: quiet.map(|finding| finding.code).collect(),
        messages: messages.collect(),
        stopped: report.is_refused(false),
        given,
    }
}

/// A clean reply: everything a person should not be told of.
pub(crate) fn false_alarms(seed: u64, most: usize) -> (String, Vec<String>) {
    let case = Case::new(seed, most);
    let Found { mut messages, given: [right, wrong], .. } = judge(&case);
    if right != case.roster.len() {
        messages.push(format!("read rightly for {right} people, wrongly for {wrong}"));
    }
    (case.describe(), messages)
}

/// How a damage fared over some replies.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Replies with this damage.
    pub(crate) made: usize,
    /// Those in which all of it was found.
    pub(crate) found: usize,
    /// Those in which nothing else was raised.
    pub(crate) alone: usize,
    /// What went wrong, for whoever looks into it.
    pub(crate) misses: Vec<String>,
}

/// Makes `count` replies with one damage and judges them.
pub(crate) fn tally(damage: &damage::Damage, count: usize, seed: u64, most: usize) -> Tally {
    let mut tally = Tally::default();
    for seed in (seed..).take(count * 20) {
        if tally.made == count {
            break;
        }
        let mut case = Case::new(seed, most);
        let before = (case.rows.clone(), case.directory.clone());
        let Some(mut expected) = (damage.make)(&mut case) else { continue };
        let harmless = case.rows == before.0 && case.directory == before.1 && case.bytes.is_none();
        assert!(!harmless, "{}: seed {seed} is not damaged", damage.name);
        expected.sort();
        tally.made += 1;
        let found = judge(&case);
        let (missed, extra) = difference(&expected, &found);
        tally.found += usize::from(missed.is_empty());
        tally.alone += usize::from(extra.is_empty());
        if !missed.is_empty() || !extra.is_empty() {
            tally.misses.push(format!(
                "seed {seed} ({}): missed {:?}, extra {:?}\n    {}",
                case.describe(),
                &missed[..missed.len().min(3)],
                &extra[..extra.len().min(3)],
                found.messages[..found.messages.len().min(4)].join("\n    ")
            ));
        }
    }
    tally
}

/// What was expected and not found, and what was raised and not expected. A code that is expected
/// as a note stands with nobody.
fn difference(expected: &[Expected], found: &Found) -> (Vec<Expected>, Vec<Expected>) {
    let mut extra = found.raised.clone();
    let mut missed = Vec::new();
    for one in expected {
        match extra.iter().position(|other| other == one) {
            Some(at) => drop(extra.swap_remove(at)),
            None if one.1.is_none() && found.noted.contains(&one.0) => {}
            None => missed.push(one.clone()),
        }
    }
    (missed, extra)
}

#[cfg(test)]
mod tests {
    use tollgate_model::TollKind;

    use super::*;

    #[test]
    fn clean_replies_raise_nothing() {
        for seed in 0..60 {
            let (case, messages) = false_alarms(seed, 400);
            assert!(messages.is_empty(), "seed {seed} ({case}): {messages:?}");
        }
    }

    #[test]
    fn what_can_be_told_for_certain_is_found_and_nothing_else_raised() {
        for damage in damage::all() {
            let tally = tally(damage, 4, 1, 200);
            assert!(tally.made > 0, "{} {} was never made", damage.code, damage.name);
            assert!(
                tally.misses.is_empty(),
                "{} {}: {:#?}",
                damage.code,
                damage.name,
                tally.misses
            );
        }
    }

    #[test]
    fn what_a_harm_does_is_told_as_it_says() {
        for harm in harm::HARMS {
            let tally = harm::tally(harm, 3, 1, 150);
            assert!(tally.made > 0, "{} was never made", harm.name);
            let told = match harm.told {
                harm::Told::Stopped => tally.stopped,
                harm::Told::Warned => tally.stopped + tally.warned,
                harm::Told::Unseen => tally.made,
            };
            assert_eq!(told, tally.made, "{}: {:#?}", harm.name, tally.misses);
        }
    }

    #[test]
    fn a_column_that_moved_is_found() {
        for shift in shift::SHIFTS {
            let tally = shift::tally(*shift, 6, 1, 300);
            assert_eq!(tally.found, tally.made, "{}: {:#?}", shift.name, tally.misses);
        }
    }

    /// Gives numbers in turn, or at random, whatever the country.
    fn dealt_out(mut case: Case, in_turn: bool) -> Case {
        let tolls = case.provider.numbers_of(TollKind::Toll);
        let tolls: Vec<String> = tolls.map(|toll| toll.number.to_string()).collect();
        for row in 1..case.rows.len() {
            let at = if in_turn { row % tolls.len() } else { case.rng.usize(..tolls.len()) };
            case.rows[row][6].clone_from(&tolls[at]);
        }
        case
    }

    #[test]
    fn a_provider_that_does_not_go_by_country_is_not_refused() {
        let cases = (0..80).map(|seed| Case::new(seed, 200));
        for case in cases.filter(|case| case.countries > 1) {
            let told = case.describe();
            let in_turn = case.rng.clone().bool();
            let found = judge(&dealt_out(case, in_turn));
            assert!(!found.stopped, "{told}, in turn {in_turn}: {:?}", found.messages);
        }
    }
}
