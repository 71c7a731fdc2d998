//! The nouns of Tollgate. No input or output, no clock, no environment.

mod country;
mod facts;
mod field;
mod finding;
mod findings;
mod grid;
mod letters;
mod message;
mod order;
mod person;
mod phone;
mod places;
mod plan;
mod profile;
mod provider;
mod repeats;
mod report;
mod roster;
mod secret;
mod side_by_side;
mod table;
mod texts;
mod view;

pub use jiff::Timestamp;
pub use smol_str::{SmolStr, ToSmolStr};

pub use country::Country;
pub use facts::{Area, Encoding, Facts, FileKind, Trait};
pub use field::{Field, Headings, Known, normalised};
pub use finding::{Edit, Finding, Fix, Severity};
pub use findings::{AllTold, FindingView, Findings, FixView};
pub use grid::Grid;
pub use letters::lost_letters;
pub use message::{Message, MessageView, is_unseen, person, value, visible};
pub use order::{in_order, in_order_within};
pub use person::{
    Assignment, Bridge, Conferencing, Directory, HowMany, Identity, Person, SipAddress,
};
pub use phone::{How, Impossible, Line, PhoneNumber, PhoneNumbers, Reading, Written, digits};
pub use places::{Places, RowAt};
pub use plan::{
    Batch, BatchNumber, Cause, Change, ChangeKind, Evidence, Hand, Plan, Revision, Who,
};
pub use profile::{Profile, ProfileError};
pub use provider::{ConferenceIdRule, Provider, PublishedNumber, Scope, TollKind, is_same_name};
pub use repeats::repeated;
pub use report::{AnsweredRoster, PeopleCounts, Report, Skipped};
pub use roster::{Roster, RosterState, RowId, Since};
pub use secret::is_secret;
pub use side_by_side::{in_parts, on_all_cores, side_by_side};
pub use table::{About, Class, Look, Put, Stored, Struck, Table, column_letters};
pub use view::{AssignmentView, Bridges, ConferencingView, PersonView, beside, beside_text};
