//! Accepted answers, or one person taken off a provider, to a plan.

use std::collections::HashMap;
use std::sync::Arc;

use tollgate_model::{
    Assignment, Bridge, Bridges, Cause, Change, ChangeKind, Conferencing, Directory, Facts,
    PersonView, PhoneNumber, Plan, Revision, SipAddress, Who,
};
use tollgate_validator::{Accepted, Answer};

use crate::HowMany;

/// What may be replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replace {
    /// Microsoft as provider: it is removed in the same batch.
    pub microsoft: bool,
    /// Another third party.
    pub other_provider: bool,
}

/// Why answers make no plan. The validator refuses such a reply first, where it knows the
/// directory.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Somebody is not in the directory.
    #[error("{0} is not in the directory")]
    Gone(SipAddress),
    /// Somebody has a provider that may not be replaced.
    #[error("{0} has another provider, which may not be replaced")]
    Held(SipAddress),
    /// The counts do not add up, which is a fault of this program.
    #[error("{asked} people were asked for, and {planned} planned")]
    Sum {
        /// People with an answer.
        asked: usize,
        /// Changes and unchanged people.
        planned: usize,
    },
}

/// Plans what importing accepted answers would do, as the people of the directory come by.
#[derive(Debug)]
pub struct Planning<'a> {
    accepted: &'a Accepted,
    replace: Replace,
    /// Which answer is about whom.
    asked: HashMap<&'a str, usize>,
    outcomes: Vec<Outcome>,
    how_many: HowMany,
    held: Bridges,
    given: HashMap<(PhoneNumber, &'a [PhoneNumber]), Arc<Bridge>>,
}

/// What becomes of one person.
#[derive(Debug)]
enum Outcome {
    Gone,
    Held,
    Stays,
    Changes(Change),
}

impl<'a> Planning<'a> {
    /// Nobody has come by yet.
    pub fn new(accepted: &'a Accepted, replace: Replace) -> Self {
        let answers = accepted.answers();
        let mut outcomes = Vec::with_capacity(answers.len());
        outcomes.resize_with(answers.len(), || Outcome::Gone);
        Self {
            accepted,
            replace,
            asked: answers
                .iter()
                .enumerate()
                .map(|(at, answer)| (answer.sip.as_str(), at))
                .collect(),
            outcomes,
            how_many: HowMany::default(),
            held: Bridges::default(),
            given: HashMap::new(),
        }
    }

    /// Somebody comes by.
    pub fn look(&mut self, person: PersonView<'_>) {
        self.how_many.count(person.conferencing.assignment().is_some());
        if let Some(at) = self.asked.get(person.sip) {
            let before = self.held.conferencing(person.conferencing);
            self.answer(*at, before);
        }
    }

    /// How many came by.
    pub fn how_many(&self) -> HowMany {
        self.how_many
    }

    fn answer(&mut self, at: usize, before: Conferencing) {
        let answer = &self.accepted.answers()[at];
        let provider = self.accepted.provider();
        let after = self.assignment(answer);
        let outcome = match &before {
            // Our own file's values came back: whatever the person has by now stays.
            _ if answer.echoed => Outcome::Stays,
            Conferencing::Assigned(held) if held.same_as(&after) && held.domain == after.domain => {
                Outcome::Stays
            }
            Conferencing::Microsoft if !self.replace.microsoft => Outcome::Held,
            Conferencing::Assigned(held)
                if !provider.is_called(&held.provider) && !self.replace.other_provider =>
            {
                Outcome::Held
            }
            _ => Outcome::Changes(Change {
                who: Who::Stays(answer.sip.clone()),
                before,
                after: Conferencing::Assigned(after),
            }),
        };
        self.outcomes[at] = outcome;
    }

    fn assignment(&mut self, answer: &'a Answer) -> Assignment {
        let provider = self.accepted.provider();
        let numbers = (answer.toll_number, answer.toll_free_numbers.as_slice());
        let bridge = self.given.entry(numbers).or_insert_with(|| {
            let toll_free = answer.toll_free_numbers.iter();
            let bridge = Bridge {
                provider: provider.name.as_str().into(),
                domain: provider.domain.as_str().into(),
                toll_number: answer.toll_number.to_string().into(),
                toll_free_numbers: toll_free.map(|number| number.to_string().into()).collect(),
            };
            bridge.into()
        });
        Assignment { bridge: Arc::clone(bridge), conference_id: answer.conference_id.clone() }
    }

    /// The plan, once everyone came by. Changes are in the order of the answers.
    pub fn finish(self, revision: Revision, cause: Cause) -> Result<Plan, PlanError> {
        let Self { accepted, outcomes, .. } = self;
        for (answer, outcome) in accepted.answers().iter().zip(&outcomes) {
            match outcome {
                Outcome::Gone => return Err(PlanError::Gone(answer.sip.clone())),
                Outcome::Held => return Err(PlanError::Held(answer.sip.clone())),
                Outcome::Stays | Outcome::Changes(_) => {}
            }
        }
        let answered = outcomes.len();
        let changed = outcomes.into_iter().filter_map(|outcome| match outcome {
            Outcome::Changes(change) => Some(change),
            _ => None,
        });
        let changes: Vec<Change> = changed.collect();
        let plan = Plan {
            revision,
            cause,
            provider: Some(accepted.provider().name.clone()),
            unchanged: answered - changes.len(),
            changes,
            left: accepted.left(),
        };
        let kinds = [
            ChangeKind::Assign,
            ChangeKind::Change,
            ChangeKind::ReplaceMicrosoft,
            ChangeKind::ReplaceProvider,
        ];
        let planned = plan.changes.iter().filter(|change| kinds.contains(&change.kind())).count();
        let planned = planned + plan.unchanged + plan.left;
        let asked = accepted.asked();
        if asked == planned { Ok(plan) } else { Err(PlanError::Sum { asked, planned }) }
    }
}

/// What importing accepted answers would do to a directory.
pub fn plan(
    accepted: &Accepted,
    directory: &Directory,
    replace: Replace,
    cause: Cause,
) -> Result<Plan, PlanError> {
    let mut planning = Planning::new(accepted, replace);
    for (at, answer) in accepted.answers().iter().enumerate() {
        if let Some(person) = directory.get(answer.sip.as_str()) {
            planning.answer(at, person.conferencing.clone());
        }
    }
    planning.finish(directory.revision, cause)
}

/// What taking a person off a third-party provider would do; nothing where there is none.
pub fn unassign(directory: &Directory, sip: &SipAddress) -> Result<Plan, PlanError> {
    let before = directory.get(sip.as_str()).ok_or_else(|| PlanError::Gone(sip.clone()))?;
    let held = before.conferencing.assignment();
    let change =
        held.map(|_| Change::of(Some(before.clone()), Some(before.with(Conferencing::None))));
    Ok(Plan {
        revision: directory.revision,
        cause: Cause::Unassign,
        provider: held.map(|held| held.provider.to_string()),
        unchanged: usize::from(change.is_none()),
        left: 0,
        changes: change.into_iter().collect(),
    })
}

impl Replace {
    /// The cause of importing a reply to a roster.
    pub fn cause(roster: u32, facts: &Facts) -> Cause {
        Cause::Import { roster, file: facts.name.clone(), sha256: facts.sha256.clone() }
    }
}
