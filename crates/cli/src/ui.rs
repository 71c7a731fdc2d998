//! The only place that prints, and the only user of the library that shows what is being done.

use std::io::{BufWriter, IsTerminal as _, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};
use tollgate_report::{Detail, json};

use crate::args::{Cli, When};
use crate::failure::{Exit, Failure, Result};
use crate::interrupt::{self, Stands};
use crate::wrap::{Wrapping, columns};

/// How many bytes are printed at once.
const ROOM: usize = 1 << 16;

/// How many times as many may wait to be printed.
const BLOCKS: usize = 4;

/// What the user sees.
pub(crate) struct Ui {
    choice: ColorChoice,
    talk: Talk,
    progress: bool,
    json: bool,
    redact: bool,
    /// How many columns a line of standard output may take, where people read it on a terminal.
    columns: Option<usize>,
    doing: Option<Doing>,
    reader: Reader,
}

/// Who reads standard output. What is being done is done all the same.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    There,
    Gone,
}

/// How much is said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Talk {
    Quiet,
    Usual,
    Verbose,
}

impl Ui {
    pub(crate) fn new(cli: &Cli) -> Self {
        let choice = match cli.global.color {
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
            When::Auto => ColorChoice::Auto,
        };
        Self {
            choice,
            talk: match (cli.global.quiet, cli.global.verbose) {
                (true, _) => Talk::Quiet,
                (false, true) => Talk::Verbose,
                (false, false) => Talk::Usual,
            },
            progress: !cli.global.no_progress
                && !cli.global.quiet
                && std::io::stderr().is_terminal(),
            json: cli.command.wants_json(),
            redact: cli.command.redacts(),
            columns: (std::io::stdout().is_terminal() && !cli.command.is_for_programs())
                .then(columns),
            doing: None,
            reader: Reader::There,
        }
    }

    /// Shows what is being done, and for how long: only on a terminal, only if it lasts, and until the
    /// next is done or something is said.
    pub(crate) fn doing(&mut self, what: impl AsRef<str>) {
        self.done();
        let what = || tollgate_model::visible(what.as_ref()).into_owned();
        self.doing = self.progress.then(|| Doing::begin(what()));
    }

    /// Shows nothing of it any more.
    pub(crate) fn done(&mut self) {
        self.doing = None;
    }

    /// How much is shown of a list.
    pub(crate) fn detail(&self) -> Detail {
        match self.talk {
            Talk::Quiet => Detail::Wrong,
            Talk::Usual => Detail::Folded,
            Talk::Verbose => Detail::Every,
        }
    }

    /// Whether every reason and person is asked for.
    pub(crate) fn is_verbose(&self) -> bool {
        self.talk == Talk::Verbose
    }

    /// Whether the reader of standard output went away, as `head` does when it has seen enough.
    pub(crate) fn is_unread(&self) -> bool {
        self.reader == Reader::Gone
    }

    /// From here on it may be that nobody reads what is told, and an interruption ends the command.
    pub(crate) fn telling(&mut self) {
        self.done();
        if let Some(what) = interrupt::telling() {
            let (message, hint) = what.words();
            writeln!(std::io::stderr(), "The interruption came too late. {message}\n{hint}").ok();
        }
    }

    /// Prints what was asked for.
    pub(crate) fn print(&mut self, text: &str) -> Result<()> {
        self.telling();
        if self.is_unread() {
            return Ok(());
        }
        let mut out = fitting(AutoStream::new(std::io::stdout().lock(), self.choice), self.columns);
        let printed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        drop(out);
        self.printed(printed)
    }

    /// Prints the bytes of a file that was asked for.
    pub(crate) fn output(&mut self, bytes: &[u8]) -> Result<()> {
        self.telling();
        let mut out = std::io::stdout().lock();
        let printed = out.write_all(bytes).and_then(|()| out.flush());
        self.printed(printed)
    }

    /// That nobody reads on is no failure.
    fn printed(&mut self, printed: std::io::Result<()>) -> Result<()> {
        if is_broken_pipe(&printed) {
            self.reader = Reader::Gone;
            return Ok(());
        }
        Ok(printed?)
    }

    /// Prints what was asked for, but nothing where only what is wrong is wanted.
    pub(crate) fn tell(&mut self, text: &str) -> Result<()> {
        if self.talk == Talk::Quiet { Ok(()) } else { self.print(text) }
    }

    /// Prints what was asked for as it comes about: a thread writes what is there already.
    pub(crate) fn print_as(
        &mut self,
        fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<()> {
        self.telling();
        if self.is_unread() {
            return Ok(());
        }
        // Nothing in JSON has a style.
        let choice = if self.json { ColorChoice::AlwaysAnsi } else { self.choice };
        let (blocks, coming) = sync_channel(BLOCKS);
        let printed = std::thread::scope(|scope| {
            let columns = self.columns;
            let printing = scope.spawn(move || print_blocks(&coming, choice, columns));
            let mut out = BufWriter::with_capacity(ROOM, Blocks(blocks));
            let filled = fill(&mut out).and_then(|()| out.flush());
            drop(out);
            // Why nothing more could be printed is known there.
            printing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)).and(filled)
        });
        self.printed(printed)
    }

    /// Says how something went, a sentence a line; on standard error where standard output is for
    /// a program.
    pub(crate) fn say(&mut self, text: &str) -> Result<()> {
        match (self.talk == Talk::Quiet, self.json) {
            (true, _) => Ok(()),
            (false, true) => self.note(text),
            (false, false) => self.print(&format!("{}\n", plain(text))),
        }
    }

    /// Says something beside the output.
    pub(crate) fn note(&mut self, text: &str) -> Result<()> {
        if self.talk == Talk::Quiet {
            return Ok(());
        }
        self.warn(text)
    }

    /// Where things are said beside the output.
    fn beside(&self) -> impl Write + use<> {
        let columns = std::io::stderr().is_terminal().then(columns);
        fitting(AutoStream::new(std::io::stderr().lock(), self.choice), columns)
    }

    /// Says what is wrong beside the output, however little is wanted.
    pub(crate) fn warn(&mut self, text: &str) -> Result<()> {
        self.telling();
        let noted = writeln!(self.beside(), "{}", plain(text));
        if is_broken_pipe(&noted) { Ok(()) } else { Ok(noted?) }
    }

    /// The last words of a command, and its exit code.
    pub(crate) fn end(&mut self, outcome: Result<Exit>) -> Exit {
        self.telling();
        match outcome {
            Ok(exit) => exit,
            Err(failure) if failure.broken_pipe => Exit::Done,
            Err(failure) => {
                let failure = match interrupt::made() {
                    Some(batch @ Stands::Batch(_)) => {
                        let (message, hint) = batch.words();
                        Failure {
                            message: format!("{message} {}", failure.message),
                            hint: format!("{} {hint}", failure.hint),
                            ..failure
                        }
                    }
                    // Why its file is not there says that the roster is.
                    Some(Stands::Roster(_)) | None => failure,
                };
                let failure = if self.redact { failure.redacted() } else { failure };
                self.fail(&failure);
                failure.exit
            }
        }
    }

    /// Nothing is left to be done about a failure to say that something failed.
    fn fail(&mut self, failure: &Failure) {
        let Failure { kind, message, hint, .. } = failure;
        // Where nothing can be printed a person may still be told.
        let printed = self.json && self.print(&json::failure(kind, message, hint)).is_ok();
        if !printed || self.is_unread() {
            const ERROR: Style = AnsiColor::Red.on_default().bold();
            const HINT: Style = AnsiColor::Green.on_default().bold();
            let mut err = self.beside();
            let message = tollgate_model::visible(message);
            let hint = tollgate_model::visible(hint);
            writeln!(err, "{ERROR}error:{ERROR:#} {message}\n{HINT}hint:{HINT:#} {hint}").ok();
        }
    }
}

/// Sentences, a line each, in which no name from a file can move the cursor or turn letters round.
fn plain(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(tollgate_model::visible).collect();
    lines.join("\n")
}

fn is_broken_pipe(outcome: &std::io::Result<()>) -> bool {
    outcome.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// The last words of a command that is not understood, or that asks for help. Where JSON is asked for,
/// as far as that can be told, a failure is JSON as any other.
pub(crate) fn misunderstood(error: &clap::Error) -> Exit {
    let words: Vec<_> = std::env::args_os().collect();
    let json = words.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json")
        || words.iter().any(|word| word == "--format=json");
    if !error.use_stderr() {
        error.print().ok();
        return Exit::Done;
    }
    if json {
        let message = format!("Could not understand the command: {}.", why(&error.to_string()));
        let failure = json::failure("usage", &message, "Run it with --help.");
        std::io::stdout().write_all(failure.as_bytes()).ok();
    } else {
        error.print().ok();
    }
    Exit::Failed
}

/// What is wrong with a command, of all that is said of it: the lines before the first blank one.
fn why(text: &str) -> String {
    let lines = text.lines().map(str::trim).take_while(|line| !line.is_empty());
    let lines: Vec<_> = lines.collect();
    lines.join(" ").trim_start_matches("error: ").to_owned()
}

/// What is to be printed, on its way to the thread that does.
struct Blocks(SyncSender<Vec<u8>>);

impl Write for Blocks {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self.0.send(bytes.to_vec()) {
            Ok(()) => Ok(bytes.len()),
            Err(_) => Err(std::io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Breaks lines where people read them on a terminal.
fn fitting<'w>(to: impl Write + 'w, columns: Option<usize>) -> Box<dyn Write + 'w> {
    match columns {
        Some(columns) => Box::new(Wrapping::new(to, columns)),
        None => Box::new(to),
    }
}

/// Prints what comes, to the last of it.
fn print_blocks(
    coming: &Receiver<Vec<u8>>,
    choice: ColorChoice,
    columns: Option<usize>,
) -> std::io::Result<()> {
    let out = std::io::stdout().lock();
    let choice = match choice {
        ColorChoice::Auto => AutoStream::choice(&out),
        told => told,
    };
    let out: Box<dyn Write> = if choice == ColorChoice::Never {
        // What is left between styles comes in small pieces.
        let out: Box<dyn Write> = Box::new(BufWriter::with_capacity(ROOM, out));
        Box::new(AutoStream::never(out))
    } else {
        Box::new(AutoStream::new(out, choice))
    };
    let mut out = fitting(out, columns);
    for block in coming {
        out.write_all(&block)?;
    }
    out.flush()
}

/// Something that is being done, as a line of its own at the end of a terminal.
struct Doing {
    /// Closed when it is done.
    done: Option<Sender<()>>,
    line: Option<JoinHandle<()>>,
}

impl Doing {
    /// How long it lasts before it is shown: most is done before anyone looks.
    const MOMENT: Duration = Duration::from_millis(400);

    fn begin(what: String) -> Self {
        let (done, wait) = channel();
        let line = std::thread::spawn(move || {
            if wait.recv_timeout(Self::MOMENT) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let style = ProgressStyle::with_template("{spinner:.cyan} {msg} {elapsed:.dim}");
            let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
            let line = ProgressBar::new_spinner().with_message(what).with_elapsed(Self::MOMENT);
            line.set_style(style);
            line.enable_steady_tick(Duration::from_millis(100));
            wait.recv().ok();
            line.finish_and_clear();
        });
        Self { done: Some(done), line: Some(line) }
    }
}

impl Drop for Doing {
    fn drop(&mut self) {
        self.done = None;
        if let Some(line) = self.line.take() {
            line.join().ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::why;

    #[test]
    fn what_is_wrong_with_a_command_is_told_whole() {
        let text = "error: the following required arguments were not provided:\n  --reason <TEXT>\n  <REPLY>\n\nUsage: tollgate import <REPLY>\n";
        assert_eq!(
            why(text),
            "the following required arguments were not provided: --reason <TEXT> <REPLY>"
        );
        assert_eq!(
            why("error: unexpected argument '-x' found\n"),
            "unexpected argument '-x' found"
        );
    }
}
