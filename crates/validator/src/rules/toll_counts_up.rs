//! See `docs/rules/toll-counts-up.md`.

use tollgate_model::{Field, PhoneNumber, Severity};

use crate::runs::runs;
use crate::{Check, Draft, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "P001",
    name: "toll-counts-up",
    severity: Severity::Error,
    instead_of: &["T002", "T003", "T004", "T007", "T010"],
    page: include_str!("../../../../docs/rules/toll-counts-up.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let cells: Vec<(usize, usize, Option<u64>)> = reply
        .people()
        .map(|(row, person)| (row, person, number(reply.text(row, Field::TollNumber))))
        .collect();
    for run in runs(&cells, 3, |a, b| a.2.is_some() && a.2.map(|number| number + 1) == b.2) {
        let run = &cells[run];
        let published = |number: Option<u64>| {
            number
                .and_then(|number| PhoneNumber::from_digits(&number.to_string()))
                .is_some_and(|number| reply.provider().published(number).is_some())
        };
        if run.iter().all(|cell| published(cell.2)) {
            continue;
        }
        let (first, last) = (run[0], run[run.len() - 1]);
        let message = format!(
            "the toll number counts up by one in rows {} to {}",
            reply.row_number(first.0),
            reply.row_number(last.0)
        );
        let help = "A cell was dragged down: ask the provider for the number of each person.";
        let place = reply.place(first.0, Field::TollNumber, Some(first.1));
        let cells = run.iter().map(|cell| (cell.0, reply.columns.get(Field::TollNumber)));
        let draft =
            Draft::new(place, message, help).explains(cells).also(run.iter().map(|cell| cell.1));
        let seed = reply.text(first.0, Field::TollNumber);
        let cells =
            run.iter().map(|cell| (cell.0, reply.columns.get(Field::TollNumber), seed.to_owned()));
        sink.report(draft.ask(seed, "the number that was dragged down").edits(cells));
    }
}

/// The number that the digits of a text are, where there are at least seven.
fn number(text: &str) -> Option<u64> {
    let (mut number, mut digits) = (0_u64, 0);
    for digit in text.bytes().filter(u8::is_ascii_digit) {
        number = number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
        digits += 1;
    }
    (digits >= 7).then_some(number)
}
