//! See `docs/rules/changed-since-sent.md`.

use tollgate_model::{Assignment, Field, PhoneNumber, Severity, digits, value};

use crate::{Check, Draft, Held, Place, Reply, Row, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "S003",
    name: "changed-since-sent",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/changed-since-sent.md"),
    check: Check::Store(check),
};

fn check(reply: &Reply<'_>, today: &Today<'_>, sink: &mut Sink<'_>) {
    for row in &reply.rows {
        let Some(now) = today.standing.of(row.person) else { continue };
        let gone = !now.enabled || now.teams_only;
        let held = match now.held {
            _ if gone => continue,
            Held::Microsoft | Held::AsSent => continue,
            Held::Other(held) if !reply.provider().is_called(&held.provider) => continue,
            Held::Other(held) => Values::of(held),
            // Nobody had anything and nobody has: the usual case on a first assignment.
            Held::None
                if Field::ANSWERS.iter().all(|f| reply.roster().get(row.person, *f).is_empty()) =>
            {
                continue;
            }
            Held::None => Values::default(),
        };
        if row.echoed || held == sent(reply, row.person) || Some(&held) == answered(row).as_ref() {
            continue;
        }
        let what = match now.held {
            Held::Other(held) => format!(
                "has {} with ID {} by now",
                value(&held.toll_number),
                value(&held.conference_id)
            ),
            _ => "no longer has an assignment".to_owned(),
        };
        let message = format!("{what}, which is neither what was sent nor what the reply says");
        let help = "Somebody changed it since the roster was made: `tollgate log` says who. Export the person again: `tollgate export --provider NAME --people FILE`, with the address in FILE.";
        let place = Place { row: Some(row.row), sent_row: Some(row.person), ..Place::default() };
        sink.report(Draft::new(place, message, help));
    }
}

/// Whether a person has today what a row answers; none where it answers nothing, or the person is gone.
pub(super) fn has_answer(reply: &Reply<'_>, today: &Today<'_>, row: &Row) -> Option<bool> {
    let provider = reply.provider();
    let (answer, now) = (answered(row)?, today.standing.of(row.person)?);
    Some(match now.held {
        Held::None | Held::Microsoft => false,
        Held::AsSent => sent(reply, row.person) == answer,
        Held::Other(held) => {
            let same = provider.is_called(&held.provider) && *held.domain == *provider.domain;
            same && Values::of(held) == answer
        }
    })
}

/// What is compared: values, not their punctuation, and not times.
#[derive(Debug, Default, PartialEq, Eq)]
struct Values {
    toll_number: String,
    toll_free_numbers: Vec<String>,
    conference_id: String,
}

impl Values {
    fn of(held: &Assignment) -> Self {
        let free = held.toll_free_numbers.iter().map(AsRef::as_ref);
        Self::new(&held.toll_number, free, &held.conference_id)
    }

    fn new<'a>(toll: &str, free: impl Iterator<Item = &'a str>, id: &str) -> Self {
        let free = free.map(digits).filter(|number| !number.is_empty());
        Self {
            toll_number: digits(toll),
            toll_free_numbers: free.collect(),
            conference_id: id.to_owned(),
        }
    }
}

fn sent(reply: &Reply<'_>, person: usize) -> Values {
    let sent = |field| reply.roster().get(person, field);
    Values::new(
        sent(Field::TollNumber),
        sent(Field::TollFreeNumbers).split(';'),
        sent(Field::ConferenceId),
    )
}

fn answered(row: &Row) -> Option<Values> {
    let free: Vec<String> =
        row.toll_free_numbers.iter().copied().map(PhoneNumber::digits).collect();
    let id = row.conference_id.as_deref()?;
    Some(Values::new(&row.toll_number?.digits(), free.iter().map(String::as_str), id))
}
