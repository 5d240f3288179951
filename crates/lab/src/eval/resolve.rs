//! What several reports have in common, scored: copies, and the same event across documents.

use super::Row;
use super::packs::{Bench, json_lines};
use crate::ecbplus::{Corpus, pair_scores};
use anyhow::{Context, Result};
use rustc_hash::FxHashMap;
use sayso::resolve::copies::{CopyKind, Doc, compare, signature};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// Texts of a file of documents, by id.
fn texts(path: &Path) -> Result<Vec<(String, Doc)>> {
    let text = |v: &Value, key: &str| v[key].as_str().unwrap_or_default().to_owned();
    Ok(json_lines(path)?.iter().map(|v| (text(v, "doc"), Doc::new(&text(v, "text")))).collect())
}

/// Pairs that share a key, by their places.
fn candidates(docs: &[(String, Doc)]) -> BTreeSet<(usize, usize)> {
    let mut index: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let mut out = BTreeSet::new();
    for (i, (_, doc)) in docs.iter().enumerate() {
        for key in signature(doc).keys() {
            let held = index.entry(key).or_default();
            out.extend(held.iter().map(|&j| (j, i)));
            held.push(i);
        }
    }
    out
}

/// Right, found and wanted.
#[derive(Default)]
struct Tally {
    right: f64,
    found: f64,
    wanted: f64,
}

impl Tally {
    fn add(&mut self, found: bool, wanted: bool) {
        self.right += f64::from(u8::from(found && wanted));
        self.found += f64::from(u8::from(found));
        self.wanted += f64::from(u8::from(wanted));
    }

    fn rows(&self, pack: &str, what: &str) -> [Row; 2] {
        let row = |measure: &str, value| Row { pack: pack.into(), measure: format!("{what} {measure}"), value };
        [row("precision", self.right / self.found.max(1.0)), row("recall", self.right / self.wanted.max(1.0))]
    }
}

impl Bench {
    /// Copies found through the index, as a ledger finds them. Pairs that the pack calls unclear count for nothing.
    pub(super) fn copies(&self) -> Result<Vec<Row>> {
        let dir = self.shared.join("data/neardup");
        let docs = texts(&dir.join("ecbplus.docs.jsonl"))?;
        let place: FxHashMap<&str, usize> = docs.iter().enumerate().map(|(i, (id, _))| (id.as_str(), i)).collect();
        let near = candidates(&docs);
        let [mut full, mut partial, mut quotation] = [Tally::default(), Tally::default(), Tally::default()];
        for pair in json_lines(&dir.join("ecbplus.pairs.jsonl"))? {
            let label = pair["label"].as_str().unwrap_or_default();
            let find = |key: &str| pair[key].as_str().and_then(|id| place.get(id)).copied();
            let (Some(a), Some(b)) = (find("a"), find("b")) else { continue };
            if label == "unclear" {
                continue;
            }
            let met = near.contains(&(a.min(b), a.max(b)));
            let kind = if met { compare(&docs[a].1, &docs[b].1).kind } else { None };
            full.add(kind == Some(CopyKind::Full), label == "copy");
            partial.add(kind == Some(CopyKind::Partial), label == "partial");
            quotation.add(kind == Some(CopyKind::Quotation), label == "quote_only");
        }
        let mut rows = Vec::new();
        rows.extend(full.rows("neardup", "copies"));
        rows.extend(partial.rows("neardup", "partial copies"));
        rows.extend(quotation.rows("neardup", "quotations"));
        rows.extend(self.thousand(&dir)?.rows("neardup, thousand", "copies"));
        Ok(rows)
    }

    /// A thousand texts of which ten were copied; all other pairs are none.
    fn thousand(&self, dir: &Path) -> Result<Tally> {
        let docs = texts(&dir.join("minhash_1000.docs.jsonl"))?;
        let path = dir.join("minhash_1000.pairs.tsv");
        let gold = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let gold: BTreeSet<(&str, &str)> =
            gold.lines().filter_map(|l| l.split_once('\t')).flat_map(|(a, b)| [(a, b), (b, a)]).collect();
        let mut tally = Tally { wanted: (gold.len() / 2) as f64, ..Tally::default() };
        for (i, j) in candidates(&docs) {
            if compare(&docs[i].1, &docs[j].1).kind == Some(CopyKind::Full) {
                tally.found += 1.0;
                tally.right += f64::from(u8::from(gold.contains(&(&docs[i].0, &docs[j].0))));
            }
        }
        Ok(tally)
    }

    /// Gold mentions over the whole corpus, without topics, beside the floor of equal lemmas.
    pub(super) fn across(&self, gold: &Path) -> Result<Vec<Row>> {
        let corpus = Corpus::read(&self.engine, gold)?;
        let found = corpus.resolve(&self.weights, &corpus.pairs()).groups;
        let mut by_lemma: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for mention in &corpus.mentions {
            by_lemma.entry(&mention.sketch.lemma).or_default().push(mention.id.clone());
        }
        let mut rows = Vec::new();
        let floor: Vec<Vec<String>> = by_lemma.into_values().collect();
        for (name, groups) in [("ecbplus, same lemma", floor), ("ecbplus", found)] {
            let value = self.conll(gold, &groups)?;
            rows.push(Row { pack: name.into(), measure: "CoNLL F1".into(), value });
            let (precision, recall) = pair_scores(&corpus, &groups);
            rows.push(Row { pack: name.into(), measure: "merged pairs precision".into(), value: precision });
            rows.push(Row { pack: name.into(), measure: "merged pairs recall".into(), value: recall });
        }
        Ok(rows)
    }

    fn conll(&self, gold: &Path, groups: &[Vec<String>]) -> Result<f64> {
        let mut lines = String::new();
        for (number, group) in groups.iter().enumerate() {
            group.iter().for_each(|id| {
                let _ = writeln!(lines, "{id}\t{number}");
            });
        }
        let response = self.save("ecbplus-response.tsv", &lines)?;
        let told: Value = serde_json::from_str(&self.scorer("coref_score.py", &[gold, &response], &["--json"])?)?;
        told["conll_f"].as_f64().context("coref_score.py gives no CoNLL F1")
    }
}
