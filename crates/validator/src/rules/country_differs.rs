//! See `docs/rules/country-differs.md`.

use tollgate_model::{Country, Field, Severity, TollKind, value};

use crate::{Check, Draft, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "T016",
    name: "country-differs",
    severity: Severity::Note,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/country-differs.md"),
    check: Check::Rows(check),
};

/// Said only where the provider publishes a number in the person's own country: otherwise there is
/// none that would be nearer.
fn check(reply: &Reply<'_>, rows: &[Row], sink: &mut Sink<'_>) {
    let provider = reply.provider();
    let offered: Vec<Country> =
        provider.numbers_of(TollKind::Toll).filter_map(|number| number.country).collect();
    for row in rows {
        let (Some(number), Some(of), Some(home)) = (row.toll_number, row.called, row.home) else {
            continue;
        };
        if of != home && offered.contains(&home) {
            let message = format!(
                "{} is a number of {of}, and the person is in {home}",
                value(&number.to_string())
            );
            let help = "Nothing to do if that is meant; the provider has a number in the person's country too.";
            let place = reply.place(row.row, Field::TollNumber, Some(row.person));
            sink.report(Draft::new(place, message, help));
        }
    }
}
