//! The binary: composition, words and exit codes. What Tollgate does is decided in its libraries.

mod address;
mod ahead;
mod args;
mod commands;
mod failure;
mod guard;
mod interrupt;
mod reply;
mod target;
mod ui;
mod wrap;

use clap::Parser as _;

use args::Cli;
use ui::Ui;

fn main() -> std::process::ExitCode {
    interrupt::listen();
    let mut cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return ui::misunderstood(&error).into(),
    };
    cli.global.store = address::from_environment(&cli.global.store);
    let mut ui = Ui::new(&cli);
    let outcome = commands::run(&cli, &mut ui);
    ui.end(outcome).into()
}
