//! Directory to roster to document: whom to ask for, in which order, and what the provider gets.

mod choose;
mod document;
mod how_to;
mod row_id;

pub use choose::{Choice, Chosen, Reason, choose};
pub use document::{Target, Written, write};
pub use row_id::Secret;

use tollgate_model::{Conferencing, Country, Field, Person, Provider, Roster, Timestamp};

/// Makes a roster of people in the order given. The check in each row ID comes from `secret`.
pub fn roster(
    number: u32,
    provider: &Provider,
    people: &[&Person],
    made_at: Timestamp,
    secret: &Secret,
) -> Roster {
    let mut roster = Roster::new(number, &*provider.name, made_at);
    for (row, person) in (1..).zip(people) {
        let row_id = secret.row_id(number, row);
        let identity = &person.identity;
        let present = match &person.conferencing {
            Conferencing::Assigned(assignment) if provider.is_called(&assignment.provider) => {
                Some(assignment)
            }
            _ => None,
        };
        let numbers = present.map_or(&[][..], |present| &present.toll_free_numbers).join("; ");
        roster.push(|field| match field {
            Field::RowId | Field::RowIdCopy => &row_id,
            Field::SipAddress => identity.sip.as_str(),
            Field::UserPrincipalName => &identity.user_principal_name,
            Field::DisplayName => &identity.display_name,
            Field::Country => identity.country.as_ref().map_or("", Country::as_str),
            Field::Provider => &provider.name,
            Field::TollNumber => present.map_or("", |present| &present.toll_number),
            Field::TollFreeNumbers => &numbers,
            Field::ConferenceId => present.map_or("", |present| &present.conference_id),
        });
    }
    roster
}

#[cfg(test)]
mod tests;
