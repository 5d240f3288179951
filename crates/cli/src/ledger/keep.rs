//! Keeping a ledger: decisions by hand, checking, copying.

use super::args::{BackupArgs, CheckArgs, EventCommand};
use super::clock;
use anyhow::Result;
use sayso_ledger::{EventRef, Ledger};
use std::io::Write;

/// `sayso event`.
pub fn event(command: &EventCommand) -> Result<bool> {
    let mut out = std::io::stdout();
    match command {
        EventCommand::Split(args) => {
            let id = EventRef::parse('e', &args.id)?;
            let parted = ledger(&args.ledger.path)?.split(&id, &args.reason, clock::now())?;
            writeln!(out, "{} stands for itself now, parted from {parted}", args.id)?;
        }
        EventCommand::Join(args) => {
            let (a, b) = (EventRef::parse('e', &args.id)?, EventRef::parse('e', &args.other)?);
            ledger(&args.ledger.path)?.join(&a, &b, &args.reason, clock::now())?;
            writeln!(out, "{} and {} are one happening now", args.id, args.other)?;
        }
    }
    Ok(true)
}

/// A ledger that is there already, for writing.
fn ledger(path: &std::path::Path) -> Result<Ledger> {
    // Decisions are about what a ledger holds, so none is made here.
    drop(Ledger::open(path)?);
    Ok(Ledger::create(path)?)
}

/// `sayso check`; false when something is wrong.
pub fn check(args: &CheckArgs) -> Result<bool> {
    let complaints = Ledger::open(&args.ledger.path)?.check()?;
    let mut out = std::io::stdout();
    for complaint in &complaints {
        writeln!(out, "{complaint}")?;
    }
    if complaints.is_empty() {
        writeln!(out, "{}: nothing wrong", args.ledger.path.display())?;
    }
    Ok(complaints.is_empty())
}

/// `sayso backup`.
pub fn backup(args: &BackupArgs) -> Result<bool> {
    Ledger::open(&args.ledger.path)?.backup(&args.file)?;
    writeln!(std::io::stdout(), "{} copied to {}", args.ledger.path.display(), args.file.display())?;
    Ok(true)
}
