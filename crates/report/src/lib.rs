//! Findings, plans, batches and people as text, as JSON and as a page. Prints nothing.
//!
//! Text carries ANSI styles, which whoever prints it takes out where they are not wanted.

pub mod answer;
mod changes;
mod details;
mod html;
pub mod json;
mod rows;
mod text;
mod verdict;

pub use changes::{changes, outcome, plan, state, sum};
pub use details::details;
pub use html::{Page, page};
pub use text::{Detail, findings};
pub use verdict::verdict;

use rows::ranges;
