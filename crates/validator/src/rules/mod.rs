//! The catalogue. One file a rule, in code order; `ORDER` is the order in which a cell passes those
//! that read it.

mod changed_since_sent;
mod conference_id_missing;
mod conference_id_repeated;
mod country_differs;
mod echoed;
mod extension_present;
mod invisible_character;
mod licence_may_switch;
mod microsoft_is_provider;
mod national_format;
mod not_a_number;
mod number_ambiguous;
mod other_provider;
mod person_gone;
mod person_missing;
mod person_renamed;
mod plus_lost;
mod roster_stale;
mod same_number_twice;
mod several_toll_numbers;
mod toll_and_toll_free_swapped;
mod toll_free_in_toll_column;
mod toll_free_not_published;
mod toll_in_toll_free_column;
mod toll_missing;
mod toll_not_published;
mod unusual_type;

use crate::Rule;

/// Every rule that a reply is judged by, in code order.
pub const RULES: &[Rule] = &[
    // R – rows and people
    person_missing::RULE,
    // C – cells
    invisible_character::RULE,
    // T – toll and toll-free numbers
    toll_missing::RULE,
    not_a_number::RULE,
    toll_not_published::RULE,
    toll_free_in_toll_column::RULE,
    toll_and_toll_free_swapped::RULE,
    several_toll_numbers::RULE,
    number_ambiguous::RULE,
    plus_lost::RULE,
    national_format::RULE,
    unusual_type::RULE,
    same_number_twice::RULE,
    toll_in_toll_free_column::RULE,
    toll_free_not_published::RULE,
    extension_present::RULE,
    country_differs::RULE,
    // I – conference IDs
    conference_id_missing::RULE,
    conference_id_repeated::RULE,
    // S – the directory today
    microsoft_is_provider::RULE,
    other_provider::RULE,
    changed_since_sent::RULE,
    person_gone::RULE,
    licence_may_switch::RULE,
    echoed::RULE,
    roster_stale::RULE,
    person_renamed::RULE,
];

/// The rules that read a cell, in the order in which it passes them: what cannot be a value at all,
/// then what only looks otherwise, then what a number or an ID must be.
pub(crate) const ORDER: &[&Rule] = &[
    &invisible_character::RULE,
    // numbers
    &several_toll_numbers::RULE,
    &not_a_number::RULE,
    &number_ambiguous::RULE,
    &extension_present::RULE,
    &plus_lost::RULE,
    &national_format::RULE,
];
