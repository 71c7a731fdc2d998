//! The catalogue. One file a rule, in code order; `ORDER` is the order in which a cell passes those
//! that read it.

mod already_imported;
mod became_a_date;
mod bytes_not_text;
mod cell_struck_through;
mod cells_merged;
mod changed_since_sent;
mod column_extra;
mod column_missing;
mod column_renamed;
mod column_repeated;
mod column_rounded;
mod columns_swapped;
mod conference_id_characters;
mod conference_id_guessable;
mod conference_id_in_use;
mod conference_id_is_a_number;
mod conference_id_length;
mod conference_id_missing;
mod conference_id_outlier;
mod conference_id_reissued;
mod conference_id_repeated;
mod conference_id_repeated_when_padded;
mod control_character;
mod country_code_counts_up;
mod country_differs;
mod delimiter_differs;
mod digits_not_ascii;
mod digits_rounded;
mod echoed;
mod encoding_not_utf8;
mod error_value;
mod extension_present;
mod file_cut_short;
mod fill_stopped;
mod float_suffix;
mod formula;
mod formula_as_text;
mod headings_missing;
mod hidden_content;
mod id_copied_down;
mod identity_edited;
mod ids_count_up;
mod invisible_character;
mod leading_zeros_lost;
mod licence_may_switch;
mod line_break;
mod microsoft_is_provider;
mod national_format;
mod not_a_number;
mod nothing_filled_in;
mod number_ambiguous;
mod number_became_a_count;
mod one_id_for_all;
mod other_provider;
mod person_gone;
mod person_missing;
mod person_not_asked;
mod person_renamed;
mod person_repeated;
mod placeholder;
mod plus_lost;
mod quote_prefix;
mod roster_stale;
mod roster_unrecognised;
mod row_footer;
mod row_id_damaged;
mod row_ids_disagree;
mod row_ragged;
mod row_torn;
mod rows_blank;
mod same_number_twice;
mod scientific_notation;
mod several_sheets;
mod several_toll_numbers;
mod text_garbled;
mod toll_and_toll_free_swapped;
mod toll_counts_up;
mod toll_free_in_toll_column;
mod toll_free_not_published;
mod toll_free_removed;
mod toll_in_toll_free_column;
mod toll_missing;
mod toll_not_published;
mod unclosed_quote;
mod unusual_type;
mod values_rotated;
mod values_shifted;
mod witness_disagrees;
mod wrong_roster;

pub(crate) use person_gone::gone;

use crate::Rule;

/// Every rule that a reply is judged by, in code order.
pub const RULES: &[Rule] = &[
    // F – the file
    wrong_roster::RULE,
    nothing_filled_in::RULE,
    already_imported::RULE,
    roster_unrecognised::RULE,
    encoding_not_utf8::RULE,
    text_garbled::RULE,
    delimiter_differs::RULE,
    unclosed_quote::RULE,
    file_cut_short::RULE,
    several_sheets::RULE,
    hidden_content::RULE,
    bytes_not_text::RULE,
    // H – headings
    headings_missing::RULE,
    column_missing::RULE,
    column_repeated::RULE,
    column_renamed::RULE,
    column_extra::RULE,
    columns_swapped::RULE,
    // R – rows and people
    person_missing::RULE,
    person_repeated::RULE,
    person_not_asked::RULE,
    row_id_damaged::RULE,
    row_torn::RULE,
    identity_edited::RULE,
    row_ragged::RULE,
    rows_blank::RULE,
    row_footer::RULE,
    values_shifted::RULE,
    values_rotated::RULE,
    row_ids_disagree::RULE,
    witness_disagrees::RULE,
    // C – cells
    leading_zeros_lost::RULE,
    float_suffix::RULE,
    scientific_notation::RULE,
    digits_rounded::RULE,
    became_a_date::RULE,
    line_break::RULE,
    control_character::RULE,
    invisible_character::RULE,
    digits_not_ascii::RULE,
    quote_prefix::RULE,
    formula::RULE,
    error_value::RULE,
    formula_as_text::RULE,
    placeholder::RULE,
    cells_merged::RULE,
    cell_struck_through::RULE,
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
    toll_free_removed::RULE,
    // I – conference IDs
    conference_id_missing::RULE,
    conference_id_length::RULE,
    conference_id_characters::RULE,
    conference_id_repeated::RULE,
    conference_id_in_use::RULE,
    conference_id_repeated_when_padded::RULE,
    conference_id_guessable::RULE,
    conference_id_is_a_number::RULE,
    conference_id_outlier::RULE,
    conference_id_reissued::RULE,
    // P – patterns down a column
    toll_counts_up::RULE,
    country_code_counts_up::RULE,
    number_became_a_count::RULE,
    id_copied_down::RULE,
    ids_count_up::RULE,
    fill_stopped::RULE,
    one_id_for_all::RULE,
    column_rounded::RULE,
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
    // whatever it is to be
    &error_value::RULE,
    &formula::RULE,
    &cell_struck_through::RULE,
    &became_a_date::RULE,
    &control_character::RULE,
    &line_break::RULE,
    &invisible_character::RULE,
    &digits_not_ascii::RULE,
    &quote_prefix::RULE,
    &placeholder::RULE,
    &scientific_notation::RULE,
    &digits_rounded::RULE,
    &float_suffix::RULE,
    &formula_as_text::RULE,
    // conference IDs
    &conference_id_characters::RULE,
    &leading_zeros_lost::RULE,
    // numbers
    &several_toll_numbers::RULE,
    &not_a_number::RULE,
    &number_ambiguous::RULE,
    &extension_present::RULE,
    &plus_lost::RULE,
    &national_format::RULE,
];
