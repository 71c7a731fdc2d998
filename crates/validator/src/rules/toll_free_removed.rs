//! See `docs/rules/toll-free-removed.md`.

use tollgate_model::{Field, Severity, value};

use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T017",
    name: "toll-free-removed",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/toll-free-removed.md"),
    check: Check::Rows(check),
};

fn check(reply: &Reply<'_>, rows: &[Row], sink: &mut Sink<'_>) {
    if reply.columns.get(Field::TollFreeNumbers).is_none() {
        return;
    }
    let answered = |row: &&Row| {
        let [_, faulty, _] = row.faulty;
        !faulty && row.toll_free_numbers.is_empty() && row.conference_id.is_some()
    };
    for row in rows.iter().filter(answered) {
        let sent = reply.roster().get(row.person, Field::TollFreeNumbers).trim();
        if !sent.is_empty() {
            let place = reply.place(row.row, Field::TollFreeNumbers, Some(row.person));
            let message = format!("no toll-free number is given, where {} was sent", value(sent));
            let help =
                "Ask the provider whether the person is to lose it: an import takes it away.";
            sink.report(Draft::new(place, message, help));
        }
    }
}
