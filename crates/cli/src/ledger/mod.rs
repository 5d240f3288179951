//! Commands that work on a ledger: taking reports in and asking. What a ledger holds and how it is asked is
//! `sayso-ledger`'s business; here are files, threads and printing.

mod add;
pub mod args;
mod ask;
mod casebook;
mod clock;
mod export;
mod keep;
mod print;
mod recode;
mod show;

use anyhow::Result;
use args::LedgerCommand;

/// Runs a command; false when an input could not be read.
pub fn run(command: &LedgerCommand) -> Result<bool> {
    match command {
        LedgerCommand::Add(args) => add::run(args),
        LedgerCommand::Events(args) => ask::events(args),
        LedgerCommand::Claims(args) => ask::claims(args),
        LedgerCommand::Actors(args) => ask::actors(args),
        LedgerCommand::Conflicts(args) => ask::conflicts(args),
        LedgerCommand::Figures(args) => ask::figures(args),
        LedgerCommand::Postures(args) => ask::postures(args),
        LedgerCommand::Problems(args) => ask::problems(args),
        LedgerCommand::Sql(args) => ask::sql(args),
        LedgerCommand::Diff(args) => ask::diff(args),
        LedgerCommand::Show(args) => show::show(args),
        LedgerCommand::Why(args) => show::why(args),
        LedgerCommand::Event(command) => keep::event(command),
        LedgerCommand::Export(args) => export::run(args),
        LedgerCommand::Recode(args) => recode::run(args),
        LedgerCommand::Check(args) => keep::check(args),
        LedgerCommand::Backup(args) => keep::backup(args),
    }
    .map_err(usage)
}

/// A question that cannot be answered is a wrong command line.
fn usage(e: anyhow::Error) -> anyhow::Error {
    match e.downcast_ref::<sayso_ledger::Error>() {
        Some(asked) if asked.is_asked() => crate::args::Usage(asked.to_string()).into(),
        _ => e,
    }
}
