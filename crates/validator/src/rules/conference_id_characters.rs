//! See `docs/rules/conference-id-characters.md`.

use tollgate_model::{Field, Severity, value};

use crate::{Cell, Check, Draft, Rule, Sink};

pub(super) const RULE: Rule = Rule {
    code: "I003",
    name: "conference-id-characters",
    severity: Severity::Error,
    instead_of: &[],
    page: include_str!("../../../../docs/rules/conference-id-characters.md"),
    check: Check::Cell(check),
};

/// Grouping, and the key that ends dialling, are how people write an ID; anything else is none.
fn check(cell: &mut Cell<'_>, sink: &mut Sink<'_>) {
    if cell.field != Field::ConferenceId || cell.text.bytes().all(|b| b.is_ascii_digit()) {
        return;
    }
    let mut bare = cell.text.strip_suffix('#').map_or(&*cell.text, str::trim_end);
    let keyless = bare;
    if cell.shown().is_some() {
        // A number is its digits, whatever its format shows beside them.
        bare = bare.trim_matches(|c: char| !c.is_ascii_digit());
    }
    if let Some(digits) = ungrouped(bare) {
        let text = value(&cell.text);
        let (message, why) = if digits != bare {
            let why = "what stands between the digits is no part of the ID";
            (format!("{text} is written in groups"), why)
        } else if bare == keyless {
            (format!("{text} ends with the key that ends dialling"), "it is no part of the ID")
        } else {
            let why = "the cell's number format puts it there";
            (format!("{text} is shown with more than its digits"), why)
        };
        return cell.becomes(sink, digits, message, why);
    }
    // A space before a word is not what is wrong.
    let mut others = cell.text.chars().filter(|c| !c.is_ascii_digit());
    let foreign = others.clone().find(|c| !parts(*c)).or_else(|| others.next());
    let foreign = foreign.map(String::from).unwrap_or_default();
    let message =
        format!("{} is no conference ID: {} cannot be dialled", value(&cell.text), value(&foreign));
    let help = "Ask the provider for the ID: it is made of the digits 0 to 9.";
    let draft = Draft::new(cell.place(), message, help);
    cell.fault(sink, draft);
}

/// An ID without grouping and without the key that ends dialling.
pub(super) fn bare(text: &str) -> String {
    let text = text.strip_suffix('#').map_or(text, str::trim_end);
    ungrouped(text).unwrap_or_else(|| text.to_owned())
}

/// Whether a character parts groups of digits, and can be nothing else between them.
fn parts(c: char) -> bool {
    matches!(c, ' ' | '-' | '\u{2010}'..='\u{2013}')
}

/// The digits of an ID with spaces or hyphens between them. A point or comma may be a decimal one,
/// unless two or more part the thousands.
fn ungrouped(text: &str) -> Option<String> {
    let thousands = ['.', ','].into_iter().find(|point| is_in_thousands(text, *point));
    let digits: String = text.chars().filter(|c| !parts(*c) && Some(*c) != thousands).collect();
    // A hyphen in front is a minus.
    let ends = [text.chars().next(), text.chars().next_back()];
    let whole = ends.iter().flatten().all(char::is_ascii_digit);
    let fits = whole && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then_some(digits)
}

/// `1.712.341`, but not `1712341.00`, `712.341` or `17.12.341`.
fn is_in_thousands(text: &str, point: char) -> bool {
    let groups: Vec<&str> = text.split(point).collect();
    let digits = |group: &&str| group.bytes().all(|b| b.is_ascii_digit());
    groups.len() > 2
        && groups.iter().all(digits)
        && (1..=3).contains(&groups[0].len())
        && groups[1..].iter().all(|group| group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::ungrouped;

    #[test]
    fn groups_are_told_from_fractions_and_signs() {
        for text in ["171 2341", "171-23-41", "1 - 712341", "1.712.341", "1,712,341", "1712341"] {
            assert_eq!(ungrouped(text).as_deref(), Some("1712341"), "{text}");
        }
        let others = [
            "1712341.00",
            "171234.1",
            "712.341",
            "17.12.341",
            "1.712,341",
            "1.712.34",
            "1712.341.000",
            "-1712341",
            "1712341-",
            "1.712.341,00",
            ".712.341",
            "",
            "-",
        ];
        for text in others {
            assert_eq!(ungrouped(text), None, "{text}");
        }
    }
}
