//! See `docs/rules/conference-id-is-a-number.md`.

use std::borrow::Cow;

use tollgate_model::{Class, Field, PhoneNumber, Severity, Written, value};

use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "I008",
    name: "conference-id-is-a-number",
    severity: Severity::Error,
    instead_of: &["C001", "C002", "I002", "I003", "I004", "I005"],
    page: include_str!("../../../../docs/rules/conference-id-is-a-number.md"),
    check: Check::Rows(check),
};

fn check(reply: &Reply<'_>, rows: &[Row], sink: &mut Sink<'_>) {
    let provider = reply.provider();
    for Row { row, person, .. } in rows {
        let (row, person) = (*row, *person);
        let text = reply.text(row, Field::ConferenceId);
        let id = dialled(text, reply.class(row, Field::ConferenceId));
        let Some(id) = id.filter(|id| id.len() >= 7) else { continue };
        let own = [Field::TollNumber, Field::TollFreeNumbers];
        let mut own = own.iter().flat_map(|field| reply.text(row, *field).split([';', ',']));
        // Most end otherwise.
        let last = |text: &str| text.bytes().rfind(u8::is_ascii_digit);
        let end = last(&id);
        let of_row = own.any(|number| {
            last(number) == end
                && dialled(number, Class::of(number)).is_some_and(|number| number == id)
        });
        if of_row || provider.ending_like(&id).any(|published| is_dialled(published.number, &id)) {
            let whose = if of_row { "of this row" } else { "of the provider's" };
            let message =
                format!("{} is a telephone number {whose}, not a conference ID", value(text));
            let help = "Ask the provider for the person's conference ID.";
            sink.report(Draft::new(
                reply.place(row, Field::ConferenceId, Some(person)),
                message,
                help,
            ));
        }
    }
}

/// Whether a number is dialled so, from abroad or at home.
fn is_dialled(number: PhoneNumber, id: &str) -> bool {
    let at_home = |national: String| id == national || id.strip_prefix('0') == Some(&national);
    id == number.digits() || number.national().is_some_and(at_home)
}

/// The digits of a text of some class that could be a telephone number.
fn dialled(text: &str, class: Class) -> Option<Cow<'_, str>> {
    match class {
        Class::Blank => None,
        Class::Number => Some(Cow::Borrowed(&text[1..])),
        Class::Digits => Some(Cow::Borrowed(text.strip_prefix("00").unwrap_or(text))),
        Class::Other => {
            let mut digits = Written::take_apart(text.trim_start_matches('\'')).ok()?.digits;
            if digits.starts_with("00") {
                digits.drain(..2);
            }
            Some(Cow::Owned(digits))
        }
    }
}
