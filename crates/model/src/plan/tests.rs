use std::sync::Arc;

use super::*;
use crate::{Assignment, Bridge, Identity};

fn person(conferencing: Conferencing) -> Person {
    let identity = Identity {
        sip: SipAddress::new("ada@contoso.example").unwrap(),
        user_principal_name: "".into(),
        display_name: "Ada".into(),
        country: None,
        department: "".into(),
        enabled: true,
        teams_only: false,
        licensed: None,
        object_id: None,
        beside: Box::default(),
    };
    Person { identity: Arc::new(identity), conferencing }
}

fn with(provider: &str) -> Conferencing {
    Conferencing::Assigned(Assignment {
        bridge: Bridge {
            provider: provider.into(),
            domain: "acp.contoso.example".into(),
            toll_number: "+12065550100".into(),
            toll_free_numbers: Vec::new(),
        }
        .into(),
        conference_id: "0712".into(),
    })
}

#[test]
fn a_change_taken_back_twice_is_itself() {
    let change = Change::of(Some(person(Conferencing::Microsoft)), Some(person(with("A"))));
    assert_eq!(change.clone().inverse().inverse(), change);
}

#[test]
fn the_kind_follows_from_before_and_after() {
    use Conferencing::{Microsoft, None as Nothing};
    let kind = |before, after| Change::of(Some(person(before)), Some(person(after))).kind();
    assert_eq!(kind(Nothing, with("A")), ChangeKind::Assign);
    assert_eq!(kind(Microsoft, with("A")), ChangeKind::ReplaceMicrosoft);
    assert_eq!(kind(with("A"), with("B")), ChangeKind::ReplaceProvider);
    assert_eq!(kind(with("A"), Nothing), ChangeKind::Unassign);
    assert_eq!(kind(with("A"), with("A")), ChangeKind::PersonChanged);
    let added = Change::of(None, Some(person(Nothing)));
    assert_eq!(added.kind(), ChangeKind::PersonAdded);
    assert_eq!(added.inverse().kind(), ChangeKind::PersonRemoved);
}
