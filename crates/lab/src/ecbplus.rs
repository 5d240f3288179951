//! The pack of events across documents: its documents parsed on the words they give, a sketch for each gold mention, and
//! the pairs that are worth comparing. Training and scoring both start here.

use anyhow::{Context, Result};
use rustc_hash::FxHashMap;
use sayso::Engine;
use sayso::parse::model::Workspace;
use sayso::parse::{Parsed, WordId, conllu};
use sayso::resolve::bag::{Bag, Frequencies};
use sayso::resolve::clusters::{Clusters, Link, cluster};
use sayso::resolve::events::{Sketch, Sketcher, Weights, decide, terms, worth_comparing};
use serde::Deserialize;
use std::fmt::Write;
use std::path::Path;

#[derive(Deserialize)]
struct Document {
    doc: String,
    sentences: Vec<Sentence>,
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Sentence {
    sent_id: usize,
    tokens: Vec<String>,
}

#[derive(Deserialize)]
struct Event {
    id: String,
    sent_id: usize,
    tokens: Vec<usize>,
    cluster: String,
}

/// A gold mention.
pub struct Mention {
    /// Its id in the pack.
    pub id: String,
    /// The happening it is of.
    pub gold: String,
    /// What the engine keeps of it.
    pub sketch: Sketch,
    /// Its document's number.
    document: usize,
}

/// All mentions of a file.
pub struct Corpus {
    /// In the file's order.
    pub mentions: Vec<Mention>,
    bags: Vec<Bag>,
}

/// Two mentions by their places, with the likeness of their documents.
pub struct Pair {
    pub first: usize,
    pub second: usize,
    pub reports: f64,
}

impl Corpus {
    /// Reads and parses a file.
    pub fn read(engine: &Engine, path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let documents: Vec<Document> = text
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()
            .with_context(|| path.display().to_string())?;
        let mut ws = Workspace::default();
        let mut frequencies = Frequencies::default();
        let mut parses = Vec::new();
        for document in &documents {
            let parsed = parse(engine, &mut ws, document)?;
            let words = terms(&parsed);
            frequencies.add(&words);
            parses.push((parsed, words));
        }
        let mut mentions = Vec::new();
        for (number, (document, (parsed, _))) in documents.iter().zip(&parses).enumerate() {
            let words = engine.parser().model();
            let sketcher = Sketcher { report: &document.doc, parsed, words, frequencies: &frequencies };
            let starts = starts(document);
            for event in &document.events {
                let Some(start) = starts.get(&event.sent_id) else { continue };
                let words = event.tokens.iter().map(|t| WordId((start + t) as u32));
                let Some(head) = head(parsed, &words.collect::<Vec<_>>()) else { continue };
                mentions.push(Mention {
                    id: event.id.clone(),
                    gold: event.cluster.clone(),
                    sketch: sketcher.mention(head),
                    document: number,
                });
            }
        }
        Ok(Corpus { mentions, bags: parses.iter().map(|(_, words)| Bag::of(words, &frequencies)).collect() })
    }

    /// Pairs that are worth comparing, over the whole corpus.
    pub fn pairs(&self) -> Vec<Pair> {
        let n = self.bags.len();
        let mut likeness = vec![1.0; n * n];
        for i in 0..n {
            for j in 0..i {
                likeness[i * n + j] = self.bags[i].cosine(&self.bags[j]);
                likeness[j * n + i] = likeness[i * n + j];
            }
        }
        let mut out = Vec::new();
        for (second, b) in self.mentions.iter().enumerate() {
            for (first, a) in self.mentions[..second].iter().enumerate() {
                let reports = likeness[a.document * n + b.document];
                if worth_comparing(&a.sketch, &b.sketch, reports) {
                    out.push(Pair { first, second, reports });
                }
            }
        }
        out
    }

    /// Happenings as the engine sees them.
    pub fn resolve(&self, weights: &Weights, pairs: &[Pair]) -> Clusters<String> {
        let link = |pair: &Pair| {
            let (a, b) = (&self.mentions[pair.first].sketch, &self.mentions[pair.second].sketch);
            let decision = decide(weights, a, b, pair.reports);
            Link { first: pair.first, second: pair.second, score: decision.score, veto: decision.veto.is_some() }
        };
        let keys: Vec<String> = self.mentions.iter().map(|m| m.id.clone()).collect();
        cluster(&keys, &pairs.iter().map(link).collect::<Vec<_>>(), weights.same)
    }
}

/// Precision and recall of pairs in one group, against the gold.
pub fn pair_scores(corpus: &Corpus, groups: &[Vec<String>]) -> (f64, f64) {
    let gold: FxHashMap<&str, &str> = corpus.mentions.iter().map(|m| (m.id.as_str(), m.gold.as_str())).collect();
    let pairs = |n: usize| (n * n.saturating_sub(1) / 2) as f64;
    let mut sizes: FxHashMap<&str, usize> = FxHashMap::default();
    corpus.mentions.iter().for_each(|m| *sizes.entry(&m.gold).or_default() += 1);
    let wanted: f64 = sizes.values().map(|&n| pairs(n)).sum();
    let (mut found, mut right) = (0.0, 0.0);
    for group in groups {
        let mut of: FxHashMap<&str, usize> = FxHashMap::default();
        group.iter().filter_map(|id| gold.get(id.as_str())).for_each(|c| *of.entry(c).or_default() += 1);
        found += pairs(group.len());
        right += of.values().map(|&n| pairs(n)).sum::<f64>();
    }
    (right / found.max(1.0), right / wanted.max(1.0))
}

fn parse(engine: &Engine, ws: &mut Workspace, document: &Document) -> Result<Parsed> {
    let mut trees = String::new();
    for sentence in &document.sentences {
        for (i, token) in sentence.tokens.iter().enumerate() {
            let form: String = token.split_whitespace().collect();
            let form = if form.is_empty() { "_" } else { &form };
            let _ = writeln!(trees, "{}\t{form}\t_\t_\t_\t_\t_\t_\t_\t_", i + 1);
        }
        trees.push('\n');
    }
    Ok(engine.parser().parse_given(ws, &conllu::read(&document.doc, &trees)?).1)
}

/// Number of each sentence's first word.
fn starts(document: &Document) -> FxHashMap<usize, usize> {
    let mut start = 0;
    let mut out = FxHashMap::default();
    for sentence in &document.sentences {
        out.insert(sentence.sent_id, start);
        start += sentence.tokens.len();
    }
    out
}

/// The first word of a mention that hangs on none of its others.
fn head(parsed: &Parsed, words: &[WordId]) -> Option<WordId> {
    let known = || words.iter().copied().filter(|w| w.index() < parsed.words.len());
    let outside = |w: &WordId| parsed.word(*w).head.is_none_or(|h| !words.contains(&h));
    known().find(outside).or_else(|| known().next())
}
