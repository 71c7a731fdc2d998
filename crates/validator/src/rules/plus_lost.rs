//! See `docs/rules/plus-lost.md`.

use tollgate_model::{How, Severity, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T008",
    name: "plus-lost",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/plus-lost.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    if !cell.is_number() {
        return;
    }
    for part in &cell.parts {
        let lost = part.reading().filter(|reading| reading.how == How::PlusLost);
        if let Some(reading) = lost {
            let number = reading.number.to_string();
            let message =
                format!("{} is read as {}: the + was lost", value(&part.text), value(&number));
            let help = "Nothing to do.";
            sink.report(
                Draft::new(cell.place(), message, help)
                    .safe(number, "a number with its country code begins with +"),
            );
        }
    }
}
