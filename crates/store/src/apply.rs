//! What applying a plan is, whatever it came from and whatever keeps it.

use std::thread;

use tollgate_model::{
    Batch, BatchNumber, Bridge, Cause, Change, Hand, Plan, Provider, Revision, SipAddress, digits,
};

use crate::backend::{Entry, Tx};
use crate::{Error, Result, digest, read_profile};

/// How many assignments changes take away or change.
pub(crate) fn took(changes: &[Change]) -> usize {
    changes.iter().filter(|change| change.takes_assignment()).count()
}

/// Makes a plan so within a transaction: rows, before-images, journal.
pub(crate) fn put(tx: &mut dyn Tx, plan: &Plan, hand: &Hand) -> Result<BatchNumber> {
    let revision = tx.revision()?;
    if revision != plan.revision {
        return Err(moved(tx, plan.revision, revision)?);
    }
    let rule = match &plan.provider {
        Some(name) => tx.provider(name)?.map(|profile| read_profile(&profile)).transpose()?,
        None => None,
    };
    // What a dump or an undo brings back stands as it stood, also where it breaks our rules.
    let as_it_stood =
        matches!(plan.cause, Cause::Load { .. } | Cause::Undo { .. } | Cause::Redo { .. });
    let (last, previous) = tx.last()?.unwrap_or((BatchNumber(0), String::new()));
    let batch = Batch {
        number: BatchNumber(last.0 + 1),
        revision,
        hand: Hand {
            by: hand.by.clone(),
            at: hand.at,
            version: hand.version.clone(),
            options: hand.options.clone(),
            reason: hand.reason.clone(),
            evidence: Vec::new(),
        },
        cause: plan.cause.clone(),
        provider: plan.provider.clone(),
        changes: plan.changes.len(),
        left: plan.left,
        undone_by: None,
    };
    // The digest needs nothing of the database, which is busy meanwhile.
    let digest = thread::scope(|scope_of_threads| {
        let digest = scope_of_threads
            .spawn(|| digest::of_batch(&previous, &batch, &plan.changes, &hand.evidence));
        let scope = |bridge: &Bridge| scope(bridge, rule.as_ref());
        tx.put(batch.number, &plan.changes, &scope, as_it_stood)?;
        Ok(digest.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })?;
    tx.append(&Entry {
        batch: &batch,
        took: took(&plan.changes),
        previous: &previous,
        digest: &digest,
        evidence: &hand.evidence,
    })?;
    Ok(batch.number)
}

/// Within what a conference ID of a bridge is given once.
pub(crate) fn scope(bridge: &Bridge, provider: Option<&Provider>) -> String {
    let mut scope = bridge.provider.to_lowercase();
    let by_number = provider.is_some_and(|provider| {
        provider.is_called(&bridge.provider)
            && provider.conference_id.unique_within == tollgate_model::Scope::TollNumber
    });
    if by_number {
        scope.push(' ');
        scope.push_str(&digits(&bridge.toll_number));
    }
    scope
}

/// The directory is not what a plan was made from: who changed since.
pub(crate) fn moved(tx: &mut dyn Tx, planned: Revision, now: Revision) -> Result<Error> {
    let before = tx.batches()?.into_iter().filter(|batch| batch.revision < planned);
    let before = before.map(|batch| batch.number).max().unwrap_or(BatchNumber(0));
    let mut people = Vec::new();
    tx.touched_since(before, &mut |sip| people.extend(SipAddress::new(sip)))?;
    people.sort();
    people.dedup();
    Ok(Error::moved(planned, now, people))
}
