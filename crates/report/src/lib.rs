//! Findings, plans, batches and people as text and as JSON. Makes strings; prints nothing.
//!
//! Text carries ANSI styles, which whoever prints it takes out where they are not wanted.

pub mod json;
mod rows;
mod text;

pub use rows::ranges;
pub use text::{Detail, changes, findings, outcome, plan, state, sum, verdict};
