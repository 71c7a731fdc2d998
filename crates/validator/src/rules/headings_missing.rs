//! See `docs/rules/headings-missing.md`.

use tollgate_model::{Severity, value};

use crate::{Check, Draft, Place, Reply, Rule, Sink, Today};

pub(super) const RULE: Rule = Rule {
    code: "H001",
    name: "headings-missing",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/headings-missing.md"),
    check: Check::File(check),
};

fn check(reply: &Reply<'_>, _: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    let table = reply.table;
    if table.heading_row.is_some() {
        return;
    }
    // Words are more like headings than numbers and addresses are.
    let word = |cell: &&str| {
        !cell.trim().is_empty() && !cell.contains(|c: char| c.is_ascii_digit() || c == '@')
    };
    let filled = |row: &usize| table.grid.row(*row).filter(word).count();
    let best = (0..table.len().min(50))
        .reduce(|best, next| if filled(&next) > filled(&best) { next } else { best });
    let candidate = best.map_or_else(String::new, |row| {
        let cells: Vec<String> =
            table.grid.row(row).filter(|cell| !cell.trim().is_empty()).take(6).map(value).collect();
        format!("; row {} comes nearest: {}", table.at(row).number, cells.join(", "))
    });
    let message = format!("none of the first 50 rows has our headings{candidate}");
    let help = "Ask the provider to fill in the roster that was sent, and to leave its heading row as it is.";
    sink.report(Draft::new(Place::default(), message, help));
    sink.stop("no headings are found");
}
