//! See `docs/rules/columns-swapped.md`.

use tollgate_model::{Field, PhoneNumber, Severity, TollKind, value};

use crate::{Check, Draft, Place, Reply, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "H006",
    name: "columns-swapped",
    severity: Severity::Error,
    instead_of: &[
        "T001", "T002", "T003", "T004", "T005", "T006", "T007", "T008", "T009", "T010", "T012",
        "T013", "T014", "C001", "C002", "C004", "C014", "I001", "I002", "I003", "I004", "I005",
        "I006", "I007", "I008", "P001", "P004", "P005", "P007",
    ],
    page: include_str!("../../../../docs/rules/columns-swapped.md"),
    check: Check::Reply(check),
};

/// Pairs of columns that are exchanged now and then.
const PAIRS: [(Field, Field); 3] = [
    (Field::TollNumber, Field::ConferenceId),
    (Field::TollNumber, Field::TollFreeNumbers),
    (Field::TollFreeNumbers, Field::ConferenceId),
];

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    for (one, other) in PAIRS {
        let (Some(first), Some(second)) = (reply.columns.get(one), reply.columns.get(other)) else {
            continue;
        };
        let (mut answered, mut exchanged) = (0, 0);
        for (row, _) in reply.people() {
            let (a, b) = (reply.text(row, one).trim(), reply.text(row, other).trim());
            if !a.is_empty() && !b.is_empty() {
                answered += 1;
                let fits = fits(reply, a, one) || fits(reply, b, other);
                exchanged +=
                    usize::from(!fits && self::fits(reply, a, other) && self::fits(reply, b, one));
            }
        }
        if exchanged >= 3 && exchanged * 5 >= answered * 4 {
            let headings = [first, second].map(|column| value(reply.table.heading(column)));
            let message = format!(
                "{} of {answered} rows fit only when {} and {} are exchanged",
                exchanged, headings[0], headings[1]
            );
            let help = "Ask the provider to exchange the two headings back, or the two columns.";
            let place =
                Place { row: reply.table.heading_row, column: Some(first), ..Place::default() };
            let cells = reply
                .joined
                .iter()
                .flat_map(|joined| [(joined.row, Some(first)), (joined.row, Some(second))]);
            let draft = Draft::new(place, message, help)
                .explains(cells)
                .also(reply.people().map(|(_, person)| person));
            sink.report(
                draft.ask(
                    reply.table.heading(second),
                    "the values under each heading fit the other",
                ),
            );
            return;
        }
    }
}

/// Whether a text is what a column asks for: a published number of its kind, or an ID by the rule.
fn fits(reply: &Reply<'_>, text: &str, field: Field) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let published =
        PhoneNumber::from_digits(&digits).and_then(|number| reply.provider().published(number));
    match field {
        Field::TollNumber => published.is_some_and(|published| published.kind == TollKind::Toll),
        Field::TollFreeNumbers => {
            published.is_some_and(|published| published.kind == TollKind::TollFree)
        }
        _ => {
            published.is_none()
                && !text.starts_with('+')
                && reply.provider().conference_id.allows(&digits)
        }
    }
}
