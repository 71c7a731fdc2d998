//! See `docs/rules/country-code-counts-up.md`.

use tollgate_model::{Field, Severity};

use crate::runs::runs;
use crate::{Check, Draft, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "P002",
    name: "country-code-counts-up",
    severity: Severity::Error,
    instead_of: &["P001", "T002", "T003", "T004", "T007", "T010"],
    page: include_str!("../../../../docs/rules/country-code-counts-up.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let cells: Vec<(usize, usize)> = reply.people().collect();
    let text = |cell: &(usize, usize)| reply.text(cell.0, Field::TollNumber);
    // Most have the number of the row above.
    let follows =
        |a: &_, b: &_| text(a) != text(b) && counts_up(&digits(text(a)), &digits(text(b)));
    for run in runs(&cells, 3, follows) {
        let run = &cells[run];
        let (first, last) = (&run[0], &run[run.len() - 1]);
        let message = format!(
            "the country code counts up by one in rows {} to {}",
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

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Whether two numbers differ only in what stands in front, which is one more in the second.
fn counts_up(a: &str, b: &str) -> bool {
    (1..=3).any(|length| {
        let (Some(code), Some(rest)) = (a.get(..length), a.get(length..)) else { return false };
        let next = code.parse::<u32>().map(|code| (code + 1).to_string());
        rest.len() >= 6 && next.is_ok_and(|next| b.strip_prefix(next.as_str()) == Some(rest))
    })
}
