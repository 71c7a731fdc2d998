//! See `docs/rules/national-format.md`.

use tollgate_model::{How, Severity, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T009",
    name: "national-format",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/national-format.md"),
    check: Check::Cell(check),
};

fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    if !cell.is_number() {
        return;
    }
    for part in &cell.parts {
        let Some(reading) = part.reading() else { continue };
        let (said, why) = match reading.how {
            How::National(_) => (
                ", as it is dialled within its country",
                "only one number fits the person's country and the provider's numbers",
            ),
            How::ZeroLeftOut => (
                ": the (0) is dialled only within the country",
                "the zero is not dialled after a country code",
            ),
            How::DialledOut => (": the 00 is dialled in place of +", "a number begins with +"),
            How::International | How::PlusLost => continue,
        };
        let number = reading.number.to_string();
        let message = format!("{} is read as {}{said}", value(&part.text), value(&number));
        let help = "Nothing to do.";
        let draft = Draft::new(cell.place(), message, help);
        sink.report(draft.safe(number, why));
    }
}
