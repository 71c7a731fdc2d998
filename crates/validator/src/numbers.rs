//! What the text of a number cell can mean. The provider's list decides between readings; the
//! number library only says which are possible.

use tollgate_model::{Country, How, Line, PhoneNumber, Provider, TollKind, Written};

/// One number in a cell, and what it can mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What stands there.
    pub text: String,
    /// What it means.
    pub meaning: Meaning,
    /// The digits of an extension.
    pub extension: Option<String>,
}

/// What a number that is written down means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// One number.
    One(PhoneNumber, How),
    /// Several numbers are possible, and the provider's list does not decide.
    Several(Vec<PhoneNumber>),
    /// A character that a number cannot have.
    Foreign(char),
    /// Digits that are no possible number.
    Impossible {
        /// Whether `+` stood before them.
        plus: bool,
        /// The digits.
        digits: String,
    },
}

impl Part {
    /// The number, where there is exactly one.
    pub fn number(&self) -> Option<PhoneNumber> {
        match self.meaning {
            Meaning::One(number, _) => Some(number),
            _ => None,
        }
    }
}

/// Takes a cell apart into its numbers (`;`, `,`, `|`, a line break, ` or `, or `/` before a `+` part
/// them) and reads each.
pub(crate) fn parts(text: &str, country: Option<Country>, provider: &Provider) -> Vec<Part> {
    let marked =
        text.replace("/ +", ";+").replace("/+", ";+").replace(" or ", ";").replace(" and ", ";");
    let pieces = marked.split([';', ',', '|', '\n', '\r']).map(str::trim);
    let pieces = pieces.filter(|piece| !piece.is_empty()).flat_map(split_before_plus);
    pieces.map(|piece| part(piece, country, provider)).collect()
}

/// `+1 206 555 0100 +1 206 555 0101`: a `+` begins a new number.
fn split_before_plus(piece: &str) -> impl Iterator<Item = &str> {
    let mut starts: Vec<usize> =
        piece.match_indices(" +").map(|(at, _)| at).filter(|at| *at > 0).collect();
    starts.insert(0, 0);
    let ends: Vec<usize> = starts[1..].iter().copied().chain([piece.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| piece[start..end].trim())
}

fn part(text: &str, country: Option<Country>, provider: &Provider) -> Part {
    let written = match Written::take_apart(text) {
        Ok(written) => written,
        Err(c) => return Part { text: text.into(), meaning: Meaning::Foreign(c), extension: None },
    };
    let meaning = meaning(&written, country, provider);
    Part { text: text.into(), meaning, extension: written.extension }
}

fn meaning(written: &Written, country: Option<Country>, provider: &Provider) -> Meaning {
    let as_it_stands = PhoneNumber::from_digits(&written.digits);
    let how = if written.plus { How::International } else { How::PlusLost };
    if let Some(number) = as_it_stands.filter(|number| provider.published(*number).is_some()) {
        return Meaning::One(number, how);
    }
    let mut countries: Vec<Country> = country.into_iter().collect();
    countries.extend(provider.countries().into_iter().filter(|other| Some(*other) != country));
    let readings = written.readings(&countries);
    let only = |wanted: &dyn Fn(PhoneNumber) -> bool| {
        let mut wanted = readings.iter().filter(|reading| wanted(reading.number));
        wanted.next().filter(|_| wanted.next().is_none())
    };
    // What is published decides; then there may be only one; then only one that is assignable.
    let decided = only(&|number| provider.published(number).is_some())
        .or_else(|| only(&|_| true))
        .or_else(|| only(&PhoneNumber::is_valid));
    match decided {
        Some(reading) => Meaning::One(reading.number, reading.how),
        None if readings.is_empty() => {
            Meaning::Impossible { plus: written.plus, digits: written.digits.clone() }
        }
        None => Meaning::Several(readings.iter().map(|reading| reading.number).collect()),
    }
}

/// Whether a number is toll-free: the provider says so, or its range is and the provider does not
/// say otherwise.
pub(crate) fn is_toll_free(number: PhoneNumber, provider: &Provider) -> bool {
    match provider.published(number) {
        Some(published) => published.kind == TollKind::TollFree,
        None => number.line() == Line::TollFree,
    }
}

/// The published number that is one edit away: a digit changed, added, dropped, or exchanged with
/// its neighbour. None where several are.
pub(crate) fn nearest(
    number: PhoneNumber,
    provider: &Provider,
    kind: TollKind,
) -> Option<PhoneNumber> {
    let digits = number.digits();
    let mut near = provider
        .numbers_of(kind)
        .map(|published| published.number)
        .filter(|published| one_edit_apart(digits.as_bytes(), published.digits().as_bytes()));
    near.next().filter(|_| near.next().is_none())
}

fn one_edit_apart(a: &[u8], b: &[u8]) -> bool {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    match (a, b) {
        ([_], [_] | []) | ([], [_]) => true,
        ([x, y], [z, w]) => x == w && y == z,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_edit_is_a_digit_changed_added_dropped_or_exchanged() {
        let apart = |a: &str, b: &str| one_edit_apart(a.as_bytes(), b.as_bytes());
        for other in ["12345", "1235", "123456", "12354", "12346"] {
            assert_eq!(apart("12345", other), other != "12345", "{other}");
        }
        assert!(!apart("12345", "54321"));
        assert!(!apart("12345", "12435x"));
    }
}
