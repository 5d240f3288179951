//! `sayso read`: many reports, in parallel, printed in the order given.

use crate::args::{Color, Format, ReadArgs, Usage};
use crate::dictionaries;
use crate::input::{Job, holds_many, intake, jobs, name};
use crate::own;
use crate::parallel::ordered;
use crate::peek;
use crate::progress::Progress;
use crate::rows::Rows;
use crate::view::{self, Style};
use anyhow::{Context, Result};
use sayso::parse::model::Workspace;
use sayso::read::{Metadata, parse_published};
use sayso::{Engine, records::Record};
use std::fs::File;
use std::io::{IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Runs the command; false when an input could not be read.
pub fn run(args: &ReadArgs) -> Result<bool> {
    let files = files(args)?;
    let intake = intake(args.input, &args.fields);
    if args.peek {
        return peek::run(&intake, files);
    }
    let many = files.iter().any(|f| holds_many(&intake, f));
    check(args, &files, many)?;
    let own_dictionaries = args.dictionaries.as_deref().map(dictionaries::load).transpose()?;
    let engine = Engine::with(&own::actors(&args.actors)?, &own::rules(&args.rules)?)?;
    let mut out = output(args.out.as_deref())?;
    let on_terminal = args.out.is_none() && std::io::stdout().is_terminal();
    let style = Style { color: colored(args.color, on_terminal), width: view::width() };
    let given = given(args);
    if let Some(rows) = rows(&engine, args).filter(|_| own_dictionaries.is_none()) {
        out.write_all(rows.header().as_bytes())?;
    }
    let total = (!many).then_some(files.len());
    let threads = threads(args.threads).min(total.unwrap_or(usize::MAX));
    let mut progress = Progress::new(total.filter(|t| *t > 1));
    let mut all_read = true;
    let mut printed = 0usize;
    let print = |outcome: Outcome| -> Result<()> {
        match outcome {
            // One write for each record, so that an interrupted run leaves whole lines.
            Ok(text) => {
                if on_terminal {
                    progress.clear();
                }
                printed += 1;
                if printed > 1 && args.format == Format::Json {
                    return Err(one_object().into());
                }
                out.write_all(text.as_bytes()).and_then(|()| out.flush())?;
            }
            Err(message) => {
                progress.clear();
                complain(&message);
                all_read = false;
            }
        }
        progress.step();
        Ok(())
    };
    let work = |ws: &mut Workspace, job: Job| {
        let one = |ws: &mut Workspace, job: Job| match &own_dictionaries {
            Some(d) => Ok(dictionaries::rows(&engine, ws, &job.report(&engine, &given)?, d)),
            None => one(&engine, ws, job, &given, args, &style),
        };
        guarded(ws, job, one)
    };
    ordered(jobs(&intake, &files), threads, Workspace::default, work, print)?;
    progress.clear();
    Ok(all_read)
}

/// A message on standard error; when that is closed there is nobody to tell.
pub fn complain(message: &str) {
    let _ = writeln!(std::io::stderr(), "sayso: {message}");
}

/// The inputs; nothing named means standard input, unless somebody is sitting at it.
fn files(args: &ReadArgs) -> Result<Vec<PathBuf>> {
    if !args.files.is_empty() {
        return Ok(args.files.clone());
    }
    if std::io::stdin().is_terminal() {
        return Err(Usage("no input; name files, or - to type a report (see sayso read --help)".into()).into());
    }
    Ok(vec![PathBuf::from("-")])
}

/// What the parser of the command line cannot see.
fn check(args: &ReadArgs, files: &[PathBuf], many: bool) -> Result<(), Usage> {
    let many = many || files.len() > 1;
    if many && args.format == Format::Json {
        return Err(one_object());
    }
    if args.dictionaries.is_some() && args.format != Format::Cameo {
        return Err(Usage("--dictionaries writes rows: it goes with --format cameo".into()));
    }
    if many && args.id.is_some() {
        return Err(Usage("--id names one report; leave it out for many, they are called after their files".into()));
    }
    if args.all_realities && args.format.layout().is_none() {
        let reason =
            "--all-realities is for rows: --format plover, cameo, gdelt or icews; records hold every event anyway";
        return Err(Usage(reason.into()));
    }
    if let Some(date) = &args.published {
        parse_published("--published", date).map_err(|e| Usage(e.to_string()))?;
    }
    match args.out.as_deref().and_then(|out| files.iter().find(|f| overwrites(out, f))) {
        Some(file) => {
            Err(Usage(format!("{}: the output would overwrite this input; write to another file", name(file))))
        }
        None => Ok(()),
    }
}

/// True when the output is an input, or in a folder that is one.
fn overwrites(out: &Path, input: &Path) -> bool {
    let whole = |path: &Path| {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        path.canonicalize().ok().or_else(|| Some(folder.canonicalize().ok()?.join(path.file_name()?)))
    };
    let Some(out) = whole(out) else { return false };
    if input.is_dir() {
        return input.canonicalize().is_ok_and(|folder| out.starts_with(folder));
    }
    // A pattern stands for what is there now.
    sayso_intake::files(input.to_owned()).flatten().any(|file| file.canonicalize().is_ok_and(|file| file == out))
}

fn one_object() -> Usage {
    Usage("--format json prints one object; for many reports use --format jsonl".into())
}

fn output(path: Option<&Path>) -> Result<Box<dyn Write>> {
    Ok(match path {
        Some(path) => {
            Box::new(File::create(path).with_context(|| format!("{}: the output cannot be written", path.display()))?)
        }
        None => Box::new(std::io::stdout().lock()),
    })
}

fn given(args: &ReadArgs) -> Metadata {
    Metadata {
        id: args.id.clone(),
        title: args.title.clone(),
        published: args.published.clone(),
        publisher: args.publisher.clone(),
        url: args.url.clone(),
        author: None,
    }
}

/// Threads to use: as many as asked for, 0 for one a core.
pub fn threads(asked: usize) -> usize {
    if asked == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { asked }
}

fn colored(color: Color, on_terminal: bool) -> bool {
    let unwanted = || {
        std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
            || std::env::var_os("TERM").is_some_and(|t| t == "dumb")
    };
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => on_terminal && !unwanted(),
    }
}

/// A report's printed record, or what was wrong with it.
type Outcome = Result<String, String>;

/// One report. A bug that it trips over is reported as that, and does not take the other reports along.
fn guarded(ws: &mut Workspace, job: Job, one: impl Fn(&mut Workspace, Job) -> Result<String>) -> Outcome {
    let place = job.place();
    let work = AssertUnwindSafe(|| one(ws, job));
    catch_unwind(work)
        .unwrap_or_else(|_| {
            *ws = Workspace::default();
            Err(anyhow::anyhow!("sayso failed on this report, which is a bug; please send the report in"))
        })
        .map_err(|e| placed(&place, &format!("{e:#}")))
}

fn one(
    engine: &Engine,
    ws: &mut Workspace,
    job: Job,
    given: &Metadata,
    args: &ReadArgs,
    style: &Style,
) -> Result<String> {
    let report = job.report(engine, given)?;
    let record = engine.record(ws, &report, args.explain);
    match rows(engine, args) {
        Some(rows) => Ok(rows.of(&record)),
        None => render(&record, args.format, style),
    }
}

/// How rows are written, where the format asks for rows.
fn rows<'e>(engine: &'e Engine, args: &ReadArgs) -> Option<Rows<'e>> {
    let layout = args.format.layout()?;
    Some(Rows { book: engine.codebook(), layout, all_realities: args.all_realities })
}

/// A message with its place; the engine's name the input already.
pub fn placed(place: &str, message: &str) -> String {
    if message.starts_with(place) { message.to_owned() } else { format!("{place}: {message}") }
}

fn render(record: &Record, format: Format, style: &Style) -> Result<String> {
    Ok(match format {
        Format::Json => serde_json::to_string_pretty(record)? + "\n",
        Format::Jsonl => serde_json::to_string(record)? + "\n",
        _ => view::show(record, style),
    })
}
