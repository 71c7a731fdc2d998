//! The nouns of Tollgate. No input or output, no clock, no environment.

mod field;
mod table;

pub use field::{Field, Headings, Known, is_secret, normalised};
pub use table::{
    About, Area, Class, Encoding, Facts, FileKind, Grid, RowAt, Stored, Table, Trait,
    column_letters,
};
