//! Bytes to text. A byte order mark tells, then the pattern of zeros, then being valid UTF-8; what
//! is left is a guess, and said to be one.

use std::borrow::Cow;
use std::collections::HashSet;

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, IBM866, ISO_8859_2, ISO_8859_5, ISO_8859_7, ISO_8859_15,
    KOI8_R, KOI8_U, MACINTOSH, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_874, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256,
    WINDOWS_1257, WINDOWS_1258, X_MAC_CYRILLIC,
};

use memchr::memrchr2;

use crate::delimited::breaks;
use crate::limits;

/// Encodings that spreadsheet programs save in where nobody asks for another, the likeliest first.
const LEGACY: [CodePage; 28] = [
    CodePage::Web(WINDOWS_1252),
    CodePage::Web(WINDOWS_1250),
    CodePage::Web(WINDOWS_1251),
    CodePage::Web(WINDOWS_1253),
    CodePage::Web(WINDOWS_1254),
    CodePage::Web(WINDOWS_1255),
    CodePage::Web(WINDOWS_1256),
    CodePage::Web(WINDOWS_1257),
    CodePage::Web(WINDOWS_1258),
    CodePage::Web(WINDOWS_874),
    CodePage::Web(MACINTOSH),
    CodePage::Dos(&IBM850),
    CodePage::Dos(&IBM437),
    CodePage::Dos(&IBM852),
    CodePage::Web(IBM866),
    CodePage::Web(ISO_8859_2),
    CodePage::Web(ISO_8859_5),
    CodePage::Web(ISO_8859_7),
    CodePage::Web(ISO_8859_15),
    CodePage::Web(X_MAC_CYRILLIC),
    CodePage::Web(KOI8_R),
    CodePage::Web(KOI8_U),
    CodePage::Web(SHIFT_JIS),
    CodePage::Web(EUC_JP),
    CodePage::Web(GBK),
    CodePage::Web(BIG5),
    CodePage::Web(EUC_KR),
    // Damaged in a few places: the names prove it all the same.
    CodePage::Web(UTF_8),
];

/// What bytes past ASCII mean.
#[derive(Clone, Copy)]
enum CodePage {
    /// One of those that the web knows.
    Web(&'static Encoding),
    /// One of DOS, which the web does not know and "CSV (MS-DOS)" is saved in.
    Dos(&'static Dos),
}

/// A code page of DOS: its name, and the characters from 0x80 to 0xff (CP437.TXT, CP850.TXT and
/// CP852.TXT of the Unicode Consortium's vendor mappings).
struct Dos {
    name: &'static str,
    upper: &'static str,
}

const IBM437: Dos = Dos {
    name: "ibm437",
    upper: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ\
        áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
        └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
        αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
};

const IBM850: Dos = Dos {
    name: "ibm850",
    upper: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ\
        áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
        └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀\
        ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
};

const IBM852: Dos = Dos {
    name: "ibm852",
    upper: "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×č\
        áíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐\
        └┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀\
        ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}",
};

impl Dos {
    fn decode(&self, bytes: &[u8]) -> String {
        let upper: Vec<char> = self.upper.chars().collect();
        let char = |byte: &u8| match byte.checked_sub(0x80) {
            Some(at) => upper.get(usize::from(at)).copied().unwrap_or('\u{fffd}'),
            None => char::from(*byte),
        };
        bytes.iter().map(char).collect()
    }
}

impl CodePage {
    fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Web(encoding) => encoding.decode(bytes).0,
            Self::Dos(page) => Cow::Owned(page.decode(bytes)),
        }
    }
}

/// Text and how it was come by.
#[derive(Debug)]
pub(crate) struct Decoded<'b> {
    /// The text; a byte order mark may still stand before it.
    pub(crate) text: String,
    /// The bytes as they came, where the text is not the same bytes.
    came: Option<&'b [u8]>,
    pub(crate) encoding: tollgate_model::Encoding,
    /// Byte offset and physical line (one-based) of the first bytes that are not valid.
    pub(crate) invalid_at: Option<(u64, u32)>,
}

impl Decoded<'_> {
    /// The bytes as they came.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.came.unwrap_or(self.text.as_bytes())
    }
}

/// Decodes bytes; `expected` are texts the file is known to hold. What is UTF-8 is taken, and becomes
/// the text without a copy.
pub(crate) fn decode<'b>(bytes: &'b mut Vec<u8>, expected: &[String]) -> Decoded<'b> {
    let told = told(bytes);
    if let Some(encoding) = told.filter(|encoding| *encoding != UTF_8) {
        return with(encoding, bytes, false);
    }
    match String::from_utf8(std::mem::take(bytes)) {
        Ok(text) => {
            let encoding = tollgate_model::Encoding { name: "utf-8".into(), guessed: false };
            return Decoded { text, came: None, encoding, invalid_at: None };
        }
        Err(error) => *bytes = error.into_bytes(),
    }
    if told.is_some() || mostly_utf8(bytes) {
        return with(UTF_8, bytes, false);
    }
    let sample = telling_lines(bytes);
    match proven(&sample, expected) {
        Some(CodePage::Web(encoding)) => return with(encoding, bytes, encoding != UTF_8),
        Some(CodePage::Dos(page)) => {
            let encoding = tollgate_model::Encoding { name: page.name.into(), guessed: true };
            let text = page.decode(bytes);
            return Decoded { text, came: Some(bytes), encoding, invalid_at: None };
        }
        None => {}
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&sample, true);
    with(detector.guess(None, chardetng::Utf8Detection::Deny), bytes, true)
}

/// The encoding that a byte order mark or the pattern of zeros tells.
fn told(bytes: &[u8]) -> Option<&'static Encoding> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    marked.or_else(|| looks_like_utf16(&bytes[..bytes.len().min(4096)]))
}

/// Whether some line is longer than a row can be. That shows before it is decoded: a text takes as many
/// bytes in UTF-8 as in any other encoding, or more, and half as many as in UTF-16.
pub(crate) fn has_overlong_line(bytes: &[u8]) -> bool {
    let is_wide = told(bytes).is_some_and(|encoding| encoding != UTF_8);
    let most = limits::LINE * if is_wide { 2 } else { 1 };
    let mut rest = bytes;
    while rest.len() > most {
        // Of many short lines, only the last is looked for.
        let Some(last) = memrchr2(b'\n', b'\r', &rest[..=most]) else { return true };
        rest = &rest[last + 1..];
    }
    false
}

fn with<'b>(encoding: &'static Encoding, bytes: &'b [u8], guessed: bool) -> Decoded<'b> {
    let (text, used, broken) = encoding.decode(bytes);
    let (text, name) = (text.into_owned(), used.name().to_ascii_lowercase());
    let invalid_at = if broken { first_invalid(used, bytes) } else { None };
    let invalid_at = invalid_at.map(|at| {
        let before = &bytes[..usize::try_from(at).unwrap_or(0).min(bytes.len())];
        let (before, _) = used.decode_with_bom_removal(before);
        (at, breaks(before.as_bytes()) + 1)
    });
    let encoding = tollgate_model::Encoding { name, guessed };
    Decoded { text, came: Some(bytes), encoding, invalid_at }
}

/// Byte offset of the first bytes that are not valid.
fn first_invalid(encoding: &'static Encoding, bytes: &[u8]) -> Option<u64> {
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let (mut text, mut at) = (vec![0; 1 << 16], 0);
    loop {
        let (result, read, _) =
            decoder.decode_to_utf8_without_replacement(&bytes[at..], &mut text, true);
        at += read;
        match result {
            encoding_rs::DecoderResult::InputEmpty => return None,
            encoding_rs::DecoderResult::OutputFull => {}
            encoding_rs::DecoderResult::Malformed(length, after) => {
                return Some((at as u64).saturating_sub(u64::from(length) + u64::from(after)));
            }
        }
    }
}

/// The lines that hold anything but ASCII, as far as they are needed to tell an encoding.
fn telling_lines(bytes: &[u8]) -> Vec<u8> {
    let mut sample = Vec::new();
    let lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r'));
    let pieces = lines.flat_map(|line| line.chunks(limits::SAMPLE));
    for line in pieces.filter(|line| !line.is_ascii()) {
        sample.extend_from_slice(line);
        sample.push(b'\n');
        if sample.len() > limits::SAMPLE {
            break;
        }
    }
    sample
}

/// UTF-16 without a mark: of the first characters, nearly every second byte is zero.
pub(crate) fn looks_like_utf16(sample: &[u8]) -> Option<&'static Encoding> {
    if sample.len() < 8 {
        return None;
    }
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    if odd * 10 > half * 6 && even * 20 < half {
        Some(UTF_16LE)
    } else if even * 10 > half * 6 && odd * 20 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether nearly all that is not ASCII is valid UTF-8, so that a few broken bytes are damage and
/// not another encoding.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 3 && good >= bad * 4
}

/// What parts the cells of a text, and the names in a cell that holds `Last, First`.
const PARTING: [char; 7] = [',', ';', '\t', '|', '"', '\n', '\r'];

/// The one encoding under which most of the texts that are known to be there appear; of several the
/// likeliest, but no code page where the texts prove UTF-8 as well.
fn proven(sample: &[u8], expected: &[String]) -> Option<CodePage> {
    let parts = expected.iter().flat_map(|text| text.split(PARTING)).map(str::trim);
    let wanted: HashSet<&str> = parts.filter(|text| !text.is_ascii()).collect();
    if wanted.is_empty() {
        return None;
    }
    let score = |page: CodePage| {
        let text = page.decode(sample);
        let found: HashSet<&str> = text.split(PARTING).map(str::trim).collect();
        (wanted.iter().filter(|text| found.contains(**text)).count(), page)
    };
    let scored = LEGACY.into_iter().map(score);
    let is_utf8 = |page| matches!(page, CodePage::Web(encoding) if encoding == UTF_8);
    let best = scored.reduce(|best, next| {
        if next.0 > best.0 || next.0 == best.0 && is_utf8(next.1) { next } else { best }
    });
    best.filter(|(hits, _)| *hits > 0).map(|(_, page)| page)
}
