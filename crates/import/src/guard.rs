//! How much of what stands today a plan takes away or changes: a guard against the wrong file.

use std::fmt;

use tollgate_model::{Cause, ChangeKind, HowMany, Plan};

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
/// removes so many people; or, where it loads a dump, nearly all of a few. A reply was judged against
/// what was asked for, and may be about everybody. New assignments, and Microsoft where it may be
/// replaced, do not count.
pub fn too_much(plan: &Plan, how_many: HowMany) -> Option<TooMuch> {
    let is_load = matches!(plan.cause, Cause::Load { .. });
    let touched = plan.changes.iter().filter(|change| change.takes_assignment()).count();
    let touches = [
        (Touched::People, plan.count(ChangeKind::PersonRemoved), how_many.people),
        (Touched::Assignments, touched, how_many.assignments),
    ];
    touches.into_iter().map(|(what, count, of)| TooMuch { what, count, of }).find(|much| {
        let TooMuch { count, of, .. } = *much;
        let many = count > FEW && count * SHARE > of;
        many || (is_load && count > 1 && count * 10 >= of * 9)
    })
}

#[cfg(test)]
mod tests;
