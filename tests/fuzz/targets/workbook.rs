//! A workbook as a whole: the archive, or the binary formats.

use super::{files, world};

pub(super) fn run(bytes: &[u8]) {
    if let Ok(table) = world::reply(bytes, None) {
        world::judge(&table);
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    files("replies", &["xlsx", "xls", "ods"]).into_iter().map(|(_, bytes)| bytes).collect()
}
