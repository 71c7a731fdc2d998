//! The JSON documents that other programs read. Keys may be added, never changed.

mod validation;

use std::cell::Cell;
use std::io::Write;

use serde::ser::SerializeSeq as _;
use serde::{Serialize, Serializer};
use tollgate_model::{
    Assignment, Batch, Cause, Change, ChangeKind, Conferencing, ConferencingView, PersonView, Plan,
};

use crate::details::Details;
pub use validation::validation;

/// A document as it is printed: indented, with a line break at its end.
fn document(value: &impl Serialize) -> String {
    // Nothing here has keys that are not text, which is all that can fail.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// Writes a document as it comes about.
fn write(value: &impl Serialize, to: &mut dyn Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, value)?;
    to.write_all(b"\n")
}

#[derive(Serialize)]
struct PlanDocument<'a> {
    schema: &'static str,
    #[serde(flatten)]
    done: Option<Done>,
    #[serde(flatten)]
    would: Option<Would<'a>>,
    revision: u64,
    roster: Option<u32>,
    provider: Option<&'a str>,
    counts: PlanCounts,
    changes: Changes<'a>,
}

/// Stands in a plan that was applied; no number when there was nothing to change.
#[derive(Serialize)]
struct Done {
    batch: Option<u64>,
    again: Option<Again>,
}

/// Stands in a plan that is only shown: why it will be stopped, if it will.
#[derive(Serialize)]
struct Would<'a> {
    stopped: Option<&'a str>,
}

/// The new roster of the people who were left out.
#[derive(Debug, Serialize)]
pub struct Again {
    /// Its number.
    pub roster: u32,
    /// How many people are on it.
    pub people: usize,
    /// How many others are left out, and not asked for.
    pub not_asked: usize,
    /// Its file.
    pub file: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct PlanCounts {
    assign: usize,
    change: usize,
    replace_microsoft: usize,
    replace_provider: usize,
    unchanged: usize,
    left: usize,
}

/// Changes, one by one.
struct Changes<'a>(&'a [Change]);

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(change_object))
    }
}

#[derive(Serialize)]
struct ChangeObject<'a> {
    person: Option<&'a str>,
    kind: &'static str,
    before: Option<StateObject<'a>>,
    after: Option<StateObject<'a>>,
    /// Left out where the person stays who they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum StateObject<'a> {
    Word(&'static str),
    Assignment(AssignmentObject<'a>),
}

#[derive(Serialize)]
pub(crate) struct AssignmentObject<'a> {
    provider: &'a str,
    toll_number: &'a str,
    toll_free_numbers: Vec<&'a str>,
    conference_id: &'a str,
}

impl<'a> From<&'a Assignment> for AssignmentObject<'a> {
    fn from(assignment: &'a Assignment) -> Self {
        Self {
            provider: &assignment.provider,
            toll_number: &assignment.toll_number,
            toll_free_numbers: assignment.toll_free_numbers.iter().map(AsRef::as_ref).collect(),
            conference_id: &assignment.conference_id,
        }
    }
}

/// `tollgate.plan/1`: what an import would do, and why it will be `stopped`, if it will.
pub fn plan(
    plan: &Plan,
    stopped: Option<&str>,
    redact: bool,
    to: &mut dyn Write,
) -> std::io::Result<()> {
    let would = Some(Would { stopped });
    let document = PlanDocument { would, ..plan_document(plan, "tollgate.plan/1", None, redact) };
    write(&document, to)
}

/// `tollgate.batch/1`: what an import did; no number when there was nothing to change.
pub fn batch(
    plan: &Plan,
    number: Option<u64>,
    again: Option<Again>,
    redact: bool,
    to: &mut dyn Write,
) -> std::io::Result<()> {
    let done = Done { batch: number, again };
    write(&plan_document(plan, "tollgate.batch/1", Some(done), redact), to)
}

/// Redacted, it counts changes and lists none.
fn plan_document<'a>(
    plan: &'a Plan,
    schema: &'static str,
    done: Option<Done>,
    redact: bool,
) -> PlanDocument<'a> {
    let listed = if redact { &[] } else { &*plan.changes };
    PlanDocument {
        schema,
        done,
        would: None,
        revision: plan.revision.0,
        roster: match plan.cause {
            Cause::Import { roster, .. } => Some(roster),
            _ => None,
        },
        provider: plan.provider.as_deref(),
        counts: PlanCounts {
            assign: plan.count(ChangeKind::Assign),
            change: plan.count(ChangeKind::Change),
            replace_microsoft: plan.count(ChangeKind::ReplaceMicrosoft),
            replace_provider: plan.count(ChangeKind::ReplaceProvider),
            unchanged: plan.unchanged,
            left: plan.left,
        },
        changes: Changes(listed),
    }
}

fn change_object(change: &Change) -> ChangeObject<'_> {
    ChangeObject {
        person: change.sip().map(tollgate_model::SipAddress::as_str),
        kind: change.kind().word(),
        before: image(&change.before),
        after: image(&change.after),
        details: Details::of(change),
    }
}

/// A state as a plan shows it: nothing where there is no provider.
fn image(conferencing: &Conferencing) -> Option<StateObject<'_>> {
    match conferencing {
        Conferencing::None => None,
        Conferencing::Microsoft => Some(StateObject::Word("microsoft")),
        Conferencing::Assigned(assignment) => Some(StateObject::Assignment(assignment.into())),
    }
}

#[derive(Serialize)]
#[serde(bound(serialize = "People<E>: Serialize"))]
struct PeopleDocument<E> {
    schema: &'static str,
    people: People<E>,
}

#[derive(Serialize)]
struct PersonObject<'a> {
    sip_address: &'a str,
    user_principal_name: &'a str,
    display_name: &'a str,
    country: Option<String>,
    department: &'a str,
    enabled: bool,
    teams_only: bool,
    licensed: Option<bool>,
    conferencing: StateObject<'a>,
}

/// People as they come by; they come once.
struct People<E>(Cell<Option<E>>);

impl<E: FnOnce(&mut dyn FnMut(PersonView<'_>))> Serialize for People<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        let mut done = Ok(());
        if let Some(each) = self.0.take() {
            each(&mut |person| {
                if done.is_ok() {
                    done = list.serialize_element(&person_object(&person));
                }
            });
        }
        done?;
        list.end()
    }
}

fn person_object<'a>(person: &PersonView<'a>) -> PersonObject<'a> {
    PersonObject {
        sip_address: person.sip,
        user_principal_name: person.user_principal_name,
        display_name: person.display_name,
        country: person.country.map(|country| country.to_string()),
        department: person.department,
        enabled: person.enabled,
        teams_only: person.teams_only,
        licensed: person.licensed,
        conferencing: match person.conferencing {
            ConferencingView::None => StateObject::Word("none"),
            ConferencingView::Microsoft => StateObject::Word("microsoft"),
            ConferencingView::Assigned(held) => StateObject::Assignment(AssignmentObject {
                provider: held.provider,
                toll_number: held.toll_number,
                toll_free_numbers: held.toll_free().collect(),
                conference_id: held.conference_id,
            }),
        },
    }
}

/// `tollgate.people/1`: the state and nothing of how it came about, in the order in which people come
/// by.
pub fn people(
    each: impl FnOnce(&mut dyn FnMut(PersonView<'_>)),
    to: &mut dyn Write,
) -> std::io::Result<()> {
    let people = People(Cell::new(Some(each)));
    write(&PeopleDocument { schema: "tollgate.people/1", people }, to)
}

#[derive(Serialize)]
struct LogDocument<'a> {
    schema: &'static str,
    batches: Vec<BatchObject<'a>>,
}

#[derive(Serialize)]
#[allow(clippy::option_option, reason = "what is not known is not the same as none")]
struct BatchObject<'a> {
    batch: u64,
    at: String,
    cause: &'static str,
    by: &'a str,
    changes: usize,
    left: usize,
    undoes: Option<u64>,
    redoes: Option<u64>,
    /// Left out where it is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    undone_by: Option<Option<u64>>,
    revision: u64,
    version: &'a str,
    roster: Option<u32>,
    provider: Option<&'a str>,
    file: Option<&'a str>,
    sha256: Option<&'a str>,
    options: &'a [String],
    reason: Option<&'a str>,
}

/// `tollgate.log/1`: the journal, in the order given.
pub fn log(batches: &[Batch]) -> String {
    let batches = batches.iter().map(batch_object).collect();
    document(&LogDocument { schema: "tollgate.log/1", batches })
}

#[derive(Serialize)]
struct LogEntryDocument<'a> {
    schema: &'static str,
    #[serde(flatten)]
    batch: BatchObject<'a>,
    people: Changes<'a>,
}

/// `tollgate.log-entry/1`: one batch with every before and after.
pub fn log_entry(batch: &Batch, changes: &[Change], to: &mut dyn Write) -> std::io::Result<()> {
    entry(batch_object(batch), changes, to)
}

/// The same, of nothing but what the batch itself says: whether it was taken back is left out.
pub fn record(batch: &Batch, changes: &[Change], to: &mut dyn Write) -> std::io::Result<()> {
    entry(BatchObject { undone_by: None, ..batch_object(batch) }, changes, to)
}

fn entry(batch: BatchObject<'_>, changes: &[Change], to: &mut dyn Write) -> std::io::Result<()> {
    write(&LogEntryDocument { schema: "tollgate.log-entry/1", batch, people: Changes(changes) }, to)
}

fn batch_object(batch: &Batch) -> BatchObject<'_> {
    let (undoes, redoes) = match batch.cause {
        Cause::Undo { of } => (Some(of.0), None),
        Cause::Redo { of } => (None, Some(of.0)),
        _ => (None, None),
    };
    let (roster, file, sha256) = match &batch.cause {
        Cause::Import { roster, file, sha256 } => (Some(*roster), Some(file), Some(sha256)),
        Cause::Load { file, sha256 } => (None, Some(file), Some(sha256)),
        _ => (None, None, None),
    };
    BatchObject {
        batch: batch.number.0,
        at: batch.hand.at.to_string(),
        cause: batch.cause.word(),
        by: &batch.hand.by,
        changes: batch.changes,
        left: batch.left,
        undoes,
        redoes,
        undone_by: Some(batch.undone_by.map(|number| number.0)),
        revision: batch.revision.0,
        version: &batch.hand.version,
        roster,
        provider: batch.provider.as_deref(),
        file: file.map(String::as_str),
        sha256: sha256.map(String::as_str),
        options: &batch.hand.options,
        reason: batch.hand.reason.as_deref(),
    }
}

#[derive(Serialize)]
struct FailureDocument<'a> {
    schema: &'static str,
    kind: &'a str,
    message: &'a str,
    hint: &'a str,
}

/// `tollgate.failure/1`.
pub fn failure(kind: &str, message: &str, hint: &str) -> String {
    document(&FailureDocument { schema: "tollgate.failure/1", kind, message, hint })
}
