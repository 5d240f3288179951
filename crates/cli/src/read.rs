//! `sayso read`: many reports, in parallel, printed in the order given.

use crate::args::{Color, Format, ReadArgs, Usage};
use crate::input::{Job, jobs};
use crate::view::{self, Style};
use anyhow::{Context, Result};
use sayso::parse::model::Workspace;
use sayso::read::{Metadata, parse_published};
use sayso::{Engine, records::Record};
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

/// Reports a thread may be ahead of the printer, so that memory stays bounded.
const AHEAD: usize = 16;
/// Work shorter than this shows no progress.
const QUIET: Duration = Duration::from_secs(2);

/// Runs the command; false when an input could not be read.
pub fn run(args: &ReadArgs) -> Result<bool> {
    if args.format == Format::Json && (args.files.len() > 1 || args.files[0].extension().is_some_and(|e| e == "jsonl")) {
        return Err(Usage("--format json prints one object; for many reports use --format jsonl".into()).into());
    }
    if args.id.is_some() && args.files.len() > 1 {
        return Err(Usage("--id names one report, but several files are given".into()).into());
    }
    if let Some(date) = &args.published {
        parse_published("--published", date).map_err(|e| Usage(e.to_string()))?;
    }
    let engine = Engine::load()?;
    let mut out: Box<dyn Write> = match &args.out {
        Some(path) => Box::new(std::fs::File::create(path).with_context(|| format!("{} cannot be written", path.display()))?),
        None => Box::new(std::io::stdout().lock()),
    };
    let style = Style { color: colored(args), width: view::width() };
    let given = Metadata {
        id: args.id.clone(),
        title: args.title.clone(),
        published: args.published.clone(),
        publisher: args.publisher.clone(),
        url: args.url.clone(),
        author: None,
    };
    let jobs = jobs(&args.files, &given, args.jsonl_input);
    let mut progress = Progress::new();
    let mut all_read = true;
    let mut print = |outcome: Outcome| -> Result<()> {
        match outcome {
            Ok(text) => {
                out.write_all(text.as_bytes())?;
                out.flush()?;
            }
            Err(message) => {
                progress.clear();
                eprintln!("sayso: {message}");
                all_read = false;
            }
        }
        progress.step();
        Ok(())
    };
    let work = |ws: &mut Workspace, job: Job| one(&engine, ws, job, args, &style);
    let threads = match args.threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        n => n,
    };
    ordered(jobs, threads, work, &mut print)?;
    progress.clear();
    Ok(all_read)
}

/// A report's printed record, or what was wrong with it.
type Outcome = Result<String, String>;

fn one(engine: &Engine, ws: &mut Workspace, job: Job, args: &ReadArgs, style: &Style) -> Outcome {
    let (raw, metadata) = job.body.map_err(|e| with_place(&job.place, &format!("{e:#}")))?;
    let report = engine.read(&job.place, &raw, &metadata).map_err(|e| e.to_string())?;
    let record = engine.record(ws, &report, args.explain);
    render(&record, args.format, style).map_err(|e| with_place(&job.place, &e.to_string()))
}

fn with_place(place: &str, message: &str) -> String {
    if message.starts_with(place) { message.to_owned() } else { format!("{place}: {message}") }
}

fn render(record: &Record, format: Format, style: &Style) -> serde_json::Result<String> {
    Ok(match format {
        Format::Json => serde_json::to_string_pretty(record)? + "\n",
        Format::Jsonl => serde_json::to_string(record)? + "\n",
        Format::View => view::show(record, style),
    })
}

fn colored(args: &ReadArgs) -> bool {
    match args.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => args.out.is_none() && std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    }
}

/// Works on several threads and prints in the order given.
fn ordered(
    jobs: impl Iterator<Item = Job> + Send,
    threads: usize,
    work: impl Fn(&mut Workspace, Job) -> Outcome + Sync,
    print: &mut impl FnMut(Outcome) -> Result<()>,
) -> Result<()> {
    if threads <= 1 {
        let mut ws = Workspace::default();
        for job in jobs {
            print(work(&mut ws, job))?;
        }
        return Ok(());
    }
    let queue = Mutex::new(jobs.enumerate());
    let (tickets, free) = mpsc::sync_channel::<()>(threads * AHEAD);
    let free = Mutex::new(free);
    let (done, results) = mpsc::channel::<(usize, Outcome)>();
    for _ in 0..threads * AHEAD {
        let _ = tickets.send(());
    }
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (queue, free, work, done) = (&queue, &free, &work, done.clone());
            scope.spawn(move || {
                let mut ws = Workspace::default();
                loop {
                    // A ticket first: a thread that is far ahead of the printer waits.
                    let ticket = free.lock().ok().map(|f| f.recv());
                    let Some(Ok(())) = ticket else { break };
                    let Some((n, job)) = queue.lock().ok().and_then(|mut q| q.next()) else { break };
                    if done.send((n, work(&mut ws, job))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        let mut waiting: BTreeMap<usize, Outcome> = BTreeMap::new();
        let mut next = 0;
        for (n, outcome) in results {
            waiting.insert(n, outcome);
            while let Some(outcome) = waiting.remove(&next) {
                print(outcome)?;
                next += 1;
                let _ = tickets.send(());
            }
        }
        drop(tickets);
        Ok(())
    })
}

/// Reports read so far, on standard error when it is a terminal.
struct Progress {
    started: Instant,
    shown: Instant,
    count: usize,
    terminal: bool,
    visible: bool,
}

impl Progress {
    fn new() -> Self {
        let now = Instant::now();
        Progress { started: now, shown: now, count: 0, terminal: std::io::stderr().is_terminal(), visible: false }
    }

    fn step(&mut self) {
        self.count += 1;
        let elapsed = self.started.elapsed();
        if self.terminal && elapsed > QUIET && self.shown.elapsed() > Duration::from_millis(200) {
            eprint!("\r{} reports, {:.0} a second ", self.count, self.count as f64 / elapsed.as_secs_f64());
            self.shown = Instant::now();
            self.visible = true;
        }
    }

    fn clear(&mut self) {
        if self.visible {
            eprint!("\r\x1b[K");
            self.visible = false;
        }
    }
}
