//! What a finding says. Values that came from a file, people and numbers stand apart from the words:
//! one place can leave them out, and words that many findings share are kept once.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::texts::{Told, put, take};
use crate::{SipAddress, Table};

/// What was found, as a lowercase fragment: made of a text in which each value stands as [`value`] writes
/// it, and each person as [`person`] does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The words, with a sign for each value, person and number.
    pub(crate) shape: String,
    /// What the signs stand for, one after another.
    pub(crate) told: Vec<u8>,
}

/// A look at what a finding says.
#[derive(Clone, Copy)]
pub struct MessageView<'m> {
    pub(crate) shape: &'m str,
    /// What the signs stand for; more may follow.
    pub(crate) told: &'m [u8],
    /// The row in which what is told may stand.
    pub(crate) row: Option<(&'m Table, usize)>,
}

const VALUE: char = '\u{2}';
const PERSON: char = '\u{e}';
const NUMBER: char = '\u{10}';
/// Ends a value or a person in a text that becomes a message.
const END: char = '\u{3}';

/// How many characters of a value a letter shows: the provider has all of it.
const LONG: usize = 200;

/// A value from a file for use in a [`Message`]: what cannot be seen is shown by its code point,
/// and a terminal obeys none of it.
pub fn value(text: &str) -> String {
    format!("{VALUE}{}{END}", visible(text))
}

/// A person for use in a [`Message`].
pub fn person(sip: &SipAddress) -> String {
    format!("{PERSON}{}{END}", visible(sip.as_str()))
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

/// A piece of a message.
#[derive(Clone, Copy)]
enum Piece<'m> {
    Text(&'m str),
    Value(&'m str),
    Person(&'m str),
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        let mut message = Self { shape: String::with_capacity(text.len()), told: Vec::new() };
        let is_number = |c: char| c.is_ascii_digit() || c == NUMBER;
        let is_word = |c: char| !is_number(c) && c != VALUE && c != PERSON;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (sign, told) = match first {
                VALUE | PERSON => {
                    let (marked, after) = rest[1..].split_once(END).unwrap_or((&rest[1..], ""));
                    rest = after;
                    (first, marked)
                }
                _ if is_number(first) => (NUMBER, until(&mut rest, |c| !is_number(c))),
                _ => {
                    message.shape.push_str(until(&mut rest, |c| !is_word(c)));
                    continue;
                }
            };
            message.shape.push(sign);
            put(&mut message.told, Told::Text(told));
        }
        message
    }
}

/// Takes off all before the first such character.
fn until<'t>(rest: &mut &'t str, ends: impl Fn(char) -> bool) -> &'t str {
    let (taken, left) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
    *rest = left;
    taken
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl Message {
    /// Adds words, in which there is no value, person or number.
    pub fn add(&mut self, words: &str) {
        self.shape.push_str(words);
    }

    /// A look at it.
    pub fn view(&self) -> MessageView<'_> {
        MessageView { shape: &self.shape, told: &self.told, row: None }
    }
}

/// Words about the provider, as they are said to the provider.
fn addressed(text: &str) -> String {
    const SAID: [(&str, &str); 5] = [
        ("the provider publishes", "you publish"),
        ("as the provider's do", "as yours do"),
        ("the provider's have", "yours have"),
        ("of the provider's", "of yours"),
        ("the provider's", "your"),
    ];
    SAID.iter().fold(text.to_owned(), |text, (them, you)| text.replace(them, you))
}

fn is_sign(byte: u8) -> bool {
    [VALUE, PERSON, NUMBER].contains(&char::from(byte))
}

impl<'m> MessageView<'m> {
    fn pieces(self) -> impl Iterator<Item = Piece<'m>> {
        let Self { mut shape, mut told, row } = self;
        std::iter::from_fn(move || {
            let sign = char::from(*shape.as_bytes().first()?);
            let piece = match sign {
                VALUE => Piece::Value,
                PERSON => Piece::Person,
                NUMBER => Piece::Text,
                _ => {
                    let end = shape.bytes().position(is_sign).unwrap_or(shape.len());
                    let (words, after) = shape.split_at(end);
                    shape = after;
                    return Some(Piece::Text(words));
                }
            };
            shape = &shape[1..];
            Some(piece(take(&mut told).text(row).unwrap_or_default()))
        })
    }

    /// The text, as each piece is to be shown.
    fn showing(self, show: impl Fn(Piece<'m>) -> [Cow<'m, str>; 3]) -> String {
        let mut text = String::with_capacity(self.shape.len() + 64);
        self.pieces().flat_map(show).for_each(|shown| text.push_str(&shown));
        text
    }

    /// The words alone: the same for all that differ only in values, people and numbers.
    pub fn shape(self) -> &'m str {
        self.shape
    }

    /// The text, values between backticks.
    pub fn plain(self) -> String {
        self.showing(|piece| match piece {
            Piece::Value(value) => ["`".into(), value.into(), "`".into()],
            Piece::Text(text) | Piece::Person(text) => alone(text),
        })
    }

    /// The text for a letter to the provider: values between quotation marks, of a long one its beginning,
    /// and each person as `name` says.
    pub fn naming(self, name: impl Fn(&str) -> String) -> String {
        let text = self.showing(|piece| match piece {
            Piece::Value(value) => match value.char_indices().nth(LONG) {
                Some((end, _)) => ["“".into(), value[..end].into(), "…”".into()],
                None => ["“".into(), value.into(), "”".into()],
            },
            Piece::Person(person) => alone(name(person)),
            Piece::Text(text) => alone(addressed(text)),
        });
        text.replace('`', "")
    }

    /// The text without any value or person.
    pub fn redacted(self) -> String {
        self.showing(|piece| match piece {
            Piece::Value(_) => alone("`…`"),
            Piece::Person(_) => alone("a person"),
            Piece::Text(text) => alone(text),
        })
    }

    /// The same, to be kept.
    pub fn to_message(self) -> Message {
        let (mut told, mut left) = (Vec::new(), self.told);
        for _ in self.shape.bytes().filter(|byte| is_sign(*byte)) {
            put(&mut told, Told::of(take(&mut left).text(self.row), None));
        }
        Message { shape: self.shape.to_owned(), told }
    }
}

impl std::fmt::Debug for MessageView<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.plain())
    }
}

fn alone<'m>(text: impl Into<Cow<'m, str>>) -> [Cow<'m, str>; 3] {
    [text.into(), "".into(), "".into()]
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
        let text = |id: &str, row: u8| {
            format!("{} is also given to {} in row {row}", value(id), person(&bo))
        };
        let message = Message::from(text("0712", 9));
        assert_eq!(message.view().plain(), "`0712` is also given to bo@contoso.example in row 9");
        assert_eq!(message.view().redacted(), "`…` is also given to a person in row 9");
        let named = message.view().naming(|_| "Bo".into());
        assert_eq!(named, "“0712” is also given to Bo in row 9");
        let named =
            |length: usize| Message::from(value(&"é".repeat(length))).view().naming(str::to_owned);
        assert_eq!(named(200), format!("“{}”", "é".repeat(200)));
        assert_eq!(named(201), format!("“{}…”", "é".repeat(200)));
        assert_eq!(message.shape, Message::from(text("8271", 12)).shape);
        assert_ne!(message.shape, Message::from(message.view().plain()).shape);
        assert_eq!(message.view().to_message(), message);
    }

    #[test]
    fn a_letter_says_you_to_the_provider() {
        let said = |text: &str| Message::from(text).view().naming(str::to_owned);
        assert_eq!(said("is none that the provider publishes"), "is none that you publish");
        assert_eq!(
            said("has 9 digits, and the provider's have 7"),
            "has 9 digits, and yours have 7"
        );
        assert_eq!(said("a number of the provider's"), "a number of yours");
    }

    #[test]
    fn a_message_comes_back_whatever_stands_in_it() {
        for text in ["", "7", "3 of 12", "0.5 \u{10}1", "ä1ö", "\u{3}", "UTF-16LE"] {
            assert_eq!(Message::from(text).view().plain(), text);
        }
        let open = Message::from(format!("{VALUE}never closed 1"));
        assert_eq!(open.view().plain(), "`never closed 1`");
    }
}
