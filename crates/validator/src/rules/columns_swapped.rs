//! See `docs/rules/columns-swapped.md`.

use tollgate_model::{Class, Country, Field, Provider, Severity, TollKind, value};

use super::conference_id_characters::bare;
use crate::numbers::{parts, seen};
use crate::{Check, Draft, Place, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "H006",
    name: "columns-swapped",
    severity: Severity::Error,
    instead_of: &[
        "T001", "T002", "T003", "T004", "T005", "T006", "T007", "T008", "T009", "T010", "T012",
        "T013", "T014", "C001", "C002", "C004", "C006", "C008", "C014", "I001", "I002", "I003",
        "I004", "I005", "I006", "I007", "I008", "P001", "P004", "P005", "P007",
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
        for row in &reply.rows {
            // What reads well where it stands needs no second look.
            if reads(reply, row, one) {
                answered += 1;
                // Where so many read well, the others are too few.
                if (answered - exchanged) * 5 > reply.rows.len() {
                    break;
                }
                continue;
            }
            let cells = [one, other].map(|field| reply.text(row.row, field).trim());
            if cells == ["", ""] {
                continue;
            }
            answered += 1;
            let plain = cells[0].is_empty() && reads(reply, row, other);
            exchanged += usize::from(!plain && is_exchanged(reply, row, cells, [one, other]));
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
            let draft = Draft::new(place, message, help)
                .explains_columns([first, second])
                .also(reply.people().map(|(_, person)| person));
            let heading = |column| reply.table.heading(column).to_owned();
            let exchanged = reply.table.heading_row.into_iter().flat_map(|row| {
                [(first, second), (second, first)].map(|(to, from)| (row, Some(to), heading(from)))
            });
            let why = "the values under each heading fit the other";
            sink.report(draft.ask(heading(second), why).edits(exchanged));
            return;
        }
    }
}

fn reads(reply: &Reply<'_>, row: &Row, field: Field) -> bool {
    let is = |kind| move |number| reply.provider().publishes(number, kind);
    match field {
        Field::TollNumber => row.toll_number.is_some_and(is(TollKind::Toll)),
        Field::TollFreeNumbers => row.toll_free_numbers.iter().copied().any(is(TollKind::TollFree)),
        _ => row.conference_id.is_some(),
    }
}

/// Whether two cells fit each other's column, and neither its own.
fn is_exchanged(reply: &Reply<'_>, row: &Row, cells: [&str; 2], fields: [Field; 2]) -> bool {
    let country = reply.country(row.person);
    let fits = |cell: usize, field: usize| {
        let text = cells[cell];
        (!text.is_empty()).then(|| fits(reply, text, country, fields[field]))
    };
    let stays = fits(0, 0) == Some(true) || fits(1, 1) == Some(true);
    !stays && fits(0, 1) != Some(false) && fits(1, 0) != Some(false)
}

/// Whether a text can be a published number at all, by its last digits: every number that is read takes
/// long, and a column of IDs is none.
fn may_be_published(text: &str, provider: &Provider) -> bool {
    let plain = matches!(Class::of(text), Class::Digits | Class::Number);
    !plain || provider.ending_like(text).next().is_some()
}

/// Whether a text is what a column asks for: published numbers of its kind, or an ID by the rule.
fn fits(reply: &Reply<'_>, text: &str, country: Option<Country>, field: Field) -> bool {
    let provider = reply.provider();
    let text = &*seen(text);
    let kinds = if may_be_published(text, provider) {
        let parts = parts(text, country, provider);
        let kinds = parts.iter().map(|part| Some(provider.published(part.number()?)?.kind));
        kinds.collect()
    } else {
        vec![None]
    };
    let all = |kind| !kinds.is_empty() && kinds.iter().all(|one| *one == Some(kind));
    match field {
        Field::TollNumber => all(TollKind::Toll),
        Field::TollFreeNumbers => all(TollKind::TollFree),
        _ => {
            let id = bare(text);
            let digits = id.bytes().all(|b| b.is_ascii_digit());
            digits && kinds.iter().all(Option::is_none) && provider.conference_id.allows(&id)
        }
    }
}
