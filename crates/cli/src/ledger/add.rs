//! `sayso add`: reports are read and coded by all threads and written by one, many in a transaction.

use super::args::AddArgs;
use super::casebook::{self, Found};
use super::clock;
use crate::args::Usage;
use crate::input::{Job, files, holds_many, intake, jobs, name};
use crate::own;
use crate::parallel::ordered;
use crate::progress::Progress;
use crate::read::threads;
use anyhow::Result;
use sayso::Engine;
use sayso::parse::model::Workspace;
use sayso::read::{Metadata, Report, parse_published};
use sayso::records::Record;
use sayso_intake::Intake;
use sayso_ledger::{Added, Ledger, ReportKey, Writer};
use std::collections::HashSet;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Reports in a transaction, unless it takes longer than [`PATIENCE`].
const BATCH: usize = 256;
/// An interrupted run loses the work of no more time than this.
const PATIENCE: Duration = Duration::from_secs(2);

/// What became of an input.
enum Taken {
    /// Read and coded.
    Coded(Box<Record>),
    /// In the ledger already; coding was left out.
    Known(ReportKey, Box<Report>),
    /// Not to be read.
    Problem(String),
}

/// What the run came to.
#[derive(Default)]
struct Tally {
    new: usize,
    known: usize,
    problems: usize,
}

/// Runs the command; false when a report was set aside.
pub fn run(args: &AddArgs) -> Result<bool> {
    if let Some(date) = &args.published {
        parse_published("--published", date).map_err(|e| Usage(e.to_string()))?;
    }
    let intake = intake(args.input, &args.fields);
    let mut writer = Writer::new(Ledger::create(&args.ledger.path)?);
    let engine = Engine::with(&own::actors(&args.actors)?, &own::rules(&args.rules)?)?;
    let total = (!args.paths.iter().any(|f| holds_many(&intake, f))).then_some(args.paths.len());
    let given = Metadata {
        title: args.title.clone(),
        published: args.published.clone(),
        publisher: args.publisher.clone(),
        ..Metadata::default()
    };
    let tally = take_in(&engine, &mut writer, entries(&intake, &args.paths), &given, threads(args.threads), total)?;
    writer.finish()?;
    writeln!(std::io::stdout(), "{}", tally.sentence())?;
    Ok(tally.problems == 0)
}

/// One input on its way.
enum Entry {
    /// What the intake found.
    Found(Job),
    /// A casebook's report.
    Casebook { place: String, text: String, metadata: Metadata },
}

/// The reports of all paths, in order.
fn entries(intake: &Intake, paths: &[PathBuf]) -> impl Iterator<Item = Entry> + Send {
    let intake = intake.clone();
    let found = move |file: Result<PathBuf, Box<Job>>| -> Box<dyn Iterator<Item = Entry> + Send> {
        let path = match file {
            Ok(path) => path,
            Err(problem) => return Box::new(std::iter::once(Entry::Found(*problem))),
        };
        match casebook::find(&path) {
            Found::Report(text, metadata) => {
                Box::new(std::iter::once(Entry::Casebook { place: name(&path), text, metadata }))
            }
            Found::Story => Box::new(std::iter::empty()),
            Found::Other => Box::new(jobs(&intake, &[path]).map(Entry::Found)),
        }
    };
    paths.iter().cloned().flat_map(files).flat_map(found)
}

impl Entry {
    fn place(&self) -> String {
        match self {
            Entry::Found(job) => job.place(),
            Entry::Casebook { place, .. } => place.clone(),
        }
    }

    fn report(self, engine: &Engine, given: &Metadata) -> Result<Report> {
        match self {
            Entry::Found(job) => job.report(engine, given),
            Entry::Casebook { place, text, metadata } => {
                Ok(engine.read(&place, text.as_bytes(), &metadata.or(given.clone()))?)
            }
        }
    }
}

/// Takes in all inputs.
fn take_in(
    engine: &Engine,
    writer: &mut Writer,
    entries: impl Iterator<Item = Entry> + Send,
    given: &Metadata,
    threads: usize,
    total: Option<usize>,
) -> Result<Tally> {
    let known = writer.keys()?;
    let mut progress = Progress::new(total);
    let mut tally = Tally::default();
    let (mut batch, mut begun) = (0, Instant::now());
    let write = |(place, taken): (String, Taken)| -> Result<()> {
        tally.count(keep(writer, &place, taken)?);
        batch += 1;
        if batch >= BATCH || begun.elapsed() >= PATIENCE {
            writer.commit()?;
            (batch, begun) = (0, Instant::now());
        }
        progress.step();
        Ok(())
    };
    let work = |ws: &mut Workspace, entry: Entry| {
        let place = entry.place();
        let taken = guarded(engine, ws, entry, given, &known).unwrap_or_else(|e| Taken::Problem(reason(&place, &e)));
        (place, taken)
    };
    ordered(entries, threads, Workspace::default, work, write)?;
    progress.clear();
    writer.commit()?;
    Ok(tally)
}

/// What was written.
enum Kept {
    New,
    Known,
    Aside,
}

fn keep(writer: &mut Writer, place: &str, taken: Taken) -> Result<Kept> {
    let now = clock::now();
    Ok(match taken {
        Taken::Coded(record) => match writer.add(&record, place, now)? {
            Added::New => Kept::New,
            Added::Known => Kept::Known,
        },
        Taken::Known(key, report) => {
            writer.again(&key, &report, place, now)?;
            Kept::Known
        }
        Taken::Problem(reason) => {
            writer.problem(place, &reason, now)?;
            Kept::Aside
        }
    })
}

/// What is wrong, without the place, which stands beside it.
fn reason(place: &str, e: &anyhow::Error) -> String {
    let message = format!("{e:#}");
    message.strip_prefix(place).and_then(|m| m.strip_prefix(": ")).unwrap_or(&message).to_owned()
}

/// A bug that a report trips over sets that report aside, and does not take the others along.
fn guarded(
    engine: &Engine,
    ws: &mut Workspace,
    entry: Entry,
    given: &Metadata,
    known: &HashSet<ReportKey>,
) -> Result<Taken> {
    let work = AssertUnwindSafe(|| one(engine, ws, entry, given, known));
    catch_unwind(work).unwrap_or_else(|_| {
        *ws = Workspace::default();
        Err(anyhow::anyhow!("sayso failed on this report, which is a bug; please send the report in"))
    })
}

fn one(
    engine: &Engine,
    ws: &mut Workspace,
    entry: Entry,
    given: &Metadata,
    known: &HashSet<ReportKey>,
) -> Result<Taken> {
    let report = entry.report(engine, given)?;
    let published = report.published.map(|d| d.to_string());
    let key = ReportKey::of(report.publisher.as_deref(), report.url.as_deref(), published.as_deref(), &report.text);
    if known.contains(&key) {
        return Ok(Taken::Known(key, Box::new(report)));
    }
    Ok(Taken::Coded(Box::new(engine.record(ws, &report, true))))
}

impl Tally {
    fn count(&mut self, kept: Kept) {
        match kept {
            Kept::New => self.new += 1,
            Kept::Known => self.known += 1,
            Kept::Aside => self.problems += 1,
        }
    }

    fn sentence(&self) -> String {
        let mut out = format!("{} {} added", self.new, if self.new == 1 { "report" } else { "reports" });
        if self.known > 0 {
            out += &format!(", {} known already", self.known);
        }
        if self.problems > 0 {
            out += &format!(", {} set aside (see sayso problems)", self.problems);
        }
        out
    }
}
