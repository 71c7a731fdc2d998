//! The catalogue. One file a rule, in code order; `ORDER` is the order in which a cell passes those
//! that read it.

mod conference_id_missing;
mod conference_id_repeated;
mod invisible_character;
mod person_missing;
mod toll_missing;

use crate::Rule;

/// Every rule that a reply is judged by, in code order.
pub const RULES: &[Rule] = &[
    // R – rows and people
    person_missing::RULE,
    // C – cells
    invisible_character::RULE,
    // T – toll and toll-free numbers
    toll_missing::RULE,
    // I – conference IDs
    conference_id_missing::RULE,
    conference_id_repeated::RULE,
];

/// The rules that read a cell, in the order in which it passes them: what cannot be a value at all,
/// then what only looks otherwise, then what a number or an ID must be.
pub(crate) const ORDER: &[&Rule] = &[&invisible_character::RULE];
