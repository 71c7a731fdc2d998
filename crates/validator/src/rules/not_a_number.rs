//! See `docs/rules/not-a-number.md`.

use tollgate_model::{Impossible, Severity, value};

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
            format!("{} is not only a number: {text} is beside it", value(&cell.text))
        }
        Meaning::Foreign(c) => {
            format!("{text} is not a number: {} cannot be in one", value(&c.to_string()))
        }
        Meaning::Impossible { plus: true, digits } => {
            let why = match Impossible::of(digits) {
                Impossible::UnknownCode => "it begins with no country code".to_owned(),
                Impossible::TooShort(missing) => format!("it is {} too short", count(missing)),
                Impossible::TooLong(many) => format!("it is {} too long", count(many)),
                Impossible::Length => {
                    "no country has numbers of that length under that code".to_owned()
                }
            };
            format!("{text} is not a number: {why}")
        }
        Meaning::Impossible { digits, .. } if digits.len() < 7 => {
            let too_few = if digits.len() == 1 { "is too few" } else { "are too few" };
            format!("{text} is not a number: {} {too_few}", count(digits.len()))
        }
        Meaning::Impossible { digits, .. } if digits.len() > 15 => {
            format!("{text} is not a number: it is {} too long", count(digits.len() - 15))
        }
        Meaning::Impossible { .. } => {
            format!(
                "{text} is not a number, neither with + nor in the person's or the provider's countries"
            )
        }
    })
}

fn count(digits: usize) -> String {
    if digits == 1 { "1 digit".to_owned() } else { format!("{digits} digits") }
}
