//! What the script of a page shows: every finding with its row, and every change.

use std::collections::BTreeMap;
use std::io::{Result, Write};

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};
use tollgate_model::{Change, Severity, visible};

use super::{Group, Page, SCRIPT};
use crate::state;
use crate::text::place;

#[derive(Serialize)]
struct Data<'a> {
    rules: Vec<RuleObject>,
    severities: [&'static str; 3],
    headings: Vec<String>,
    rows: Rows<'a>,
    findings: Findings<'a>,
    changes: Changes<'a>,
}

#[derive(Serialize)]
struct RuleObject {
    code: &'static str,
    name: &'static str,
}

/// The rows that findings are in, by table row: the number at the left edge, then the cells.
struct Rows<'a>(&'a Page<'a>);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let Page { report, table, redact, .. } = self.0;
        let mut map = serializer.serialize_map(None)?;
        let mut last = None;
        // Findings with a row come in file order.
        for row in report.findings.iter(table).filter_map(|finding| finding.row).filter(|_| !redact)
        {
            if last.replace(row) != Some(row) {
                let number = table.at(row).number.to_string();
                let cells = table.grid.row(row).map(|cell| visible(cell).into_owned());
                map.serialize_entry(
                    &row,
                    &std::iter::once(number).chain(cells).collect::<Vec<_>>(),
                )?;
            }
        }
        map.end()
    }
}

/// Rule, severity, place, person, message, proposal, row and column of each finding.
struct Findings<'a>(&'a Page<'a>, &'a [&'static str]);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let Self(page, codes) = self;
        serializer.collect_seq(page.report.findings.iter(page.table).map(|finding| {
            let fix = finding.fix().map(|fix| {
                let word = if fix.safe { "Read as" } else { "Possibly meant:" };
                let value = if fix.value.is_empty() { "blank" } else { fix.value };
                format!("{word} {} ({})", visible(value), fix.why)
            });
            (
                codes.iter().position(|code| *code == finding.code),
                Severity::Error as usize - finding.severity as usize,
                place(finding, page.table),
                finding.person().map(|person| visible(person).into_owned()),
                finding.message().plain(),
                fix,
                finding.row,
                finding.column,
            )
        }))
    }
}

/// Person, kind, before and after of each change.
struct Changes<'a>(&'a Page<'a>);

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let plan = self.0.plan.filter(|_| !self.0.redact);
        let changes = plan.iter().flat_map(|plan| &plan.changes);
        serializer.collect_seq(changes.map(|change: &Change| {
            let sip = change.sip().map(|sip| visible(sip.as_str()).into_owned());
            let state = |there: bool, has| if there { state(has) } else { String::new() };
            let before = state(change.sip_before().is_some(), &change.before);
            let after = state(change.sip_after().is_some(), &change.after);
            (sip, change.kind().word(), before, after)
        }))
    }
}

/// Writes the end of a page: its data, and the script that shows them.
pub(super) fn write(page: &Page<'_>, groups: &[Group<'_>], to: &mut impl Write) -> Result<()> {
    let rules: BTreeMap<&'static str, &'static str> =
        groups.iter().map(|group| (group.code, group.name)).collect();
    let codes: Vec<&'static str> = rules.keys().copied().collect();
    let table = page.table;
    let headings = table.heading_row.into_iter().flat_map(|row| table.grid.row(row));
    let data = Data {
        rules: rules.into_iter().map(|(code, name)| RuleObject { code, name }).collect(),
        severities: [Severity::Error, Severity::Warning, Severity::Note].map(Severity::word),
        headings: headings.map(|heading| visible(heading).into_owned()).collect(),
        rows: Rows(page),
        findings: Findings(page, &codes),
        changes: Changes(page),
    };
    write!(to, "<script type=\"application/json\" id=\"data\">")?;
    serde_json::to_writer(Inert(&mut *to), &data)?;
    writeln!(to, "</script>\n<script>{SCRIPT}</script>\n</body>\n</html>")
}

/// JSON within HTML: a `<` would open a tag.
struct Inert<W>(W);

impl<W: Write> Write for Inert<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        for (at, part) in bytes.split(|byte| *byte == b'<').enumerate() {
            if at > 0 {
                self.0.write_all(b"\\u003c")?;
            }
            self.0.write_all(part)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        self.0.flush()
    }
}
