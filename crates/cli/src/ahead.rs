//! What the store says of a reply, read while the reply itself is read and judged: the roster that it
//! answers, then how the people on it stand today.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;

use tollgate_model::{Provider, Roster};
use tollgate_store::Store;
use tollgate_validator::{Gathering, LateStanding, Standing};

use crate::commands::now;
use crate::failure::Result;

type Outcome<T> = std::result::Result<T, tollgate_store::Error>;

/// A roster, and how the people on it stand, on their way through a connection of their own.
pub(crate) struct Ahead {
    pub(crate) number: u32,
    sent: Receiver<(Arc<Roster>, Provider)>,
    standing: JoinHandle<Outcome<Standing>>,
}

/// How people stand, once it is known.
pub(crate) struct Coming(JoinHandle<Outcome<Standing>>);

impl Ahead {
    /// Begins to read.
    pub(crate) fn of(url: &str, number: u32) -> Self {
        let (to, sent) = channel();
        let url = url.to_owned();
        let standing = std::thread::spawn(move || {
            let mut store = Store::open(&url, now())?;
            let roster = Arc::new(store.roster(number)?);
            let provider = store.provider(&roster.provider)?;
            if to.send((Arc::clone(&roster), provider.clone())).is_err() {
                // Another roster is answered.
                return Ok(Standing::default());
            }
            let begin = |since| Gathering::new(&roster, &provider, &since);
            let (gathering, revision) =
                store.each_standing(roster.revision, begin, Gathering::see)?;
            Ok(gathering.finish(revision))
        });
        Self { number, sent, standing }
    }

    /// Waits for the roster.
    pub(crate) fn roster(self) -> Result<(Arc<Roster>, Provider, Coming)> {
        match self.sent.recv() {
            Ok((roster, provider)) => Ok((roster, provider, Coming(self.standing))),
            Err(_) => match joined(self.standing) {
                Err(error) => Err(error.into()),
                Ok(_) => unreachable!("a roster that was read is sent"),
            },
        }
    }
}

impl Coming {
    /// How people stand, waited for only when it is asked for; and where it is then told why it could
    /// not be read, if it could not.
    pub(crate) fn late(self) -> (LateStanding, Receiver<tollgate_store::Error>) {
        let (to, failed) = channel();
        let standing = LateStanding::new(Box::new(move || {
            joined(self.0).unwrap_or_else(|error| {
                // Nobody listens where something else failed first.
                to.send(error).ok();
                Standing::default()
            })
        }));
        (standing, failed)
    }
}

fn joined<T>(thread: JoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
