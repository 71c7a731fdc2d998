//! What is thrown at the program: any bytes at all, and nothing may panic, hang, or break a promise
//! that is asserted here. Ordinary functions, called by the fuzzer and by an ordinary test.

mod acp_info;
mod delimited;
mod dump;
mod parts;
mod phone;
mod profile;
mod row_id;
mod validate;
mod workbook;
mod world;

use std::path::{Path, PathBuf};

/// Something that takes bytes.
pub(crate) struct Target {
    /// Its name, which is its file's too.
    pub(crate) name: &'static str,
    /// Takes any bytes.
    pub(crate) run: fn(&[u8]),
    made: fn() -> Vec<Vec<u8>>,
}

/// Every target.
pub(crate) const TARGETS: [Target; 9] = [
    Target { name: "acp_info", run: acp_info::run, made: acp_info::seeds },
    Target { name: "delimited", run: delimited::run, made: delimited::seeds },
    Target { name: "dump", run: dump::run, made: dump::seeds },
    Target { name: "parts", run: parts::run, made: parts::seeds },
    Target { name: "phone", run: phone::run, made: phone::seeds },
    Target { name: "profile", run: profile::run, made: profile::seeds },
    Target { name: "row_id", run: row_id::run, made: row_id::seeds },
    Target { name: "validate", run: validate::run, made: validate::seeds },
    Target { name: "workbook", run: workbook::run, made: workbook::seeds },
];

impl Target {
    /// What to begin with, and everything that was ever found by a fuzzer.
    pub(crate) fn seeds(&self) -> Vec<Vec<u8>> {
        let kept = files(&format!("fuzz/{}", self.name), &[]);
        (self.made)().into_iter().chain(kept.into_iter().map(|(_, bytes)| bytes)).collect()
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// The files of a folder of `fixtures` with one of the extensions, by name; all where none is given.
fn files(folder: &str, extensions: &[&str]) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = std::fs::read_dir(fixtures().join(folder)) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("a fixture is listed").path())
        .filter(|path| {
            let extension = path.extension().and_then(|extension| extension.to_str());
            extensions.is_empty() || extension.is_some_and(|found| extensions.contains(&found))
        })
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name, std::fs::read(path).expect("a fixture is read"))
        })
        .collect();
    files.sort();
    files
}

/// One file of `fixtures`.
fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(fixtures().join(name)).expect("a fixture is read")
}

fn bytes_of(seeds: &[&str]) -> Vec<Vec<u8>> {
    seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect()
}
