//! What the texts of an XLS come to in its cells. The library gives every cell its own copy of a text that
//! cells share, and writes a formula out from tokens of a few bytes; how much that makes is told here,
//! from lengths alone.

use std::collections::BTreeMap;

use super::compound::{Styles, record};
use super::runs::Runs;

/// The shared texts (`SST`, MS-XLS 2.4.265).
pub(super) const SHARED_TEXTS: u16 = 0x00fc;
/// Goes on with the record before it (`Continue`, 2.4.58).
const CONTINUE: u16 = 0x003c;
/// A space in a formula is a token of its own (`PtgAttrSpace`, 2.5.198.13), with their number.
const SPACE: u8 = 0x19;
const SPACE_KINDS: [u8; 2] = [0x40, 0x41];
/// A number in a formula (`PtgNum`, 2.5.198.79), and how many characters it takes at most: it is written
/// without an exponent.
const NUMBER: u8 = 0x1f;
const DIGITS: usize = 330;
/// Characters that any other byte of a formula stands for at most: the longest function's name, and its
/// brackets, are a token of three.
const FUNCTION: usize = 8;
/// Bytes of the token that stands for a name (`PtgName`, 2.5.198.76).
const NAME_TOKEN: usize = 5;

/// How long the texts are that cells and formulas only point at.
#[derive(Default)]
pub(super) struct Texts {
    /// For each shared text, the bytes it takes at most.
    shared: Vec<u32>,
    /// What is struck through of those that have parts in fonts of their own, by their numbers.
    runs: BTreeMap<usize, Runs>,
    /// Characters of the longest name of a sheet, a cell or an area.
    longest_name: usize,
}

impl Texts {
    /// Takes the shared texts, whose record has this data and is followed by its continuations.
    pub(super) fn share(&mut self, stream: &[u8], data: std::ops::Range<usize>, styles: &Styles) {
        let mut rest = Pieces { stream, next: data.end, piece: &stream[data] };
        // How many texts there are, and how often they are used.
        rest.skip(8);
        self.shared.clear();
        let mut rich = styles.any_strikes().then(Rich::default);
        while let Some(length) = rest.text(rich.as_mut()) {
            if let Some(rich) = rich.as_mut().filter(|rich| !rich.fonts.is_empty()) {
                self.runs.insert(self.shared.len(), rich.runs(styles));
            }
            self.shared.push(length);
        }
    }

    /// Takes note of a name of so many characters.
    pub(super) fn name(&mut self, characters: Option<&u8>) {
        self.longest_name = self.longest_name.max(characters.map_or(0, |&n| n.into()));
    }

    /// Bytes that a cell takes at most which shows a shared text (`LabelSst`, 2.4.149).
    pub(super) fn shown(&self, cell: &[u8]) -> usize {
        number(cell).and_then(|at| self.shared.get(at)).map_or(0, |&length| length as usize)
    }

    /// What is struck through of the shared text that a cell shows.
    pub(super) fn runs(&self, cell: &[u8]) -> Option<&Runs> {
        self.runs.get(&number(cell)?)
    }

    /// Bytes that a formula takes at most once it is written out.
    pub(super) fn written_out(&self, formula: &[u8]) -> usize {
        let spaces = formula.windows(4).filter(|at| at[0] == SPACE && SPACE_KINDS.contains(&at[1]));
        let spaces: usize = spaces.map(|at| usize::from(at[3])).sum();
        let numbers = formula.iter().filter(|byte| **byte == NUMBER).count();
        formula.len() * (FUNCTION + self.longest_name / NAME_TOKEN) + spaces + numbers * DIGITS
    }
}

/// The number of the shared text that a cell shows.
fn number(cell: &[u8]) -> Option<usize> {
    let number = cell.get(6..)?.first_chunk()?;
    usize::try_from(u32::from_le_bytes(*number)).ok()
}

/// A text with parts in fonts of their own.
#[derive(Default)]
struct Rich {
    /// The text, in UTF-16.
    units: Vec<u16>,
    /// Where each such part begins, in units, and its font (`FormatRun`).
    fonts: Vec<[u16; 2]>,
}

impl Rich {
    fn runs(&self, styles: &Styles) -> Runs {
        let (mut text, mut parts, mut from) = (String::new(), vec![(0, None)], 0);
        for [start, font] in &self.fonts {
            let start = usize::from(*start).clamp(from, self.units.len());
            text.push_str(&String::from_utf16_lossy(&self.units[from..start]));
            parts.push((text.len(), Some(styles.strikes(*font))));
            from = start;
        }
        text.push_str(&String::from_utf16_lossy(&self.units[from..]));
        Runs::of(&text, &parts)
    }
}

/// What is left of a record and of those that go on with it.
struct Pieces<'s> {
    stream: &'s [u8],
    next: usize,
    piece: &'s [u8],
}

impl Pieces<'_> {
    /// Whether anything is left, which is then at hand.
    fn any(&mut self) -> bool {
        while self.piece.is_empty() {
            match record(self.stream, self.next) {
                Some((CONTINUE, data)) => {
                    self.next = data.end;
                    self.piece = &self.stream[data];
                }
                _ => return false,
            }
        }
        true
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.piece.split_first_chunk()?;
        self.piece = rest;
        Some(*taken)
    }

    /// A number of two bytes, wherever they stand.
    fn number(&mut self) -> Option<u16> {
        let mut byte = || self.any().then(|| self.take()).flatten();
        let [[low], [high]] = [byte()?, byte()?];
        Some(u16::from_le_bytes([low, high]))
    }

    fn skip(&mut self, mut bytes: usize) {
        while bytes > 0 && self.any() {
            let here = bytes.min(self.piece.len());
            self.piece = &self.piece[here..];
            bytes -= here;
        }
    }

    /// The bytes that the next text takes at most, in UTF-8 (`XLUnicodeRichExtendedString`, 2.5.293). Where
    /// it has fonts, they and the text itself are kept, if somewhere is given.
    fn text(&mut self, mut rich: Option<&mut Rich>) -> Option<u32> {
        if let Some(rich) = &mut rich {
            rich.units.clear();
            rich.fonts.clear();
        }
        if !self.any() {
            return None;
        }
        let [low, high, mut flags] = self.take()?;
        let runs = if flags & 8 == 0 { 0 } else { u16::from_le_bytes(self.take()?) };
        let extra = if flags & 4 == 0 { 0 } else { u32::from_le_bytes(self.take()?) };
        let (mut left, mut most) = (usize::from(u16::from_le_bytes([low, high])), 0);
        loop {
            // One byte of Latin-1 becomes two at most, two of UTF-16 three.
            let width = 1 + usize::from(flags & 1);
            let here = left.min(self.piece.len() / width);
            let (characters, rest) = self.piece.split_at(here * width);
            self.piece = rest;
            if let Some(rich) = rich.as_mut().filter(|_| runs > 0) {
                let unit = |bytes: &[u8]| match bytes {
                    [low, high] => u16::from_le_bytes([*low, *high]),
                    bytes => bytes.iter().copied().map(u16::from).sum(),
                };
                rich.units.extend(characters.chunks_exact(width).map(unit));
            }
            most += here * (width + 1);
            left -= here;
            if left == 0 {
                break;
            }
            self.piece = &[];
            if !self.any() {
                return None;
            }
            // A text that is broken off says anew how wide its characters are.
            [flags] = self.take()?;
        }
        match rich {
            Some(rich) => {
                for _ in 0..runs {
                    let [start, font] = [self.number()?, self.number()?];
                    rich.fonts.push([start, font]);
                }
            }
            None => self.skip(usize::from(runs) * 4),
        }
        self.skip(extra as usize);
        u32::try_from(most).ok()
    }
}

#[cfg(test)]
mod tests {
    use tollgate_model::Struck;

    use super::*;

    /// A record of shared texts, in pieces.
    fn texts(pieces: &[&[u8]]) -> Texts {
        texts_in(&Styles::default(), pieces)
    }

    /// The same in fonts.
    fn texts_in(styles: &Styles, pieces: &[&[u8]]) -> Texts {
        let mut stream = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            let kind = if index == 0 { SHARED_TEXTS } else { CONTINUE };
            stream.extend(kind.to_le_bytes());
            stream.extend(u16::try_from(piece.len()).unwrap().to_le_bytes());
            stream.extend(*piece);
        }
        let (_, data) = record(&stream, 0).unwrap();
        let mut texts = Texts::default();
        texts.share(&stream, data, styles);
        texts
    }

    #[test]
    fn the_length_of_a_shared_text_is_known_whatever_surrounds_it() {
        let head = [0; 8].as_slice();
        let narrow = [3, 0, 0, b'a', b'b', b'c'].as_slice();
        let wide = [2, 0, 1, b'a', 0, 0xac, 0x20].as_slice();
        // Two formatting runs and three bytes of phonetics.
        let rich = [&[1, 0, 12, 2, 0, 3, 0, 0, 0, b'x'][..], &[0; 11]].concat();
        let all = [head, narrow, wide, &rich, narrow].concat();
        assert_eq!(texts(&[&all]).shared, [6, 6, 2, 6]);
        // Broken off in a text, which goes on in wide characters; and between texts.
        let broken = [head, &narrow[..4]].concat();
        assert_eq!(texts(&[&broken, &[1, b'b', 0, b'c', 0], narrow]).shared, [2 + 6, 6]);
        // Cut off anywhere, no more is told than is there.
        for end in 8..all.len() {
            assert!(texts(&[&all[..end]]).shared.len() <= 4);
        }
    }

    #[test]
    fn a_text_tells_which_of_its_parts_are_struck_through_also_where_it_is_broken_off() {
        let mut styles = Styles::default();
        // Fonts: only the second strikes through.
        styles.take(0x0031, &[200, 0, 0, 0]);
        styles.take(0x0031, &[200, 0, 8, 0]);
        let head = [0; 8];
        // Four characters in one byte each and two in two; from the second on the struck font, from the
        // fifth on the other, which is broken off too.
        let text = [&[6, 0, 8, 2, 0][..], b"0777"].concat();
        let rest = [1, b'1', 0, b'2', 0, 1, 0, 1, 0, 4, 0, 0];
        let plain = [&[4, 0, 0][..], b"0712"].concat();
        let texts =
            texts_in(&styles, &[&[&head[..], &text].concat(), &rest, &[&[0][..], &plain].concat()]);
        assert_eq!(texts.shared.len(), 2);
        assert_eq!(texts.runs(&[0; 10]).unwrap().within(false), &Struck::Part("012".into()));
        assert_eq!(texts.runs(&[0; 10]).unwrap().within(true), &Struck::Part("12".into()));
        assert_eq!(texts.runs(&[0, 0, 0, 0, 0, 0, 1, 0, 0, 0]), None);
    }

    #[test]
    fn a_formula_is_as_long_as_its_names_spaces_and_numbers_make_it() {
        let mut texts = Texts::default();
        assert_eq!(texts.written_out(&[0; 30]), 240);
        texts.name(Some(&250));
        assert_eq!(texts.written_out(&[0; 30]), 30 * 58);
        assert_eq!(texts.written_out(&[0x19, 0x40, 0, 255]), 4 * 58 + 255);
        // The smallest number there is.
        let smallest = f64::from_bits(1);
        let token = [&[NUMBER][..], &smallest.to_le_bytes()].concat();
        assert!(format!("-{smallest}").len() <= DIGITS);
        assert_eq!(texts.written_out(&token), 9 * 58 + DIGITS);
    }
}
