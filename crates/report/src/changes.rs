//! Plans, batches and outcomes in words a person can act on.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use tollgate_model::{Assignment, Change, ChangeKind, Conferencing, Plan, SipAddress, visible};
use unicode_width::UnicodeWidthStr;

use crate::details::details;
use crate::text::{BOLD, DIM, Detail};

/// What a plan would do, person by person: the first ones, or every one.
pub fn plan(plan: &Plan, detail: Detail) -> String {
    changes(&plan.changes, detail)
}

/// Changes, person by person: the first ones, or every one.
pub fn changes(changes: &[Change], detail: Detail) -> String {
    const FOLDED: usize = 10;
    let shown = if detail == Detail::Every { changes.len() } else { changes.len().min(FOLDED) };
    let names = changes[..shown].iter().map(|change| change.sip().map_or("", SipAddress::as_str));
    let width = names.clone().map(str::width).max().unwrap_or(0);
    let mut text = String::new();
    for (change, sip) in changes.iter().zip(names) {
        let (kind, color) = kind(change.kind());
        let pad = " ".repeat(width - sip.width());
        let sip = visible(sip);
        writeln!(text, "  {color}{kind:<17}{color:#} {BOLD}{sip}{BOLD:#}{pad}  {}", images(change))
            .ok();
    }
    if shown < changes.len() {
        writeln!(text, "  {DIM}… and {} more (-v shows each){DIM:#}", changes.len() - shown).ok();
    }
    text
}

fn images(change: &Change) -> String {
    let of = |sip: Option<&SipAddress>, has: &Conferencing| {
        if sip.is_some() { state(has) } else { "not in the directory".into() }
    };
    let before = of(change.sip_before(), &change.before);
    let after = of(change.sip_after(), &change.after);
    let details = details(change);
    let stays = change.before == change.after && before == after;
    match (stays, details.is_empty()) {
        (true, _) => details,
        (false, true) => format!("{before} → {after}"),
        (false, false) => format!("{before} → {after}; {details}"),
    }
}

/// A state of conferencing in one line.
pub fn state(conferencing: &Conferencing) -> String {
    match conferencing {
        Conferencing::None => "none".into(),
        Conferencing::Microsoft => "Microsoft".into(),
        Conferencing::Assigned(assignment) => assigned(assignment),
    }
}

/// An assignment in one line.
pub(crate) fn assigned(held: &Assignment) -> String {
    let mut numbers = vec![held.toll_number.as_ref()];
    numbers.extend(held.toll_free_numbers.iter().map(AsRef::as_ref));
    let line = format!("{}, {}, ID {}", held.provider, numbers.join(" and "), held.conference_id);
    visible(&line).into_owned()
}

fn kind(kind: ChangeKind) -> (&'static str, Style) {
    let color = match kind {
        ChangeKind::Assign | ChangeKind::PersonAdded => AnsiColor::Green,
        ChangeKind::Unassign | ChangeKind::PersonRemoved => AnsiColor::Red,
        _ => AnsiColor::Yellow,
    };
    (kind.word(), color.on_default())
}

/// How the people who were asked for add up.
pub fn sum(plan: &Plan) -> String {
    let assigned = plan.count(ChangeKind::Assign);
    let changed = plan.count(ChangeKind::Change);
    let replaced =
        plan.count(ChangeKind::ReplaceMicrosoft) + plan.count(ChangeKind::ReplaceProvider);
    let (unchanged, left) = (plan.unchanged, plan.left);
    let asked = assigned + changed + replaced + unchanged + left;
    format!(
        "{asked} asked = {assigned} assigned + {changed} changed + {replaced} replaced + {unchanged} unchanged + {left} left."
    )
}

/// How many people a plan changes and how, in one sentence.
pub fn outcome(plan: &Plan) -> String {
    let kinds = [
        (ChangeKind::PersonAdded, "added"),
        (ChangeKind::PersonChanged, "updated"),
        (ChangeKind::PersonRemoved, "removed"),
        (ChangeKind::Assign, "assigned"),
        (ChangeKind::Change, "changed"),
        (ChangeKind::ReplaceMicrosoft, "moved from Microsoft"),
        (ChangeKind::ReplaceProvider, "moved from another provider"),
        (ChangeKind::Unassign, "left without a provider"),
        (ChangeKind::Microsoft, "with Microsoft"),
    ];
    let mut parts: Vec<String> = kinds
        .iter()
        .map(|(kind, word)| (plan.count(*kind), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if plan.unchanged > 0 || parts.is_empty() {
        parts.push(format!("{} unchanged", plan.unchanged));
    }
    if plan.left > 0 {
        parts.push(format!("{} left out", plan.left));
    }
    parts.join(", ")
}
