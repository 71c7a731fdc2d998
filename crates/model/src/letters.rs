//! Letters that were lost on the way.

use std::collections::BTreeSet;

/// Characters of a display name at most, the longest text that a directory has of a person (Microsoft Graph,
/// `user` resource). Beyond it the ways in which marks may stand for letters are too many to try.
const LONGEST: usize = 256;

/// Whether a text has a `?` or U+FFFD, one or more, for each letter outside ASCII of another, and
/// is the same otherwise: what a program wrote that has no such letters. Of a text that is longer than any
/// in a directory that is not told.
pub fn lost_letters(whole: &str, came: &str) -> bool {
    const MARKS: [char; 2] = ['?', '\u{fffd}'];
    if !came.contains(MARKS) || whole.chars().nth(LONGEST).is_some() {
        return false;
    }
    let came: Vec<char> = came.trim().chars().collect();
    let is_lost = |at: usize| came.get(at).is_some_and(|c| MARKS.contains(c));
    // How far what came may be used up: nothing tells which letter a mark stands for.
    let mut ends = BTreeSet::from([0]);
    for c in whole.trim().chars() {
        let mut next = BTreeSet::new();
        for end in ends {
            next.extend((came.get(end) == Some(&c)).then_some(end + 1));
            if !c.is_ascii() {
                // One for the letter, or one for each of its bytes.
                let marks = (end..end + c.len_utf8()).take_while(|at| is_lost(*at));
                next.extend(marks.map(|at| at + 1));
            }
        }
        ends = next;
    }
    ends.contains(&came.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_beyond_ascii_are_lost() {
        assert!(lost_letters("Jürgen 佐藤", "J?rgen ??"));
        assert!(lost_letters("Jürgen", "J\u{fffd}\u{fffd}rgen"));
        for came in ["Jürgen", "J?rgen B", "J?rg?n", "Jurgen", "J???rgen"] {
            assert!(!lost_letters("Jürgen", came), "{came}");
        }
    }

    #[test]
    fn nothing_is_told_of_a_text_that_no_directory_holds() {
        let lost = |letters: usize| lost_letters(&"ü".repeat(letters), &"?".repeat(letters));
        assert_eq!([lost(256), lost(257)], [true, false]);
    }
}
