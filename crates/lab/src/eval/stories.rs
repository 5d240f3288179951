//! The same event over the casebook's reports: the engine's own records of a split, all of its stories in one heap,
//! against the tables of the stories. A record stands for the gold event whose predicate it names.

use super::Row;
use super::packs::Bench;
use anyhow::{Context, Result};
use rustc_hash::FxHashMap;
use sayso::Engine;
use sayso::code::Coded;
use sayso::parse::Parsed;
use sayso::parse::model::Workspace;
use sayso::read::Metadata;
use sayso::resolve::bag::{Bag, Frequencies};
use sayso::resolve::clusters::{Link, cluster};
use sayso::resolve::events::{Sketch, Sketcher, Weights, decide, terms, worth_comparing};
use sayso_casebook::Report;
use sayso_casebook::book::Casebook;
use sayso_casebook::report::Item;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A record by the id of the gold event it stands for, or one of its own.
struct Found {
    id: String,
    sketch: Sketch,
    report: usize,
}

impl Bench {
    /// CoNLL F1 over all gold events (one that no table names is alone), and the precision of joined pairs.
    pub(super) fn stories(&self, name: &str, engine: &Engine, book: &Casebook) -> Result<Vec<Row>> {
        let reports: Vec<&Report> = book.reports().collect();
        let (found, bags) = sketches(engine, &reports)?;
        let groups = resolve(&self.weights, &found, &bags);
        let gold = gold(book);
        let value = self.same_event(&gold, &groups)?;
        // Beside it without what the coder missed or made up: what resolving alone is worth.
        let known: Vec<Vec<String>> =
            groups.iter().map(|group| group.iter().filter(|id| gold.contains_key(*id)).cloned().collect()).collect();
        let met: BTreeMap<String, String> =
            known.iter().flatten().filter_map(|id| Some((id.clone(), gold.get(id)?.clone()))).collect();
        let known = self.same_event(&met, &known)?;
        let (right, joined, wanted) = pairs(&gold, &groups);
        let row = |measure: &str, value| Row { pack: name.to_owned(), measure: measure.to_owned(), value };
        Ok(vec![
            row("same event CoNLL F1", value),
            row("same event CoNLL F1, events found", known),
            row("joined pairs precision", right / joined.max(1.0)),
            row("joined pairs recall", right / wanted.max(1.0)),
        ])
    }

    fn same_event(&self, gold: &BTreeMap<String, String>, groups: &[Vec<String>]) -> Result<f64> {
        let key = lines(gold.iter().map(|(id, group)| (id, group.clone())));
        let numbered = groups.iter().enumerate().flat_map(|(n, group)| group.iter().map(move |id| (id, n.to_string())));
        let key = self.save("stories-gold.tsv", &key)?;
        let response = self.save("stories.tsv", &lines(numbered))?;
        let told: Value = serde_json::from_str(&self.scorer("coref_score.py", &[&key, &response], &["--json"])?)?;
        told["conll_f"].as_f64().context("coref_score.py gives no CoNLL F1")
    }
}

fn lines<'a>(pairs: impl Iterator<Item = (&'a String, String)>) -> String {
    pairs.fold(String::new(), |mut out, (id, group)| {
        let _ = writeln!(out, "{id}\t{group}");
        out
    })
}

/// Each gold event with its happening.
fn gold(book: &Casebook) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for report in book.reports() {
        for event in &report.events {
            let id = format!("{}:{}", report.front.id, event.id);
            out.insert(id.clone(), id);
        }
    }
    for story in book.folders.iter().filter_map(|folder| folder.story.as_ref()) {
        for event in &story.events {
            for mention in event.mentions.iter().filter(|m| matches!(m.item, Item::Event(_))) {
                out.insert(mention.to_string(), format!("{} E{}", story.id, event.number));
            }
        }
    }
    out
}

fn sketches(engine: &Engine, reports: &[&Report]) -> Result<(Vec<Found>, Vec<Bag>)> {
    let mut ws = Workspace::default();
    let mut frequencies = Frequencies::default();
    let mut coded: Vec<(Parsed, Coded, Vec<_>)> = Vec::new();
    for report in reports {
        let metadata = Metadata {
            id: Some(report.front.id.to_string()),
            published: Some(report.front.published.to_string()),
            ..Metadata::default()
        };
        let read = engine.read(&report.front.id, report.text.as_str().as_bytes(), &metadata)?;
        let parsed = engine.parse(&mut ws, &read);
        let words = terms(&parsed);
        frequencies.add(&words);
        let records = engine.code(&read, &parsed);
        coded.push((parsed, records, words));
    }
    let mut out = Vec::new();
    for (number, (report, (parsed, coded, _))) in reports.iter().zip(&coded).enumerate() {
        let words = engine.parser().model();
        let sketcher = Sketcher { report: &report.front.id, parsed, words, frequencies: &frequencies };
        let mut taken = FxHashMap::default();
        for (i, event) in coded.events.iter().enumerate() {
            let named = report.events.iter().find(|gold| {
                let places = std::iter::once(&gold.predicate).chain(&gold.mentions);
                let met = places.flat_map(|p| p.pieces().iter()).any(|span| span.overlaps(event.predicate));
                met && !taken.contains_key(&gold.id)
            });
            let own = format!("{}:own{i}", report.front.id);
            let id = named.map_or(own, |gold| {
                taken.insert(gold.id, i);
                format!("{}:{}", report.front.id, gold.id)
            });
            out.push(Found { id, sketch: sketcher.event(coded, event), report: number });
        }
    }
    Ok((out, coded.iter().map(|(_, _, words)| Bag::of(words, &frequencies)).collect()))
}

fn resolve(weights: &Weights, found: &[Found], bags: &[Bag]) -> Vec<Vec<String>> {
    let mut links = Vec::new();
    for (second, b) in found.iter().enumerate() {
        for (first, a) in found[..second].iter().enumerate() {
            // Within a report the coder has joined what is one.
            let reports = bags[a.report].cosine(&bags[b.report]);
            if a.report != b.report && worth_comparing(&a.sketch, &b.sketch, reports) {
                let decision = decide(weights, &a.sketch, &b.sketch, reports);
                links.push(Link { first, second, score: decision.score, veto: decision.veto.is_some() });
            }
        }
    }
    let keys: Vec<&str> = found.iter().map(|f| f.id.as_str()).collect();
    let groups = cluster(&keys, &links, weights.same).groups;
    groups.into_iter().map(|group| group.into_iter().map(str::to_owned).collect()).collect()
}

/// Joined pairs that are right, joined pairs, pairs to join. A pair counts when the stories' tables name one of the two:
/// they leave out what only a report and its copy tell.
fn pairs(gold: &BTreeMap<String, String>, groups: &[Vec<String>]) -> (f64, f64, f64) {
    let named: std::collections::BTreeSet<&String> =
        gold.iter().filter(|(id, group)| id != group).map(|(id, _)| id).collect();
    let (mut right, mut joined) = (0u32, 0u32);
    for group in groups {
        for (i, a) in group.iter().enumerate() {
            for b in &group[i + 1..] {
                let (Some(x), Some(y)) = (gold.get(a), gold.get(b)) else { continue };
                joined += u32::from(named.contains(a) || named.contains(b));
                right += u32::from(x == y);
            }
        }
    }
    let mut sizes: BTreeMap<&String, u32> = BTreeMap::new();
    gold.values().for_each(|group| *sizes.entry(group).or_default() += 1);
    let wanted: u32 = sizes.values().map(|n| n * (n - 1) / 2).sum();
    (f64::from(right), f64::from(joined), f64::from(wanted))
}
