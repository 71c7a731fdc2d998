//! See `docs/rules/placeholder.md`.

use tollgate_model::{Field, Severity, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "C014",
    name: "placeholder",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/placeholder.md"),
    check: Check::Cell(check),
};

/// What people write for "none", in lower case.
const NONE: &[&str] = &[
    "-",
    "--",
    "---",
    "–",
    "—",
    "/",
    "n/a",
    "na",
    "n.a.",
    "none",
    "no",
    "nil",
    "null",
    "nan",
    "empty",
    "blank",
    "not available",
    "not applicable",
    "k.a.",
    "k. a.",
    "kein",
    "keine",
    "entfällt",
    "aucun",
    "aucune",
    "néant",
    "ninguno",
    "nessuno",
    "nessuna",
    "geen",
    "nvt",
    "keiner",
    "no aplica",
    "nenhum",
    "n/d",
    "n.d.",
    "n.v.t.",
    "ingen",
    "brak",
    "nie dotyczy",
    "нет",
    "なし",
    "无",
];

/// What people write for "not yet", in lower case.
const NOT_YET: &[&str] = &[
    "tbd",
    "tbc",
    "tba",
    "t.b.d.",
    "x",
    "xx",
    "xxx",
    "?",
    "??",
    "???",
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
    "later",
    "coming soon",
    "not assigned",
    "not yet",
    "folgt",
    "offen",
    "à venir",
    "pendiente",
    "volgt",
    "wird nachgereicht",
    "in bearbeitung",
    "unbekannt",
    "à compléter",
    "en attente",
    "inconnu",
    "por definir",
    "da definire",
    "in attesa",
    "a definir",
    "onbekend",
    "saknas",
    "mangler",
    "puuttuu",
    "未定",
];

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    let word = cell.text.trim().to_lowercase();
    let none = NONE.contains(&word.as_str());
    if none && cell.field == Field::TollFreeNumbers {
        let message = format!("{} says that there is none", value(&cell.text));
        return cell.becomes(sink, String::new(), message, "nobody needs a toll-free number");
    }
    let zeros = !word.is_empty() && word.bytes().all(|b| b == b'0');
    if none || zeros || NOT_YET.contains(&word.as_str()) {
        let message = format!("{} stands in place of a value", value(&cell.text));
        let help =
            "Ask the provider for the value; leave the cell blank if there is no toll-free number.";
        let draft = Draft::new(cell.place(), message, help);
        cell.fault(sink, draft);
    }
}
