//! See `docs/rules/conference-id-guessable.md`.

use tollgate_model::{Field, Severity, value};

use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "I007",
    name: "conference-id-guessable",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/conference-id-guessable.md"),
    check: Check::Rows(check),
};

fn check(reply: &Reply<'_>, rows: &[Row], sink: &mut Sink<'_>) {
    for row in rows {
        let Some(id) = row.conference_id.as_deref() else { continue };
        let step = |by: u8| {
            id.as_bytes().windows(2).all(|pair| (pair[0] - b'0' + by) % 10 == pair[1] - b'0')
        };
        let digits = id.len() >= 4 && id.bytes().all(|b| b.is_ascii_digit());
        let what = match digits {
            true if step(0) => "one digit repeated",
            true if step(1) || step(9) => "a plain sequence",
            _ => continue,
        };
        let message = format!("{} is {what}", value(id));
        let help = "Ask the provider for one that is hard to guess: anyone who guesses it is in the meeting.";
        sink.report(Draft::new(
            reply.place(row.row, Field::ConferenceId, Some(row.person)),
            message,
            help,
        ));
    }
}
