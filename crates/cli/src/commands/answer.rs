//! `tollgate validate --answer`: what goes back to the provider.

use std::io::Write as _;
use std::path::Path;

use tollgate_report::answer::{Answer, letter, workbook};
use tollgate_validator::Columns;

use super::plural;
use super::validate::Judged;
use crate::failure::{Failure, Result};
use crate::ui::Ui;

/// Whether an answer is a workbook; a failure where its name tells neither that nor a letter.
pub(super) fn check(path: &Path) -> Result<bool> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let is_workbook = match extension.to_ascii_lowercase().as_str() {
        "xlsx" => true,
        "txt" => false,
        _ => {
            let message = format!("Could not tell how to write the answer {}.", path.display());
            let hint = "Name a file that ends in .xlsx (a workbook to correct) or .txt (a letter).";
            return Err(Failure::new("unknown-format", message, hint));
        }
    };
    Ok(is_workbook)
}

/// Writes the answer; one of that name is replaced.
pub(super) fn write(judged: &Judged, path: &Path, ui: &mut Ui) -> Result<()> {
    let opened = &judged.opened;
    let columns = Columns::of(&opened.table, &opened.provider.headings());
    let answer = Answer {
        report: &judged.checked.report,
        table: &opened.table,
        roster: &opened.roster,
        missing: &judged.checked.missing,
        concerned: &judged.checked.concerned,
        column: &|field| columns.get(field),
        version: env!("CARGO_PKG_VERSION"),
    };
    if check(path)? {
        tollgate_sheet::write_whole(path, true, |file| {
            tollgate_sheet::write_xlsx(file, workbook(&answer))
        })?;
    } else {
        let failed = |error| tollgate_sheet::Error::io("Could not write", path, &error);
        let text = letter(&answer);
        tollgate_sheet::write_whole(path, true, |file| {
            file.write_all(text.as_bytes()).map_err(failed)
        })?;
    }
    ui.say(&format!("The answer to the provider is in {}.", path.display()))?;
    match answer.kept_back() {
        0 => Ok(()),
        count => ui.say(&format!(
            "It leaves out {} about your own directory; settle {} yourself.",
            plural(count, "finding", "findings"),
            if count == 1 { "it" } else { "those" }
        )),
    }
}
