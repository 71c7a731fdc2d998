//! A reply judged against the roster that was sent. Never fails, never opens a file, never asks a
//! database: what is wrong is data, and comes back complete and in order.

mod accepted;
mod along;
mod apply;
mod columns;
mod identity;
mod join;
mod left;
mod lengths;
mod missing;
mod numbers;
mod reading;
mod reply;
mod rule;
mod rules;
mod runs;
mod shape;
mod shifts;
mod today;
mod witness;
mod words;

pub use accepted::{Accepted, Answer};
pub use apply::{Applied, check_applying};
pub use columns::Columns;
pub use join::loosely;
pub use reply::Sent;
pub use rule::Rule;
pub use rules::RULES;
pub use today::{Gathering, Held, LateStanding, Now, Standing, Today};

// What rules are made of.
use join::{JoinedRows, Who};
use numbers::{Meaning, Part};
use reading::Cell;
use reply::{Reply, Row};
use rule::{Check, Draft, Place, Sink};
use shape::Misshapen;

use tollgate_model::{AnsweredRoster, PeopleCounts, Report, Severity, Table};

/// What the user allows beyond the ordinary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether warnings stop the reply as errors do.
    pub deny_warnings: bool,
    /// Whether Microsoft may be removed as provider.
    pub replace_microsoft: bool,
    /// Whether another third-party provider may be replaced.
    pub replace_provider: bool,
}

/// The outcome of a check: always a report, and the answers only when nothing stops them.
#[derive(Debug)]
pub struct Checked {
    /// What was found.
    pub report: Report,
    /// What may be imported.
    pub accepted: Option<Accepted>,
    /// What may be imported, where not all may, and the people with a fault, and those who are missing, are left for
    /// another reply; none where a fault is not some people's alone.
    pub partly: Option<Accepted>,
    /// Rows of the roster (zero-based) that are left then.
    pub left: Vec<usize>,
    /// Rows of the roster (zero-based), in order, that did not come back and can still be asked for; none
    /// where no answer can be told.
    pub missing: Vec<usize>,
    /// Rows of the roster (zero-based) of further people whom findings about others concern.
    pub concerned: Vec<usize>,
}

/// Judges a reply against the roster it answers, and against the directory of today where there is
/// one.
pub fn check(
    table: &Table,
    sent: &Sent<'_>,
    today: Option<&Today<'_>>,
    options: Options,
) -> Checked {
    check_put_right(table, sent, today, options, &[])
}

/// Judges a reply some cells of which (table row and column, in order) hold what a rule proposed.
fn check_put_right(
    table: &Table,
    sent: &Sent<'_>,
    today: Option<&Today<'_>>,
    options: Options,
    put_right: &[(usize, usize)],
) -> Checked {
    let mut reply = Reply::new(table, sent, options, put_right);
    let mut sink = Sink::new(table, sent.roster);
    run(&mut reply, today, &mut sink);
    let (mut report, also, settled) = sink.finish();
    let nobody = reply.joined.others().filter(|joined| joined.who.is_nobody());
    report.rows = reply.joined.len() - nobody.count();
    report.roster = Some(AnsweredRoster {
        number: sent.roster.number,
        provider: sent.provider.name.clone(),
        people: sent.roster.len(),
    });
    let (mut missing, mut done) = (Vec::new(), Vec::new());
    if settled {
        missing = self::missing(&reply);
    }
    if let Some(today) = today.filter(|_| !missing.is_empty()) {
        done = reply.absent();
        done.retain(|person| (today.brought)(*person));
        missing.retain(|person| done.binary_search(person).is_err());
        missing.retain(|person| rules::gone(today, *person).is_none());
    }
    report.people = people(&reply, &report, &also, settled);
    report.people.brought = done.len();
    report.stopped = !settled;
    if settled && !report.is_refused(options.deny_warnings) {
        let accepted = Accepted::from_reply(&mut reply, None, done.len());
        return Checked {
            report,
            accepted,
            partly: None,
            left: Vec::new(),
            missing,
            concerned: also,
        };
    }
    let stopped = left::stopped(&reply, &report, &also, options, today).filter(|_| settled);
    let stopped = stopped.unwrap_or_default();
    let partly =
        (!stopped.is_empty()).then(|| Accepted::from_reply(&mut reply, Some(&stopped), done.len()));
    let partly = partly.flatten().filter(|partly| !partly.is_empty());
    // What was read of the reply is gone by now, and a million people take room.
    drop(reply);
    let is_left = |person: &usize| stopped[*person] && done.binary_search(person).is_err();
    let mut left = Vec::with_capacity((0..stopped.len()).filter(is_left).count());
    left.extend((0..stopped.len()).filter(is_left));
    Checked { report, accepted: None, partly, left, missing, concerned: also }
}

/// Who did not come back.
fn missing(reply: &Reply<'_>) -> Vec<usize> {
    let came = reply.came();
    (0..came.len()).filter(|person| !came[*person]).collect()
}

/// Rules that look for what is repeated, and for what moved, in all rows.
const LONG: [&str; 2] = ["I004", "R010"];

/// Runs the catalogue: what looks at the file as a whole first, since it may say that no more can
/// be told; then the cells, then whole rows and columns, then the directory.
fn run(reply: &mut Reply<'_>, today: Option<&Today<'_>>, sink: &mut Sink<'_>) {
    for rule in RULES {
        if let Check::File(check) = rule.check {
            sink.run(rule, |sink| check(reply, today, sink));
        }
    }
    if let Some(why) = sink.stopped() {
        for rule in RULES.iter().filter(|rule| !matches!(rule.check, Check::File(_))) {
            sink.skip(rule, why);
        }
        return;
    }
    reading::read(reply, sink);
    // The directory may still be read, and is asked for last. What takes long is begun first, so that no core
    // waits for another.
    let asks = |rule: &Rule| matches!(rule.check, Check::Either(_) | Check::Store(_));
    let mut rules: Vec<&Rule> = RULES.iter().collect();
    rules.sort_by_key(|rule| (asks(rule), !LONG.contains(&rule.code)));
    sink.side_by_side(rules.into_iter(), reply.rows.len(), |rule, sink| {
        match (rule.check, today) {
            (Check::Reply(check), _) => sink.run(rule, |sink| check(reply, sink)),
            (Check::Either(check), today) => sink.run(rule, |sink| check(reply, today, sink)),
            (Check::Store(check), Some(today)) => sink.run(rule, |sink| check(reply, today, sink)),
            (Check::Store(_), None) => sink.skip(rule, "no store"),
            _ => {}
        }
    });
}

fn people(reply: &Reply<'_>, report: &Report, also: &[usize], settled: bool) -> PeopleCounts {
    let asked = reply.roster().len();
    let errors = || {
        let found = report.findings.iter(reply.table);
        found.filter(|finding| finding.severity == Severity::Error)
    };
    // Where no answer can be told, or a fault is not some people's alone, nobody's is good.
    let alone = settled && !errors().any(|finding| left::is_nobodys(reply, &finding));
    let mut faulty = vec![!alone; asked];
    let extra = reply.joined.others().filter(|joined| joined.who == Who::Stranger).count();
    for person in errors().filter_map(|finding| finding.sent_row) {
        faulty[person] = true;
    }
    for person in also {
        faulty[*person] = true;
    }
    let came = reply.came();
    let answered = came.iter().filter(|came| **came).count();
    let faulty = came.iter().zip(&faulty).filter(|(came, faulty)| **came && **faulty).count();
    PeopleCounts {
        asked,
        answered,
        good: answered - faulty,
        faulty,
        missing: asked - answered,
        brought: 0,
        // Who a row is about is not told either.
        extra: if settled { extra } else { 0 },
    }
}
