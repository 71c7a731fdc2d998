//! What is wrong with a file, as data: rules find it, reports show it.

use smol_str::SmolStr;

use crate::{Message, SipAddress};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Said once; includes everything that was read differently from how it was written.
    Note,
    /// Imported all the same, unless warnings are denied.
    Warning,
    /// The file cannot be imported.
    Error,
}

impl Severity {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One place where a file breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code: `I004`.
    pub code: &'static str,
    /// The rule's name: `conference-id-repeated`.
    pub name: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// The table row (zero-based); none for a finding about the whole file or about someone who
    /// is not in it.
    pub row: Option<usize>,
    /// The column (zero-based).
    pub column: Option<usize>,
    /// The row of the roster as it was sent (zero-based), which orders findings without a row.
    pub sent_row: Option<usize>,
    /// Whom it is about.
    pub person: Option<SipAddress>,
    /// The cell as it stands in the file.
    pub value: Option<SmolStr>,
    /// A lowercase fragment: what was found.
    pub message: Message,
    /// A sentence: what to do.
    pub help: &'static str,
    /// What the cell was meant to be, where the damage is reversible.
    pub fix: Option<Box<Fix>>,
}

/// A value to put in place of a cell's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The value.
    pub value: SmolStr,
    /// Why it is the one that was meant.
    pub why: &'static str,
    /// Whether it follows from the bytes without a guess, so that it is used; otherwise it is
    /// proposed and used only when asked for.
    pub safe: bool,
    /// What to put into which cells; empty where it is the value into the finding's own.
    pub edits: Box<[Edit]>,
}

/// A text to put into a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Table row (zero-based).
    pub row: usize,
    /// Column (zero-based).
    pub column: usize,
    /// The text.
    pub text: SmolStr,
}
