//! Words of the command line mean what they say, and what they cannot mean is refused.

use crate::setting::Setting;

const PROVIDER: &str = "Contoso Conferencing";

#[test]
fn a_name_that_several_people_have_means_none_of_them() {
    let setting = Setting::new(2);
    let users = "SipAddress,UserPrincipalName,UsageLocation\nsip:a1@x.example,Same@x.example,US\nsip:a2@x.example,same@x.example,US\n";
    setting.write("more.csv", users.as_bytes());
    setting.done(&["load", "more.csv"]);
    setting.write("list.txt", b"p1@contoso.example\nsame@x.example\n");
    for words in [
        &["show", "same@x.example"][..],
        &["assign", "same@x.example", "--provider", PROVIDER, "--conference-id", "1234567"],
        &["unassign", "same@x.example"],
        &["export", "--provider", PROVIDER, "--people", "list.txt", "-o", "new.csv"],
    ] {
        let outcome = setting.run(words);
        assert_eq!(
            (outcome.code, outcome.err.as_str()),
            (
                Some(2),
                "error: Several people are called `same@x.example`: a1@x.example, a2@x.example.\nhint: Give the SIP address of the one that is meant.\n"
            ),
            "{words:?}"
        );
    }
    assert!(!setting.path("new.csv").exists());
    setting.done(&["show", "a2@x.example"]);
}
