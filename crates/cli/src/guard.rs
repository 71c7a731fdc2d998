//! The guard before a batch: what changes too much is not applied unless it is said how much may
//! change, and why.

use tollgate_import::too_much;
use tollgate_model::{HowMany, Plan};

use crate::args::Allowance;
use crate::failure::{Exit, Failure, Result};

impl Allowance {
    /// Fails where a plan does more than is allowed.
    pub(crate) fn check(&self, plan: &Plan, how_many: HowMany) -> Result<()> {
        let Some(much) = too_much(plan, how_many) else { return Ok(()) };
        if self.allow_changes.is_some_and(|allowed| much.count <= allowed) {
            return Ok(());
        }
        let count = much.count;
        let hint = format!(
            "Look at the plan with --dry-run. If it is meant, add --allow-changes {count} --reason \"why\"."
        );
        let message = format!("Stopped: it would {much}. Nothing was changed.");
        Err(Failure { exit: Exit::Conflict, ..Failure::new("too-many-changes", message, hint) })
    }

    /// What a dry run says of it.
    pub(crate) fn warning(&self, plan: &Plan, how_many: HowMany) -> Option<String> {
        let failure = self.check(plan, how_many).err()?;
        let message = failure.message.trim_end_matches(" Nothing was changed.");
        Some(format!(
            "It will be stopped. {} {}",
            message.replacen("Stopped: it", "It", 1),
            failure.hint
        ))
    }

    /// The option, as the journal keeps it.
    pub(crate) fn option(&self) -> Option<String> {
        self.allow_changes.map(|allowed| format!("--allow-changes {allowed}"))
    }
}
