//! See `docs/rules/values-shifted.md`.

use std::cell::LazyCell;
use std::collections::HashSet;

use tollgate_model::{Country, Field, Severity};

use crate::shifts::{Evidence, Shift};
use crate::{Check, Draft, Place, Reply, Row, Rule, Sink};

mod columns;
mod order;
use columns::Block;
use order::in_another_order;

pub(super) const RULE: Rule = Rule {
    code: "R010",
    name: "values-shifted",
    severity: Severity::Warning,
    instead_of: &["R011", "T016", "R013", "T001", "I001", "I010", "P006"],
    page: include_str!("../../../../docs/rules/values-shifted.md"),
    check: Check::Reply(check),
};

/// So many numbers that fit elsewhere, beside the gap that they left, are no people abroad.
const FEW: usize = 3;

/// A shift, and what shows it.
struct Shown {
    shift: Shift,
    /// Whether an answer that fits can be one person's only.
    exact: bool,
    /// The column by which it shows, where it is one of the answers.
    shows: Option<Field>,
}

impl Shown {
    /// Whether nothing else can be the cause. Blank rows where the answers moved away from bear witness
    /// too, and a few exact fits are no chance.
    fn is_sure(&self, reply: &Reply<'_>) -> bool {
        let (fit, stay, told) = self.shift.fit;
        if self.exact && fit >= 3 && stay == 0 {
            return true;
        }
        let fits = |tenths| fit * 10 >= told * tenths && stay * 2 < told;
        let long = self.shift.rows.len() >= 20;
        if self.shift.left_a_gap(reply) {
            long && fits(7) || (told >= 5 || fit >= FEW && stay == 0) && fits(8)
        } else {
            long && fits(9)
        }
    }
}

/// The cells of a row, or only the blank answers, or all but those: within a run a blank one is
/// somebody's own.
fn cells(
    reply: &Reply<'_>,
    row: &Row,
    blank: bool,
) -> impl Iterator<Item = (usize, Option<usize>)> {
    let answers = Field::ANSWERS.map(|field| reply.columns.get(field));
    let row = row.row;
    let cells = (0..reply.columns.width).filter(move |column| {
        let is_answer = answers.contains(&Some(*column));
        (is_answer && reply.table.get(row, *column).trim().is_empty()) == blank
    });
    cells.map(move |column| (row, Some(column)))
}

/// What is looked for, the surest first.
const LOOKS: [fn(&Reply<'_>) -> Option<Shown>; 3] = [by_earlier_ids, by_witnesses, by_countries];

/// The first shift that is sure, or else the first that there is.
fn check(reply: &Reply<'_>, sink: &mut Sink<'_>) {
    let mut found: Option<Shown> = None;
    for look in LOOKS {
        let shown = look(reply);
        if shown.as_ref().is_some_and(|shown| shown.is_sure(reply)) {
            found = shown;
            break;
        }
        found = found.or(shown);
    }
    // What a sure shift explains needs no other order, and another order explains what is not sure.
    let explained = found.as_ref().filter(|shown| shown.is_sure(reply));
    let explained = explained.map_or(0..0, |shown| shown.shift.rows.clone());
    let most = |shown: &Shown| shown.shift.rows.len() * 2 > reply.rows.len();
    let disordered = in_another_order(reply, &explained, found.as_ref().is_some_and(most));
    if let Some(shown) = found.filter(|_| disordered.is_none() || !explained.is_empty()) {
        report(reply, &shown, sink);
    }
    if let Some(draft) = disordered {
        sink.report(draft);
    }
}

/// Earlier IDs and witnesses name one person each: two that agree at one lag are no chance where all
/// around stay, nor are five among answers that went anywhere.
fn exact(shift: Shift, shows: Option<Field>) -> Option<Shown> {
    let (fit, stay, _) = shift.fit;
    let enough = fit >= 5 || fit >= 2 && shift.alone;
    (enough && stay * 10 <= fit).then_some(Shown { shift, exact: true, shows })
}

fn by_earlier_ids(reply: &Reply<'_>) -> Option<Shown> {
    if !reply.had_ids() {
        return None;
    }
    let rows = &reply.rows;
    let ids: Vec<Option<&str>> = rows.iter().map(|row| row.conference_id.as_deref()).collect();
    let sent = |row: &Row| reply.roster().get(row.person, Field::ConferenceId);
    let earlier: Vec<Option<&str>> =
        rows.iter().map(|row| Some(sent(row)).filter(|sent| !sent.is_empty())).collect();
    let known: LazyCell<HashSet<&str>, _> =
        LazyCell::new(|| earlier.iter().flatten().copied().collect());
    let evidence = Evidence {
        answers: &ids,
        own: &earlier,
        // A new ID may have moved with the others.
        may_belong: &|at| ids[at].is_some_and(|id| !known.contains(id)),
        is_blank: &|at| ids[at].is_none(),
    };
    let mut shift = evidence.shift()?;
    // Among sorted IDs a few look like a shift: at least half of those in the run that were somebody's
    // moved as far. It is known what moved only where nearly all did.
    let run = ids[shift.rows.clone()].iter().flatten();
    let owned = run.filter(|id| known.contains(*id)).count();
    if shift.fit.0 * 10 < owned * 9 {
        shift.moved = None;
    }
    exact(shift, Some(Field::ConferenceId)).filter(|shown| shown.shift.fit.0 * 2 >= owned)
}

fn by_witnesses(reply: &Reply<'_>) -> Option<Shown> {
    let rows = &reply.rows;
    let looks = reply.witnesses().iter().filter_map(|witness| {
        let own: Vec<Option<usize>> = rows.iter().map(|row| Some(row.person)).collect();
        let evidence = Evidence {
            answers: &witness.named,
            own: &own,
            may_belong: &|at| witness.named[at].is_none(),
            is_blank: &|at| rows[at].conference_id.is_none(),
        };
        exact(evidence.shift()?, None)
    });
    looks.max_by(|a, b| a.shift.score.total_cmp(&b.shift.score))
}

fn by_countries(reply: &Reply<'_>) -> Option<Shown> {
    let rows = &reply.rows;
    // What came back as it was sent was not dealt by this reply.
    let called = |row: &Row| row.called.filter(|_| !row.echoed);
    let called: Vec<Option<Country>> = rows.iter().map(called).collect();
    let homes: Vec<Option<Country>> = rows.iter().map(|row| row.home).collect();
    let is_blank = |at: usize| called[at].is_none() && !rows[at].echoed;
    let may_belong = |at: usize| called[at].is_some();
    let evidence =
        Evidence { answers: &called, own: &homes, may_belong: &may_belong, is_blank: &is_blank };
    let shift = evidence.shift()?;
    // The more rows, the more often chance alone looks like a little of one.
    let least = 6.0 + f64::from((reply.rows.len() / 500).max(1).ilog2());
    let (fit, stay, _) = shift.fit;
    let few = shift.score >= 5.0 || fit >= FEW && stay == 0;
    let enough = shift.score >= least || few && shift.left_a_gap(reply);
    enough.then_some(Shown { shift, exact: false, shows: Some(Field::TollNumber) })
}

fn report(reply: &Reply<'_>, shown: &Shown, sink: &mut Sink<'_>) {
    let shift = &shown.shift;
    let (first, last) = (&reply.rows[shift.rows.start], &reply.rows[shift.rows.end - 1]);
    let (rows, word) = (shift.by(), if shift.lag > 0 { "above" } else { "below" });
    let rows = if rows == 1 { "the row".to_owned() } else { format!("{rows} rows") };
    let message = format!(
        "the answers in rows {} to {} fit {rows} {word}: {} of {} do, and {} where they stand",
        reply.row_number(first.row),
        reply.row_number(last.row),
        shift.fit.0,
        shift.fit.2,
        shift.fit.1
    );
    let sure = shown.is_sure(reply);
    let place = Place { row: Some(first.row), sent_row: Some(first.person), ..Place::default() };
    let concerned = &reply.rows[shift.rows.clone()];
    // What is not sure explains nothing that is.
    let toll_number = reply.columns.get(Field::TollNumber);
    let moved_cells = concerned.iter().flat_map(|row| cells(reply, row, false));
    let moved_cells = moved_cells.filter(|(_, column)| sure || *column == toll_number);
    let freed = if sure { &reply.rows[shift.freed(reply)] } else { &[] };
    let freed_cells = freed.iter().flat_map(|row| cells(reply, row, true));
    let block = shown.shows.and_then(|shows| Block::new(reply, shift, shows));
    let draft = proposal(block, place, message).explains(moved_cells.chain(freed_cells));
    sink.report(if sure {
        let people = concerned.iter().chain(freed).map(|row| row.person);
        draft.severity(Severity::Error).also(people)
    } else {
        draft
    });
}

/// A finding that proposes to move back what moved. Where that is not known to the last row and of every
/// column, nothing is proposed: people would keep their neighbour's answers, and nothing would show it
/// any more.
fn proposal(block: Option<Block<'_>>, place: Place, message: String) -> Draft {
    let Some((block, fields)) = block.and_then(|block| block.moved().map(|moved| (block, moved)))
    else {
        let help = "Ask the provider which columns were moved up or down, and from which row to which: the reply alone does not show it.";
        return Draft::new(place, message, help);
    };
    let help = "Ask the provider whether a column was moved up or down without the others.";
    Draft::new(place, message, help)
        .ask(block.told(&fields), "the answers of these rows, moved back")
        .edits(block.back(&fields))
}
