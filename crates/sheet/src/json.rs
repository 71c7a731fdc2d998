//! Directory dumps in JSON: an array of objects, bare or under `value` as Microsoft Graph has it.

use serde_json::{Map, Value};
use tollgate_model::{FileKind, RowAt, Stored, Table};

use crate::builder::Builder;
use crate::{Error, ErrorKind, ReadOptions, Result, limits};

/// Keys by which the objects of an inner array are told: a licence is its SKU.
const INNER: [&str; 3] = ["skuId", "skuPartNumber", "servicePlanId"];

/// Keys under which a page of a list says where the next one is: in `OData` 4 and before.
const NEXT: [&str; 2] = ["@odata.nextLink", "odata.nextLink"];

pub(crate) fn read(name: &str, bytes: &[u8], options: &ReadOptions<'_>) -> Result<Table> {
    let mut bytes = bytes.to_vec();
    let decoded = crate::encoding::decode(&mut bytes, options.expected);
    let text = decoded.text.trim_start_matches('\u{feff}');
    let value: Value = serde_json::from_str(text).map_err(|error| Error::damaged(name, error))?;
    let mut next_page = None;
    let objects = match value {
        Value::Array(list) => list,
        Value::Object(mut map) => {
            next_page = NEXT.iter().find_map(|key| map.get(*key)?.as_str().map(str::to_owned));
            match map.remove("value") {
                Some(Value::Array(list)) => list,
                _ => return Err(not_a_list(name)),
            }
        }
        _ => return Err(not_a_list(name)),
    };
    let mut dropped = Vec::new();
    let objects: Vec<Map<String, Value>> = objects
        .into_iter()
        .map(|value| match value {
            Value::Object(mut map) => {
                // The builder drops the columns; what lies deeper is dropped here.
                map.values_mut().for_each(|value| drop_secrets(value, options, &mut dropped));
                Ok(map)
            }
            _ => Err(not_a_list(name)),
        })
        .collect::<Result<_>>()?;
    if objects.is_empty() {
        return Err(Error::empty(name));
    }
    let mut headings: Vec<&str> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for key in objects.iter().flat_map(Map::keys) {
        if seen.insert(key.as_str()) {
            headings.push(key);
        }
        if headings.len() > limits::COLUMNS {
            return Err(Error::too_large(name, "an object has too many keys"));
        }
    }
    // What most objects lack takes room in the table of all.
    let (cells, keys) =
        (headings.len() * objects.len(), objects.iter().map(Map::len).sum::<usize>());
    if cells * Table::CELL > limits::ROOM + limits::ROOM_RATIO * Table::CELL * keys {
        return Err(Error::too_large(name, "its objects have hardly a key in common"));
    }
    let mut builder = Builder::new(name, options);
    for heading in &headings {
        builder.push(heading, Stored::Text, None)?;
    }
    builder.end_row(RowAt { number: 1, line: 1 })?;
    for (number, object) in (2..).zip(&objects) {
        for heading in &headings {
            // A key that is absent says nothing; one that is null says that there is nothing.
            let Some(value) = object.get(*heading) else {
                builder.push("", Stored::Absent, None)?;
                continue;
            };
            let stored = match value {
                Value::Null => Stored::Empty,
                Value::Bool(_) => Stored::Bool,
                _ => Stored::Text,
            };
            builder.push(&text_of(value), stored, None)?;
        }
        builder.end_row(RowAt { number, line: number })?;
    }
    let mut table = builder.finish()?;
    table.facts.kind = Some(FileKind::Json);
    table.facts.dropped.extend(dropped);
    table.facts.next_page = next_page;
    Ok(table)
}

fn drop_secrets(value: &mut Value, options: &ReadOptions<'_>, dropped: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            map.retain(|key, _| {
                let secret = (options.is_secret)(key);
                // Every one is dropped; as many are named as a table has columns.
                if secret && dropped.len() < limits::COLUMNS && !dropped.contains(key) {
                    dropped.push(key.clone());
                }
                !secret
            });
            for value in map.values_mut() {
                drop_secrets(value, options, dropped);
            }
        }
        Value::Array(list) => {
            for value in list {
                drop_secrets(value, options, dropped);
            }
        }
        _ => {}
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(inner).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}

fn inner(value: &Value) -> String {
    let known = |map: &Map<String, Value>| {
        INNER.iter().find_map(|key| map.get(*key)?.as_str().map(str::to_owned))
    };
    match value {
        Value::String(text) => text.clone(),
        Value::Object(map) => known(map).unwrap_or_else(|| value.to_string()),
        other => other.to_string(),
    }
}

fn not_a_list(name: &str) -> Error {
    Error::new(
        ErrorKind::WrongKind,
        format!("Could not read {name}: it is JSON, but not a list of people."),
        "Give an array of objects, or Microsoft Graph's {\"value\": [...]}.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTIONS: ReadOptions<'_> = ReadOptions {
        is_heading: &|_| true,
        is_secret: |_| false,
        purpose: crate::Purpose::Dump,
        kind: None,
        sheet: None,
        expected: &[],
    };

    #[test]
    fn a_page_of_a_list_says_whether_more_follow() {
        let more = |before: &str| {
            let page = format!("{{{before}\"value\": [{{\"id\": \"1\"}}]}}");
            read("x.json", page.as_bytes(), &OPTIONS).unwrap().facts.next_page.is_some()
        };
        assert!(!more(""));
        assert!(!more("\"@odata.nextLink\": null,"));
        assert!(more(
            "\"@odata.nextLink\": \"https://graph.microsoft.com/v1.0/users?$skiptoken=X\","
        ));
    }

    #[test]
    fn objects_that_have_hardly_a_key_in_common_are_no_list_of_people() {
        let wide: String = (0..500).map(|key| format!("\"k{key}\":1,")).collect();
        let list = |many: usize| format!("[{{{wide}\"id\":1}}{}]", ",{\"id\":2}".repeat(many));
        assert_eq!(read("x.json", list(1000).as_bytes(), &OPTIONS).unwrap().len(), 1002);
        let error = read("x.json", list(50_000).as_bytes(), &OPTIONS).unwrap_err();
        assert!(error.message.contains("hardly a key in common"), "{}", error.message);
    }
}
