//! Accepted answers, or one person taken off a provider, to a plan.

use std::sync::Arc;

use tollgate_model::{
    Assignment, Cause, Change, ChangeKind, Conferencing, Directory, Facts, Plan, SipAddress,
};
use tollgate_validator::{Accepted, Answer};

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

/// What importing accepted answers would do to the directory.
pub fn plan(
    accepted: &Accepted,
    directory: &Directory,
    replace: Replace,
    cause: Cause,
) -> Result<Plan, PlanError> {
    let provider = accepted.provider();
    let (name, domain): (Arc<str>, Arc<str>) =
        (provider.name.as_str().into(), provider.domain.as_str().into());
    let (mut changes, mut unchanged) = (Vec::new(), 0);
    for answer in accepted.answers() {
        let gone = || PlanError::Gone(answer.sip.clone());
        let before = directory.get(answer.sip.as_str()).ok_or_else(gone)?;
        let after = assignment(answer, &name, &domain);
        let stays = match &before.conferencing {
            // Our own file's values came back: whatever the person has by now stays.
            _ if answer.echoed => true,
            Conferencing::Assigned(held) if held.same_as(&after) && held.domain == after.domain => {
                true
            }
            Conferencing::Microsoft if !replace.microsoft => {
                return Err(PlanError::Held(answer.sip.clone()));
            }
            Conferencing::Assigned(held)
                if !provider.is_called(&held.provider) && !replace.other_provider =>
            {
                return Err(PlanError::Held(answer.sip.clone()));
            }
            _ => false,
        };
        if stays {
            unchanged += 1;
        } else {
            let after = before.with(Conferencing::Assigned(after));
            changes.push(Change { before: Some(before.clone()), after: Some(after) });
        }
    }
    let plan = Plan {
        revision: directory.revision,
        cause,
        provider: Some(provider.name.clone()),
        changes,
        unchanged,
        left: accepted.left(),
    };
    let kinds = [
        ChangeKind::Assign,
        ChangeKind::Change,
        ChangeKind::ReplaceMicrosoft,
        ChangeKind::ReplaceProvider,
    ];
    let planned =
        kinds.iter().map(|kind| plan.count(*kind)).sum::<usize>() + plan.unchanged + plan.left;
    let asked = accepted.asked();
    if asked == planned { Ok(plan) } else { Err(PlanError::Sum { asked, planned }) }
}

fn assignment(answer: &Answer, provider: &Arc<str>, domain: &Arc<str>) -> Assignment {
    Assignment {
        provider: Arc::clone(provider),
        domain: Arc::clone(domain),
        toll_number: answer.toll_number.to_string().into(),
        toll_free_numbers: answer
            .toll_free_numbers
            .iter()
            .map(|number| number.to_string().into())
            .collect(),
        conference_id: answer.conference_id.clone(),
    }
}

/// What taking a person off a third-party provider would do; nothing where there is none.
pub fn unassign(directory: &Directory, sip: &SipAddress) -> Result<Plan, PlanError> {
    let before = directory.get(sip.as_str()).ok_or_else(|| PlanError::Gone(sip.clone()))?;
    let held = before.conferencing.assignment();
    let change = held.map(|_| Change {
        before: Some(before.clone()),
        after: Some(before.with(Conferencing::None)),
    });
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
