//! The scoreboard: each pack's text goes through the engine, the result to the pack's own scorer (`eval/*.py` beside the
//! packs), and what the scorer says comes back as rows. No scoring rule is written here a second time.

mod casebook;
mod coref;
mod factuality;
mod matching;
mod packs;
mod petrarch;
mod resolve;
mod stories;

use crate::packs::shared;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use matching::Counts;
use packs::{Bench, REPORT_ROWS, figures, scorer};
use sayso::resolve::events::Weights;
use sayso_casebook::codes::Split;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

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
    /// Who is who.
    Coref,
    /// What has happened.
    Factuality,
    /// How firmly it is asserted.
    Meantime,
    /// Copies.
    Neardup,
    /// The same event across documents.
    Ecbplus,
    /// Unit records of PETRARCH, with their own dictionaries.
    Petrarch,
    /// The invented reports of the repository.
    Casebook,
}

/// Arguments of `lab eval`.
#[derive(Args)]
pub struct Arguments {
    /// One pack; without it, all
    pack: Option<Pack>,
    /// Score this file of the pack's format instead; of the casebook, this folder
    #[arg(long)]
    file: Option<PathBuf>,
    /// Part of the casebook: train, dev or test
    #[arg(long, default_value = "dev")]
    split: Split,
    /// Directory with data/ and eval/
    #[arg(long)]
    shared: Option<PathBuf>,
    /// Table of weights of the same event across reports, instead of the built-in one
    #[arg(long)]
    weights: Option<PathBuf>,
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

const HEAD: &str = "| pack | measure | value |\n|---|---|---|";

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "| {} | {} | {:.3} |", self.pack, self.measure, self.value)
    }
}

/// Prints figures as a table.
pub fn print(rows: &[Row]) {
    println!("{HEAD}");
    rows.iter().for_each(|row| println!("{row}"));
}

/// Scores the reports of one folder against those of another that have the same names, both in the gold's shape: what
/// the scorer of reports says, with modes, conflicts and quiet reports. `voices`: see [`Counts::add`].
pub fn compare(
    shared: &Path,
    name: &str,
    gold: &Path,
    system: &Path,
    voices: &BTreeMap<String, BTreeMap<String, String>>,
) -> Result<Vec<Row>> {
    let json: Value = serde_json::from_str(&scorer(shared, "score_records.py", &[gold, system], &["--json"])?)?;
    let more = [
        ("cl_polarity", "polarity"),
        ("cl_content_f1", "content"),
        ("cl_quotation", "quotation"),
        ("cl_chain_depth", "chain depth"),
    ];
    // Conflicts are counted below, with their precision.
    let told = REPORT_ROWS.iter().filter(|(key, _)| *key != "conf_r").chain(&more);
    let mut rows = figures(name, told.map(|(key, label)| (*label, &json[*key])));
    let mut counts = Counts::default();
    let none = BTreeMap::new();
    let mut files: Vec<PathBuf> = std::fs::read_dir(gold)?.filter_map(|e| e.ok().map(|e| e.path())).collect();
    files.sort();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "json")) {
        let id = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let read = |dir: &Path| -> Result<Value> {
            let path = dir.join(format!("{id}.json"));
            let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            Ok(serde_json::from_str(&text)?)
        };
        counts.add(&read(gold)?, &read(system)?, voices.get(&id).unwrap_or(&none));
    }
    let own = counts.rows().into_iter();
    rows.extend(own.map(|(measure, value)| Row { pack: name.to_owned(), measure: measure.to_owned(), value }));
    Ok(rows)
}

/// Scores and prints.
pub fn run(arguments: Arguments) -> Result<()> {
    if arguments.file.is_some() && arguments.pack.is_none() {
        bail!("--file needs the name of the pack whose format the file has");
    }
    let in_test = |file: &PathBuf| file.components().any(|c| c.as_os_str() == Split::Test.as_str());
    let test =
        arguments.split == Split::Test || arguments.pack == Some(Pack::Casebook) && arguments.file.iter().any(in_test);
    if test && arguments.keep.is_some() {
        bail!("of the test split nothing but figures is kept; leave out --keep");
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
    let weights = match &arguments.weights {
        Some(path) => std::fs::read_to_string(path).with_context(|| path.display().to_string())?,
        None => sayso::builtin::RESOLVE.to_owned(),
    };
    let place = arguments.weights.as_ref().map_or("resolve.toml".into(), |p| p.to_string_lossy());
    let weights = Weights::read(&place, &weights)?;
    let bench = Bench { engine: sayso::Engine::load()?, shared, scratch, split: arguments.split, weights };
    let packs = arguments.pack.map_or_else(|| Pack::value_variants().to_vec(), |p| vec![p]);
    println!("{HEAD}");
    for pack in packs {
        bench.score(pack, arguments.file.as_deref())?.iter().for_each(|row| println!("{row}"));
    }
    if arguments.keep.is_none() {
        std::fs::remove_dir_all(&bench.scratch).ok();
    }
    Ok(())
}
