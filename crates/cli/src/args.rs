//! The words of the command line. Help texts are the doc comments.

mod reply;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::address::DEFAULT;
pub(crate) use reply::{Allowance, Format, Import, Reading, Replace, Validate};

/// Checks what a conferencing provider sent back, applies it as one transaction, and can take it
/// back.
///
/// A roster of people goes to the provider; the reply is judged against the roster that was sent,
/// cell by cell. What passes becomes a plan that can be read before it happens.
#[derive(Debug, Parser)]
#[command(
    name = "tollgate",
    version,
    after_help = "Start with `tollgate demo`, or with `tollgate init`.\nExit codes: 0 done, 1 the file has faults, 2 could not run, 3 the directory moved on or a guard stopped it."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Args, Clone, Debug)]
pub(crate) struct Global {
    /// The store: a path, `sqlite:FILE` or `postgres://user@host/database`
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "TOLLGATE_STORE",
        default_value = DEFAULT,
        hide_env_values = true
    )]
    pub(crate) store: String,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,
    /// Show only errors, warnings and what was asked for
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Show every place, person and reason
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    /// Show no progress
    #[arg(long, global = true)]
    pub(crate) no_progress: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make the store
    Init,
    /// Load people from a directory dump into the directory
    #[command(
        after_long_help = "Headings, in any order; one for the address is required:\n  SipAddress, SipProxyAddress, SipUri, ProxyAddresses or UserPrincipalName\n  DisplayName, UsageLocation, Department, Enabled, ObjectId, AssignedLicenses,\n  TeamsUpgradeEffectiveMode, AcpInfo\n\nExample: tollgate load users.csv --dry-run"
    )]
    Load(Load),
    /// Manage provider profiles
    #[command(subcommand)]
    Provider(Provider),
    /// Make the next roster for a provider and write its file
    #[command(
        after_long_help = "Example: tollgate export --provider \"Contoso Conferencing\" -o roster.xlsx"
    )]
    Export(Export),
    /// Check a provider's reply; change nothing
    #[command(
        after_long_help = "Examples:\n  tollgate validate reply.xlsx\n  tollgate validate reply.csv --sent roster.csv --provider-file contoso.toml"
    )]
    Validate(Validate),
    /// Check a reply, make a plan, and apply it as one transaction
    #[command(
        after_long_help = "Examples:\n  tollgate import reply.xlsx --dry-run\n  tollgate import reply.xlsx --expect-revision 4"
    )]
    Import(Import),
    /// Give one person numbers and a conference ID, by the same rules
    Assign(Assign),
    /// Take one person's assignment away
    Unassign {
        /// SIP address or UPN
        person: String,
    },
    /// Show one person
    Show {
        /// SIP address or UPN
        person: String,
    },
    /// List people and what conferencing they have
    People(People),
    /// Show the journal, or one batch with every before and after
    Log(Log),
    /// Take a batch back, as a new batch
    Undo {
        /// The batch's number
        batch: u64,
        /// Show what it would do, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Bring back a batch that was undone, as a new batch
    Redo {
        /// The number of the batch that was undone
        batch: u64,
    },
    /// Copy a whole store, journal included, to another place
    Copy {
        /// The store to read, as --store names one
        from: String,
        /// The place to write to
        to: String,
        /// Replace a store that is there
        #[arg(long)]
        force: bool,
    },
    /// Save the whole store to a file
    Backup {
        /// The file to write
        file: PathBuf,
        /// Replace a file that is there
        #[arg(long)]
        force: bool,
    },
    /// Bring the whole store back from a backup
    Restore {
        /// The file that `tollgate backup` wrote
        file: PathBuf,
        /// Replace a store that is there
        #[arg(long)]
        force: bool,
    },
    /// Show the rosters that were sent, and what became of each
    Rosters {
        /// One of them, with its people
        roster: Option<u32>,
        /// Close it, because no reply will come; one that arrives after all can still be imported
        #[arg(long, requires = "roster", conflicts_with = "output")]
        close: bool,
        /// Open it again after it was closed
        #[arg(long, requires = "roster", conflicts_with_all = ["output", "close"])]
        reopen: bool,
        /// Write its file again, .xlsx or .csv; `-` is standard output
        #[arg(short, long, value_name = "FILE", requires = "roster")]
        output: Option<PathBuf>,
        /// The format, if the file name does not tell
        #[arg(long, value_name = "FORMAT", requires = "output")]
        format: Option<String>,
        /// Replace a file that is there
        #[arg(long, requires = "output")]
        force: bool,
    },
    /// Print the page of a rule
    Explain {
        /// A code or a name: I004, conference-id-repeated
        #[arg(required_unless_present = "list")]
        rule: Option<String>,
        /// List all rules
        #[arg(long)]
        list: bool,
    },
    /// Run the whole round trip on sample data with real files
    Demo {
        /// The folder to run in, empty or not there [default: tollgate-demo, or the next that is free]
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(Args, Debug)]
pub(crate) struct Load {
    /// CSV, TSV, XLSX, XLS, XLSB, ODS or JSON; `-` is standard input
    pub(crate) file: PathBuf,
    /// The sheet to read
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// The format of the file, if its content does not tell
    #[arg(long, value_name = "FORMAT")]
    pub(crate) input_format: Option<String>,
    /// Show what it would do, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Remove people who are not in the file from the directory
    #[arg(long)]
    pub(crate) prune: bool,
    #[command(flatten)]
    pub(crate) allowance: Allowance,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Provider {
    /// Save a profile, replacing one of the same name
    Set {
        /// The profile, a TOML file
        file: PathBuf,
    },
    /// List the providers
    List,
    /// Print a profile
    Show {
        /// The provider's name
        name: String,
    },
    /// Remove a profile that nobody uses
    Remove {
        /// The provider's name
        name: String,
    },
}

#[derive(Args, Debug)]
pub(crate) struct Export {
    /// The provider's name
    #[arg(long, value_name = "NAME")]
    pub(crate) provider: String,
    /// The file to write, .xlsx or .csv; `-` is standard output [default: roster-N.xlsx, or .csv as --format says]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The format, if the file name does not tell
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<String>,
    /// Only these people: SIP addresses or UPNs, one per line; includes people who have a provider
    #[arg(long, value_name = "FILE")]
    pub(crate) people: Option<PathBuf>,
    /// Include people who have an assignment from this provider
    #[arg(long)]
    pub(crate) all: bool,
    /// Replace a file that is there
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Assign {
    /// SIP address or UPN
    pub(crate) person: String,
    /// The provider's name
    #[arg(long, value_name = "NAME")]
    pub(crate) provider: String,
    /// The toll number [default: the provider's default for the person's country]
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub(crate) toll: Option<String>,
    /// A toll-free number; may be given several times
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub(crate) toll_free: Vec<String>,
    /// The conference ID
    #[arg(long, value_name = "ID")]
    pub(crate) conference_id: String,
    #[command(flatten)]
    pub(crate) replace: Replace,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum State {
    None,
    Microsoft,
    Assigned,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    Text,
    Csv,
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct People {
    /// Only people with this provider
    #[arg(long, value_name = "NAME")]
    pub(crate) provider: Option<String>,
    /// Only people in this state
    #[arg(long, value_name = "STATE")]
    pub(crate) state: Option<State>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TableFormat,
}

#[derive(Args, Debug)]
pub(crate) struct Log {
    /// One batch, with every before and after
    pub(crate) batch: Option<u64>,
    /// How to print; csv needs a batch
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TableFormat,
    /// Write an archive with everything that a batch was made of; `-` is standard output
    #[arg(long, value_name = "FILE", requires = "batch")]
    pub(crate) bundle: Option<PathBuf>,
    /// Check that the journal, or such an archive, is still as it was written
    #[arg(long, value_name = "FILE", num_args = 0..=1, conflicts_with_all = ["batch", "bundle"])]
    #[allow(clippy::option_option, reason = "a flag whose value may be left out")]
    pub(crate) verify: Option<Option<PathBuf>>,
}

impl Command {
    /// Whether nothing that is shown may name anybody.
    pub(crate) fn redacts(&self) -> bool {
        match self {
            Self::Validate(validate) => validate.reading.redact,
            Self::Import(import) => import.reading.redact,
            _ => false,
        }
    }

    /// Whether what is printed is for a program or a file, which have their own idea of a line.
    pub(crate) fn is_for_programs(&self) -> bool {
        match self {
            Self::People(people) => people.format != TableFormat::Text,
            Self::Log(log) => log.format != TableFormat::Text,
            Self::Provider(Provider::Show { .. }) | Self::Completions { .. } | Self::Man => true,
            _ => self.wants_json(),
        }
    }

    /// Whether failures are printed as JSON on standard output, because everything is.
    pub(crate) fn wants_json(&self) -> bool {
        match self {
            Self::Validate(validate) => validate.reading.format == Format::Json,
            Self::Import(import) => import.reading.format == Format::Json,
            Self::People(people) => people.format == TableFormat::Json,
            Self::Log(log) => log.format == TableFormat::Json,
            _ => false,
        }
    }
}
