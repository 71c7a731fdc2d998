//! What the text of a number cell can mean. The provider's list decides between readings; the
//! number library only says which are possible.

use std::borrow::Cow;

use tollgate_model::{
    Country, How, Line, PhoneNumber, Provider, PublishedNumber, Reading, TollKind, Written,
    is_unseen,
};

/// One number in a cell, and what it can mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// What stands there.
    pub(crate) text: String,
    /// What it means.
    pub(crate) meaning: Meaning,
    /// The digits of an extension.
    pub(crate) extension: Option<String>,
}

/// What a number that is written down means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// One number; the line of one that is published is the provider's word.
    One(Reading),
    /// Which of these numbers is meant is open: the provider publishes all of them, or none.
    Open {
        /// What can be meant.
        numbers: Vec<PhoneNumber>,
        /// Whether the provider publishes them.
        published: bool,
    },
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
    /// How it is read, where there is exactly one number that it can mean.
    pub(crate) fn reading(&self) -> Option<Reading> {
        match self.meaning {
            Meaning::One(reading) => Some(reading),
            _ => None,
        }
    }

    /// The number, where there is exactly one.
    pub(crate) fn number(&self) -> Option<PhoneNumber> {
        self.reading().map(|reading| reading.number)
    }

    /// Whether a number stands there, whichever it is.
    pub(crate) fn is_number(&self) -> bool {
        matches!(self.meaning, Meaning::One(..) | Meaning::Open { .. })
    }
}

/// Takes a cell apart into its numbers and reads each. `;`, `,`, `|`, `&`, a line break, ` or ` and
/// ` and ` part them, a `+` begins one, and `/` parts what would be no number in one.
pub(crate) fn parts(text: &str, country: Option<Country>, provider: &Provider) -> Vec<Part> {
    let marked =
        text.replace("/ +", ";+").replace("/+", ";+").replace(" or ", ";").replace(" and ", ";");
    let mut pieces: Vec<String> = Vec::new();
    for piece in marked.split([';', ',', '|', '&', '\n', '\r', '\t']).map(str::trim) {
        match pieces.last_mut() {
            _ if piece.is_empty() => {}
            // `;ext=1` belongs to the number before it.
            Some(number) if Written::is_extension(piece) => number.extend([";", piece]),
            _ => pieces.push(piece.to_owned()),
        }
    }
    let pieces = pieces.iter().flat_map(|piece| split_before_plus(piece));
    let pieces = pieces.filter(|piece| !piece.eq_ignore_ascii_case("tel:"));
    pieces.flat_map(|piece| split_at_slash(piece, country, provider)).collect()
}

/// A text without what cannot be seen, but for line breaks and tabs, which part numbers.
pub(crate) fn seen(text: &str) -> Cow<'_, str> {
    let unseen = |c: char| is_unseen(c) && !c.is_control();
    if text.contains(unseen) {
        text.chars().filter(|c| !unseen(*c)).collect::<String>().into()
    } else {
        text.into()
    }
}

/// Whether what can part numbers, and can stand within one, parts them: each is a published number, or
/// each is a number and the whole is none.
pub(crate) fn are_several(each: &[Part], whole: &[Part], provider: &Provider) -> bool {
    let published = |part: &Part| part.number().and_then(|number| provider.published(number));
    each.len() > 1
        && (each.iter().all(|part| published(part).is_some())
            || each.iter().all(Part::is_number) && !whole.iter().all(Part::is_number))
}

/// `020 7946 0100 / 030 901820` are two numbers, `030/901820` is one.
fn split_at_slash(piece: &str, country: Option<Country>, provider: &Provider) -> Vec<Part> {
    let whole = vec![part(piece, country, provider)];
    if !piece.contains('/') {
        return whole;
    }
    let each = piece.split('/').map(str::trim).filter(|piece| !piece.is_empty());
    let each: Vec<Part> = each.map(|piece| part(piece, country, provider)).collect();
    if are_several(&each, &whole, provider) { each } else { whole }
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
    if let Some(published) = as_it_stands.and_then(|number| provider.published(number)) {
        return Meaning::One(Reading { number: published.number, how, line: line(published) });
    }
    let mut countries: Vec<Country> = country.into_iter().collect();
    countries.extend(provider.countries().into_iter().filter(|other| Some(*other) != country));
    let mut readings = written.readings(&countries);
    let published = |reading: &Reading| {
        let line = line(provider.published(reading.number)?);
        Some(Reading { line, ..*reading })
    };
    let of_list: Vec<Reading> = readings.iter().filter_map(published).collect();
    let listed = !of_list.is_empty();
    if listed {
        readings = of_list;
    }
    match decided(&readings, written, country, listed) {
        Some(reading) => Meaning::One(*reading),
        None if readings.is_empty() => {
            Meaning::Impossible { plus: written.plus, digits: written.digits.clone() }
        }
        None => {
            let numbers = readings.iter().map(|reading| reading.number).collect();
            Meaning::Open { numbers, published: listed }
        }
    }
}

/// The reading that is meant. What is published (`listed`) decides, and of several the one of the
/// person's own country. Else there may be only one, or only one that is assignable; but digits without
/// a zero in front that would do in a country which is not the person's are more likely half a number.
fn decided<'r>(
    readings: &'r [Reading],
    written: &Written,
    country: Option<Country>,
    listed: bool,
) -> Option<&'r Reading> {
    let only = |wanted: &dyn Fn(&Reading) -> bool| {
        let mut wanted = readings.iter().filter(|reading| wanted(reading));
        wanted.next().filter(|_| wanted.next().is_none())
    };
    let at_home = |reading: &Reading| country.is_some_and(|own| reading.how == How::National(own));
    if listed {
        return only(&|_| true).or_else(|| only(&at_home));
    }
    let half = |reading: &Reading| {
        matches!(reading.how, How::National(_))
            && !at_home(reading)
            && !written.digits.starts_with('0')
    };
    only(&|_| true)
        .or_else(|| only(&|reading| reading.line.is_assignable()))
        .filter(|reading| !half(reading))
}

/// What kind of line a number is by the provider's word.
pub(crate) fn line(published: &PublishedNumber) -> Line {
    match published.kind {
        TollKind::Toll => Line::Fixed,
        TollKind::TollFree => Line::TollFree,
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
