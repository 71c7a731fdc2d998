//! How much of what stands today a plan takes away or changes: a guard against the wrong file.

use std::fmt;

use tollgate_model::{ChangeKind, HowMany, Plan};

/// So many are changed without a question.
const FEW: usize = 20;

/// One in so many may be changed without a question.
const SHARE: usize = 5;

/// A plan that does more than it may without being told to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuch {
    /// What it does it to.
    pub what: Touched,
    /// To how many.
    pub count: usize,
    /// Of how many there are today.
    pub of: usize,
}

/// What a plan touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touched {
    /// Assignments that people have, changed or taken away.
    Assignments,
    /// People, who leave the directory.
    People,
}

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { count, of, .. } = self;
        match self.what {
            Touched::Assignments => {
                write!(f, "change or take away {count} of the {of} assignments that people have")
            }
            Touched::People => write!(f, "remove {count} of the {of} people in the directory"),
        }
    }
}

/// Whether a plan changes or takes away more than 20 assignments and more than one in five, or
/// removes so many people, or nearly everyone. New assignments, and Microsoft where it may
/// be replaced, do not count.
pub fn too_much(plan: &Plan, how_many: HowMany) -> Option<TooMuch> {
    let removed = plan.count(ChangeKind::PersonRemoved);
    let touched = plan.changes.iter().filter(|change| change.takes_assignment()).count();
    let many = |count: usize, of: usize| count > FEW && count * SHARE > of;
    let nearly_all = removed > 1 && removed * 10 >= how_many.people * 9;
    if many(removed, how_many.people) || nearly_all {
        Some(TooMuch { what: Touched::People, count: removed, of: how_many.people })
    } else if many(touched, how_many.assignments) {
        Some(TooMuch { what: Touched::Assignments, count: touched, of: how_many.assignments })
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
