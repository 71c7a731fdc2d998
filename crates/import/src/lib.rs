//! What passed the validator, or a directory dump, to a plan. Pure: nothing is read, written or
//! asked.

mod acp_info;
mod guard;
mod load;
mod plan;

pub use guard::{TooMuch, Touched, too_much};
pub use load::{DUMP_RULES, DumpRule, Ignored, Known, Loaded, is_dump_heading, load};
pub use plan::{PlanError, Replace, plan, unassign};
