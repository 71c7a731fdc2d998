//! Why a command could not do what was asked, and the exit codes.

use tollgate_import::PlanError;
use tollgate_model::SipAddress;

/// How a command ended. Other programs rely on the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; warnings may have been printed. Also: nothing to change.
    Done = 0,
    /// The file has findings that stop it.
    Refused = 1,
    /// Could not run.
    Failed = 2,
    /// The directory moved on, or a guard says stop.
    Conflict = 3,
    /// Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    /// Ends the process here and now.
    pub(crate) fn now(self) {
        #[allow(clippy::exit, reason = "the one place that ends the process from another thread")]
        std::process::exit(self as i32)
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What was attempted, on what, why it failed, and what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) kind: &'static str,
    pub(crate) message: String,
    pub(crate) hint: String,
    /// People whom the message names.
    pub(crate) people: Vec<SipAddress>,
    /// Whether the reader of a file that is written to standard output went away, which is no failure.
    pub(crate) broken_pipe: bool,
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure to run.
    pub(crate) fn new(
        kind: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        let (message, hint) = (message.into(), hint.into());
        let people = Vec::new();
        Self { exit: Exit::Failed, kind, message, hint, people, broken_pipe: false }
    }

    /// The same without a name.
    pub(crate) fn redacted(mut self) -> Self {
        for sip in &self.people {
            self.message = self.message.replace(sip.as_str(), "…");
        }
        self
    }

    /// The same of a command that replaces no file.
    pub(crate) fn without_force(self) -> Self {
        let hint = if self.kind == "exists" { "Name another file.".into() } else { self.hint };
        Self { hint, ..self }
    }
}

impl From<tollgate_sheet::Error> for Failure {
    fn from(error: tollgate_sheet::Error) -> Self {
        let broken_pipe =
            error.kind == tollgate_sheet::ErrorKind::Io(std::io::ErrorKind::BrokenPipe);
        Self { broken_pipe, ..Self::new(error.kind.word(), error.message, error.hint) }
    }
}

impl From<tollgate_store::Error> for Failure {
    fn from(error: tollgate_store::Error) -> Self {
        let exit = if error.is_conflict { Exit::Conflict } else { Exit::Failed };
        let people = error.people;
        Self { exit, people, ..Self::new(error.kind, error.message, error.hint) }
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        let hint =
            "Look at the person with `tollgate show`, and at the provider with --replace-provider.";
        Self::new("no-plan", format!("Could not plan: {error}."), hint)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        let message = format!("Could not write the output: {error}.");
        Self::new("input-output", message, "Check the disk or the program that reads it.")
    }
}
