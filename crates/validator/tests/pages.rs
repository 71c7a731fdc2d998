//! Every page of `docs/rules` that a rule of this crate has is run: what its examples say is found
//! is found, and nothing else.

#[path = "pages/example.rs"]
mod example;

use std::collections::BTreeSet;

use example::examples;
use tollgate_validator::RULES;

#[test]
fn every_example_of_every_page_finds_what_it_says() {
    let mut wrong = Vec::new();
    for rule in RULES {
        for (number, example) in examples(rule.page).into_iter().enumerate() {
            let found = example.found();
            if found != example.expected {
                wrong.push(format!(
                    "{} {}, example {}:\n  expected:\n    {}\n  found:\n    {}",
                    rule.code,
                    rule.name,
                    number + 1,
                    example.expected.join("\n    "),
                    found.join("\n    ")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_rule_fires_on_its_page_and_stays_quiet_on_its_page() {
    for rule in RULES {
        let examples = examples(rule.page);
        let fires = |lines: &[String]| lines.iter().any(|line| line.starts_with(rule.code));
        assert!(
            examples.iter().any(|e| fires(&e.expected)),
            "{} never fires on its page",
            rule.code
        );
        assert!(
            examples.iter().any(|e| !fires(&e.expected)),
            "{} is never quiet on its page",
            rule.code
        );
    }
}

#[test]
fn codes_rise_names_are_unique_and_pages_carry_both() {
    let mut names = BTreeSet::new();
    let letters = "FHRCTIPS";
    let place = |code: &str| (letters.find(&code[..1]), code[1..].to_owned());
    for pair in RULES.windows(2) {
        assert!(
            place(pair[0].code) < place(pair[1].code),
            "{} before {}",
            pair[0].code,
            pair[1].code
        );
    }
    for rule in RULES {
        assert!(names.insert(rule.name), "{} twice", rule.name);
        let title = format!("# {} {}\n", rule.code, rule.name);
        assert!(
            rule.page.starts_with(&title),
            "the page of {} does not begin with {title}",
            rule.code
        );
    }
}

#[test]
fn every_rule_that_is_named_as_explained_exists() {
    let codes: BTreeSet<_> = RULES.iter().map(|rule| rule.code).collect();
    for rule in RULES {
        for code in rule.instead_of {
            assert!(
                codes.contains(code),
                "{} stands instead of {code}, which is no rule",
                rule.code
            );
        }
    }
}

#[test]
fn what_is_redacted_holds_nothing_of_the_reply() {
    for rule in RULES {
        for example in examples(rule.page) {
            example.redacts();
        }
    }
}
