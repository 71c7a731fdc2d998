//! See `docs/rules/placeholder.md`.

use tollgate_model::{Severity, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C014",
    name: "placeholder",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/placeholder.md"),
    check: Check::Cell(check),
};

/// What people write for "not yet", in lower case.
const WORDS: [&str; 46] = [
    "tbd",
    "tbc",
    "tba",
    "t.b.d.",
    "n/a",
    "na",
    "n.a.",
    "none",
    "null",
    "nil",
    "nan",
    "x",
    "xx",
    "xxx",
    "?",
    "??",
    "???",
    "-",
    "--",
    "---",
    "–",
    "—",
    ".",
    "...",
    "…",
    "_",
    "*",
    "pending",
    "todo",
    "to do",
    "to follow",
    "tbs",
    "unknown",
    "missing",
    "empty",
    "blank",
    "later",
    "coming soon",
    "not available",
    "not assigned",
    "folgt",
    "offen",
    "k.a.",
    "keine",
    "à venir",
    "pendiente",
];

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    let word = cell.text.trim().to_lowercase();
    let zeros = !word.is_empty() && word.bytes().all(|b| b == b'0');
    if zeros || WORDS.contains(&word.as_str()) {
        let message = format!("{} stands for a value that is not filled in", value(&cell.text));
        let help =
            "Ask the provider for the value; a toll-free number that there is not is left blank.";
        let draft = Draft::new(cell.place(), message, help);
        cell.fault(sink, draft);
    }
}
