//! `tollgate completions` and `tollgate man`.

use clap::CommandFactory as _;

use crate::args::Cli;
use crate::failure::{Exit, Result};
use crate::ui::Ui;

pub(super) fn completions(shell: clap_complete::Shell, ui: &mut Ui) -> Result<Exit> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tollgate", &mut text);
    ui.print(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Done)
}

pub(super) fn man(ui: &mut Ui) -> Result<Exit> {
    let mut text = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut text)?;
    ui.print(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Done)
}
