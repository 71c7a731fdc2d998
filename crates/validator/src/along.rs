//! Which answers came along when others moved to the row of another person: what people had before
//! tells it, and the country of a number.

use tollgate_model::{Country, Field, TollKind};

use crate::{Reply, Row};

/// What became of a column while another one moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// It moved too.
    Along,
    /// It is where it was, or it makes no difference.
    Stayed,
    /// It cannot be told.
    Unclear,
}

/// How many answers fit only the person whose other answers stand in their row, and how many only
/// the person of their row.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Fits {
    along: usize,
    stayed: usize,
}

impl Fits {
    /// What they tell; none where fewer than `least` tell anything.
    pub(crate) fn tell(self, least: usize) -> Option<Came> {
        let Self { along, stayed } = self;
        match along + stayed {
            told if told < least.max(1) => None,
            _ if along >= stayed * 9 => Some(Came::Along),
            _ if stayed >= along * 9 => Some(Came::Stayed),
            _ => Some(Came::Unclear),
        }
    }

    /// Counts rows, each with the person whose answers may stand there.
    fn count<'r>(
        rows: impl Iterator<Item = (&'r Row, usize)>,
        fits: impl Fn(&Row, usize) -> Option<bool>,
    ) -> Self {
        let mut counted = Self::default();
        for (row, other) in rows {
            match (fits(row, other), fits(row, row.person)) {
                (Some(true), Some(false)) => counted.along += 1,
                (Some(false), Some(true)) => counted.stayed += 1,
                _ => {}
            }
        }
        counted
    }

    /// By what people had when the roster was sent.
    pub(crate) fn by_earlier<'r>(
        reply: &Reply<'_>,
        field: Field,
        rows: impl Iterator<Item = (&'r Row, usize)>,
    ) -> Self {
        let slot = Field::ANSWERS.iter().position(|answer| *answer == field);
        let had = |person| !reply.roster().get(person, Field::ConferenceId).is_empty();
        Self::count(rows, |row, person| {
            let faulty = slot.is_some_and(|slot| row.faulty[slot]);
            (!faulty && had(person)).then(|| reply.is_as_sent(row, person, field))
        })
    }

    /// By the countries of numbers and of people.
    pub(crate) fn by_country<'r>(
        reply: &Reply<'_>,
        field: Field,
        rows: impl Iterator<Item = (&'r Row, usize)>,
    ) -> Self {
        Self::count(rows, |row, person| Some(called(reply, row, field)? == reply.home(person)?))
    }
}

/// The country of the number a row has, by the provider's list. A number of the other kind tells nothing.
pub(crate) fn called(reply: &Reply<'_>, row: &Row, field: Field) -> Option<Country> {
    if field != Field::TollFreeNumbers {
        return row.called.filter(|_| field == Field::TollNumber);
    }
    let published = reply.provider().published(*row.toll_free_numbers.first()?)?;
    published.country.filter(|_| published.kind == TollKind::TollFree)
}
