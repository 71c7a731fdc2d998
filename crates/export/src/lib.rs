//! Directory to roster to document: whom to ask for, in which order, and what the provider gets.

mod choose;
mod document;
mod how_to;
mod people;
mod row_id;

pub use choose::{AlsoOn, Choice, Choosing, Chosen, Reason};
pub use document::{Target, Written, write};
pub use people::Asked;
pub use row_id::Secret;

use tollgate_model::{Country, Field, Provider, Roster, Timestamp, on_all_cores};

/// Makes a roster of the people chosen. The check in each row ID comes from `secret`.
pub fn roster(
    number: u32,
    provider: &Provider,
    chosen: &Chosen,
    made_at: Timestamp,
    secret: &Secret,
) -> Roster {
    let mut roster = Roster::new(number, &*provider.name, made_at);
    let people = u32::try_from(chosen.people().len()).unwrap_or(u32::MAX);
    let row_ids = secret.row_ids(number);
    let row_ids = on_all_cores((1..=people).step_by(MANY), |first| {
        (first..).take(MANY).map(|row| row_ids.of(row)).collect::<Vec<_>>()
    });
    for (row_id, person) in row_ids.into_iter().flatten().zip(chosen.people()) {
        roster.push(|field| match field {
            Field::RowId | Field::RowIdCopy => &row_id,
            Field::SipAddress => person.sip,
            Field::UserPrincipalName => person.user_principal_name,
            Field::DisplayName => person.display_name,
            Field::Country => person.country.as_ref().map_or("", Country::as_str),
            Field::Provider => &provider.name,
            Field::TollNumber => person.toll_number,
            Field::TollFreeNumbers => person.toll_free_numbers,
            Field::ConferenceId => person.conference_id,
        });
    }
    roster
}

/// How many row IDs are worth being made together.
const MANY: usize = 1 << 12;

#[cfg(test)]
mod tests;
