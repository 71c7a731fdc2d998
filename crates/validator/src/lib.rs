//! A reply judged against the roster that was sent. Never fails, never opens a file, never asks a
//! database: what is wrong is data, and comes back complete and in order.

mod accepted;
mod columns;
mod identity;
mod join;
mod numbers;
mod reading;
mod reply;
mod rule;
mod rules;
mod runs;
mod shape;

pub use accepted::{Accepted, Answer};
pub use columns::Columns;
pub use join::{Index, Joined, Who, loosely};
pub use numbers::{Meaning, Part};
pub use reading::Cell;
pub use reply::{Reply, Row, Sent, Today};
pub use rule::{Check, Draft, Place, Rule, Sink};
pub use rules::RULES;
pub use shape::Misshapen;

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
}

/// Judges a reply against the roster it answers, and against the directory of today where there is
/// one.
pub fn check(
    table: &Table,
    sent: &Sent<'_>,
    today: Option<&Today<'_>>,
    options: Options,
) -> Checked {
    let mut reply = Reply::new(table, sent, options);
    let mut sink = Sink::new(table, sent.roster);
    run(&mut reply, today, &mut sink);
    let (mut report, also, settled) = sink.finish();
    report.rows = reply.joined.iter().filter(|joined| !joined.who.is_nobody()).count();
    report.roster = Some(AnsweredRoster {
        number: sent.roster.number,
        provider: sent.provider.name.clone(),
        people: sent.roster.len(),
    });
    report.people = people(&reply, &report, &also, settled);
    let accepted = (settled && !report.is_refused(options.deny_warnings))
        .then(|| Accepted::from_reply(&reply))
        .flatten();
    Checked { report, accepted }
}

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
            sink.skip(rule, &why);
        }
        return;
    }
    reading::read(reply, sink);
    for rule in RULES {
        match rule.check {
            Check::Reply(check) => sink.run(rule, |sink| check(reply, sink)),
            Check::Store(check) => match today {
                Some(today) => sink.run(rule, |sink| check(reply, today, sink)),
                None => sink.skip(rule, "no store"),
            },
            Check::File(_) | Check::Cell(_) | Check::Shape(_) => {}
        }
    }
}

fn people(reply: &Reply<'_>, report: &Report, also: &[usize], settled: bool) -> PeopleCounts {
    let asked = reply.sent.roster.len();
    // Where no answer can be told, nobody's is good.
    let (mut answered, mut faulty) = (vec![false; asked], vec![!settled; asked]);
    let mut extra = 0;
    for joined in &reply.joined {
        match joined.who {
            Who::Person(person) => answered[person] = true,
            Who::Stranger => extra += 1,
            Who::Footer | Who::Blank => {}
        }
    }
    for finding in report.findings.iter().filter(|finding| finding.severity == Severity::Error) {
        if let Some(person) = finding.sent_row {
            faulty[person] = true;
        }
    }
    for person in also {
        faulty[*person] = true;
    }
    let answered_count = answered.iter().filter(|came| **came).count();
    let faulty = answered.iter().zip(&faulty).filter(|(came, faulty)| **came && **faulty).count();
    PeopleCounts {
        asked,
        answered: answered_count,
        good: answered_count - faulty,
        faulty,
        missing: asked - answered_count,
        extra,
    }
}
