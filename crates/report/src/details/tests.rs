use tollgate_model::{Bridge, Conferencing, Person, SipAddress};

use super::*;
use crate::{Detail, changes};

fn ada() -> Identity {
    Identity {
        sip: SipAddress::new("ada@contoso.example").unwrap(),
        user_principal_name: "ada@contoso.example".into(),
        display_name: "Ada Adler".into(),
        country: Country::new("US"),
        department: "".into(),
        enabled: true,
        teams_only: false,
        licensed: None,
        object_id: Some("1".into()),
        beside: Box::default(),
    }
}

fn held() -> Assignment {
    let bridge = Bridge {
        provider: "Fabrikam".into(),
        domain: "fabrikam.example".into(),
        toll_number: "+14255550100".into(),
        toll_free_numbers: Vec::new(),
    };
    Assignment { bridge: bridge.into(), conference_id: "7777".into() }
}

fn change(before: Option<Identity>, after: Option<Identity>, has: Conferencing) -> Change {
    let person = |who: Identity, conferencing| Person { identity: who.into(), conferencing };
    let before = before.map(|who| person(who, Conferencing::None));
    Change::of(before, after.map(|who| person(who, has)))
}

fn told(before: Option<Identity>, after: Option<Identity>, has: Conferencing) -> String {
    changes(&[change(before, after, has)], Detail::Every)
}

#[test]
fn each_detail_that_changes_is_told_by_name() {
    let after = Identity {
        sip: SipAddress::new("ada.berg@contoso.example").unwrap(),
        user_principal_name: "".into(),
        display_name: "Ada Berg".into(),
        country: Country::new("DE"),
        department: "Law".into(),
        enabled: false,
        teams_only: true,
        licensed: Some(true),
        object_id: Some("2".into()),
        beside: Box::new([held()]),
    };
    assert_eq!(
        details(&change(Some(ada()), Some(after), Conferencing::None)),
        "address ada@contoso.example → ada.berg@contoso.example, UPN ada@contoso.example → (none), \
         name Ada Adler → Ada Berg, country US → DE, department (none) → Law, \
         account enabled → disabled, Teams only no → yes, Audio Conferencing licence not known → yes, \
         object ID 1 → 2, further providers (none) → Fabrikam, +14255550100, ID 7777"
    );
}

#[test]
fn a_change_of_both_tells_both() {
    let after = Identity { enabled: false, ..ada() };
    let becomes = told(Some(ada()), Some(after), Conferencing::Microsoft);
    assert!(becomes.ends_with("  none → Microsoft; account enabled → disabled\n"), "{becomes}");
    let leaves = told(Some(ada()), None, Conferencing::None);
    assert!(leaves.ends_with("  none → not in the directory\n"), "{leaves}");
}

#[test]
fn json_has_each_detail_by_its_key() {
    let written = |change: Change| serde_json::to_value(Details::of(&change)).unwrap();
    let after = Identity { enabled: false, beside: Box::new([held()]), ..ada() };
    assert_eq!(
        written(change(Some(ada()), Some(after), Conferencing::None)),
        serde_json::json!({
            "enabled": {"before": true, "after": false},
            "further_providers": {"before": null, "after": [{
                "provider": "Fabrikam", "toll_number": "+14255550100",
                "toll_free_numbers": [], "conference_id": "7777"
            }]},
        })
    );
    assert_eq!(
        written(change(Some(ada()), None, Conferencing::None)),
        serde_json::json!({
            "sip_address": {"before": "ada@contoso.example", "after": null},
            "user_principal_name": {"before": "ada@contoso.example", "after": null},
            "display_name": {"before": "Ada Adler", "after": null},
            "country": {"before": "US", "after": null},
            "enabled": {"before": true, "after": null},
            "teams_only": {"before": false, "after": null},
            "object_id": {"before": "1", "after": null},
        })
    );
}
