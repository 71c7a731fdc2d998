use tollgate_model::{
    Assignment, Bridge, Cause, Change, Conferencing, Directory, Identity, Person, Revision,
    SipAddress,
};

use super::*;

fn person(at: usize, id: Option<&str>) -> Person {
    let identity = Identity {
        sip: SipAddress::new(&format!("p{at}@contoso.example")).unwrap(),
        user_principal_name: "".into(),
        display_name: "".into(),
        country: None,
        department: "".into(),
        enabled: true,
        teams_only: false,
        licensed: None,
        object_id: None,
        beside: Box::default(),
    };
    let conferencing = id.map_or(Conferencing::None, |id| {
        Conferencing::Assigned(Assignment {
            bridge: Bridge {
                provider: "Contoso".into(),
                domain: "acp.contoso.example".into(),
                toll_number: "+12065550100".into(),
                toll_free_numbers: Vec::new(),
            }
            .into(),
            conference_id: id.into(),
        })
    });
    Person { identity: identity.into(), conferencing }
}

/// A hundred people with an assignment and a hundred without; each change is of the next person.
fn judged(changed: usize, assigned: usize, removed: usize) -> Option<TooMuch> {
    let people: Vec<Person> =
        (0..200).map(|at| person(at, (at < 100).then_some("0712345"))).collect();
    let change = |at: usize, after| Change::of(Some(people[at].clone()), after);
    let changes = (0..changed)
        .map(|at| change(at, Some(person(at, Some("1")))))
        .chain((100..100 + assigned).map(|at| change(at, Some(person(at, Some("2"))))))
        .chain((200 - removed..200).map(|at| change(at, None)))
        .collect();
    let directory = Directory::new(Revision(1), people);
    let plan = Plan {
        revision: Revision(1),
        cause: Cause::Assign,
        provider: None,
        changes,
        unchanged: 0,
        left: 0,
    };
    too_much(&plan, HowMany::of(&directory))
}

#[test]
fn twenty_or_one_in_five_assignments_may_change() {
    assert_eq!(judged(20, 100, 0), None);
    let too_much = judged(21, 0, 0).unwrap();
    assert_eq!(too_much, TooMuch { what: Touched::Assignments, count: 21, of: 100 });
    assert_eq!(
        too_much.to_string(),
        "change or take away 21 of the 100 assignments that people have"
    );
}

#[test]
fn one_in_five_people_may_leave() {
    assert_eq!(judged(0, 0, 40), None);
    let too_much = judged(0, 0, 41).unwrap();
    assert_eq!(too_much.to_string(), "remove 41 of the 200 people in the directory");
}

/// Of ten people with an assignment, what is judged where so many of them change.
fn judged_of_ten(cause: Cause, changed: usize, removed: usize) -> Option<TooMuch> {
    let people: Vec<Person> = (0..10).map(|at| person(at, Some("0712345"))).collect();
    let change = |at: usize, after| Change::of(Some(people[at].clone()), after);
    let changes = (0..changed)
        .map(|at| change(at, Some(person(at, None))))
        .chain((10 - removed..10).map(|at| change(at, None)))
        .collect();
    let directory = Directory::new(Revision(1), people.clone());
    let plan =
        Plan { revision: Revision(1), cause, provider: None, changes, unchanged: 0, left: 0 };
    too_much(&plan, HowMany::of(&directory))
}

#[test]
fn nearly_all_of_a_few_is_too_much_for_a_dump_and_not_for_a_reply() {
    let load = || Cause::Load { file: "d".into(), sha256: "0".into() };
    assert_eq!(judged_of_ten(load(), 8, 0), None);
    let of_ten = |what, count| Some(TooMuch { what, count, of: 10 });
    assert_eq!(judged_of_ten(load(), 9, 0), of_ten(Touched::Assignments, 9));
    assert_eq!(judged_of_ten(load(), 0, 9), of_ten(Touched::People, 9));
    let import = Cause::Import { roster: 1, file: "r".into(), sha256: "0".into() };
    assert_eq!(judged_of_ten(import, 10, 0), None);
}
