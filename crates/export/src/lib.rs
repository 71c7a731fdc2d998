//! Directory to roster to document: whom to ask for, in which order, and what the provider gets.

mod choose;
mod document;
mod how_to;
mod people;
mod row_id;

pub use choose::{Choice, Choosing, Chosen, Reason};
pub use document::{Target, Written, write};
pub use people::Asked;
pub use row_id::Secret;

use tollgate_model::{Country, Field, Provider, Roster, Timestamp};

/// Makes a roster of the people chosen. The check in each row ID comes from `secret`.
pub fn roster(
    number: u32,
    provider: &Provider,
    chosen: &Chosen,
    made_at: Timestamp,
    secret: &Secret,
) -> Roster {
    let mut roster = Roster::new(number, &*provider.name, made_at);
    let row_ids = secret.row_ids(number);
    for (row, person) in (1..).zip(chosen.people()) {
        let row_id = row_ids.of(row);
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

#[cfg(test)]
mod tests;
