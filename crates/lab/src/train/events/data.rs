//! Predicates to learn from: the casebook's, with the gold of their reports; the examples that stand beside the rules; and
//! news in which the rules' word is taken for want of a better one.

use super::network::Example;
use crate::casebook::{home, sound};
use anyhow::{Context, Result};
use rustc_hash::{FxHashMap, FxHashSet};
use sayso::Engine;
use sayso::code::EventType;
use sayso::code::args::Args;
use sayso::code::event_model::coding::Candidate;
use sayso::code::event_model::features::{Scene, Seen};
use sayso::code::matcher::Matcher;
use sayso::parse::model::Workspace;
use sayso::parse::{Parsed, WordId};
use sayso::read::Metadata;
use sayso::span::Span;
use sayso_casebook::book::lexicon;
use serde::Deserialize;
use std::path::Path;

/// What a predicate counts for whose event is not core.
const OPTIONAL: f32 = 0.5;

/// A report's predicates as the engine sees them.
pub struct Look {
    pub parsed: Parsed,
    pub candidates: Vec<(Candidate, Seen)>,
}

/// Reads a text and looks at its predicates.
pub fn look(engine: &Engine, ws: &mut Workspace, text: &str, metadata: &Metadata) -> Result<Look> {
    let report = engine.read("report", text.as_bytes(), metadata)?;
    let parsed = engine.parse(ws, &report);
    let (actors, chains) = engine.actors(&report, &parsed);
    let book = engine.codebook();
    let args = Args { parsed: &parsed, support: &book.support };
    let matcher = Matcher { args, rules: &book.rules, actors: &actors, chains: &chains };
    let scene = Scene { matcher: &matcher, words: engine.parser().model() };
    let candidates = scene.candidates(&matcher.matches(|_| false), |_| false);
    let candidates = candidates.into_iter().map(|c| {
        let seen = scene.see(c.head, &c.around, c.rule);
        (c, seen)
    });
    let candidates = candidates.collect();
    Ok(Look { parsed, candidates })
}

/// The answer for a type.
pub fn answer(event_type: Option<EventType>) -> usize {
    event_type.map_or(0, |t| 1 + t as usize)
}

/// A split of the casebook.
pub fn casebook(split: &str) -> Result<Vec<Example>> {
    let tables = home().join("lexicon");
    let own = lexicon(&tables).with_context(|| tables.display().to_string())?;
    let engine = Engine::with_actors(&own)?;
    let book = sound(&home().join(split), engine.codebook())?;
    let mut ws = Workspace::default();
    let mut out = Vec::new();
    for report in book.reports() {
        let metadata = Metadata { published: Some(report.front.published.to_string()), ..Metadata::default() };
        let look = look(&engine, &mut ws, report.text.as_str(), &metadata)?;
        let mut gold: FxHashMap<WordId, (EventType, f32)> = FxHashMap::default();
        let mut beside: FxHashSet<WordId> = FxHashSet::default();
        for event in &report.events {
            let weight = if event.core { 1.0 } else { OPTIONAL };
            for span in std::iter::once(&event.predicate).chain(&event.mentions).flat_map(|p| p.pieces()) {
                let words = words_in(&look.parsed, *span);
                if let Some(head) = head_of(&look.parsed, &words) {
                    gold.entry(head).or_insert((event.event_type, weight));
                }
                beside.extend(words);
            }
        }
        for (candidate, seen) in look.candidates {
            let (answer, weight) = match gold.get(&candidate.head) {
                Some(&(event_type, weight)) => (answer(Some(event_type)), weight),
                None if beside.contains(&candidate.head) => continue,
                None => (0, 1.0),
            };
            out.push(Example { seen, answer, weight, silver: false });
        }
    }
    Ok(out)
}

/// The examples of the rules: a `yes` tells the rule's type where it fits, a `no` tells no event of it there.
pub fn rules(engine: &Engine, weight: f32) -> Result<Vec<Example>> {
    let mut ws = Workspace::default();
    let mut out = Vec::new();
    for rule in engine.codebook().rules.rules() {
        for example in rule.yes.iter().chain(&rule.no) {
            let text: String = bare(example);
            for (candidate, seen) in look(engine, &mut ws, &text, &Metadata::default())?.candidates {
                out.push(Example { seen, answer: answer(candidate.rule), weight, silver: true });
            }
        }
    }
    Ok(out)
}

/// "[Rebels]actor shelled" is "Rebels shelled".
fn bare(example: &str) -> String {
    let mut out = String::new();
    let mut rest = example;
    while let Some((before, inside)) = rest.split_once('[') {
        let Some((inner, after)) = inside.split_once(']') else { break };
        out = out + before + inner;
        let roles = ["actor", "recipient", "place", "time"];
        rest = roles.iter().find_map(|role| after.strip_prefix(role)).unwrap_or(after);
    }
    out + rest
}

#[derive(Deserialize)]
struct Article {
    text: String,
    date: String,
}

/// News: what the rules say, events at one weight, the rest at another.
pub fn news(engine: &Engine, path: &Path, (event, none): (f32, f32)) -> Result<Vec<Example>> {
    let raw = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut ws = Workspace::default();
    let mut out = Vec::new();
    for (n, line) in raw.lines().filter(|l| !l.trim().is_empty()).enumerate() {
        let article: Article = serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), n + 1))?;
        let metadata = Metadata { published: Some(article.date), ..Metadata::default() };
        let look = look(engine, &mut ws, &article.text, &metadata)?;
        out.extend(look.candidates.into_iter().enumerate().filter_map(|(i, (candidate, seen))| {
            // Of the many that are nothing, some are enough.
            let kept = candidate.rule.is_some() || i % 4 == n % 4;
            let weight = if candidate.rule.is_some() { event } else { none };
            kept.then_some(Example { seen, answer: answer(candidate.rule), weight, silver: true })
        }));
    }
    Ok(out)
}

fn words_in(parsed: &Parsed, span: Span) -> Vec<WordId> {
    let start = parsed.words.partition_point(|w| w.span.end <= span.start);
    let end = parsed.words.partition_point(|w| w.span.start < span.end);
    (start as u32..end.max(start) as u32).map(WordId).collect()
}

/// The first word whose head stands outside.
fn head_of(parsed: &Parsed, words: &[WordId]) -> Option<WordId> {
    words.iter().copied().find(|&w| parsed.word(w).head.is_none_or(|h| !words.contains(&h)))
}
