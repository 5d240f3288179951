//! The factuality packs: sentences whose words are given, parsed by the engine, with predicates that people judged. What a
//! model learns from them is decided by its trainer.

use anyhow::{Context, Result, bail};
use sayso::Engine;
use sayso::code::args::Args;
use sayso::code::factuality::Label;
use sayso::code::presentation::{Presentation, Presenter, Settled, StanceTables};
use sayso::code::{Polarity, Reality};
use sayso::codebook::Codebook;
use sayso::parse::conllu;
use sayso::parse::model::Workspace;
use sayso::parse::{Parsed, WordId};
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// Sentences that are parsed together.
const CHUNK: usize = 256;

/// A line of a pack.
#[derive(Deserialize)]
struct Line {
    id: String,
    tokens: Vec<String>,
    predicate: u32,
    score: Option<f32>,
    label: Option<String>,
}

/// A predicate that people judged.
pub struct Item {
    pub id: String,
    pub predicate: WordId,
    pub score: Option<f32>,
    pub label: Option<Label>,
}

/// Sentences with their parse and their predicates.
pub struct Chunk {
    pub parsed: Parsed,
    pub items: Vec<Item>,
}

/// Reads a pack and parses its sentences.
pub fn read(path: &Path, engine: &Engine) -> Result<Vec<Chunk>> {
    let raw = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let lines: Vec<Line> = raw
        .lines()
        .filter(|l| !l.trim().is_empty())
        .enumerate()
        .map(|(n, l)| serde_json::from_str(l).with_context(|| format!("{}:{}", path.display(), n + 1)))
        .collect::<Result<_>>()?;
    let sentences: Vec<&[Line]> = lines.chunk_by(|a, b| a.tokens == b.tokens).collect();
    let mut ws = Workspace::default();
    ws.keep_vectors = true;
    sentences.chunks(CHUNK).map(|c| chunk(c, engine, &mut ws).with_context(|| path.display().to_string())).collect()
}

fn chunk(sentences: &[&[Line]], engine: &Engine, ws: &mut Workspace) -> Result<Chunk> {
    let mut trees = String::new();
    for sentence in sentences {
        for (n, form) in sentence[0].tokens.iter().enumerate() {
            let _ = writeln!(trees, "{}\t{form}\t_\t_\t_\t_\t_\t_\t_\t_", n + 1);
        }
        trees.push('\n');
    }
    let (_, parsed) = engine.parser().parse_given(ws, &conllu::read("pack", &trees)?);
    let mut items = Vec::new();
    for (lines, sentence) in sentences.iter().zip(&parsed.sentences) {
        for line in *lines {
            if sentence.words.len() != line.tokens.len() || line.predicate as usize >= line.tokens.len() {
                bail!("{}: the predicate is not among the words", line.id);
            }
            items.push(Item {
                id: line.id.clone(),
                predicate: WordId(sentence.words.start + line.predicate),
                score: line.score,
                label: Label::ALL.iter().copied().find(|l| Some(l.as_str()) == line.label.as_deref()),
            });
        }
    }
    Ok(Chunk { parsed, items })
}

/// The presentation of a predicate, as the engine's rules see it.
pub fn presented<'a>(book: &'a Codebook, parsed: &'a Parsed, predicate: WordId) -> (Args<'a>, Presentation) {
    let args = Args { parsed, support: &book.support };
    let tables = StanceTables {
        modals: &book.modals,
        signatures: &book.signatures,
        negators: &book.negators,
        conditions: &book.conditions,
    };
    (args, Presenter { args, tables }.present(predicate))
}

/// What the rules would say to "has it happened": for each presentation, the mean of people's answers in UDS-IH2's
/// development set to predicates that are presented so, which is generous to the rules.
pub fn rule_score(settled: Settled) -> f32 {
    if settled.polarity == Polarity::Negative {
        return -0.4;
    }
    match settled.reality {
        Reality::Occurred | Reality::Disputed => 1.3,
        Reality::Ongoing => 1.7,
        Reality::Planned | Reality::Possible | Reality::Hypothetical => -0.7,
        Reality::Refrained => -0.4,
    }
}

/// A prediction for the pack's scorer.
pub fn prediction(id: &str, score: Option<f32>, label: Option<Label>) -> String {
    json!({"id": id, "score": score, "label": label.map(Label::as_str)}).to_string() + "\n"
}

/// What the pack's scorer says of predictions.
pub fn scored(shared: &Path, gold: &Path, predictions: &Path) -> Result<Value> {
    let output = Command::new("python3")
        .arg(shared.join("eval/score_factuality.py"))
        .args([gold, predictions])
        .output()
        .context("python3 cannot be run")?;
    if !output.status.success() {
        bail!("score_factuality.py: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
