//! `sayso recode`: reports that another version coded, coded again by this one.

use super::args::RecodeArgs;
use super::clock;
use crate::own;
use crate::parallel::ordered;
use crate::progress::Progress;
use crate::read::{complain, threads};
use anyhow::{Context, Result};
use sayso::Engine;
use sayso::parse::model::Workspace;
use sayso::read::{JsonLine, Metadata};
use sayso::records::Record;
use sayso_ledger::{Again, Ledger, Writer};
use std::io::Write;

/// Reports read, coded and committed at a time.
const BATCH: usize = 256;

/// Runs the command; false when a report could not be coded.
pub fn run(args: &RecodeArgs) -> Result<bool> {
    drop(Ledger::open(&args.ledger.path)?);
    let mut writer = Writer::new(Ledger::create(&args.ledger.path)?);
    let engine = Engine::with(&own::actors(&args.actors)?, &own::rules(&args.rules)?)?;
    let mut progress = Progress::new(None);
    let (mut count, mut failed) = (0, 0);
    let mut last: Option<String> = None;
    loop {
        let batch = writer.ledger().stale(engine.versions(), last.as_deref(), BATCH)?;
        let Some(end) = batch.last() else { break };
        last = Some(end.id.clone());
        let work = |ws: &mut Workspace, again: Again| {
            let record = code(&engine, ws, &again);
            (again, record)
        };
        let write = |(again, record): (Again, Result<Record>)| -> Result<()> {
            match record {
                Ok(record) => writer.recode(&again, &record, clock::now())?,
                Err(e) => {
                    complain(&format!("{}: {e:#}", again.id));
                    failed += 1;
                }
            }
            count += 1;
            progress.step();
            Ok(())
        };
        ordered(batch.into_iter(), threads(args.threads), Workspace::default, work, write)?;
        writer.commit()?;
    }
    progress.clear();
    writer.finish()?;
    writeln!(std::io::stdout(), "{} reports coded again (see sayso diff)", count - failed)?;
    Ok(failed == 0)
}

/// The report goes the way of a line of JSONL, whose text is taken as it is.
fn code(engine: &Engine, ws: &mut Workspace, again: &Again) -> Result<Record> {
    let line = serde_json::json!({
        "text": again.text, "id": again.name, "title": again.title, "author": again.author,
        "publisher": again.publisher, "url": again.url, "published": again.published,
    });
    let line = JsonLine { number: 1, bytes: serde_json::to_vec(&line)? };
    let report = engine.read_line(&again.id, &line, &Metadata::default()).context("it cannot be read again")?;
    Ok(engine.record(ws, &report, true))
}
