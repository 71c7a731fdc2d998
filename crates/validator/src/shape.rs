//! What one typed row must be, whatever the others are: said once, as a type.

use tollgate_model::{ConferenceIdRule, Field, PhoneNumber};
use validator::{Validate, ValidateArgs as _, ValidationError};

use crate::rule::{Check, Place};
use crate::rules::RULES;
use crate::{Reply, Row, Sink};

/// The answers for one person, as every person's must be.
#[derive(Debug, Validate)]
#[validate(context = ConferenceIdRule)]
struct TypedRow<'a> {
    #[validate(required(code = "T001"))]
    toll_number: Option<PhoneNumber>,
    #[validate(
        required(code = "I001"),
        custom(function = "has_the_providers_length", use_context)
    )]
    conference_id: Option<&'a str>,
}

fn has_the_providers_length(id: &str, rule: &ConferenceIdRule) -> Result<(), ValidationError> {
    if rule.allows(id) { Ok(()) } else { Err(ValidationError::new("I002")) }
}

/// An answer that is not what an answer must be.
#[derive(Debug)]
pub(crate) struct Misshapen<'r> {
    /// The reply it stands in.
    pub(crate) reply: &'r Reply<'r>,
    /// Where it is.
    pub(crate) place: Place,
    /// What it says, cleaned; empty where it is blank.
    pub(crate) text: &'r str,
    /// Whether the row came back as it was sent, so that the person keeps it whatever is said of it.
    pub(crate) stays: bool,
}

/// Judges the shape of a row; an answer that fails has a fault of its own. An answer that has one
/// already is not judged again.
pub(crate) fn check(reply: &Reply<'_>, row: &mut Row, sink: &mut Sink<'_>) {
    let typed =
        TypedRow { toll_number: row.toll_number, conference_id: row.conference_id.as_deref() };
    let Err(errors) = typed.validate_with_args(&reply.provider().conference_id) else { return };
    let errors = errors.field_errors();
    let fields = [("toll_number", Field::TollNumber, 0), ("conference_id", Field::ConferenceId, 2)];
    let mut failed = [false; 3];
    for (name, field, slot) in fields {
        let Some(error) = errors.get(name).and_then(|list| list.first()) else { continue };
        if row.faulty[slot] || reply.columns.get(field).is_none() {
            continue;
        }
        // What came back as it was sent stays as it is.
        let stays = slot == 2 && row.echoed;
        failed[slot] = !stays;
        let rule = RULES.iter().find(|rule| rule.code == error.code);
        if let Some((rule, Check::Shape(report))) = rule.map(|rule| (rule, rule.check)) {
            let text =
                if slot == 2 { row.conference_id.as_deref().unwrap_or_default() } else { "" };
            let place = reply.place(row.row, field, Some(row.person));
            sink.under(rule, |sink| report(&Misshapen { reply, place, text, stays }, sink));
        }
    }
    if failed[2] {
        row.conference_id = None;
    }
    for (fault, failed) in row.faulty.iter_mut().zip(failed) {
        *fault |= failed;
    }
}
