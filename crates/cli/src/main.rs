//! The `sayso` command: arguments, files and exit codes. What is read out of a report is the engine's business; how a
//! record looks to a person is in `view`.
//!
//! Exit codes: 0 all went well; 1 at least one input could not be read; 2 the command line is wrong.

mod args;
mod dictionaries;
mod excerpts;
mod input;
mod ledger;
mod own;
mod parallel;
mod parse;
mod peek;
mod progress;
mod read;
mod rows;
mod view;

use args::{Cli, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match &cli.command {
        Command::Read(args) => read::run(args),
        Command::Parse(args) => parse::run(args),
        Command::Ledger(command) => ledger::run(command),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        // A reader that has seen enough closes the pipe; that is no failure.
        Err(e) if is_broken_pipe(&e) => ExitCode::SUCCESS,
        Err(e) => {
            read::complain(&format!("{e:#}"));
            ExitCode::from(if e.is::<args::Usage>() { 2 } else { 1 })
        }
    }
}

fn is_broken_pipe(e: &anyhow::Error) -> bool {
    e.chain().filter_map(|c| c.downcast_ref::<std::io::Error>()).any(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}
