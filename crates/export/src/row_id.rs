//! The row IDs of a roster, and the check in each: what makes a mistyped row ID no other row's.

use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use tollgate_model::{RowId, SmolStr, ToSmolStr as _, on_all_cores};

/// The secret of a roster.
#[derive(Clone, Copy)]
pub struct Secret(pub [u8; 16]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How many row IDs are worth being made together.
const MANY: usize = 1 << 12;

/// The row IDs of a roster. They hang on its secret and its number and on nobody who stands on it: another
/// core may make them while the people are still read.
#[derive(Debug)]
pub struct RowIds {
    secret: Secret,
    ahead: Option<Ahead>,
}

/// Row IDs in the making: [`MANY`] for each time that more are asked for.
#[derive(Debug)]
struct Ahead {
    roster: u32,
    asked: usize,
    more: Sender<()>,
    maker: JoinHandle<Vec<SmolStr>>,
}

impl From<&Secret> for RowIds {
    /// Row IDs of which none is made before all are asked for.
    fn from(secret: &Secret) -> Self {
        Self { secret: *secret, ahead: None }
    }
}

impl RowIds {
    /// Row IDs that are made ahead, for the number that the roster will have if nobody takes it first.
    pub fn ahead(secret: Secret, roster: u32) -> Self {
        let (more, asked) = channel();
        let maker = std::thread::spawn(move || {
            let (maker, mut made) = (Maker::new(secret, roster), Vec::new());
            for (first, ()) in (1..).step_by(MANY).zip(asked) {
                made.extend(maker.many(first));
            }
            made
        });
        Self { secret, ahead: Some(Ahead { roster, asked: 0, more, maker }) }
    }

    /// That at least so many people will be on the roster.
    pub fn expect(&mut self, people: usize) {
        if let Some(ahead) = &mut self.ahead
            && people >= ahead.asked + MANY
        {
            ahead.asked += MANY;
            // A maker that panicked says so when it is waited for.
            ahead.more.send(()).ok();
        }
    }

    /// The row IDs of so many people, now that it is known how many there are and what number they got.
    pub(crate) fn of(self, roster: u32, people: usize) -> Vec<SmolStr> {
        let ahead = self.ahead.filter(|ahead| ahead.roster == roster);
        let mut made = ahead.map_or_else(Vec::new, Ahead::made);
        let maker = Maker::new(self.secret, roster);
        let next = u32::try_from(made.len()).unwrap_or(u32::MAX).saturating_add(1);
        let last = u32::try_from(people).unwrap_or(u32::MAX);
        let others = on_all_cores((next..=last).step_by(MANY), |first| {
            maker.many(first).collect::<Vec<_>>()
        });
        made.extend(others.into_iter().flatten());
        made.truncate(people);
        made
    }
}

impl Ahead {
    fn made(self) -> Vec<SmolStr> {
        drop(self.more);
        self.maker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// Makes the row IDs of one roster.
struct Maker {
    roster: u32,
    keyed: Option<Hmac<Sha256>>,
}

impl Maker {
    fn new(secret: Secret, roster: u32) -> Self {
        // A key of any length will do.
        Self { roster, keyed: Hmac::new_from_slice(&secret.0).ok() }
    }

    /// Row IDs one after another, [`MANY`] of them.
    fn many(&self, first: u32) -> impl Iterator<Item = SmolStr> {
        (first..).take(MANY).map(|row| self.one(row))
    }

    /// The row ID of a row (from one): its check is the first forty bits of HMAC-SHA-256 over
    /// `R<roster>-<row>`, five to a character.
    fn one(&self, row: u32) -> SmolStr {
        let roster = self.roster;
        let Some(mut mac) = self.keyed.clone() else { return SmolStr::default() };
        mac.update(format_args!("R{roster}-{row}").to_smolstr().as_bytes());
        let digest = mac.finalize().into_bytes();
        let bits = digest.iter().take(5).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let place = |place: usize| usize::try_from(bits >> (5 * place) & 31).unwrap_or(0);
        let check: [u8; 8] = std::array::from_fn(|at| RowId::ALPHABET[place(7 - at)]);
        let check = std::str::from_utf8(&check).unwrap_or_default();
        RowId { roster, row, check }.to_smolstr()
    }
}

#[cfg(test)]
mod tests {
    use super::{MANY, RowIds, Secret};

    #[test]
    fn row_ids_are_the_same_whether_they_were_made_ahead_or_not() {
        let secret = Secret([7; 16]);
        for expected in [0, MANY - 1, MANY, 3 * MANY] {
            for people in [1, MANY, 2 * MANY + 5] {
                let mut ahead = RowIds::ahead(secret, 7);
                (0..=expected).for_each(|people| ahead.expect(people));
                let made = ahead.of(7, people);
                assert_eq!(made.len(), people);
                assert_eq!(made, RowIds::from(&secret).of(7, people), "{expected}, {people}");
            }
        }
    }

    #[test]
    fn row_ids_that_were_made_for_a_number_that_another_roster_got_are_made_anew() {
        let secret = Secret([7; 16]);
        let mut ahead = RowIds::ahead(secret, 7);
        ahead.expect(MANY);
        assert_eq!(ahead.of(8, MANY), RowIds::from(&secret).of(8, MANY));
    }
}
