//! See `docs/rules/number-ambiguous.md`.

use tollgate_model::{Field, PhoneNumber, Severity, TollKind, value};

use super::toll_free_in_toll_column;
use crate::{Cell, Check, Draft, Meaning, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T007",
    name: "number-ambiguous",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/number-ambiguous.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    let open = cell.parts.iter().find_map(|part| match &part.meaning {
        Meaning::Open { numbers, published } => Some((&*part.text, &**numbers, *published)),
        _ => None,
    });
    let Some((text, numbers, published)) = open.filter(|_| cell.is_number()) else { return };
    let place = cell.place();
    let provider = cell.reply.provider();
    let free = |number: &PhoneNumber| provider.publishes(*number, TollKind::TollFree);
    if published && cell.field == Field::TollNumber && numbers.iter().all(free) {
        // Whichever is meant, it is in the wrong column.
        let draft = toll_free_in_toll_column::draft(place, &alternatives(numbers));
        return sink.under(&toll_free_in_toll_column::RULE, |sink| cell.fault(sink, draft));
    }
    let but = match (published, numbers.len()) {
        (false, 1) => {
            "only in a country that is not the person's, and the provider publishes no such number"
        }
        (false, _) => "and the provider publishes none of them",
        (true, 2) => "and the provider publishes both",
        (true, _) => "and the provider publishes all of them",
    };
    let comma = if numbers.len() == 1 { " " } else { ", " };
    let message = format!("{} can be {}{comma}{but}", value(text), alternatives(numbers));
    let help = "Ask the provider for the number with + and its country code.";
    let draft = Draft::new(place, message, help);
    cell.fault(sink, draft);
}

fn alternatives(numbers: &[PhoneNumber]) -> String {
    let numbers: Vec<String> = numbers.iter().map(|number| value(&number.to_string())).collect();
    numbers.join(" or ")
}
