//! Delimited text: read as a reply, and judged.

use tollgate_model::FileKind;

use super::{files, world};

pub(super) fn run(bytes: &[u8]) {
    if let Ok(table) = world::reply(bytes, Some(FileKind::Csv)) {
        world::judge(&table);
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    files("replies", &["csv", "txt"]).into_iter().map(|(_, bytes)| bytes).collect()
}
