//! Invented people, a provider who serves them, and the conference IDs that it hands out.

use std::collections::HashSet;
use std::fmt::Write as _;

use fastrand::Rng;
use tollgate_model::{
    Assignment, Bridge, Conferencing, Country, Identity, Person, Profile, Provider, SipAddress,
};

use super::form::Form;

/// A country: an invented toll number and a toll-free one, and how each is written at home.
pub(crate) struct Land {
    pub(crate) code: &'static str,
    pub(crate) numbers: [&'static str; 2],
    pub(crate) at_home: [&'static str; 2],
}

const fn land(code: &'static str, numbers: [&'static str; 2], at_home: [&'static str; 2]) -> Land {
    Land { code, numbers, at_home }
}

const LANDS: [Land; 10] = [
    land("US", ["+12065550100", "+18005550100"], ["(206) 555-0100", "1-800-555-0100"]),
    land("DE", ["+4930901820", "+498001234567"], ["030/901820", "0800 1234567"]),
    land("GB", ["+442079460100", "+448081570100"], ["020 7946 0100", "0808 157 0100"]),
    land("FR", ["+33155010100", "+33800910100"], ["01.55.01.01.00", "0 800 910 100"]),
    land("IT", ["+390612345678", "+39800123456"], ["06 1234 5678", "800 123456"]),
    land("ES", ["+34911234567", "+34900123456"], ["911 23 45 67", "900 123 456"]),
    land("NL", ["+31201234567", "+318001234567"], ["020-1234567", "0800 1234567"]),
    land("SE", ["+46846500400", "+46201234567"], ["08-465 004 00", "020-123 45 67"]),
    land("AU", ["+61255500100", "+611800160401"], ["(02) 5550 0100", "1800 160 401"]),
    land("PL", ["+48221234567", "+48800123456"], ["22 123 45 67", "800 123 456"]),
];

/// The country that one of its numbers is of, and whether it is the toll number (0) or the other (1).
pub(crate) fn land_of(number: &str) -> (&'static Land, usize) {
    let found = LANDS
        .iter()
        .find_map(|land| Some((land, land.numbers.iter().position(|own| *own == number)?)));
    found.unwrap()
}

/// Some countries that a provider serves.
pub(crate) fn served(rng: &mut Rng) -> Vec<&'static Land> {
    let mut served: Vec<&Land> = LANDS.iter().collect();
    rng.shuffle(&mut served);
    served.truncate(rng.usize(1..=10));
    served
}

const GIVEN: [&str; 12] = [
    "Ada",
    "Zoë",
    "Łukasz",
    "José",
    "Ingrid",
    "Mary Ann",
    "Bo",
    "Søren",
    "Anaïs",
    "Jürgen",
    "Νίκος",
    "Xiao",
];
const FAMILY: [&str; 12] = [
    "Berg",
    "O'Neil",
    "Müller",
    "Núñez",
    "de la Cruz",
    "Smith-Jones",
    "Żak",
    "Ng",
    "Lindqvist",
    "Rossi",
    "Ek",
    "García",
];

pub(crate) fn provider(rng: &mut Rng, served: &[&Land]) -> Provider {
    let digits = ["7", "6..8", "8", "10", "4..16", "9..10", "16"];
    let mut profile =
        String::from("name = \"Contoso Conferencing\"\ndomain = \"acp.contoso.example\"\n");
    let digits = *rng.choice(&digits).unwrap();
    if rng.f64() < 0.3 {
        profile.push_str("[conference_id]\ndigits = \"8\"\nprefix = \"01\"\n");
    } else if digits != "4..16" {
        writeln!(profile, "[conference_id]\ndigits = \"{digits}\"").unwrap();
    }
    for land in served {
        let country = land.code;
        for (number, kind) in land.numbers.iter().zip(["toll", "toll-free"]) {
            writeln!(
                profile,
                "[[numbers]]\nnumber = \"{number}\"\nkind = \"{kind}\"\ncountry = \"{country}\""
            )
            .unwrap();
        }
    }
    Profile::read(&profile).unwrap().provider
}

pub(crate) fn people(
    rng: &mut Rng,
    size: usize,
    served: &[&Land],
    form: Form,
    [resent, uneven]: [bool; 2],
    provider: &Provider,
    ids: &mut Ids,
) -> Vec<Person> {
    let latin =
        |name: &&&str| form != Form::Windows1252 || name.chars().all(|c| u32::from(c) < 256);
    let given: Vec<&str> = GIVEN.iter().filter(latin).copied().collect();
    let family: Vec<&str> = FAMILY.iter().filter(latin).copied().collect();
    let had_free = rng.bool();
    let mut person = |at: usize| {
        let land = rng.usize(..served.len());
        // Of two countries the earlier one, where people are spread unevenly.
        let land = if uneven { land.min(rng.usize(..served.len())) } else { land };
        let Land { code, numbers: [toll, free], .. } = served[land];
        let display_name =
            format!("{} {}", rng.choice(&given).unwrap(), rng.choice(&family).unwrap());
        let conferencing = if resent && rng.f64() < 0.8 {
            Conferencing::Assigned(Assignment {
                bridge: Bridge {
                    provider: provider.name.as_str().into(),
                    domain: provider.domain.as_str().into(),
                    toll_number: (*toll).into(),
                    toll_free_numbers: if had_free { vec![(*free).into()] } else { Vec::new() },
                }
                .into(),
                conference_id: ids.take().into(),
            })
        } else {
            Conferencing::None
        };
        Person {
            identity: Identity {
                sip: SipAddress::new(&format!("p{at:05}@fabrikam.example")).unwrap(),
                user_principal_name: format!("user.{at}@fabrikam.example").into(),
                display_name: display_name.into(),
                country: Country::new(code).filter(|_| rng.f64() < 0.98),
                department: "".into(),
                enabled: true,
                teams_only: false,
                licensed: None,
                object_id: None,
                beside: Box::default(),
            }
            .into(),
            conferencing,
        }
    };
    (0..size).map(&mut person).collect()
}

/// Conference IDs as a provider hands them out.
pub(crate) struct Ids {
    rng: Rng,
    prefix: String,
    lengths: (usize, usize),
    given: HashSet<String>,
    /// Where they count up: the next one.
    next: Option<u64>,
}

impl Ids {
    pub(crate) fn new(rng: &mut Rng, provider: &Provider) -> Self {
        let rule = &provider.conference_id;
        let lengths = (rule.shortest.max(6), rule.longest.max(6));
        // Without a rule a provider's IDs have one length all the same.
        let lengths = if rule.given { lengths } else { (8, 8) };
        let prefix = rule.prefix.clone();
        Self { rng: rng.fork(), prefix, lengths, given: HashSet::new(), next: None }
    }

    /// IDs that count up.
    pub(crate) fn block(&mut self, size: usize) -> Self {
        let length = self.lengths.1 - self.prefix.len();
        let room = 10_u64.pow(u32::try_from(length).unwrap());
        let start = self.rng.u64(room / 10..room - 2 * size as u64);
        Self {
            rng: self.rng.fork(),
            prefix: self.prefix.clone(),
            lengths: self.lengths,
            given: self.given.clone(),
            next: Some(start),
        }
    }

    pub(crate) fn take(&mut self) -> String {
        loop {
            let length = self.rng.usize(self.lengths.0..=self.lengths.1);
            let id = match &mut self.next {
                Some(next) => {
                    *next += 1;
                    format!("{}{next}", self.prefix)
                }
                None => random_id(&mut self.rng, &self.prefix, length),
            };
            if is_plain(&id) && self.given.insert(id.clone()) {
                return id;
            }
        }
    }
}

pub(crate) fn random_id(rng: &mut Rng, prefix: &str, length: usize) -> String {
    let digits = (prefix.len()..length).map(|_| char::from(b'0' + rng.u8(..10)));
    prefix.chars().chain(digits).collect()
}

/// Whether an ID is none of those that are truly to be warned about: guessable, or part of a number.
pub(crate) fn is_plain(id: &str) -> bool {
    let repeated = id.bytes().all(|b| Some(b) == id.bytes().next());
    let sequence = "01234567890123456789".contains(id) || "98765432109876543210".contains(id);
    let mut numbers = LANDS.iter().flat_map(|land| land.numbers);
    !repeated && !sequence && !numbers.any(|number| number.ends_with(id))
}
