//! The nouns of Tollgate. No input or output, no clock, no environment.

mod field;
mod finding;
mod grid;
mod order;
mod person;
mod phone;
mod places;
mod plan;
mod profile;
mod provider;
mod roster;
mod side_by_side;
mod table;
mod view;

pub use jiff::Timestamp;
pub use smol_str::{SmolStr, ToSmolStr};

pub use field::{Field, Headings, Known, is_secret, normalised};
pub use finding::{
    AnsweredRoster, Edit, Finding, Fix, Message, PeopleCounts, Report, Severity, Skipped,
    is_unseen, person, value, visible,
};
pub use grid::Grid;
pub use order::{in_order, in_order_within};
pub use person::{
    Assignment, Bridge, Conferencing, Country, Directory, HowMany, Identity, Person, SipAddress,
};
pub use phone::{How, Line, PhoneNumber, PhoneNumbers, Reading, Written};
pub use places::{Places, RowAt};
pub use plan::{
    Batch, BatchNumber, Cause, Change, ChangeKind, Evidence, Hand, Plan, Revision, Who,
};
pub use profile::{Profile, ProfileError};
pub use provider::{ConferenceIdRule, Provider, PublishedNumber, Scope, TollKind};
pub use roster::{Roster, RosterState, RowId};
pub use side_by_side::{on_all_cores, side_by_side};
pub use table::{
    About, Area, Class, Encoding, Facts, FileKind, Look, Stored, Table, Trait, column_letters,
};
pub use view::{AssignmentView, Bridges, ConferencingView, PersonView, beside, beside_text};
