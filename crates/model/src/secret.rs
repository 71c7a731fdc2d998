//! Headings over values that nobody may see.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::is_unseen;

/// Whether a column under this heading holds a PIN or a leader's code. Its values are read by
/// nothing: Microsoft's instructions leave the PIN between the provider and the person.
///
/// A leader's *name* or *address* is no code; anything else of a leader's is taken for one. Of what a leader is
/// called elsewhere, and of what guards a meeting, only a code is one.
pub fn is_secret(heading: &str) -> bool {
    const LEADERS: [&str; 7] =
        ["leader", "host", "moderator", "chair", "organiser", "organizer", "presenter"];
    const CODES: [&str; 7] = ["code", "pin", "password", "key", "id", "number", "digits"];
    const NAMES: [&str; 7] = ["name", "mail", "email", "address", "upn", "account", "department"];
    let words = split_words(heading);
    let holds = |list: &[&str]| words.iter().any(|word| list.iter().any(|end| word.ends_with(end)));
    let leader = words.iter().any(|word| LEADERS.iter().any(|leader| word.starts_with(leader)));
    words.iter().any(|word| is_pin(word))
        || leader && (holds(&CODES) || !holds(&NAMES))
        || is_guarded(&words)
}

/// `Code modérateur`, `Kennwort Leiter`, `Security code`, `Geheimzahl`: what only a leader may know, in a word
/// or in two.
fn is_guarded(words: &[String]) -> bool {
    const WHOSE: [&str; 30] = [
        "moderateur",
        "moderatrice",
        "moderador",
        "moderadora",
        "moderatore",
        "animateur",
        "animatrice",
        "animador",
        "organisateur",
        "organisator",
        "organizador",
        "organizzatore",
        "leiter",
        "gastgeber",
        "veranstalter",
        "anfitrion",
        "hote",
        "president",
        "presidente",
        "prowadzacy",
        "admin",
        "administrator",
        "master",
        "security",
        "securite",
        "seguridad",
        "sicherheit",
        "secret",
        "secreto",
        "geheim",
    ];
    const CODES: [&str; 15] = [
        "code",
        "codes",
        "codigo",
        "codice",
        "kod",
        "pin",
        "password",
        "passwort",
        "kennwort",
        "passe",
        "contrasena",
        "clave",
        "key",
        "zahl",
        "nummer",
    ];
    // Where words are not parted by spaces.
    const UNPARTED: [&str; 4] = ["主持", "主催", "ведущ", "организатор"];
    let is_code = |word: &str| CODES.iter().any(|code| word.ends_with(code));
    let of_a_code = |rest: &str| CODES.contains(&rest.strip_prefix('s').unwrap_or(rest));
    let whose = |word: &str, fits: &dyn Fn(&str) -> bool| {
        WHOSE.iter().any(|whose| word.strip_prefix(whose).is_some_and(fits))
    };
    let any = |fits: &dyn Fn(&str) -> bool| words.iter().any(|word| fits(word));
    any(&|word| whose(word, &of_a_code))
        || any(&|word| UNPARTED.iter().any(|whose| word.contains(whose)))
        || any(&is_code) && any(&|word| whose(word, &|rest| matches!(rest, "" | "s")))
}

/// `pin`, `pins`, `pincode`, `userpin`, but not `opinion`, `shipping` or `spin`.
fn is_pin(word: &str) -> bool {
    const WHOSE: [&str; 11] = [
        "user",
        "audio",
        "conference",
        "conf",
        "meeting",
        "leader",
        "host",
        "moderator",
        "chair",
        "organizer",
        "organiser",
    ];
    const AFTER: [&str; 7] = ["", "s", "code", "number", "nr", "no", "nummer"];
    word.strip_prefix("pin").is_some_and(|rest| AFTER.contains(&rest) || WHOSE.contains(&rest))
        || word.strip_suffix("pin").is_some_and(|rest| WHOSE.contains(&rest))
}

/// The words of a heading: parted by anything that is no letter, and where a capital follows a
/// small letter or a script without capitals another. Letters that stand alone make one word
/// (`P.I.N.`).
fn split_words(heading: &str) -> Vec<String> {
    let (mut words, mut before) = (vec![String::new()], ' ');
    // Full-width letters as what they stand for, and none with an accent.
    let letters = heading.nfkd().filter(|c| !is_combining_mark(*c));
    for c in letters.filter(|c| c.is_whitespace() || !is_unseen(*c)) {
        let is_other = |c: char| c >= '\u{2e80}';
        if !c.is_alphabetic()
            || before.is_lowercase() && c.is_uppercase()
            || is_other(before) != is_other(c)
        {
            words.push(String::new());
        }
        if c.is_alphabetic() {
            words.last_mut().expect("never empty").extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    let is_letter = |word: &str| word.chars().count() == 1;
    let mut joined: Vec<(String, bool)> = Vec::new();
    for word in words {
        let alone = is_letter(&word);
        match joined.last_mut() {
            Some((letters, true)) if alone => letters.push_str(&word),
            _ => joined.push((word, alone)),
        }
    }
    joined.into_iter().map(|(word, _)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Field, Headings};

    #[test]
    fn no_synonym_beats_a_heading_over_a_leaders_code() {
        let headings = Headings::with([(Field::ConferenceId, "Leader passcode")]);
        for heading in [
            "Leader passcode",
            "PIN",
            "Audio PIN",
            "HostPin",
            "Moderator code",
            "Chair-person code",
            "organizer_code",
            "Leader",
            "Host key",
            "pincode",
            "PIN(s)",
            "moderatorcode",
            "Conference ID / PIN",
            "Pin code",
            "LeaderPassCode",
            "user PIN",
            "Organiser PIN",
            "hostcode",
            "PIN1",
            "PIN 1",
            "PIN_1",
            "PINcode2",
            "2.PIN",
            "Conference PIN 2",
            "LeaderPin2",
            "leader2",
            "Leader2 code",
            "Host2",
            "P I N",
            "P.I.N.",
            "p-i-n code",
            "PI\u{ad}N",
            "\u{ff30}\u{ff29}\u{ff2e}",
            "PIN\u{30b3}\u{30fc}\u{30c9}",
            "PIN_Leader",
            "PINLeader",
            "Code modérateur",
            "Code mode\u{301}rateur",
            "Code animateur",
            "Código de moderador",
            "Kennwort Leiter",
            "Leiter-Kennwort",
            "Security code",
            "Sicherheitscode",
            "Master code",
            "Admin code",
            "Mot de passe de l'hôte",
            "Geheimzahl",
            "Geheimnummer",
            "主持人密码",
        ] {
            assert!(is_secret(heading), "{heading}");
            assert_eq!(headings.field(heading), None, "{heading}");
        }
        for heading in [
            "Opinion",
            "Shipping",
            "Passcode",
            "Conference ID",
            "Spinoff",
            "Organiser e-mail",
            "Host name",
            "Ghost code",
            "Pinewood office",
            "Hostname",
            "Host2 name",
            "Spin 2",
            "Conference ID 2",
            "Toll number 1",
            "Pinned",
            "P. Ingram",
            "Code",
            "Country code",
            "Area code",
            "Administrative area code",
            "Postal code",
            "Landeskennzahl",
            "Zugangscode",
            "Code d'accès",
            "Access code",
            "Security group",
            "Leiter",
            "Président",
            "Hotel code",
        ] {
            assert!(!is_secret(heading), "{heading}");
        }
    }
}
