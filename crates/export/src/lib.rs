//! Directory to roster to document: whom to ask for, in which order, and what the provider gets.

mod choose;
mod document;
mod how_to;
mod row_id;

pub use choose::{Choice, Chosen, Reason, choose};
pub use document::{Target, Written, write};
pub use row_id::Secret;

use tollgate_model::{Conferencing, Country, Field, Grid, Person, Provider, Roster, Timestamp};

/// Makes a roster of people in the order given. The check in each row ID comes from `secret`.
pub fn roster(
    number: u32,
    provider: &Provider,
    people: &[&Person],
    made_at: Timestamp,
    secret: &Secret,
) -> Roster {
    let mut grid = Grid::default();
    for (row, person) in (1..).zip(people) {
        let row_id = secret.row_id(number, row);
        let identity = &person.identity;
        let present = match &person.conferencing {
            Conferencing::Assigned(assignment) if provider.is_called(&assignment.provider) => {
                Some(assignment)
            }
            _ => None,
        };
        for field in Field::ALL {
            match field {
                Field::RowId | Field::RowIdCopy => grid.push(&row_id),
                Field::SipAddress => grid.push(identity.sip.as_str()),
                Field::UserPrincipalName => grid.push(&identity.user_principal_name),
                Field::DisplayName => grid.push(&identity.display_name),
                Field::Country => grid.push(identity.country.as_ref().map_or("", Country::as_str)),
                Field::Provider => grid.push(&provider.name),
                Field::TollNumber => grid.push(present.map_or("", |present| &present.toll_number)),
                Field::TollFreeNumbers => {
                    let numbers = present.map_or(&[][..], |present| &present.toll_free_numbers);
                    grid.push(&numbers.join("; "));
                }
                Field::ConferenceId => {
                    grid.push(present.map_or("", |present| &present.conference_id));
                }
            }
        }
        grid.end_row();
    }
    Roster { number, provider: provider.name.clone(), made_at, grid }
}

#[cfg(test)]
mod tests;
