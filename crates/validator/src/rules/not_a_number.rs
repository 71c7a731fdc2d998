//! See `docs/rules/not-a-number.md`.

use tollgate_model::{Severity, value};

use crate::{Cell, Check, Draft, Meaning, Part, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T002",
    name: "not-a-number",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/not-a-number.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    if !cell.is_number() {
        return;
    }
    if let Some(why) = cell.parts.iter().find_map(|part| why(part, cell)) {
        let help = "Ask the provider for the number with + and its country code.";
        let draft = Draft::new(cell.place(), why, help);
        cell.fault(sink, draft);
    }
}

fn why(part: &Part, cell: &Cell<'_>) -> Option<String> {
    let text = value(&part.text);
    let beside = !part.text.contains(|c: char| c.is_ascii_digit());
    Some(match &part.meaning {
        Meaning::One(..) | Meaning::Open { .. } => return None,
        _ if beside && cell.parts.iter().any(Part::is_number) => {
            format!("{} is not a number alone: {text} stands beside it", value(&cell.text))
        }
        Meaning::Foreign(c) => {
            format!("{text} is no number: {} cannot stand in one", value(&c.to_string()))
        }
        Meaning::Impossible { digits, .. } if digits.len() < 7 => {
            format!("{text} is no number: {} digits are too few", digits.len())
        }
        Meaning::Impossible { digits, .. } if digits.len() > 15 => {
            format!(
                "{text} is no number: {} digits are {} too many",
                digits.len(),
                digits.len() - 15
            )
        }
        Meaning::Impossible { plus: true, .. } => {
            format!("{text} is no number: no country has numbers of that length under that code")
        }
        Meaning::Impossible { .. } => {
            format!(
                "{text} is no number, neither with + nor in the person's or the provider's countries"
            )
        }
    })
}
