//! The scoreboard: each pack's text goes through the engine, the result to the pack's own scorer (`eval/*.py` beside the
//! packs), and what the scorer says comes back as rows. No scoring rule is written here a second time.

mod packs;

use crate::packs::shared;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use packs::Bench;
use std::path::PathBuf;

/// The packs that can be scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Pack {
    /// The first real report, and the six beside it.
    Reports,
    /// PLOVER gold standard sentences.
    PloverGsr,
    /// Attribution.
    Polnear,
    /// Trees on given words, and on raw text.
    Ud,
    /// Names.
    Ner,
    /// Times.
    Timex,
}

/// Arguments of `lab eval`.
#[derive(Args)]
pub struct Arguments {
    /// One pack; without it, all
    pack: Option<Pack>,
    /// Score this file of the pack's format instead
    #[arg(long)]
    file: Option<PathBuf>,
    /// Directory with data/ and eval/
    #[arg(long)]
    shared: Option<PathBuf>,
    /// Keep what went to the scorers here
    #[arg(long)]
    keep: Option<PathBuf>,
}

/// One figure of the scoreboard.
pub struct Row {
    /// Which pack and part.
    pub pack: String,
    /// What is measured.
    pub measure: String,
    /// The figure, as the scorer gives it.
    pub value: f64,
}

/// Scores and prints.
pub fn run(arguments: Arguments) -> Result<()> {
    if arguments.file.is_some() && arguments.pack.is_none() {
        bail!("--file needs the name of the pack whose format the file has");
    }
    let shared = shared(arguments.shared)?;
    if !shared.join("eval").is_dir() {
        bail!("{} has no eval/ with the scorers", shared.display());
    }
    let scratch = match &arguments.keep {
        Some(dir) => dir.clone(),
        None => std::env::temp_dir().join(format!("sayso-eval-{}", std::process::id())),
    };
    std::fs::create_dir_all(&scratch).with_context(|| scratch.display().to_string())?;
    let bench = Bench { engine: sayso::Engine::load()?, shared, scratch };
    let packs = arguments.pack.map_or_else(|| Pack::value_variants().to_vec(), |p| vec![p]);
    println!("| pack | measure | value |\n|---|---|---|");
    for pack in packs {
        for row in bench.score(pack, arguments.file.as_deref())? {
            println!("| {} | {} | {:.3} |", row.pack, row.measure, row.value);
        }
    }
    if arguments.keep.is_none() {
        std::fs::remove_dir_all(&bench.scratch).ok();
    }
    Ok(())
}
