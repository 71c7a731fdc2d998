//! Whether an identity cell that came back is the one that was sent.

use tollgate_model::{is_unseen, lost_letters};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Whether two texts are the same but for case, spaces, accents, what cannot be seen, and a mark
/// that we put in front of what a spreadsheet program would run.
pub(crate) fn is_same(sent: &str, came: &str) -> bool {
    sent == came || fold(sent).eq(fold(came.strip_prefix('\'').unwrap_or(came)))
}

fn fold(text: &str) -> impl Iterator<Item = char> {
    let text = text.trim();
    let text = match text.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("sip:") => &text[4..],
        _ => text,
    };
    let plain = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !c.is_whitespace() && !is_unseen(*c) && *c != '\'');
    // By way of capitals `ß` is `ss`, as `SS` is.
    plain.flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}

/// Whether a text is what a decoder that took the wrong encoding made of another, or lost letters
/// of: `ZoÃ«`, `Zo?`, or U+FFFD for each.
pub(crate) fn is_garbled(sent: &str, came: &str) -> bool {
    if sent.is_ascii() {
        return false;
    }
    let twice: String = sent.bytes().map(windows_1252).collect();
    let squeezed = |text: &str| {
        text.chars().filter(|c| !c.is_whitespace() && !is_unseen(*c)).collect::<String>()
    };
    twice == came || squeezed(&twice) == squeezed(came) || lost_letters(sent, came)
}

/// What a byte is in windows-1252.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_spaces_and_accents_are_no_difference() {
        assert!(is_same("Zoë  Müller", " zoe muller"));
        assert!(is_same("ada@contoso.example", "SIP:Ada@contoso.example"));
        assert!(is_same("=Ada", "'=Ada"));
        assert!(is_same("Jörg Weiß", "JÖRG WEISS"));
        assert!(!is_same("Ada", "Eda"));
    }

    #[test]
    fn what_became_of_a_name_on_the_way_is_told() {
        for came in ["ZoÃ«", "Zo?", "Zo??", "Zo\u{fffd}"] {
            assert!(is_garbled("Zoë", came), "{came}");
        }
        for (sent, came) in [("佐藤, 健太", "??, ??"), ("Ibáñez", "Ib??ez"), ("Ibáñez", "Ib????ez")]
        {
            assert!(is_garbled(sent, came), "{came}");
        }
        assert!(!is_garbled("Zoë", "Zoa"));
        assert!(!is_garbled("Ibáñez", "Ib?ez"));
        assert!(!is_garbled("Ibáñez", "Ib?????ez"));
        assert!(!is_garbled("Ada", "A?a"));
    }
}
