//! Who is left for another reply, where those without a fault are imported all the same.

use std::collections::HashMap;

use tollgate_model::{Field, FindingView, Report, Severity};

use crate::{Options, Reply, Today};

/// Whom a finding stops, and who is missing; none where a finding that stops the reply is about
/// nobody alone.
pub(crate) fn stopped(
    reply: &Reply<'_>,
    report: &Report,
    also: &[usize],
    options: Options,
    today: Option<&Today<'_>>,
) -> Option<Vec<bool>> {
    let least = if options.deny_warnings { Severity::Warning } else { Severity::Error };
    let mut stopped = vec![true; reply.roster().len()];
    for row in &reply.rows {
        stopped[row.person] = false;
    }
    for person in also {
        stopped[*person] = true;
    }
    for finding in report.findings.iter(reply.table).filter(|finding| finding.severity >= least) {
        if is_nobodys(reply, &finding) {
            return None;
        }
        if let Some(person) = finding.sent_row {
            stopped[person] = true;
        }
    }
    if let Some(today) = today {
        stop_takers(reply, today, &mut stopped);
    }
    Some(stopped)
}

/// Whether a finding is about nobody alone. A row of somebody who was not asked for is left out with its row; an
/// answer that is nobody's may be one that moved.
pub(crate) fn is_nobodys(reply: &Reply<'_>, finding: &FindingView<'_>) -> bool {
    let row = || finding.row.is_some_and(|row| is_somebodys(reply, row));
    finding.sent_row.is_none() && !row()
}

/// Whether a row is about somebody who was not asked for, and says whom.
fn is_somebodys(reply: &Reply<'_>, row: usize) -> bool {
    let told = |field: &Field| !reply.text(row, *field).trim().is_empty();
    let keys = [Field::RowId, Field::SipAddress, Field::UserPrincipalName, Field::DisplayName];
    reply.is_strangers(row) && keys.iter().any(told)
}

/// Stops whoever is given an ID that somebody who is left still has: who is stopped by that keeps an ID of
/// their own, and so on.
fn stop_takers(reply: &Reply<'_>, today: &Today<'_>, stopped: &mut [bool]) {
    let held = |person| reply.held(today, person).map(|(_, id)| id);
    let holds = |person: &usize| held(*person).is_some();
    let mut left: Vec<usize> =
        (0..stopped.len()).filter(|person| stopped[*person]).filter(holds).collect();
    if left.is_empty() {
        return;
    }
    let mut takers: HashMap<&str, Vec<usize>> = HashMap::new();
    for row in reply.rows.iter().filter(|row| !stopped[row.person]) {
        if let Some(id) = row.conference_id.as_deref() {
            takers.entry(id).or_default().push(row.person);
        }
    }
    while let Some(id) = left.pop().and_then(held) {
        for taker in takers.get(id).into_iter().flatten().copied() {
            if !std::mem::replace(&mut stopped[taker], true) && holds(&taker) {
                left.push(taker);
            }
        }
    }
}
