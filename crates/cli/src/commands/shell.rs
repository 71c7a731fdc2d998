//! `tollgate completions` and `tollgate man`.

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use crate::args::Cli;
use crate::failure::{Exit, Result};
use crate::ui::Ui;

pub(super) fn completions(shell: clap_complete::Shell, ui: &mut Ui) -> Result<Exit> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tollgate", &mut text);
    ui.print(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Done)
}

/// One page for all: first what every command understands, then a section for each command.
pub(super) fn man(ui: &mut Ui) -> Result<Exit> {
    let mut cli = Cli::command().disable_help_subcommand(true);
    cli.build();
    let page = Man::new(cli.clone());
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_options_section(&mut text)?;
    for command in cli.get_subcommands() {
        section(command, &mut text)?;
    }
    page.render_extra_section(&mut text)?;
    page.render_version_section(&mut text)?;
    ui.print(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Done)
}

/// A section for a command, or one for each that it has in turn.
fn section(command: &Command, text: &mut Vec<u8>) -> std::io::Result<()> {
    if command.has_subcommands() {
        return command.get_subcommands().try_for_each(|command| section(command, text));
    }
    let name = command.get_bin_name().unwrap_or(command.get_name());
    text.extend_from_slice(format!(".SH \"{}\"\n", name.to_uppercase()).as_bytes());
    // What every command understands is told once.
    let told = |id: &str| {
        id == "help" || command.get_arguments().any(|a| a.is_global_set() && a.get_id() == id)
    };
    let own = command.clone().mut_args(|arg| {
        let told = told(arg.get_id().as_str());
        arg.hide(told)
    });
    let page = Man::new(own);
    let mut parts = Vec::new();
    page.render_synopsis_section(&mut parts)?;
    page.render_description_section(&mut parts)?;
    page.render_options_section(&mut parts)?;
    if command.get_after_long_help().is_some() {
        page.render_extra_section(&mut parts)?;
    }
    // Headings within a section.
    let parts = String::from_utf8_lossy(&parts).replace("\n.SH ", "\n.SS ");
    text.extend_from_slice(parts.as_bytes());
    Ok(())
}
