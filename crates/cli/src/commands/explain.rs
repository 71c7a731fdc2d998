//! `tollgate explain`.

use std::fmt::Write as _;

use tollgate_import::DUMP_RULES;
use tollgate_validator::RULES;

use crate::failure::{Exit, Failure, Result};
use crate::ui::Ui;

pub(super) fn run(wanted: Option<&str>, ui: &mut Ui) -> Result<Exit> {
    let rules = RULES.iter().map(|rule| (rule.code, rule.name, rule.severity, rule.page));
    let dump = DUMP_RULES.iter().map(|rule| (rule.code, rule.name, rule.severity, rule.page));
    let mut all = rules.chain(dump);
    let Some(wanted) = wanted else {
        let mut text = String::new();
        for (code, name, severity, _) in all {
            writeln!(text, "{code}  {:<8} {name}", severity.word()).ok();
        }
        ui.print(&text)?;
        return Ok(Exit::Done);
    };
    let found = all.find(|(code, name, _, _)| {
        code.eq_ignore_ascii_case(wanted) || name.eq_ignore_ascii_case(wanted)
    });
    let (_, _, _, page) = found.ok_or_else(|| {
        let message = format!("There is no rule `{wanted}`.");
        Failure::new("no-such-rule", message, "`tollgate explain --list` lists them all.")
    })?;
    ui.print(page)?;
    Ok(Exit::Done)
}
