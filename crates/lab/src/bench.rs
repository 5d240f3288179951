//! Speed on one core: parse alone and text to records, start-up and peak memory, on the texts of a folder.

use anyhow::{Context, Result, bail};
use clap::Args;
use sayso::Engine;
use sayso::parse::model::Workspace;
use sayso::read::{Metadata, Report};
use std::path::PathBuf;
use std::time::Instant;

/// Arguments of `lab bench`.
#[derive(Args)]
pub struct Arguments {
    /// Folder with .txt files
    #[arg(default_value = "examples")]
    folder: PathBuf,
    /// How often the texts are read
    #[arg(long, default_value_t = 20)]
    rounds: usize,
}

/// Measures and prints.
pub fn run(arguments: Arguments) -> Result<()> {
    let started = Instant::now();
    let engine = Engine::load()?;
    let load = started.elapsed();
    let reports = reports(&engine, &arguments.folder)?;
    let mut ws = Workspace::default();
    let mut words = 0;
    let mut sentences = 0;
    let clock = Instant::now();
    for _ in 0..arguments.rounds {
        for report in &reports {
            let parsed = engine.parse(&mut ws, report);
            words += parsed.words.len();
            sentences += parsed.sentences.len();
        }
    }
    let parse = clock.elapsed().as_secs_f64();
    let clock = Instant::now();
    let mut bytes = 0;
    for _ in 0..arguments.rounds {
        for report in &reports {
            bytes += serde_json::to_string(&engine.record(&mut ws, report, false))?.len();
        }
    }
    let record = clock.elapsed().as_secs_f64();
    let rate = |n: usize, seconds: f64| n as f64 / seconds;
    println!("engine loads in      {:.0} ms", load.as_secs_f64() * 1e3);
    println!("reports              {} ({words} words in {} rounds)", reports.len(), arguments.rounds);
    println!("parse alone          {:.0} tokens/s, {:.0} sentences/s", rate(words, parse), rate(sentences, parse));
    println!(
        "text to records      {:.0} tokens/s, {:.0} sentences/s, {:.1} reports/s ({} bytes of records)",
        rate(words, record),
        rate(sentences, record),
        rate(reports.len() * arguments.rounds, record),
        bytes / arguments.rounds.max(1)
    );
    println!("peak memory          {} MB", peak_memory().unwrap_or(0) / 1024);
    Ok(())
}

fn reports(engine: &Engine, folder: &PathBuf) -> Result<Vec<Report>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    if files.is_empty() {
        bail!("{} holds no .txt files", folder.display());
    }
    files.iter().map(|f| Ok(engine.read(&f.display().to_string(), &std::fs::read(f)?, &Metadata::default())?)).collect()
}

/// Peak resident memory in kB, where the system tells it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok())
}
