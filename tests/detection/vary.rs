//! What honest people do to a reply without meaning anything by it.

use fastrand::Rng;

use super::case::Case;
use super::form::Form;
use super::world::land_of;

/// How a number in E.164 is written; whether the person is at home in its country.
type Notation = fn(&str, bool) -> String;

/// Ways of writing a number, beside E.164.
pub(crate) const NOTATIONS: [Notation; 9] = [
    |number, _| format!("{} {}", &number[..3], &number[3..]),
    |number, _| number[1..].to_owned(),
    at_home,
    at_home,
    |number, _| format!("00{}", &number[1..]),
    |number, _| format!("tel:{number}"),
    |number, _| format!("{}-{}-{}", &number[..3], &number[3..6], &number[6..]),
    |number, _| format!("{}\u{a0}{}.{}", &number[..3], &number[3..7], &number[7..]),
    with_trunk_zero,
];

fn at_home(number: &str, home: bool) -> String {
    let (land, kind) = land_of(number);
    if home { land.at_home[kind].to_owned() } else { number.to_owned() }
}

/// `+49 (0)30 901820`, where a zero is dialled at home that is none of the number's.
fn with_trunk_zero(number: &str, _: bool) -> String {
    let (land, kind) = land_of(number);
    let digits: String = land.at_home[kind].chars().filter(char::is_ascii_digit).collect();
    let zero = digits
        .strip_prefix('0')
        .filter(|rest| !number.ends_with(&digits) && kind == 0 && number.ends_with(rest));
    zero.map_or_else(
        || number.to_owned(),
        |rest| format!("{} (0){rest}", &number[..number.len() - rest.len()]),
    )
}

/// What a byte is to a program that takes UTF-8 for windows-1252.
fn windows_1252(byte: u8) -> char {
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    let high = usize::from(byte).checked_sub(0x80);
    high.and_then(|at| HIGH.chars().nth(at)).unwrap_or(char::from(byte))
}

/// A cell of a column of the provider's own: by the row (from one), its cells, and some people's
/// addresses.
type Value = fn(&mut Rng, usize, &[String], &[String]) -> String;

/// Columns of the provider's own.
const EXTRAS: [(&str, Value); 16] = [
    ("Account", |_, _, row, _| row[2].split('@').next().unwrap_or_default().to_owned()),
    ("Owner e-mail", |_, _, row, _| row[2].clone()),
    ("E-Mail", |_, _, row, _| row[1].to_uppercase()),
    ("Manager", |rng, _, _, some| rng.choice(some).unwrap().clone()),
    ("Approved by", |_, _, _, some| some[0].clone()),
    ("Leader PIN", |rng, _, _, _| format!("{:06}", rng.u32(..1_000_000))),
    ("Remark", |rng, _, _, _| (*rng.choice(&["", "", "new", "ok, done"]).unwrap()).to_owned()),
    ("Bridge", |rng, _, _, _| format!("bridge-{}", rng.u8(1..9))),
    ("Cost centre", |rng, _, _, _| format!("{:04}", rng.u16(1000..1040))),
    ("No.", |_, at, _, _| at.to_string()),
    ("Contract", |rng, _, _, _| format!("C-{:08}", rng.u32(..100_000_000))),
    ("Set up on", |rng, _, _, _| format!("2026-02-{:02}", rng.u8(1..=28))),
    ("Mobile", |rng, _, _, _| format!("+49 151 {:08}", rng.u32(..100_000_000))),
    ("Join link", |_, _, row, _| format!("https://acp.contoso.example/join/{}", row[8])),
    ("Dial", |_, _, row, _| format!("{},,{}#", row[6], row[8])),
    ("Status", |_, at, _, _| if at % 7 == 0 { "changed" } else { "active" }.to_owned()),
];

/// Ways of dressing a row ID.
pub(crate) const DRESSES: [fn(&str) -> String; 5] = [
    |id| id.to_lowercase(),
    |id| format!(" {id}  "),
    |id| format!("=\"{id}\""),
    |id| format!("'{id}"),
    |id| format!("{id}\u{a0}"),
];

impl Case {
    /// Varies what means nothing.
    pub(crate) fn vary(&mut self) {
        self.order();
        self.extras();
        self.untidy();
        self.lay_out();
    }

    /// The order in which the rows come back.
    fn order(&mut self) {
        match self.rng.usize(..8) {
            0 => self.rows[1..].sort_by(|a, b| a[3].cmp(&b[3])),
            1 => self.rows[1..].sort_by(|a, b| a[4].cmp(&b[4])),
            2 => self.rows[1..].sort_by(|a, b| a[8].cmp(&b[8])),
            3 => {
                let mut rng = self.rng.fork();
                rng.shuffle(&mut self.rows[1..]);
            }
            _ => return,
        }
        self.say("rows sorted");
    }

    /// Columns of the provider's own.
    fn extras(&mut self) {
        let some = self.rng.usize(1..=1 + self.roster.len() / 8);
        let some: Vec<String> = (0..some)
            .map(|_| self.roster.sip(self.rng.usize(..self.roster.len())).to_string())
            .collect();
        for (heading, value) in EXTRAS {
            if self.chance(0.1) {
                self.say(heading);
                self.rows[0].push(heading.to_owned());
                for (at, row) in self.rows.iter_mut().enumerate().skip(1) {
                    row.push(value(&mut self.rng, at, row, &some));
                }
            }
        }
    }

    /// Identity in other words, and headings.
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
        if self.chance(0.05) {
            self.say("IDs with a key");
            self.rows[1..].iter_mut().for_each(|row| row[8].push('#'));
        }
        if self.chance(0.1) && self.form != Form::Windows1252 {
            self.say("names decoded twice");
            for row in &mut self.rows[1..] {
                row[3] = row[3].bytes().map(windows_1252).collect();
            }
        }
    }

    /// What stands around the rows, and how the file is written.
    fn lay_out(&mut self) {
        let count = self.rows.len();
        self.layout.title = self.chance(0.1);
        self.layout.footer = self.chance(0.1);
        self.layout.own_first = self.chance(0.1);
        self.layout.quoted = self.chance(0.1);
        self.layout.newline = if self.chance(0.2) { "\n" } else { "\r\n" };
        self.layout.blank_after =
            if self.chance(0.1) { vec![self.rng.usize(1..count), count - 1] } else { Vec::new() };
        self.layout.dress =
            if self.chance(0.15) { self.rng.choice(&DRESSES).copied() } else { None };
        let told = format!("{:?}", self.layout);
        self.say(&told);
    }
}
