//! See `docs/rules/conference-id-characters.md`.

use tollgate_model::{Field, Severity, value};

use crate::lengths::Commonest;
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
    let text = cell.text.clone();
    let keyless = text.strip_suffix('#').map_or(&*text, str::trim_end);
    let bare = if cell.shown().is_some() {
        // A number is its digits, whatever its format shows beside them.
        keyless.trim_matches(|c: char| !c.is_ascii_digit())
    } else {
        keyless
    };
    if let Some(groups) = groups(bare) {
        // A number format groups the digits of one number.
        let several = cell.shown().is_none().then(|| several(cell, &groups)).flatten();
        if let Some(draft) = several {
            return cell.fault(sink, draft);
        }
        let (text, digits) = (value(&text), groups.concat());
        let (message, why) = if digits != bare {
            let why = "what is between the digits is not part of the ID";
            (format!("{text} is written in groups"), why)
        } else if bare == keyless {
            (format!("{text} ends with the key that ends dialling"), "it is not part of the ID")
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
    let message = format!(
        "{} is not a conference ID: {} cannot be dialled",
        value(&cell.text),
        value(&foreign)
    );
    let help = "Ask the provider for the ID: it is made of the digits 0 to 9.";
    let draft = Draft::new(cell.place(), message, help);
    cell.fault(sink, draft);
}

/// As many digits as people put into one group.
const GROUP: usize = 4;

/// What is wrong with groups of digits that are several IDs, or may be: more than one of them could be an ID.
/// Whether all are one, the IDs tell that are not in groups.
fn several(cell: &Cell<'_>, groups: &[&str]) -> Option<Draft> {
    let rule = &cell.reply.provider().conference_id;
    let (text, joined) = (value(&cell.text), groups.concat());
    let ids: Vec<&&str> = groups.iter().filter(|group| rule.allows(group)).collect();
    if ids.len() < 2 {
        return None;
    }
    let sure = match cell.reply.lengths().map(Commonest::of_nearly_all) {
        _ if !rule.allows(&joined) => true,
        None if groups.iter().all(|group| group.len() <= GROUP) => return None,
        Some(Some(usual)) if usual == joined.len() => return None,
        Some(Some(usual)) => ids.iter().any(|id| id.len() == usual),
        _ => false,
    };
    Some(if sure {
        let message = format!("{text} holds more than one conference ID");
        Draft::new(cell.place(), message, "Ask the provider which of them is meant.")
    } else {
        let message = format!("{text} is one conference ID in groups, or more than one");
        let help = "Ask the provider whether one ID was meant.";
        Draft::new(cell.place(), message, help).ask(joined, "the ID, if it is one")
    })
}

/// An ID without grouping and without the key that ends dialling.
pub(super) fn bare(text: &str) -> String {
    let text = text.strip_suffix('#').map_or(text, str::trim_end);
    groups(text).map_or_else(|| text.to_owned(), |groups| groups.concat())
}

/// Whether a character parts groups of digits, and can be nothing else between them.
fn parts(c: char) -> bool {
    matches!(c, ' ' | '-' | '\u{2010}'..='\u{2013}')
}

/// The groups of digits with spaces or hyphens between them. A point or comma may be a decimal one,
/// unless two or more part the thousands.
fn groups(text: &str) -> Option<Vec<&str>> {
    let thousands = ['.', ','].into_iter().find(|point| is_in_thousands(text, *point));
    // A hyphen in front is a minus.
    let ends = [text.chars().next(), text.chars().next_back()];
    let whole = ends.iter().flatten().all(char::is_ascii_digit);
    let groups = text.split(|c| parts(c) || Some(c) == thousands).filter(|group| !group.is_empty());
    let groups: Vec<&str> = groups.collect();
    let digits = groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_digit()));
    (whole && digits && !groups.is_empty()).then_some(groups)
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
    use super::groups;

    fn ungrouped(text: &str) -> Option<String> {
        Some(groups(text)?.concat())
    }

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
