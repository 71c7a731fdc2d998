//! The text of a row ID.

use tollgate_model::RowId;

use super::bytes_of;

pub(super) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let looks = RowId::looks_like(&text);
    if let Some(id) = RowId::parse(&text) {
        assert!(looks, "{text:?} does not look like what it is");
        assert_eq!(RowId::parse(&id.to_string()), Some(id), "{text:?}");
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    bytes_of(&["R7-0012-K3QX7MPA", "r7-12", "R999999999-123456789-ZZZZZZZZ", "'R7\u{2013}0012", ""])
}
