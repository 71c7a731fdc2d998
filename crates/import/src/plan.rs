//! Accepted answers, or one person taken off a provider, to a plan.

use std::collections::HashMap;
use std::sync::Arc;

use tollgate_model::{
    Assignment, Bridge, Bridges, Cause, Change, ChangeKind, Conferencing, Directory, PhoneNumber,
    PhoneNumbers, Plan, Provider, Roster, SipAddress, Who,
};
use tollgate_validator::{Accepted, Answer, Standing};

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

/// What importing accepted answers to a roster would do, where people stand as they do.
pub fn plan(
    accepted: Accepted,
    roster: &Roster,
    standing: &Standing,
    replace: Replace,
    cause: Cause,
) -> Result<Plan, PlanError> {
    let (asked, left, done) = (accepted.asked(), accepted.left(), accepted.done());
    let (provider, answers) = accepted.into_parts();
    let (mut held, mut given) = (Bridges::default(), Given::default());
    let (mut changes, mut unchanged) = (Vec::with_capacity(answers.len()), done);
    for answer in answers {
        let person = answer.person as usize;
        let sip = || standing.address(roster, person);
        let now = standing.of(person).ok_or_else(|| PlanError::Gone(sip()))?;
        if answer.echoed {
            // Our own file's values came back: whatever the person has by now stays.
            unchanged += 1;
            continue;
        }
        let before = now.held.conferencing(roster, person, &provider, &mut held);
        let after = given.assignment(answer, &provider);
        match &before {
            Conferencing::Assigned(held) if held.same_as(&after) && held.domain == after.domain => {
                unchanged += 1;
                continue;
            }
            Conferencing::Microsoft if !replace.microsoft => return Err(PlanError::Held(sip())),
            Conferencing::Assigned(held)
                if !provider.is_called(&held.provider) && !replace.other_provider =>
            {
                return Err(PlanError::Held(sip()));
            }
            _ => {}
        }
        let who = Who::Stays(sip());
        changes.push(Change { who, before, after: Conferencing::Assigned(after) });
    }
    let plan = Plan {
        revision: standing.revision,
        cause,
        provider: Some(provider.name.clone()),
        unchanged,
        changes,
        left,
    };
    let kinds = [
        ChangeKind::Assign,
        ChangeKind::Change,
        ChangeKind::ReplaceMicrosoft,
        ChangeKind::ReplaceProvider,
    ];
    let planned = plan.changes.iter().filter(|change| kinds.contains(&change.kind())).count();
    let planned = planned + plan.unchanged + plan.left;
    if asked == planned { Ok(plan) } else { Err(PlanError::Sum { asked, planned }) }
}

/// The bridges that a provider gives, each once.
#[derive(Default)]
struct Given(HashMap<(PhoneNumber, PhoneNumbers), Arc<Bridge>>);

impl Given {
    fn assignment(&mut self, answer: Answer, provider: &Provider) -> Assignment {
        let numbers = (answer.toll_number, answer.toll_free_numbers);
        let bridge = self.0.entry(numbers).or_insert_with_key(|(toll, toll_free)| {
            let toll_free = toll_free.iter();
            let bridge = Bridge {
                provider: provider.name.as_str().into(),
                domain: provider.domain.as_str().into(),
                toll_number: toll.to_string().into(),
                toll_free_numbers: toll_free.map(|number| number.to_string().into()).collect(),
            };
            bridge.into()
        });
        Assignment { bridge: Arc::clone(bridge), conference_id: answer.conference_id }
    }
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
