use super::*;

const WHOLE: &str = r#"name = "Contoso Conferencing"
domain = "acp.contoso.example"
url = "https://acp.contoso.example"

[conference_id]
digits = "6..8"
prefix = "01"
unique_within = "toll-number"

[roster]
answer_within_days = 30

[[numbers]]
number = "+1 206 555 0100"
kind = "toll"
country = "US"
shown_as = "+1 206-555-0100"
default = true

[[numbers]]
number = "030 901820"
kind = "toll"
country = "DE"

[[numbers]]
number = "+1 800 555 0100"
kind = "toll-free"

[headings]
toll_number = "Einwahlnummer"
"#;

fn fault(text: &str) -> String {
    Profile::read(text).unwrap_err().to_string()
}

#[test]
fn a_whole_profile_is_read() {
    let provider = Profile::read(WHOLE).unwrap().provider;
    let numbers: Vec<_> = provider.numbers.iter().map(|n| n.number.to_string()).collect();
    assert_eq!(numbers, ["+12065550100", "+4930901820", "+18005550100"]);
    assert_eq!(provider.numbers[1].shown_as, "+4930901820");
    assert_eq!((provider.conference_id.shortest, provider.conference_id.longest), (6, 8));
    assert_eq!(provider.conference_id.unique_within, Scope::TollNumber);
    assert_eq!(provider.headings, [(Field::TollNumber, "Einwahlnummer".to_owned())]);
}

#[test]
fn every_fault_names_its_line() {
    let start = "name = \"A\"\ndomain = \"a.example\"\n";
    let number = "[[numbers]]\nnumber = \"+12065550100\"\nkind = \"toll\"\n";
    assert_eq!(fault(&format!("{start}colour = 1\n")).split_once(':').unwrap().0, "line 3");
    assert_eq!(
        fault(&format!("{start}{number}{number}")),
        "line 7: `+12065550100` is given already in line 4"
    );
    assert_eq!(
        fault(&format!("{start}[[numbers]]\nnumber = \"+123\"\nkind = \"toll\"\n")),
        "line 4: `+123` is not `+` and 7 to 15 digits"
    );
    assert_eq!(
        fault(&format!("{start}[conference_id]\ndigits = \"8..6\"\n{number}")),
        "line 4: `digits` must rise, like \"6..8\""
    );
    assert!(fault(start).contains("at least one"));
    assert_eq!(
        fault(&format!("{start}{number}[headings]\nconference_id = \"Leader PIN\"\n")),
        "line 7: `Leader PIN` names a PIN or a leader's code, which is never read"
    );
    assert_eq!(
        fault(&format!("{start}{number}[headings]\nconference_id = \"toll-number\"\n")),
        "line 7: `toll-number` is our own heading for another column, Toll number"
    );
    assert!(fault("name = 1").starts_with("line 1: "));
    assert_eq!(
        fault(&format!("name = \"A\"\ndomain = \"a\\u0000.example\"\n{number}")),
        "line 2: must not hold control characters"
    );
}

#[test]
fn an_impossible_number_is_a_warning_only() {
    let text = "name = \"A\"\ndomain = \"a.example\"\n[[numbers]]\nnumber = \"+9991234567\"\nkind = \"toll\"\n";
    let profile = Profile::read(text).unwrap();
    assert_eq!(
        profile.warnings().unwrap(),
        ["Line 4: `+9991234567` is not known to be a possible number. It is used as it stands."]
    );
}

/// A profile with one number that is said to be of a country.
fn of_country(number: &str, country: &str) -> String {
    let start = "name = \"A\"\ndomain = \"a.example\"\n[[numbers]]\nkind = \"toll\"\n";
    format!("{start}number = \"{number}\"\ncountry = \"{country}\"\n")
}

#[test]
fn a_country_that_is_none_is_a_fault_and_told_which_may_be_meant() {
    let fault = |country| fault(&of_country("+442079460100", country));
    assert_eq!(fault("UK"), "line 6: `UK` is no two-letter code of ISO 3166: write `GB`");
    assert_eq!(fault("XX"), "line 6: `XX` is no two-letter code of ISO 3166");
    assert_eq!(fault("Germany"), "line 6: `Germany` is no two-letter code of ISO 3166");
}

#[test]
fn a_country_that_a_store_keeps_and_is_none_tells_nothing() {
    let profile = Profile::read_kept(&of_country("+442079460100", "UK")).unwrap();
    assert_eq!(profile.provider.numbers[0].country, Country::new("GB"));
}

#[test]
fn a_number_of_another_country_than_the_profile_says_is_a_warning() {
    for (number, country, known) in
        [("+12065550100", "DE", "US"), ("+442079460100", "US", "GB"), ("+12065550100", "CA", "US")]
    {
        assert_eq!(
            Profile::read(&of_country(number, country)).unwrap().warnings().unwrap(),
            [format!(
                "Line 5: `{number}` is a number of {known}, and the profile says {country}. It is used as the profile says."
            )]
        );
    }
    // Toll-free numbers are shared, and some numbers are no country's.
    for (number, country) in
        [("+18005550100", "CA"), ("+80012345678", "DE"), ("+16045550100", "CA")]
    {
        let profile = Profile::read(&of_country(number, country)).unwrap();
        assert_eq!(profile.warnings().unwrap(), [""; 0], "{number}");
    }
}

fn with_number(number: &str) -> Profile {
    let start = "name = \"A\"\ndomain = \"a.example\"\n";
    let text = format!("{start}[[numbers]]\nnumber = \"{number}\"\nkind = \"toll\"\n");
    Profile::read(&text).unwrap()
}

#[test]
fn a_number_is_kept_as_it_is_dialled_from_abroad() {
    for (written, kept) in [
        ("+44 (0)20 7946 0100", "+442079460100"),
        ("+49 (0)30 901820", "+4930901820"),
        ("0049 (0)30 901820", "+4930901820"),
        ("+33 (0)1 55 01 01 00", "+33155010100"),
        ("+39 06 6982 1234", "+390669821234"),
        ("+39 (0)6 6982 1234", "+390669821234"),
    ] {
        let profile = with_number(written);
        assert_eq!(profile.provider.numbers[0].number.to_string(), kept, "{written}");
        assert_eq!(profile.warnings().unwrap(), [""; 0], "{written}");
    }
}

#[test]
fn a_number_that_may_be_of_any_country_is_a_fault_that_says_what_to_write() {
    let start = "name = \"A\"\ndomain = \"a.example\"\n[[numbers]]\nkind = \"toll\"\n";
    for number in ["206 555 0101", "12065550100", "030 901820", "49 (0)30 901820"] {
        assert_eq!(
            fault(&format!("{start}number = \"{number}\"\n")),
            format!(
                "line 5: `{number}` does not say of which country it is: write it with `+` and the country code, or add `country`"
            )
        );
    }
    for (number, country, kept) in [
        ("206 555 0101", "US", "+12065550101"),
        ("12065550100", "US", "+12065550100"),
        ("030 901820", "DE", "+4930901820"),
        ("0049 30 901820", "US", "+4930901820"),
    ] {
        let text = format!("{start}number = \"{number}\"\ncountry = \"{country}\"\n");
        let provider = Profile::read(&text).unwrap().provider;
        assert_eq!(provider.numbers[0].number.to_string(), kept, "{number}");
    }
}

#[test]
fn the_scheme_of_an_address_on_the_web_has_no_case() {
    let with = |url: &str| WHOLE.replace("https://acp.contoso.example", url);
    assert!(Profile::read(&with("HTTPS://A.example")).is_ok());
    for url in ["ftp://a.example", "https://", "a.example", "https://a b.example"] {
        assert!(fault(&with(url)).contains("absolute http or https address"), "{url}");
    }
}

#[test]
fn a_prefix_that_is_dialled_at_home_only_is_a_fault() {
    assert_eq!(
        with_number("+44 020 7946 0100").warnings().unwrap_err().to_string(),
        "line 4: `+4402079460100` has a prefix that is dialled only within the country: write `+442079460100`"
    );
}
