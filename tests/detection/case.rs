//! Clean replies: rosters of invented people and providers, filled in as honest providers do.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;

use fastrand::Rng;
use tollgate_export::{Choice, Choosing, Secret, roster};
use tollgate_model::{
    Assignment, Bridge, Conferencing, Country, Directory, Field, Identity, Person, Profile,
    Provider, Revision, Roster, SipAddress, TollKind,
};

use super::form::Form;

/// Countries with an invented toll number each, a toll-free one, and how a number is written at home.
const COUNTRIES: [(&str, &str, &str); 10] = [
    ("US", "+12065550100", "+18005550100"),
    ("DE", "+4930901820", "+498001234567"),
    ("GB", "+442079460100", "+448081570100"),
    ("FR", "+33155010100", "+33800910100"),
    ("IT", "+390612345678", "+39800123456"),
    ("ES", "+34911234567", "+34900123456"),
    ("NL", "+31201234567", "+318001234567"),
    ("SE", "+46846500400", "+46201234567"),
    ("AU", "+61255500100", "+611800160401"),
    ("PL", "+48221234567", "+48800123456"),
];

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

/// A reply and all that it answers.
pub(crate) struct Case {
    pub(crate) rng: Rng,
    pub(crate) provider: Provider,
    pub(crate) directory: Directory,
    pub(crate) roster: Roster,
    pub(crate) form: Form,
    /// The reply's cells, headings first: the ten columns of a roster, then the provider's own.
    pub(crate) rows: Vec<Vec<String>>,
    /// The file itself, where it was damaged below its cells.
    pub(crate) bytes: Option<Vec<u8>>,
    /// In how many countries the people are.
    pub(crate) countries: usize,
    words: Vec<String>,
}

impl Case {
    /// A clean reply of 20 to `most` people; the same for the same seed.
    pub(crate) fn new(seed: u64, most: usize) -> Self {
        let mut rng = Rng::with_seed(seed);
        let form = *rng.choice(&Form::ALL).unwrap();
        // As many small ones as large ones.
        let top = (40_usize << rng.u32(..10)).min(most);
        let size = rng.usize(20..=top);
        let countries = rng.usize(1..=10);
        let mut served: Vec<_> = COUNTRIES.to_vec();
        rng.shuffle(&mut served);
        served.truncate(countries);
        let provider = provider(&mut rng, &served);
        let mut ids = Ids::new(&mut rng, &provider);
        let resent = rng.f64() < 0.3;
        let people = people(&mut rng, size, &served, form, resent, &provider, &mut ids);
        let directory = Directory::new(Revision(3), people);
        let mut choosing = Choosing::new(&provider, &Choice::All);
        directory.people().iter().for_each(|person| person.look(|person| choosing.look(person)));
        let chosen = choosing.chosen();
        let secret = Secret(std::array::from_fn(|_| rng.u8(..)));
        let made_at = "2026-03-01T09:00:00Z".parse().unwrap();
        let roster = roster(7, &provider, &chosen, made_at, &secret);
        let mut case = Self {
            rng,
            provider,
            directory,
            roster,
            form,
            rows: Vec::new(),
            bytes: None,
            countries,
            words: vec![format!("{size} people, {countries} countries, {form:?}")],
        };
        if resent {
            case.say("sent again");
        }
        case.fill(&mut ids);
        case.order();
        case.extras();
        case.untidy();
        case
    }

    fn say(&mut self, word: &str) {
        self.words.push(word.to_owned());
    }

    /// What this case is like.
    pub(crate) fn describe(&self) -> String {
        self.words.join(", ")
    }

    fn chance(&mut self, share: f64) -> bool {
        self.rng.f64() < share
    }

    /// Answers for everybody.
    fn fill(&mut self, ids: &mut Ids) {
        let headings: Vec<String> = Field::ALL.iter().map(|f| f.heading().to_owned()).collect();
        let abroad = *self.rng.choice(&[0.0, 0.05, 0.15]).unwrap();
        let free = self.rng.usize(..3);
        let notation = self.rng.usize(..6);
        let in_order = self.chance(0.2);
        self.say(&format!("{abroad} abroad, notation {notation}, {free} toll-free"));
        if in_order {
            self.say("IDs in order");
        }
        self.rows = vec![headings];
        let mut next = ids.block(self.roster.len());
        for row in 0..self.roster.len() {
            let mut cells: Vec<String> =
                Field::ALL.iter().map(|field| self.roster.get(row, *field).to_owned()).collect();
            let keeps = !cells[8].is_empty() && self.chance(0.9);
            if !keeps {
                let home = Country::new(&cells[4]);
                let tolls: Vec<_> = self.provider.numbers_of(TollKind::Toll).cloned().collect();
                let own = tolls.iter().find(|number| number.country == home).cloned();
                let stray = self.rng.f64() < abroad;
                let number = own.clone().filter(|_| !stray);
                let number = number.unwrap_or_else(|| self.rng.choice(&tolls).unwrap().clone());
                cells[6] = written(&number.number.to_string(), notation, number.country == home);
                let frees = self.provider.numbers_of(TollKind::TollFree);
                let frees: Vec<String> =
                    frees.take(free).map(|number| number.number.to_string()).collect();
                cells[7] = frees.join("; ");
                cells[8] = if in_order { next.take() } else { ids.take() };
            }
            self.rows.push(cells);
        }
    }

    /// The order in which the rows come back.
    fn order(&mut self) {
        match self.rng.usize(..6) {
            0 => self.rows[1..].sort_by(|a, b| a[3].cmp(&b[3])),
            1 => self.rows[1..].sort_by(|a, b| a[4].cmp(&b[4])),
            2 => {
                let mut rng = self.rng.fork();
                rng.shuffle(&mut self.rows[1..]);
            }
            _ => return,
        }
        self.say("rows sorted");
    }

    /// Columns of the provider's own.
    fn extras(&mut self) {
        type Value = fn(&mut Rng, &[String]) -> String;
        let extras: [(&str, Value); 5] = [
            ("Account", |_, row| row[2].split('@').next().unwrap_or_default().to_owned()),
            ("Owner e-mail", |_, row| row[2].clone()),
            ("Leader PIN", |rng, _| format!("{:06}", rng.u32(..1_000_000))),
            ("Remark", |rng, _| (*rng.choice(&["", "", "new", "ok, done"]).unwrap()).to_owned()),
            ("Bridge", |rng, _| format!("bridge-{}", rng.u8(1..9))),
        ];
        for (heading, value) in extras {
            if self.chance(0.15) {
                self.say(heading);
                self.rows[0].push(heading.to_owned());
                for row in &mut self.rows[1..] {
                    let text = value(&mut self.rng, row);
                    row.push(text);
                }
            }
        }
    }

    /// What people do to identity without meaning anything by it, and headings of other words.
    fn untidy(&mut self) {
        if self.chance(0.2) {
            self.say("addresses in capitals");
            for row in &mut self.rows[1..] {
                row[1] = row[1].to_uppercase();
            }
        }
        if self.chance(0.1) {
            self.say("spaces at the ends");
            for row in &mut self.rows[1..] {
                row[3].push(' ');
                row[8].push(' ');
            }
        }
        if self.chance(0.2) {
            self.say("other headings");
            self.rows[0][6] = "Default toll number".into();
            self.rows[0][8] = "ParticipantPassCode".into();
        }
    }

    /// The address in a row.
    pub(crate) fn sip(&self, row: usize) -> Option<String> {
        SipAddress::new(&self.rows[row][1]).map(|sip| sip.to_string())
    }

    /// Some rows, at most one in four.
    pub(crate) fn some_rows(&mut self) -> Vec<usize> {
        let most = ((self.rows.len() - 1) / 4).clamp(1, 5);
        let count = self.rng.usize(1..=most);
        let mut rows: Vec<usize> = (1..self.rows.len()).collect();
        self.rng.shuffle(&mut rows);
        rows.truncate(count);
        rows.sort_unstable();
        rows
    }

    /// A conference ID that nobody has.
    pub(crate) fn fresh_id(&mut self) -> String {
        let taken: HashSet<&str> = self.rows.iter().map(|row| row[8].trim()).collect();
        let held: HashSet<&str> = self
            .directory
            .people()
            .iter()
            .filter_map(|person| Some(&*person.conferencing.assignment()?.conference_id))
            .collect();
        let prefix = self.provider.conference_id.prefix.clone();
        let length = self.rows[1][8].trim().len();
        loop {
            let id = random_id(&mut self.rng, &prefix, length);
            if !taken.contains(id.as_str()) && !held.contains(id.as_str()) && is_plain(&id) {
                return id;
            }
        }
    }

    /// The rows of a region's order: where it matters that neighbours differ.
    pub(crate) fn as_sent(&mut self) {
        let place = |row: &Vec<String>| self.roster.find(&row[0]).unwrap_or(usize::MAX);
        let mut rows = std::mem::take(&mut self.rows);
        rows[1..].sort_by_key(place);
        self.rows = rows;
    }
}

fn provider(rng: &mut Rng, served: &[(&str, &str, &str)]) -> Provider {
    let digits = ["7", "6..8", "8", "10", "4..16", "9..10"];
    let mut profile =
        String::from("name = \"Contoso Conferencing\"\ndomain = \"acp.contoso.example\"\n");
    let digits = *rng.choice(&digits).unwrap();
    if rng.f64() < 0.3 {
        profile.push_str("[conference_id]\ndigits = \"8\"\nprefix = \"01\"\n");
    } else if digits != "4..16" {
        writeln!(profile, "[conference_id]\ndigits = \"{digits}\"").unwrap();
    }
    for (country, toll, free) in served {
        for (number, kind) in [(toll, "toll"), (free, "toll-free")] {
            writeln!(
                profile,
                "[[numbers]]\nnumber = \"{number}\"\nkind = \"{kind}\"\ncountry = \"{country}\""
            )
            .unwrap();
        }
    }
    Profile::read(&profile).unwrap().provider
}

fn people(
    rng: &mut Rng,
    size: usize,
    served: &[(&str, &str, &str)],
    form: Form,
    resent: bool,
    provider: &Provider,
    ids: &mut Ids,
) -> Vec<Person> {
    let latin =
        |name: &&&str| form != Form::Windows1252 || name.chars().all(|c| u32::from(c) < 256);
    let given: Vec<&str> = GIVEN.iter().filter(latin).copied().collect();
    let family: Vec<&str> = FAMILY.iter().filter(latin).copied().collect();
    let mut person = |at: usize| {
        let (country, toll, _) = rng.choice(served).unwrap();
        let display_name =
            format!("{} {}", rng.choice(&given).unwrap(), rng.choice(&family).unwrap());
        let conferencing = if resent && rng.f64() < 0.8 {
            Conferencing::Assigned(Assignment {
                bridge: Bridge {
                    provider: provider.name.as_str().into(),
                    domain: provider.domain.as_str().into(),
                    toll_number: (*toll).into(),
                    toll_free_numbers: Vec::new(),
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
                country: Country::new(country).filter(|_| rng.f64() < 0.98),
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
struct Ids {
    rng: Rng,
    prefix: String,
    lengths: (usize, usize),
    given: HashSet<String>,
    /// Where they count up: the next one.
    next: Option<u64>,
}

impl Ids {
    fn new(rng: &mut Rng, provider: &Provider) -> Self {
        let rule = &provider.conference_id;
        let lengths = (rule.shortest.max(6), rule.longest.clamp(6, 10));
        // Without a rule a provider's IDs have one length all the same.
        let lengths = if rule.given { lengths } else { (8, 8) };
        let prefix = rule.prefix.clone();
        Self { rng: rng.fork(), prefix, lengths, given: HashSet::new(), next: None }
    }

    /// IDs that count up.
    fn block(&mut self, size: usize) -> Self {
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

    fn take(&mut self) -> String {
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

fn random_id(rng: &mut Rng, prefix: &str, length: usize) -> String {
    let digits = (prefix.len()..length).map(|_| char::from(b'0' + rng.u8(..10)));
    prefix.chars().chain(digits).collect()
}

/// Whether an ID is none of those that are truly to be warned about: guessable, or part of a number.
fn is_plain(id: &str) -> bool {
    let repeated = id.bytes().all(|b| Some(b) == id.bytes().next());
    let sequence = "01234567890123456789".contains(id) || "98765432109876543210".contains(id);
    let number = COUNTRIES.iter().any(|(_, toll, free)| toll.ends_with(id) || free.ends_with(id));
    !repeated && !sequence && !number
}

/// A number in E.164, in a notation.
fn written(number: &str, notation: usize, home: bool) -> String {
    match notation {
        0 => format!("{} {}", &number[..3], &number[3..]),
        1 => number.trim_start_matches('+').to_owned(),
        2 if home && number.starts_with("+49") => format!("0{} {}", &number[3..5], &number[5..]),
        2 if home && number.starts_with("+44") => format!("0{} {}", &number[3..5], &number[5..]),
        2 if home && number.starts_with("+1") => {
            format!("({}) {}-{}", &number[2..5], &number[5..8], &number[8..])
        }
        _ => number.to_owned(),
    }
}

impl Case {
    /// Somebody outside the roster has an ID.
    pub(crate) fn hold(&mut self, id: &str) {
        let mut people = self.directory.people().to_vec();
        let mut other = people[0].clone();
        let identity = Arc::make_mut(&mut other.identity);
        identity.sip = SipAddress::new("outside@fabrikam.example").unwrap();
        identity.user_principal_name = "outside@fabrikam.example".into();
        other.conferencing = Conferencing::Assigned(Assignment {
            bridge: Bridge {
                provider: self.provider.name.as_str().into(),
                domain: self.provider.domain.as_str().into(),
                toll_number: self.provider.numbers[0].number.to_string().into(),
                toll_free_numbers: Vec::new(),
            }
            .into(),
            conference_id: id.into(),
        });
        people.push(other);
        self.directory = Directory::new(Revision(4), people);
    }

    /// The person of a row has something else today.
    pub(crate) fn change(&mut self, row: usize, to: Conferencing) {
        let sip = self.sip(row).unwrap();
        let mut people = self.directory.people().to_vec();
        for person in people.iter_mut().filter(|person| person.sip().as_str() == sip) {
            person.conferencing = to.clone();
        }
        self.directory = Directory::new(Revision(4), people);
    }

    /// The person of a row is gone.
    pub(crate) fn remove(&mut self, row: usize) {
        let sip = self.sip(row).unwrap();
        let mut people = self.directory.people().to_vec();
        people.retain(|person| person.sip().as_str() != sip);
        self.directory = Directory::new(Revision(4), people);
    }

    /// Whether no ID stands twice, in the reply or with others.
    pub(crate) fn all_ids_differ(&self) -> bool {
        let mut seen = HashSet::new();
        self.rows[1..].iter().all(|row| seen.insert(row[8].trim()))
    }
}
