//! One page that a browser shows without a network: the verdict, who is concerned, every finding with
//! its row, and for an import the plan.

mod data;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Result, Write};

use base64::Engine as _;
use sha2::{Digest as _, Sha256};
use tollgate_model::{FindingView, Plan, Report, Severity, Table, visible};

use crate::text::place;
use crate::verdict::skipped;
use crate::{ranges, sum};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// How many places of one cause are listed where there is no script, and on paper.
const LISTED: usize = 8;

/// What a page shows.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// What was found; already redacted where it shall be.
    pub report: &'a Report,
    /// The reply.
    pub table: &'a Table,
    /// Whether warnings stop the reply as errors do.
    pub deny_warnings: bool,
    /// Neither rows nor people are shown.
    pub redact: bool,
    /// For an import, what it does.
    pub plan: Option<&'a Plan>,
    /// The batch, where the plan was applied.
    pub batch: Option<u64>,
    /// The program's version.
    pub version: &'a str,
}

/// Findings of one cause.
struct Group<'a> {
    code: &'static str,
    name: &'static str,
    severity: Severity,
    help: &'a str,
    /// Their places in the report.
    findings: Vec<u32>,
}

/// Writes a page. Everything from a file is text: it is escaped, and no script but ours may run.
pub fn page(page: &Page<'_>, to: &mut impl Write) -> Result<()> {
    let groups = groups(page);
    head(page, to)?;
    people(page, to)?;
    if let Some(plan) = page.plan {
        self::plan(page, plan, to)?;
    }
    if !groups.is_empty() {
        chart(&groups, to)?;
        causes(page, &groups, to)?;
        controls(&groups, to)?;
    }
    foot(page, to)?;
    data::write(page, &groups, to)
}

fn groups<'a>(page: &Page<'a>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known: BTreeMap<(&str, Severity, &str), usize> = BTreeMap::new();
    for (number, finding) in (0..).zip(page.report.findings.iter(page.table)) {
        let at =
            *known.entry((finding.code, finding.severity, finding.help)).or_insert(groups.len());
        if at == groups.len() {
            let FindingView { code, name, severity, help, .. } = finding;
            groups.push(Group { code, name, severity, help, findings: Vec::new() });
        }
        groups[at].findings.push(number);
    }
    groups.sort_by_key(|group| {
        (std::cmp::Reverse(group.severity), std::cmp::Reverse(group.findings.len()), group.code)
    });
    groups
}

/// Text as HTML shows it: what cannot be seen by code point, and nothing that a browser would obey.
fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

fn allowed(inline: &str) -> String {
    let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(inline));
    format!("'sha256-{digest}'")
}

fn head(page: &Page<'_>, to: &mut impl Write) -> Result<()> {
    let (refused, word) = match (page.report.is_refused(page.deny_warnings), page.batch) {
        (_, Some(batch)) => (false, format!("Imported as batch {batch}")),
        (true, None) if page.plan.is_none() => (true, "Refused".to_owned()),
        (true, None) => (false, "Good in part".to_owned()),
        (false, None) => (false, "Accepted".to_owned()),
    };
    let name = text(&page.table.facts.name);
    let policy = format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        allowed(STYLE),
        allowed(SCRIPT)
    );
    writeln!(to, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(to, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
    writeln!(to, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(to, "<title>{word}: {name}</title>\n<style>{STYLE}</style>\n</head>\n<body>")?;
    let class = if refused { "refused" } else { "accepted" };
    writeln!(to, "<header class=\"{class}\"><div>")?;
    writeln!(to, "<h1><span class=\"verdict\">{word}:</span> {name}</h1>")?;
    if let Some(roster) = &page.report.roster {
        let number = match roster.number {
            0 => String::new(),
            number => format!(" to roster {number}"),
        };
        writeln!(to, "<p class=\"lead\">The reply of {}{number}.</p>", text(&roster.provider))?;
    }
    let next = match (page.plan, page.batch, refused) {
        (_, Some(batch), _) => format!("To take it back: <code>tollgate undo {batch}</code>"),
        (Some(plan), None, _) if plan.changes.is_empty() => "There is nothing to change.".into(),
        (Some(_), None, _) => "Nothing was changed yet: this is what an import would do.".into(),
        (None, None, true) => {
            "Nothing can be imported before the errors below are put right.".into()
        }
        (None, None, false) => "It can be imported.".to_owned(),
    };
    writeln!(to, "<p>{next}</p>")?;
    let plan = page.plan.map(|_| ("plan", "Changes"));
    let found = [("rules", "By rule"), ("causes", "What to do"), ("findings", "Every finding")];
    let found = found.into_iter().filter(|_| !page.report.findings.is_empty());
    write!(to, "<nav class=\"screen\" aria-label=\"On this page\"><a href=\"#people\">People</a>")?;
    for (id, word) in plan.into_iter().chain(found) {
        write!(to, "<a href=\"#{id}\">{word}</a>")?;
    }
    writeln!(to, "</nav>\n</div></header>\n<main>")
}

/// A share as SVG writes it, to a hundredth of a percent.
fn percent(part: usize, whole: usize) -> String {
    let share = part * 10_000 / whole.max(1);
    format!("{}.{:02}%", share / 100, share % 100)
}

fn people(page: &Page<'_>, to: &mut impl Write) -> Result<()> {
    let people = &page.report.people;
    writeln!(to, "<section aria-labelledby=\"people\"><h2 id=\"people\">People</h2>")?;
    if page.report.stopped {
        return writeln!(to, "<p>No answer can be told from this file.</p></section>");
    }
    let missing = people.missing - people.brought;
    let parts = [("good", people.good), ("error", people.faulty), ("missing", missing)];
    write!(
        to,
        "<svg height=\"14\" role=\"img\" aria-label=\"{} ready, {} with faults, {} missing\">",
        people.good, people.faulty, missing
    )?;
    let mut from = 0;
    for (class, count) in parts {
        let (x, width) = (percent(from, people.asked), percent(count, people.asked));
        write!(to, "<rect class=\"{class}\" x=\"{x}\" width=\"{width}\" height=\"14\"/>")?;
        from += count;
    }
    writeln!(to, "</svg>\n<ul class=\"tiles\">")?;
    let tiles = [
        ("asked for", "", people.asked),
        ("ready", "good", people.good),
        ("with faults", "error", people.faulty),
        ("missing", "", missing),
        ("with what an earlier reply brought", "", people.brought),
        ("never asked for", "", people.extra),
    ];
    for (word, class, count) in tiles {
        if count > 0 || matches!(word, "asked for" | "ready") {
            writeln!(to, "<li><b class=\"{class}\">{count}</b> {word}</li>")?;
        }
    }
    writeln!(to, "</ul></section>")
}

fn plan(page: &Page<'_>, plan: &Plan, to: &mut impl Write) -> Result<()> {
    let title = if page.batch.is_some() { "What was changed" } else { "What would change" };
    writeln!(to, "<section aria-labelledby=\"plan\"><h2 id=\"plan\">{title}</h2>")?;
    writeln!(to, "<p>{}</p>", text(&sum(plan)))?;
    if !page.redact && !plan.changes.is_empty() {
        writeln!(
            to,
            "<div class=\"controls\"><label class=\"wide\">Search people and numbers <input id=\"search-changes\" type=\"search\" autocomplete=\"off\"></label></div>"
        )?;
        writeln!(
            to,
            "<div class=\"card\"><table class=\"change\"><thead><tr><th scope=\"col\">Person</th><th scope=\"col\">What</th><th scope=\"col\">Before</th><th scope=\"col\">After</th></tr></thead><tbody id=\"changes\"></tbody></table></div><noscript><p>The list needs JavaScript, which is off.</p></noscript>"
        )?;
        writeln!(to, "<button id=\"more-changes\" hidden>Show more</button>")?;
    }
    writeln!(to, "</section>")
}

fn chart(groups: &[Group<'_>], to: &mut impl Write) -> Result<()> {
    // What is to be done may differ within a rule.
    let mut bars: Vec<(&Group<'_>, usize)> = Vec::new();
    for group in groups {
        let same = |(other, _): &&mut (&Group<'_>, usize)| {
            (other.code, other.severity) == (group.code, group.severity)
        };
        match bars.iter_mut().find(same) {
            Some((_, count)) => *count += group.findings.len(),
            None => bars.push((group, group.findings.len())),
        }
    }
    let most = bars.iter().map(|(_, count)| *count).max().unwrap_or(1);
    writeln!(
        to,
        "<section aria-labelledby=\"rules\"><h2 id=\"rules\">What was found, by rule</h2>"
    )?;
    writeln!(to, "<ul class=\"chart card\">")?;
    for (group, count) in bars {
        let class = group.severity.word();
        let width = percent(count.max(most / 150), most);
        writeln!(
            to,
            "<li><a href=\"#rule-{0}\"><span class=\"code {class}\">{0}</span>{1}</a><svg height=\"12\" aria-hidden=\"true\"><rect class=\"track\" width=\"100%\" height=\"12\" rx=\"3\"/><rect class=\"{class}\" width=\"{width}\" height=\"12\" rx=\"3\"/></svg><span class=\"count\">{count}</span></li>",
            group.code, group.name
        )?;
    }
    writeln!(to, "</ul></section>")
}

/// Each cause with what to do and its first places: all that paper has.
fn causes(page: &Page<'_>, groups: &[Group<'_>], to: &mut impl Write) -> Result<()> {
    writeln!(to, "<section aria-labelledby=\"causes\"><h2 id=\"causes\">What to do</h2>")?;
    let mut anchored = BTreeSet::new();
    for group in groups {
        let (class, count) = (group.severity.word(), group.findings.len());
        let id = if anchored.insert(group.code) {
            format!(" id=\"rule-{}\"", group.code)
        } else {
            String::new()
        };
        writeln!(
            to,
            "<div class=\"card\"{id}><h3><span class=\"tag {class}\">{class}</span><span class=\"code\">{}</span>{}</h3>",
            group.code, group.name
        )?;
        let places = if count == 1 { String::new() } else { format!(" {count} places.") };
        writeln!(
            to,
            "<p>{}<span class=\"soft\">{places}</span></p><ul class=\"places\">",
            text(group.help)
        )?;
        let found = |number: &u32| page.report.findings.get(*number as usize, page.table);
        for finding in group.findings[..count.min(LISTED)].iter().map(found) {
            let place = place(finding, page.table);
            let person = finding.person().unwrap_or_default();
            let at: Vec<&str> =
                [place.as_str(), person].into_iter().filter(|part| !part.is_empty()).collect();
            let at = if at.is_empty() { String::new() } else { format!("{}: ", at.join(", ")) };
            writeln!(
                to,
                "<li><span class=\"soft\">{}</span>{}</li>",
                text(&at),
                text(&finding.message().plain())
            )?;
        }
        writeln!(to, "</ul>")?;
        if count > LISTED {
            let mut rows: Vec<u32> = group.findings[LISTED..]
                .iter()
                .filter_map(|number| found(number).row.map(|row| page.table.at(row).number))
                .collect();
            rows.dedup();
            let rows =
                if rows.is_empty() { String::new() } else { format!(" in rows {}", ranges(&rows)) };
            let rows = if rows.len() > 600 { String::new() } else { rows };
            writeln!(
                to,
                "<p class=\"soft\">… and {} more{rows}. <a class=\"screen\" href=\"#rule={}\">Show them all</a></p>",
                count - LISTED,
                group.code
            )?;
        }
        writeln!(to, "</div>")?;
    }
    writeln!(to, "</section>")
}

fn controls(groups: &[Group<'_>], to: &mut impl Write) -> Result<()> {
    writeln!(
        to,
        "<section class=\"screen\" aria-labelledby=\"findings\"><h2 id=\"findings\">Every finding</h2>"
    )?;
    writeln!(
        to,
        "<noscript><p class=\"card\">The list of every finding needs JavaScript, which is off. The groups above hold the first of each.</p></noscript>"
    )?;
    writeln!(
        to,
        "<form class=\"controls\" role=\"search\"><label class=\"wide\">Search <input id=\"search\" type=\"search\" autocomplete=\"off\" placeholder=\"a name, a number, a row …\"></label>"
    )?;
    writeln!(to, "<label>Rule <select id=\"rule\"><option value=\"\">all</option>")?;
    let codes: BTreeMap<&str, &str> = groups.iter().map(|group| (group.code, group.name)).collect();
    for (code, name) in codes {
        writeln!(to, "<option value=\"{code}\">{code} {name}</option>")?;
    }
    writeln!(
        to,
        "</select></label><label>Severity <select id=\"severity\"><option value=\"\">all</option>"
    )?;
    let severities: BTreeSet<Severity> = groups.iter().map(|group| group.severity).collect();
    for severity in severities.into_iter().rev().map(Severity::word) {
        writeln!(to, "<option value=\"{severity}\">{severity}s</option>")?;
    }
    writeln!(to, "</select></label><button id=\"clear\" type=\"button\">Clear</button></form>")?;
    writeln!(
        to,
        "<p id=\"count\" class=\"soft\" role=\"status\"></p><div id=\"list\"></div><button id=\"more\" hidden>Show more</button></section>"
    )
}

fn foot(page: &Page<'_>, to: &mut impl Write) -> Result<()> {
    let facts = &page.table.facts;
    writeln!(to, "</main>\n<footer>")?;
    if !page.report.skipped.is_empty() {
        writeln!(to, "<p>Not looked at: {}.</p>", text(&skipped(page.report)))?;
    }
    writeln!(to, "<p>SHA-256 of {}: <code>{}</code></p>", text(&facts.name), text(&facts.sha256))?;
    writeln!(
        to,
        "<p>Made by Tollgate {}. This page needs no network and sends nothing.</p>",
        text(page.version)
    )?;
    writeln!(to, "</footer>")
}

#[cfg(test)]
mod tests;
