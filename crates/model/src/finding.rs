//! What is wrong with a file, as data: rules find it, reports show it.

use std::borrow::Cow;
use std::fmt::Write as _;

use smol_str::SmolStr;

use crate::SipAddress;

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
    pub help: Cow<'static, str>,
    /// What the cell was meant to be, where the damage is reversible.
    pub fix: Option<Box<Fix>>,
}

/// A value to put in place of a cell's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The value.
    pub value: SmolStr,
    /// Why it is the one that was meant.
    pub why: Cow<'static, str>,
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

/// Text in which every value that came from a file, and every person, stands between marks, so
/// that one place can leave them out. Made with [`value`] and [`person`] inside `format!`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message(String);

const VALUE: (char, char) = ('\u{2}', '\u{3}');
const PERSON: (char, char) = ('\u{e}', '\u{f}');

/// A value from a file for use in a [`Message`]: what cannot be seen is shown by its code point,
/// and a terminal obeys none of it.
pub fn value(text: &str) -> String {
    format!("{}{}{}", VALUE.0, visible(text), VALUE.1)
}

/// A person for use in a [`Message`].
pub fn person(sip: &SipAddress) -> String {
    format!("{}{}{}", PERSON.0, visible(sip.as_str()), PERSON.1)
}

/// A text in which everything that cannot be seen stands as its code point: `[U+00A0]`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unseen(c) {
            write!(shown, "[U+{:04X}]", u32::from(c)).ok();
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Whether a character is a control, a space other than U+0020, or shows nothing or changes how
/// its neighbours are laid out.
pub fn is_unseen(c: char) -> bool {
    (c.is_control() || c.is_whitespace()) && c != ' '
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
            | '\u{e000}'..='\u{f8ff}')
}

/// A piece of a [`Message`].
#[derive(Clone, Copy)]
enum Piece<'m> {
    Text(&'m str),
    Value(&'m str),
    Person(&'m str),
}

impl Message {
    fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut rest = self.0.as_str();
        std::iter::from_fn(move || {
            let (piece, after) = if let Some(marked) = rest.strip_prefix(VALUE.0) {
                let (value, after) = marked.split_once(VALUE.1).unwrap_or((marked, ""));
                (Piece::Value(value), after)
            } else if let Some(marked) = rest.strip_prefix(PERSON.0) {
                let (person, after) = marked.split_once(PERSON.1).unwrap_or((marked, ""));
                (Piece::Person(person), after)
            } else {
                let opens = |byte| byte == VALUE.0 as u8 || byte == PERSON.0 as u8;
                let (text, after) =
                    rest.split_at(rest.bytes().position(opens).unwrap_or(rest.len()));
                (Piece::Text(text), after)
            };
            (!rest.is_empty()).then(|| {
                rest = after;
                piece
            })
        })
    }

    /// The text, as each piece is to be shown.
    fn showing<'m>(&'m self, show: impl Fn(Piece<'m>) -> [Cow<'m, str>; 3]) -> String {
        let mut text = String::with_capacity(self.0.len() + 8);
        self.pieces().flat_map(show).for_each(|shown| text.push_str(&shown));
        text
    }

    /// The text, values between backticks.
    pub fn plain(&self) -> String {
        self.showing(|piece| match piece {
            Piece::Value(value) => ["`".into(), value.into(), "`".into()],
            Piece::Text(text) | Piece::Person(text) => alone(text),
        })
    }

    /// The text for a letter: values between quotation marks, each person as `name` says.
    pub fn naming(&self, name: impl Fn(&str) -> String) -> String {
        let text = self.showing(|piece| match piece {
            Piece::Value(value) => ["“".into(), value.into(), "”".into()],
            Piece::Person(person) => alone(name(person)),
            Piece::Text(text) => alone(text),
        });
        text.replace('`', "")
    }

    /// The text without any value or person.
    pub fn redacted(&self) -> String {
        self.showing(|piece| match piece {
            Piece::Value(_) => alone("`…`"),
            Piece::Person(_) => alone("a person"),
            Piece::Text(text) => alone(text),
        })
    }

    /// The text with every value and number replaced by the same sign: what is alike in many
    /// findings of one cause.
    pub fn shape(&self) -> String {
        let mut shape = self.redacted();
        shape.retain(|c| !c.is_ascii_digit());
        shape
    }

    /// Whether two texts plainly have one shape; most that have are told without making them.
    pub fn is_alike(&self, other: &Self) -> bool {
        let (mut own, mut others) = (self.pieces(), other.pieces());
        loop {
            match (own.next(), others.next()) {
                (None, None) => return true,
                (Some(one), Some(other)) if one.is_alike(other) => {}
                _ => return false,
            }
        }
    }
}

impl Piece<'_> {
    fn is_alike(self, other: Piece<'_>) -> bool {
        match (self, other) {
            (Piece::Text(one), Piece::Text(other)) => {
                let is_letter = |byte: &u8| !byte.is_ascii_digit();
                one.bytes().filter(is_letter).eq(other.bytes().filter(is_letter))
            }
            (one, other) => std::mem::discriminant(&one) == std::mem::discriminant(&other),
        }
    }
}

fn alone<'m>(text: impl Into<Cow<'m, str>>) -> [Cow<'m, str>; 3] {
    [text.into(), "".into(), "".into()]
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// How the people on a roster fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PeopleCounts {
    /// On the roster.
    pub asked: usize,
    /// In the reply.
    pub answered: usize,
    /// In the reply, without error.
    pub good: usize,
    /// In the reply, with an error.
    pub faulty: usize,
    /// Not in the reply.
    pub missing: usize,
    /// In the reply, but never on the roster.
    pub extra: usize,
}

/// A rule that could not run: it never counts as passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The rule's code.
    pub code: &'static str,
    /// Why: `no store`.
    pub why: String,
}

/// Everything that was found in a file, in its order, and which rules looked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// In file order, then code order, then those without a row in roster order.
    pub findings: Vec<Finding>,
    /// The roster that was answered: number (none when it was given as a file without one),
    /// provider, people.
    pub roster: Option<AnsweredRoster>,
    /// How the people fared.
    pub people: PeopleCounts,
    /// Rows under the headings that are about somebody.
    pub rows: usize,
    /// Codes of the rules that looked, in code order.
    pub ran: Vec<&'static str>,
    /// Rules that could not.
    pub skipped: Vec<Skipped>,
}

/// The roster a reply answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredRoster {
    /// Its number.
    pub number: u32,
    /// The provider's name.
    pub provider: String,
    /// How many people are on it.
    pub people: usize,
}

impl Report {
    /// The same without numbers, IDs, names or any other text of a file: for a picture or a ticket.
    #[must_use]
    pub fn redacted(mut self) -> Self {
        for finding in &mut self.findings {
            finding.message = finding.message.redacted().into();
            finding.person = None;
            finding.value = None;
            if let Some(fix) = &mut finding.fix {
                fix.value = "…".into();
                fix.edits = Box::default();
            }
        }
        self
    }

    /// How many findings have a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Whether findings stop the file: any error, or any warning where warnings are denied.
    pub fn is_refused(&self, deny_warnings: bool) -> bool {
        let least = if deny_warnings { Severity::Warning } else { Severity::Error };
        self.findings.iter().any(|finding| finding.severity >= least)
    }

    /// Puts the findings into their order: file order, then code order, then those without a row
    /// in roster order.
    pub fn sort(&mut self) {
        let place = |finding: &Finding| {
            let place = (finding.row.is_none(), finding.row, finding.column, finding.code);
            (place, finding.sent_row)
        };
        // Sorting takes room, and what one rule found comes in order.
        if !self.findings.is_sorted_by_key(place) {
            self.findings.sort_by_key(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown_by_code_point() {
        assert_eq!(visible("0712\u{a0}\u{200b}"), "0712[U+00A0][U+200B]");
        assert_eq!(visible("\u{1b}[31m"), "[U+001B][31m");
        assert_eq!(visible("Zoë 李"), "Zoë 李");
    }

    #[test]
    fn a_message_can_be_shown_without_values_and_people() {
        let bo = SipAddress::new("bo@contoso.example").unwrap();
        let message: Message =
            format!("{} is also given to {} in row 9", value("0712"), person(&bo)).into();
        assert_eq!(message.plain(), "`0712` is also given to bo@contoso.example in row 9");
        assert_eq!(message.redacted(), "`…` is also given to a person in row 9");
        let alike = format!("{} is also given to {} in row 12", value("8271"), person(&bo));
        assert!(message.is_alike(&alike.into()));
        assert!(!message.is_alike(&"`0712` is also given to bo@contoso.example in row 9".into()));
    }
}
