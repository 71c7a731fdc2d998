//! The words of the commands that read a reply, and what others share with them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct Reading {
    /// The reply: CSV, TSV, XLSX, XLSM, XLSB, XLS or ODS; `-` is standard input
    pub(crate) reply: PathBuf,
    /// The roster it answers, if the reply does not tell
    #[arg(long, value_name = "N")]
    pub(crate) roster: Option<u32>,
    /// The sheet to read
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// The format of the reply, if its content does not tell
    #[arg(long, value_name = "FORMAT")]
    pub(crate) input_format: Option<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    /// What stops the reply besides errors
    #[arg(long, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,
    /// Use what these rules propose: codes or names, separated by commas
    #[arg(long, value_name = "CODE,…", value_delimiter = ',')]
    pub(crate) apply: Vec<String>,
    /// Write an HTML page
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Hide numbers, IDs and names, for a screenshot or a ticket
    #[arg(long)]
    pub(crate) redact: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    Warnings,
}

#[derive(Args, Debug)]
pub(crate) struct Validate {
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Write the answer to the provider: a workbook to correct (.xlsx) or a letter (.txt)
    #[arg(long, value_name = "FILE")]
    pub(crate) answer: Option<PathBuf>,
    /// The roster as it was sent, to check with no store
    #[arg(long, value_name = "FILE", requires = "provider_file", conflicts_with = "roster")]
    pub(crate) sent: Option<PathBuf>,
    /// The provider's profile, to check with no store
    #[arg(long, value_name = "FILE", requires = "sent")]
    pub(crate) provider_file: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Import {
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Show the plan, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Import only if the directory is at this revision, which a dry run prints
    #[arg(long, value_name = "N")]
    pub(crate) expect_revision: Option<u64>,
    #[command(flatten)]
    pub(crate) replace: Replace,
    /// Import the people without a fault, and make a new roster for the others
    #[arg(long)]
    pub(crate) leave_faulty: bool,
    /// The file of that new roster [default: roster-N.xlsx]
    #[arg(long, value_name = "FILE", requires = "leave_faulty")]
    pub(crate) again: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) allowance: Allowance,
}

/// What may be taken away from a person to make room.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Replace {
    /// Replace Microsoft as provider
    #[arg(long = "replace-microsoft")]
    pub(crate) microsoft: bool,
    /// Replace another third-party provider
    #[arg(long = "replace-provider")]
    pub(crate) other_provider: bool,
}

/// What a guard lets pass this once.
#[derive(Args, Debug)]
pub(crate) struct Allowance {
    /// Let up to N assignments be changed or taken away, or N people be removed, this once
    #[arg(long, value_name = "N", requires = "reason")]
    pub(crate) allow_changes: Option<usize>,
    /// Why; the journal keeps it
    #[arg(long, value_name = "TEXT", requires = "allow_changes", value_parser = reason)]
    pub(crate) reason: Option<String>,
}

fn reason(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        Err("the journal keeps the reason, so give one")
    } else {
        Ok(text.to_owned())
    }
}
