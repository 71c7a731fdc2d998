//! What the directory knows of who somebody is, detail by detail, before and after a change.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use tollgate_model::{Assignment, Change, Country, Identity, Who, visible};

use crate::changes::assigned;
use crate::json::AssignmentObject;

/// One thing that the directory knows of who somebody is.
struct Detail {
    /// What it is called in JSON.
    key: &'static str,
    /// What it is called in text.
    name: &'static str,
    /// How text says no, yes, and that it is not there.
    words: [&'static str; 3],
    of: for<'i> fn(&'i Identity) -> Value<'i>,
}

/// What stands there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value<'i> {
    Nothing,
    Text(&'i str),
    Flag(bool),
    Assignments(&'i [Assignment]),
}

const WORDS: [&str; 3] = ["no", "yes", "(none)"];

const DETAILS: [Detail; 10] = [
    Detail { key: "sip_address", name: "address", words: WORDS, of: |who| text(who.sip.as_str()) },
    Detail {
        key: "user_principal_name",
        name: "UPN",
        words: WORDS,
        of: |who| text(&who.user_principal_name),
    },
    Detail { key: "display_name", name: "name", words: WORDS, of: |who| text(&who.display_name) },
    Detail {
        key: "country",
        name: "country",
        words: WORDS,
        of: |who| text(who.country.as_ref().map_or("", Country::as_str)),
    },
    Detail { key: "department", name: "department", words: WORDS, of: |who| text(&who.department) },
    Detail {
        key: "enabled",
        name: "account",
        words: ["disabled", "enabled", "(none)"],
        of: |who| Value::Flag(who.enabled),
    },
    Detail {
        key: "teams_only",
        name: "Teams only",
        words: WORDS,
        of: |who| Value::Flag(who.teams_only),
    },
    Detail {
        key: "licensed",
        name: "Audio Conferencing licence",
        words: ["no", "yes", "not known"],
        of: |who| who.licensed.map_or(Value::Nothing, Value::Flag),
    },
    Detail {
        key: "object_id",
        name: "object ID",
        words: WORDS,
        of: |who| text(who.object_id.as_deref().unwrap_or_default()),
    },
    Detail {
        key: "further_providers",
        name: "further providers",
        words: WORDS,
        of: |who| match &*who.beside {
            [] => Value::Nothing,
            beside => Value::Assignments(beside),
        },
    },
];

fn text(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Nothing } else { Value::Text(text) }
}

/// Details that differ, before and after.
fn differing<'i>(
    before: Option<&'i Identity>,
    after: Option<&'i Identity>,
) -> impl Iterator<Item = (&'static Detail, Value<'i>, Value<'i>)> {
    DETAILS.iter().filter_map(move |detail| {
        let of = |who: Option<&'i Identity>| who.map_or(Value::Nothing, detail.of);
        let (before, after) = (of(before), of(after));
        (before != after).then_some((detail, before, after))
    })
}

/// What changes of somebody who stays in the directory and becomes known otherwise, in words; empty where
/// nothing does.
pub fn details(change: &Change) -> String {
    let Who::Changes { before: Some(before), after: Some(after) } = &change.who else {
        return String::new();
    };
    let parts = differing(Some(before), Some(after)).map(|(detail, before, after)| {
        format!("{} {} → {}", detail.name, detail.said(before), detail.said(after))
    });
    parts.collect::<Vec<_>>().join(", ")
}

impl Detail {
    fn said(&self, value: Value<'_>) -> String {
        let [no, yes, nothing] = self.words;
        match value {
            Value::Nothing => nothing.into(),
            Value::Text(text) => visible(text).into_owned(),
            Value::Flag(is) => if is { yes } else { no }.into(),
            Value::Assignments(held) => held.iter().map(assigned).collect::<Vec<_>>().join("; "),
        }
    }
}

/// The details of who somebody is that a change changes, as an object: each with its before and after.
pub(crate) struct Details<'c>(&'c Change);

impl<'c> Details<'c> {
    /// None where the person stays who they are.
    pub(crate) fn of(change: &'c Change) -> Option<Self> {
        matches!(change.who, Who::Changes { .. }).then_some(Self(change))
    }
}

#[derive(Serialize)]
struct Sides<'i> {
    before: Value<'i>,
    after: Value<'i>,
}

impl Serialize for Details<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Who::Changes { before, after } = &self.0.who {
            for (detail, before, after) in differing(before.as_deref(), after.as_deref()) {
                map.serialize_entry(detail.key, &Sides { before, after })?;
            }
        }
        map.end()
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Flag(is) => serializer.serialize_bool(*is),
            Self::Assignments(held) => {
                serializer.collect_seq(held.iter().map(AssignmentObject::from))
            }
        }
    }
}

#[cfg(test)]
mod tests;
