//! Directory to roster to document: whom to ask for, in which order, and what the provider gets.

mod choose;
mod document;
mod how_to;
mod people;
mod row_id;

pub use choose::{AlsoOn, Choice, Choosing, Chosen, Reason};
pub use document::{Target, Written, write};
pub use people::Asked;
pub use row_id::{RowIds, Secret};

use tollgate_model::{Country, Field, Provider, Roster, Timestamp, in_parts};

/// Makes a roster of the people chosen, whose row IDs are made ahead or come from a [`Secret`].
pub fn roster(
    number: u32,
    provider: &Provider,
    chosen: &Chosen,
    made_at: Timestamp,
    row_ids: impl Into<RowIds>,
) -> Roster {
    let row_ids = row_ids.into().of(number, chosen.len());
    let parts = in_parts(chosen.len(), |rows| {
        let mut part = Roster::new(number, &*provider.name, made_at);
        for (row_id, person) in row_ids[rows.clone()].iter().zip(chosen.part(rows)) {
            part.push(|field| match field {
                Field::RowId | Field::RowIdCopy => row_id,
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
        part
    });
    // A part that is joined is there twice for a moment: room is made for it first.
    drop(row_ids);
    let joined = parts.into_iter().reduce(|mut roster, part| {
        roster.grid.append(&part.grid);
        roster
    });
    joined.unwrap_or_else(|| Roster::new(number, &*provider.name, made_at))
}

#[cfg(test)]
mod tests;
