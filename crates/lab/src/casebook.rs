//! `lab casebook`: checks the casebook, counts it, strips its gold for another annotator, and compares two annotations.
//! Scoring the engine against it is a pack of `lab eval`.

use crate::eval;
use crate::packs::shared;
use anyhow::{Context, Result, bail, ensure};
use clap::Subcommand;
use sayso::Engine;
use sayso::codebook::Codebook;
use sayso::parse::model::Workspace;
use sayso::parse::{Upos, WordId};
use sayso::read::Metadata;
use sayso_casebook::book::{Casebook, lexicon, lexicon_above};
use sayso_casebook::codes::Split;
use sayso_casebook::{Report, stats};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What to do with a casebook. DIR is a casebook, a part of it, a story's folder or a file; without it, the repository's.
#[derive(Subcommand)]
pub enum Command {
    /// Tell all that is wrong, and exit with 1 if anything is
    Check {
        /// What to read
        dir: Option<PathBuf>,
    },
    /// Print counts as Markdown tables
    Stats {
        /// What to read
        dir: Option<PathBuf>,
    },
    /// Take the gold away, for another annotator
    Text {
        /// What to read
        dir: PathBuf,
        /// Folder to write to, with the folders of DIR below it; a single file may go to standard output
        #[arg(short, long)]
        out: Option<PathBuf>,
    },
    /// Write the gold as JSON beside its text, in the shape that the scorers read
    Gold {
        /// What to read
        dir: PathBuf,
        /// Folder to write to
        #[arg(short, long)]
        out: PathBuf,
    },
    /// Score one annotation against another of the same texts
    Agreement {
        /// The one that is held for right
        a: PathBuf,
        /// The one that is scored
        b: PathBuf,
        /// Directory with data/ and eval/
        #[arg(long)]
        shared: Option<PathBuf>,
    },
}

/// The repository's casebook.
pub fn home() -> PathBuf {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../casebook");
    let home = home.canonicalize().unwrap_or(home);
    let here = std::env::current_dir().ok();
    here.and_then(|here| home.strip_prefix(here).ok().map(Path::to_owned)).unwrap_or(home)
}

/// Runs a command. What is wrong with the files is the writer's business, who has no use for a backtrace.
pub fn run(command: Command) -> Result<()> {
    let outcome = match command {
        Command::Check { dir } => check(&dir.unwrap_or_else(home)),
        Command::Stats { dir } => print_stats(&dir.unwrap_or_else(home)),
        Command::Text { dir, out } => text(&dir, out.as_deref()),
        Command::Gold { dir, out } => gold(&dir, &out),
        Command::Agreement { a, b, shared: dir } => shared(dir).and_then(|dir| agreement(&a, &b, &dir)),
    };
    outcome.or_else(|e| {
        eprintln!("{e:#}");
        std::process::exit(1)
    })
}

/// What is known of the actors in a casebook: its own, else those of the repository's.
fn codebook(dir: &Path) -> Result<Codebook> {
    let tables = lexicon_above(dir).unwrap_or_else(|| home().join("lexicon"));
    let own = lexicon(&tables).with_context(|| tables.display().to_string())?;
    Ok(Codebook::with_actors(&own)?)
}

fn check(dir: &Path) -> Result<()> {
    let (book, problems) = read(dir, &codebook(dir)?)?;
    problems.iter().for_each(|p| println!("{p}"));
    let reports = book.reports().count();
    if !problems.is_empty() {
        bail!("{} problems in {reports} reports", problems.len());
    }
    println!("{reports} reports in {} stories, nothing wrong", book.folders.len());
    Ok(())
}

fn read(dir: &Path, codebook: &Codebook) -> Result<(Casebook, Vec<sayso_casebook::Problem>)> {
    Casebook::read(dir, codebook).with_context(|| dir.display().to_string())
}

/// A casebook in which nothing is wrong.
pub fn sound(dir: &Path, codebook: &Codebook) -> Result<Casebook> {
    let (book, problems) = read(dir, codebook)?;
    if !problems.is_empty() {
        bail!("{} has {} problems, which `lab casebook check` tells", dir.display(), problems.len());
    }
    ensure!(book.reports().next().is_some(), "{} holds no reports", dir.display());
    Ok(book)
}

fn print_stats(dir: &Path) -> Result<()> {
    let own = lexicon(&lexicon_above(dir).unwrap_or_else(|| home().join("lexicon")))?;
    let engine = Engine::with_actors(&own)?;
    let book = sound(dir, engine.codebook())?;
    println!("# Statistics\n\nWritten by `lab casebook stats`.\n");
    for table in stats::tables(&book, &engine.codebook().ontology) {
        println!("{table}");
    }
    println!("{}", cues(&book, &engine)?);
    Ok(())
}

/// Lemmas of cues, by the parser: of the topmost word of each.
fn cues(book: &Casebook, engine: &Engine) -> Result<String> {
    let mut ws = Workspace::default();
    let mut counts: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for folder in &book.folders {
        for report in &folder.reports {
            let read = engine.read(&report.front.id, report.text.as_str().as_bytes(), &Metadata::default())?;
            let parsed = engine.parse(&mut ws, &read);
            for claim in &report.claims {
                let Some(cue) = &claim.cue else { continue };
                let words: Vec<WordId> = (0..parsed.words.len() as u32)
                    .map(WordId)
                    .filter(|w| cue.pieces().iter().any(|p| p.overlaps(parsed.word(*w).span)))
                    .collect();
                let top = |w: &&WordId| {
                    parsed.word(**w).head.is_none_or(|h| !words.contains(&h)) && parsed.word(**w).upos != Upos::Punct
                };
                let Some(&head) = words.iter().find(top) else { continue };
                let split = folder.split.map_or(3, |s| s as usize);
                counts.entry(parsed.word(head).lemma.to_lowercase()).or_default()[split] += 1;
            }
        }
    }
    let mut list: Vec<(usize, &String)> = counts.iter().map(|(lemma, n)| (n.iter().sum(), lemma)).collect();
    list.sort_by_key(|(n, lemma)| (std::cmp::Reverse(*n), *lemma));
    let list: Vec<String> = list.into_iter().map(|(n, lemma)| format!("{lemma} {n}")).collect();
    let splits: Vec<String> = Split::ALL
        .iter()
        .map(|s| format!("{} in {s}", counts.values().filter(|n| n[*s as usize] > 0).count()))
        .collect();
    Ok(format!(
        "## Cues\n{} different lemmas, as the parser has them: {}.\n\n{}",
        counts.len(),
        splits.join(", "),
        list.join(" · ")
    ))
}

fn text(dir: &Path, out: Option<&Path>) -> Result<()> {
    let book = sound(dir, &codebook(dir)?)?;
    for report in book.reports() {
        match out {
            Some(out) => {
                let below = report.path.strip_prefix(dir).ok().filter(|p| !p.as_os_str().is_empty());
                let name = below.or_else(|| report.path.file_name().map(Path::new)).unwrap_or(&report.path);
                save(&out.join(name), &report.bare())?;
            }
            None if dir.is_file() => print!("{}", report.bare()),
            None => bail!("{} holds many reports; name a folder for them with --out", dir.display()),
        }
    }
    Ok(())
}

fn gold(dir: &Path, out: &Path) -> Result<()> {
    let book = sound(dir, &codebook(dir)?)?;
    book.reports().try_for_each(|report| save_gold(report, out))
}

/// `ID.json` and `ID.txt`.
pub fn save_gold(report: &Report, out: &Path) -> Result<()> {
    let json = serde_json::to_string_pretty(&report.gold())?;
    save(&out.join(format!("{}.json", report.front.id)), &(json + "\n"))?;
    save(&out.join(format!("{}.txt", report.front.id)), report.text.as_str())
}

fn save(path: &Path, text: &str) -> Result<()> {
    let place = || path.display().to_string();
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir).with_context(place)?;
    }
    std::fs::write(path, text).with_context(place)
}

/// Reports that stand in both, with the same text.
fn agreement(a: &Path, b: &Path, shared: &Path) -> Result<()> {
    let first = sound(a, &codebook(a)?)?;
    let second = sound(b, &codebook(b)?)?;
    let scratch = std::env::temp_dir().join(format!("sayso-agreement-{}", std::process::id()));
    let (gold_dir, other_dir) = (scratch.join("a"), scratch.join("b"));
    let mut both = 0;
    for report in first.reports() {
        let Some(other) = second.reports().find(|r| r.front.id == report.front.id) else {
            eprintln!("{} stands in {} only", report.front.id, a.display());
            continue;
        };
        let (x, y) = (report.text.as_str(), other.text.as_str());
        ensure!(x == y, "{} and {} have different texts", report.path.display(), other.path.display());
        save_gold(report, &gold_dir)?;
        save_gold(other, &other_dir)?;
        both += 1;
    }
    ensure!(both > 0, "no report stands in both");
    let rows = eval::compare(shared, "agreement", &gold_dir, &other_dir, &BTreeMap::new())?;
    println!("{both} reports\n");
    eval::print(&rows);
    std::fs::remove_dir_all(&scratch).ok();
    Ok(())
}
