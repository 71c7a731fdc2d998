//! What an interruption does, such as Ctrl-C or SIGTERM. Before a command commits what it made, it leaves nothing
//! behind. From then on it comes too late: the command finishes, and says what stands.

use std::io::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tollgate_model::BatchNumber;

use crate::failure::Exit;

/// What a command made, and what to do with it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stands {
    Batch(BatchNumber),
    Roster(u32),
}

impl Stands {
    /// That it stands, and what to do.
    pub(crate) fn words(self) -> (String, String) {
        match self {
            Self::Batch(batch) => (
                format!("Batch {batch} was applied, and stands."),
                format!(
                    "`tollgate log {batch}` shows it, and `tollgate undo {batch}` takes it back."
                ),
            ),
            Self::Roster(roster) => (
                format!("Roster {roster} was made, and stands."),
                format!("`tollgate rosters {roster} -o FILE` writes its file."),
            ),
        }
    }
}

/// How far a command got.
#[derive(Clone, Copy, Debug)]
enum Stage {
    /// Nothing was made yet.
    Working,
    /// Something is committed and what belongs to it is written; nobody is waited for. Whether an
    /// interruption came meanwhile.
    Finishing(Stands, bool),
    /// What was done is told to whoever reads it, if anybody does.
    Telling(Stands),
}

static STAGE: Mutex<Stage> = Mutex::new(Stage::Working);

/// How long what is told is waited for: where anybody reads it, it takes no longer.
const MOMENT: Duration = Duration::from_secs(1);

fn stage() -> MutexGuard<'static, Stage> {
    STAGE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Commits something. Where an interruption was first, the process ends here, before anything is
/// committed.
pub(crate) fn commit<T, E>(what: Stands, commit: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    *stage() = Stage::Finishing(what, false);
    commit().inspect_err(|_| *stage() = Stage::Working)
}

/// What was done is about to be told. Gives what stands where somebody wanted to interrupt it.
pub(crate) fn telling() -> Option<Stands> {
    let mut stage = stage();
    let Stage::Finishing(what, interrupted) = *stage else { return None };
    *stage = Stage::Telling(what);
    interrupted.then_some(what)
}

/// What was made, and stands whatever comes after it.
pub(crate) fn made() -> Option<Stands> {
    match *stage() {
        Stage::Working => None,
        Stage::Finishing(what, _) | Stage::Telling(what) => Some(what),
    }
}

/// Listens for Ctrl-C, and for being asked to end. That a terminal went away is left to the system, so
/// that `nohup` does what it says.
#[cfg(unix)]
pub(crate) fn listen() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    if let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) {
        std::thread::spawn(move || signals.forever().for_each(|_| interrupted()));
    }
}

/// Listens for Ctrl-C, and for a window that is closed.
#[cfg(not(unix))]
pub(crate) fn listen() {
    ctrlc::set_handler(interrupted).ok();
}

/// The user wants the command to end.
fn interrupted() {
    let mut stage = stage();
    match &mut *stage {
        // Whoever ends the process keeps the stage: nothing is committed any more.
        Stage::Working => end(),
        Stage::Finishing(_, interrupted) => *interrupted = true,
        Stage::Telling(what) => {
            let (message, hint) = what.words();
            drop(stage);
            std::thread::sleep(MOMENT);
            writeln!(std::io::stderr(), "{message}\n{hint}").ok();
            end();
        }
    }
}

/// Ends the process, and takes away what was in the making. A transaction ends with its process.
fn end() {
    tollgate_sheet::forget_unfinished();
    tollgate_store::forget_unfinished();
    Exit::Interrupted.now();
}
