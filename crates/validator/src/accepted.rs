//! The passport between checking and importing: nothing unchecked gets one.

use tollgate_model::{PhoneNumber, PhoneNumbers, Provider, SmolStr};

use crate::{JoinedRows, Reply, Row};

/// Answers that nothing stops. Only [`crate::check`] makes one, so nothing else can be imported.
#[derive(Clone, Debug)]
pub struct Accepted {
    provider: Provider,
    /// In roster order, each complete.
    rows: Vec<Row>,
    asked: usize,
}

/// What a reply gives one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whom: the row of the roster (zero-based).
    pub person: u32,
    /// The toll number.
    pub toll_number: PhoneNumber,
    /// The toll-free numbers, in the order in which they were given.
    pub toll_free_numbers: PhoneNumbers,
    /// The conference ID.
    pub conference_id: SmolStr,
    /// Whether it is what was sent, so that the present value stays.
    pub echoed: bool,
}

impl Accepted {
    /// The answers of those whom nothing stops, in roster order, taken out of the reply; none where one
    /// is incomplete, which no answer without a finding is.
    pub(crate) fn from_reply(
        reply: &mut Reply<'_>,
        stopped: &[bool],
        left_out: bool,
    ) -> Option<Self> {
        let mut rows = std::mem::take(&mut reply.rows);
        reply.joined = JoinedRows::default();
        rows.retain(|row| !stopped[row.person]);
        if rows.iter().any(|row| row.toll_number.is_none() || row.conference_id.is_none()) {
            return None;
        }
        // Most replies come back in the order in which they were sent, and sorting takes room.
        if !rows.is_sorted_by_key(|row| row.person) {
            rows.sort_by_key(|row| row.person);
        }
        rows.dedup_by_key(|row| row.person);
        Some(Self {
            provider: reply.provider().clone(),
            asked: if left_out { reply.roster().len() } else { rows.len() },
            rows,
        })
    }

    /// How many people the plan must account for: those with an answer, and those who are left out.
    pub fn asked(&self) -> usize {
        self.asked
    }

    /// How many people of the roster are left for another reply.
    pub fn left(&self) -> usize {
        self.asked - self.rows.len()
    }

    /// The provider and the answers, in roster order.
    pub fn into_parts(self) -> (Provider, Vec<Answer>) {
        let answer = |row: Row| {
            Some(Answer {
                person: u32::try_from(row.person).ok()?,
                toll_number: row.toll_number?,
                toll_free_numbers: row.toll_free_numbers,
                conference_id: row.conference_id?,
                echoed: row.echoed,
            })
        };
        let mut answers: Vec<Answer> = self.rows.into_iter().filter_map(answer).collect();
        // An answer takes less room than the row it was.
        answers.shrink_to_fit();
        (self.provider, answers)
    }

    /// Whether nobody is answered.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
