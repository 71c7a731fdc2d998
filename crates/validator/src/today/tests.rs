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

#[test]
fn people_of_the_roster_are_found_in_whatever_order_the_directory_goes_by() {
    let profile = "name = \"A\"\ndomain = \"a.example\"\n[conference_id]\ndigits = \"7\"\n[[numbers]]\nnumber = \"+1 206 555 0100\"\nkind = \"toll\"\n";
    let provider = Profile::read(profile).unwrap().provider;
    let mut roster = Roster::new(7, &*provider.name, Timestamp::UNIX_EPOCH);
    // The last has left the directory, and the second was sent as nobody writes it here.
    for sip in ["ada@a.example", "sip:Cy@a.example", "eve@a.example", "gone@a.example"] {
        roster.push(|field| if field == Field::SipAddress { sip } else { "" });
    }
    let people =
        ["ada@a.example", "bo@a.example", "cy@a.example", "eve@a.example", "zoe@a.example"];
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 3, 1], [1, 3, 0, 2, 4]] {
        let mut gathering = Gathering::new(&roster, &provider);
        for at in order {
            gathering.see(somebody(people[at]));
        }
        let standing = gathering.finish(Revision(1));
        let enabled = [0, 1, 2, 3].map(|row| standing.of(row).map(|now| now.enabled));
        assert_eq!(enabled, [Some(false), Some(true), Some(true), None], "{order:?}");
        assert_eq!(standing.how_many.people, 5);
    }
}
