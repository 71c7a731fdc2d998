//! One part of a workbook that is otherwise good: the name of the part, a line break, and what stands
//! in it. What is packed would hardly ever unpack again after a change.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _, Write as _};
use std::sync::LazyLock;

use zip::write::SimpleFileOptions;

use super::{files, fixture, world};

type Parts = Vec<(String, Vec<u8>)>;

static GOOD: LazyLock<[Parts; 2]> = LazyLock::new(|| {
    ["plain.xlsx", "libreoffice.ods"].map(|name| unpacked(&fixture(&format!("replies/{name}"))))
});

pub(super) fn run(bytes: &[u8]) {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else { return };
    let (Ok(name), content) = (std::str::from_utf8(&bytes[..end]), &bytes[end + 1..]) else {
        return;
    };
    let good = if name.starts_with("xl/") || name.starts_with('[') { &GOOD[0] } else { &GOOD[1] };
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut parts = good.clone();
    parts.retain(|(other, _)| other != name);
    parts.push((name.to_owned(), content.to_vec()));
    for (name, content) in parts {
        if archive.start_file(name, stored).is_err() || archive.write_all(&content).is_err() {
            return;
        }
    }
    let workbook = archive.finish().expect("an archive in memory is written").into_inner();
    if let Ok(table) = world::reply(&workbook, None) {
        world::judge(&table);
    }
}

fn unpacked(workbook: &[u8]) -> Parts {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).expect("a fixture is an archive");
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).expect("a part is there");
            let (name, mut content) = (part.name().expect("a name").into_owned(), Vec::new());
            part.read_to_end(&mut content).expect("a part unpacks");
            (name, content)
        })
        .collect()
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let sheets = files("replies", &["xlsx", "ods"]);
    let parts = sheets.iter().flat_map(|(_, bytes)| unpacked(bytes));
    let parts =
        parts.filter(|(name, _)| [Some("xml"), Some("rels")].contains(&name.rsplit('.').next()));
    let seeds: BTreeSet<Vec<u8>> =
        parts.map(|(name, content)| [name.as_bytes(), b"\n", &content].concat()).collect();
    seeds.into_iter().collect()
}
