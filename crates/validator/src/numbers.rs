//! What the text of a number cell can mean. The provider's list decides between readings; the
//! number library only says which are possible.

use tollgate_model::{Country, How, PhoneNumber, Provider, Written};

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
