//! The passport between checking and importing: nothing unchecked gets one.

use tollgate_model::{PhoneNumber, PhoneNumbers, Provider, SmolStr};

use crate::{JoinedRows, Reply};

/// Answers that nothing stops. Only [`crate::check`] makes one, so nothing else can be imported.
#[derive(Clone, Debug)]
pub struct Accepted {
    provider: Provider,
    answers: Vec<Answer>,
    asked: usize,
    done: usize,
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
    /// The answers, in roster order, taken out of the reply, but for those of people who are stopped, where
    /// these are left for another reply; none where one is incomplete, which no answer without a finding is.
    /// So many others are `done`: they did not come back, and keep what an earlier reply brought.
    pub(crate) fn from_reply(
        reply: &mut Reply<'_>,
        stopped: Option<&[bool]>,
        done: usize,
    ) -> Option<Self> {
        let mut rows = std::mem::take(&mut reply.rows);
        reply.joined = JoinedRows::default();
        if let Some(stopped) = stopped {
            rows.retain(|row| !stopped[row.person]);
        }
        let answers = rows.into_iter().map(|row| {
            Some(Answer {
                person: u32::try_from(row.person).ok()?,
                toll_number: row.toll_number?,
                echoed: row.echoed,
                toll_free_numbers: each_once(row.toll_free_numbers),
                conference_id: row.conference_id?,
            })
        });
        let mut answers = answers.collect::<Option<Vec<Answer>>>()?;
        // An answer takes less room than the row it was.
        answers.shrink_to_fit();
        // Most replies come back in the order in which they were sent, and sorting takes room.
        if !answers.is_sorted_by_key(|answer| answer.person) {
            answers.sort_by_key(|answer| answer.person);
        }
        answers.dedup_by_key(|answer| answer.person);
        Some(Self {
            provider: reply.provider().clone(),
            asked: if stopped.is_some() { reply.roster().len() } else { answers.len() + done },
            answers,
            done,
        })
    }

    /// How many people the plan must account for: those with an answer, those who keep what an earlier
    /// reply brought, and those who are left out.
    pub fn asked(&self) -> usize {
        self.asked
    }

    /// How many people did not come back, and keep what an earlier reply brought.
    pub fn done(&self) -> usize {
        self.done
    }

    /// How many people of the roster are left for another reply.
    pub fn left(&self) -> usize {
        self.asked - self.done - self.answers.len()
    }

    /// The provider and the answers, in roster order.
    pub fn into_parts(self) -> (Provider, Vec<Answer>) {
        (self.provider, self.answers)
    }

    /// Whether there is no answer.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }
}

/// What is given twice is kept once (T012 says so).
fn each_once(numbers: PhoneNumbers) -> PhoneNumbers {
    let is_first = |at: usize| !numbers[..at].contains(&numbers[at]);
    if (1..numbers.len()).all(is_first) {
        return numbers;
    }
    (0..numbers.len()).filter(|at| is_first(*at)).map(|at| numbers[at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_given_twice_is_kept_once_in_its_order() {
        let numbers = |digits: &[&str]| -> PhoneNumbers {
            digits.iter().filter_map(|digits| PhoneNumber::from_digits(digits)).collect()
        };
        let twice = numbers(&["18005550100", "4930901820", "18005550100"]);
        assert_eq!(each_once(twice), numbers(&["18005550100", "4930901820"]));
    }
}
