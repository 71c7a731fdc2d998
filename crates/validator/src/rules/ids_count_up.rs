//! See `docs/rules/ids-count-up.md`.

use tollgate_model::{Field, Severity};

use crate::runs::runs;
use crate::{Check, Draft, Place, Reply, Row, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "P005",
    name: "ids-count-up",
    severity: Severity::Warning,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/ids-count-up.md"),
    check: Check::Reply(check),
};

fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let follows = |a: &Row<'_>, b: &Row<'_>| {
        let number = |row: &Row<'_>| {
            row.conference_id.as_deref().and_then(|id| Some((id.len(), id.parse::<u128>().ok()?)))
        };
        number(a).zip(number(b)).is_some_and(|(a, b)| a.0 == b.0 && a.1 + 1 == b.1)
    };
    let all = reply.rows.len();
    for run in runs(&reply.rows, 5, follows) {
        let whole = run.len() * 10 >= all * 9;
        let run = &reply.rows[run];
        let rows = format!(
            "rows {} to {}",
            reply.row_number(run[0].row),
            reply.row_number(run[run.len() - 1].row)
        );
        if whole {
            let message = format!("the conference IDs count up by one in {rows}");
            let help = "Nothing to do: providers hand them out like that. Whoever knows one can guess the next.";
            sink.report(Draft::new(Place::default(), message, help).severity(Severity::Note));
        } else if run.len() * 20 >= all {
            let message =
                format!("the conference IDs count up by one in {rows}, and not elsewhere");
            let help = "Ask the provider whether a cell was dragged down.";
            sink.report(Draft::new(
                reply.place(run[0].row, Field::ConferenceId, Some(run[0].person)),
                message,
                help,
            ));
        }
    }
}
