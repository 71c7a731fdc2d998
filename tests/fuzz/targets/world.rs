//! The roster and the directory of `fixtures`, and everything that is done with a reply to it.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use tollgate_import::{Known, Replace, is_dump_heading, load, plan};
use tollgate_model::{
    Cause, Directory, FileKind, Headings, Person, Profile, Provider, Revision, Roster, Table,
    Timestamp, Who, is_secret,
};
use tollgate_report::{Detail, findings, json};
use tollgate_sheet::{Purpose, ReadOptions, read_bytes, unguarded};
use tollgate_validator::{Options, RULES, Sent, Standing, Today, check_applying};

struct World {
    provider: Provider,
    roster: Roster,
    directory: Directory,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let profile = String::from_utf8(super::fixture("provider.toml")).expect("a profile is text");
    let provider = Profile::read(&profile).expect("the profile is good").provider;
    let sent = super::fixture("sent.csv");
    let table = reply(&sent, None).expect("what was sent is read");
    let number = table.get(1, 0)[1..].split('-').next().and_then(|number| number.parse().ok());
    let number = number.expect("a row ID has a number");
    let mut roster = Roster::new(number, &*provider.name, Timestamp::UNIX_EPOCH);
    for row in 1..table.len() {
        roster.push(|field| unguarded(table.get(row, field.index())));
    }
    let loaded = loaded(&dump(&sent).expect("what was sent is a dump too"));
    let people = loaded.plan.expect("the dump is good").changes.into_iter();
    let people = people.filter_map(|change| match change.who {
        Who::Changes { after: Some(identity), .. } => {
            Some(Person { identity, conferencing: change.after })
        }
        _ => None,
    });
    let people = people.collect();
    World { provider, roster, directory: Directory::new(Revision(1), people) }
});

/// Reads a reply.
pub(super) fn reply(bytes: &[u8], kind: Option<FileKind>) -> tollgate_sheet::Result<Table> {
    let headings = Headings::default();
    let is_heading = |heading: &str| headings.field(heading).is_some();
    read_bytes("reply", bytes, &options(&is_heading, Purpose::Reply, kind))
}

/// Reads a directory dump.
pub(super) fn dump(bytes: &[u8]) -> tollgate_sheet::Result<Table> {
    read_bytes("dump", bytes, &options(&is_dump_heading, Purpose::Dump, None))
}

fn options(
    is_heading: &(dyn Fn(&str) -> bool + Sync),
    purpose: Purpose,
    kind: Option<FileKind>,
) -> ReadOptions<'_> {
    ReadOptions { is_heading, is_secret, purpose, kind, sheet: None, expected: &[] }
}

/// What a dump comes to for a directory in which nobody is.
pub(super) fn loaded(table: &Table) -> tollgate_import::Loaded {
    let (directory, assigned_by) = (Directory::default(), BTreeMap::new());
    load(table, &Known { directory: &directory, assigned_by: &assigned_by }, true)
}

/// Judges a reply as it stands and with every proposal used, tells what was found, and plans what
/// may be imported.
pub(super) fn judge(table: &Table) {
    let World { provider, roster, directory } = &*WORLD;
    let sent = Sent { roster, provider, named: true, sheet_named: false };
    let standing = Standing::in_directory(directory, roster, provider).late();
    let given_up = BTreeMap::new();
    let today = Today {
        standing: &standing,
        imported_as: None,
        brought: &|_| false,
        given_up: &given_up,
        now: roster.made_at,
    };
    let every: Vec<&'static str> = RULES.iter().map(|rule| rule.code).collect();
    for codes in [&[][..], &every] {
        let options = Options::default();
        let applied = check_applying(table.clone(), &sent, Some(&today), options, codes);
        let (report, read) = (&applied.checked.report, &applied.table);
        let (mut document, mut text) = (Vec::new(), Vec::new());
        json::validation(report, read, false, &mut document).expect("memory takes everything");
        serde_json::from_slice::<serde_json::Value>(&document).expect("the document is JSON");
        findings(report, read, Detail::Every, &mut text).expect("memory takes everything");
        is_harmless(str::from_utf8(&text).expect("findings are text"));
        let whole = applied.checked.accepted.as_ref();
        assert_eq!(whole.is_some(), !report.is_refused(false), "accepted is what is not refused");
        for accepted in whole.into_iter().chain(&applied.checked.partly).cloned() {
            let replace = Replace { microsoft: false, other_provider: false };
            let cause = Cause::import(roster.number, &read.facts);
            let Ok(plan) = plan(accepted, roster, &standing, replace, cause) else { continue };
            assert_eq!(plan.changes.len() + plan.unchanged + plan.left, roster.len());
            let mut ids = HashSet::new();
            for change in &plan.changes {
                let held = change.after.assignment().expect("an import assigns");
                assert!(provider.conference_id.allows(&held.conference_id), "{held:?}");
                assert!(ids.insert(held.conference_id.clone()), "{held:?} twice");
            }
        }
    }
}

/// A terminal obeys nothing in a text but our own colours.
fn is_harmless(text: &str) {
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_control() && *c != '\n') {
        let style = text[at..].strip_prefix("\u{1b}[").and_then(|rest| rest.split_once('m'));
        let ours = style.is_some_and(|(style, _)| {
            style.bytes().all(|byte| byte.is_ascii_digit() || byte == b';')
        });
        assert!(ours, "{c:?} is obeyed");
    }
}
