use tollgate_model::{Profile, Timestamp};

use super::*;

fn somebody(sip: &str) -> PersonView<'_> {
    PersonView {
        sip,
        user_principal_name: "",
        display_name: "",
        country: None,
        department: "",
        enabled: sip != "ada@a.example",
        teams_only: false,
        licensed: None,
        object_id: None,
        beside: "",
        conferencing: ConferencingView::None,
    }
}

fn sent(people: &[&str]) -> (Provider, Roster) {
    let profile = "name = \"A\"\ndomain = \"a.example\"\n[conference_id]\ndigits = \"7\"\n[[numbers]]\nnumber = \"+1 206 555 0100\"\nkind = \"toll\"\n";
    let provider = Profile::read(profile).unwrap().provider;
    let mut roster = Roster::new(7, &*provider.name, Timestamp::UNIX_EPOCH);
    for sip in people {
        roster.push(|field| if field == Field::SipAddress { sip } else { "" });
    }
    (provider, roster)
}

#[test]
fn people_of_the_roster_are_found_in_whatever_order_the_directory_goes_by() {
    // The last has left the directory, and the second was sent as nobody writes it here.
    let (provider, roster) =
        sent(&["ada@a.example", "sip:Cy@a.example", "eve@a.example", "gone@a.example"]);
    let people =
        ["ada@a.example", "bo@a.example", "cy@a.example", "eve@a.example", "zoe@a.example"];
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 3, 1], [1, 3, 0, 2, 4]] {
        let mut gathering = Gathering::new(&roster, &provider, &Since::default());
        for at in order {
            gathering.see(somebody(people[at]));
        }
        let standing = gathering.finish(Revision(1));
        let enabled = [0, 1, 2, 3].map(|row| standing.of(row).map(|now| now.enabled));
        assert_eq!(enabled, [Some(false), Some(true), Some(true), None], "{order:?}");
    }
}

#[test]
fn people_are_followed_to_the_addresses_that_they_have_by_now() {
    let (provider, roster) = sent(&["ada@a.example", "bo@a.example", "cy@a.example"]);
    // Two have exchanged their addresses, and the third has another whose own is somebody else's by now.
    let renamed = [
        ("ada@a.example", "bo@a.example"),
        ("bo@a.example", "ada@a.example"),
        ("cy@a.example", "zoe@a.example"),
    ];
    let renamed = renamed.map(|(was, now)| (was.into(), now.into())).into_iter().collect();
    let since = Since { renamed, ..Since::default() };
    let mut gathering = Gathering::new(&roster, &provider, &since);
    for sip in ["ada@a.example", "bo@a.example", "cy@a.example", "zoe@a.example"] {
        gathering.see(somebody(sip));
    }
    let standing = gathering.finish(Revision(1));
    let now = [0, 1, 2].map(|row| {
        let now = standing.of(row).unwrap();
        assert_eq!(now.renamed.unwrap().0, Field::SipAddress);
        (now.enabled, standing.address(&roster, row).to_string())
    });
    let is = |enabled, sip: &str| (enabled, sip.to_owned());
    let expected =
        [is(true, "bo@a.example"), is(false, "ada@a.example"), is(true, "zoe@a.example")];
    assert_eq!(now, expected);
}

#[test]
fn whom_no_batch_is_about_is_as_before_and_who_does_not_come_has_left() {
    let (provider, roster) = sent(&["ada@a.example", "bo@a.example", "cy@a.example"]);
    let touched = Some(["ada@a.example".into(), "cy@a.example".into()].into());
    let since = Since { touched, ..Since::default() };
    let mut gathering = Gathering::new(&roster, &provider, &since);
    gathering.see(somebody("ada@a.example"));
    let standing = gathering.finish(Revision(1));
    let enabled = [0, 1, 2].map(|row| standing.of(row).map(|now| (now.enabled, now.held)));
    assert_eq!(enabled, [Some((false, Held::None)), Some((true, Held::None)), None]);
}
