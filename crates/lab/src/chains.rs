//! The coreference packs: documents whose words and sentences are given, parsed by the engine, with the chains that people
//! saw in them. What a model learns from them is decided by its trainer.

use crate::packs::read_gz;
use anyhow::{Context, Result, bail};
use sayso::builtin::table;
use sayso::code::mentions::{Coreference, GenderTexts, Genders, Linker};
use sayso::parse::Parsed;
use sayso::parse::conllu;
use sayso::parse::model::Workspace;
use sayso::parse::parser::Parser;
use serde::Deserialize;
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;

/// A line of a pack.
#[derive(Deserialize)]
struct Line {
    doc: String,
    tokens: Vec<String>,
    sents: Vec<(u32, u32)>,
    par_starts: Option<Vec<u32>>,
    speakers: Option<Vec<Option<String>>>,
    mentions: Vec<GoldMention>,
    clusters: Vec<Vec<usize>>,
}

#[derive(Deserialize)]
struct GoldMention {
    start: u32,
    end: u32,
    head: Option<u32>,
}

/// A mention as people marked it.
pub struct Marked {
    pub words: Range<u32>,
    pub head: Option<u32>,
    /// Number of its chain.
    pub chain: usize,
}

/// A document with its own parse.
pub struct Document {
    pub name: String,
    pub text: String,
    pub parsed: Parsed,
    /// For each word, who speaks; 0 where nobody is named.
    pub voices: Vec<u32>,
    pub marked: Vec<Marked>,
}

/// Reads a pack and parses its documents; `keep` says which, by name.
pub fn read(path: &Path, parser: &Parser, keep: impl Fn(&str) -> bool) -> Result<Vec<Document>> {
    let text = if path.extension().is_some_and(|e| e == "gz") {
        read_gz(path)?
    } else {
        std::fs::read_to_string(path).with_context(|| path.display().to_string())?
    };
    let mut ws = Workspace::default();
    let mut out = Vec::new();
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let line: Line = serde_json::from_str(line).with_context(|| path.display().to_string())?;
        if keep(&line.doc) {
            out.push(document(line, parser, &mut ws)?);
        }
    }
    Ok(out)
}

fn document(line: Line, parser: &Parser, ws: &mut Workspace) -> Result<Document> {
    let mut trees = String::new();
    for &(start, end) in &line.sents {
        for (n, form) in line.tokens[start as usize..end as usize].iter().enumerate() {
            let _ = writeln!(trees, "{}\t{form}\t_\t_\t_\t_\t_\t_\t_\t_", n + 1);
        }
        trees.push('\n');
    }
    let (text, mut parsed) = parser.parse_given(ws, &conllu::read(&line.doc, &trees)?);
    if parsed.words.len() != line.tokens.len() {
        bail!("{}: {} words for {} tokens", line.doc, parsed.words.len(), line.tokens.len());
    }
    let starts = line.par_starts.unwrap_or_default();
    for (n, sentence) in parsed.sentences.iter_mut().enumerate() {
        let first = sentence.words.start;
        sentence.paragraph = starts.iter().filter(|&&p| p <= first).count() as u32;
        if starts.is_empty() {
            sentence.paragraph = n as u32;
        }
    }
    let voices = voices(&line.speakers.unwrap_or_default(), &parsed);
    let mut chain_of = vec![None; line.mentions.len()];
    for (n, chain) in line.clusters.iter().enumerate() {
        chain.iter().for_each(|&m| chain_of[m] = Some(n));
    }
    let marked = line
        .mentions
        .iter()
        .zip(&chain_of)
        .filter_map(|(m, chain)| chain.map(|chain| Marked { words: m.start..m.end, head: m.head, chain }));
    Ok(Document { name: line.doc, text, voices, marked: marked.collect(), parsed })
}

/// Speakers of sentences, numbered from 1 in the order of their first words.
fn voices(speakers: &[Option<String>], parsed: &Parsed) -> Vec<u32> {
    let mut known: Vec<&str> = Vec::new();
    let mut voices = vec![0; parsed.words.len()];
    for (sentence, speaker) in parsed.sentences.iter().zip(speakers) {
        let Some(speaker) = speaker.as_deref().filter(|s| !s.is_empty() && *s != "none") else { continue };
        let place = known.iter().position(|k| *k == speaker).unwrap_or_else(|| {
            known.push(speaker);
            known.len() - 1
        });
        voices[sentence.words.start as usize..sentence.words.end as usize].fill(place as u32 + 1);
    }
    voices
}

/// The tables of words that tell a gender.
pub fn genders() -> Result<Genders> {
    Ok(Genders::load(&texts())?)
}

/// The linker with the model that the binary carries.
pub fn linker() -> Result<Linker> {
    Ok(Linker::load(&texts(), sayso::builtin::COREF)?)
}

fn texts() -> GenderTexts<'static> {
    GenderTexts { nouns: table::GENDER, first_names: table::FIRST_NAMES, titles: table::TITLES }
}

/// A line for the scorer.
pub fn prediction(document: &Document, found: &Coreference) -> String {
    let words = |m: &u32| {
        let w = &found.mentions[*m as usize].words;
        [w.start, w.end]
    };
    let clusters: Vec<Vec<[u32; 2]>> = found.chains.iter().map(|c| c.iter().map(words).collect()).collect();
    serde_json::json!({ "doc": document.name, "clusters": clusters }).to_string() + "\n"
}
