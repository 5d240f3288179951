//! Which predicted events and claims are which of the gold, and what the packs' scorer does not tell of them: modes and
//! conflicts. Items match as they do there, by overlap and type, by cue or content; where the scorer looks for the best
//! assignment, here the best pair comes first, which hardly ever differs.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Counts over reports.
#[derive(Debug, Default, PartialEq)]
pub struct Counts {
    /// Matched events whose gold has a mode; of these, those with the same.
    pub modes: (usize, usize),
    /// Conflicts of the gold; of these, those found.
    pub gold_conflicts: (usize, usize),
    /// Conflicts predicted; of these, those in the gold.
    pub conflicts: (usize, usize),
    /// Reports without an event; of these, those left empty.
    pub quiet: (usize, usize),
}

/// Ids of predicted items, and the gold's for the same.
type Ids = BTreeMap<String, String>;

impl Counts {
    /// Adds a report. `voices` are predicted claims in the report's own voice, with the events they are about: the gold
    /// has no rows for them, and names the event.
    pub fn add(&mut self, gold: &Value, predicted: &Value, voices: &Ids) {
        let (events, others) = (items(gold, "events"), items(predicted, "events"));
        let pairs = assign(events, others, event_weight);
        for &(g, p) in &pairs {
            if let Some(mode) = events[g]["mode"].as_str() {
                self.modes.0 += 1;
                self.modes.1 += usize::from(others[p]["mode"].as_str() == Some(mode));
            }
        }
        self.quiet.0 += usize::from(events.is_empty());
        self.quiet.1 += usize::from(events.is_empty() && others.is_empty());
        let mut ids = Ids::new();
        name(&mut ids, events, others, &pairs, event_weight);
        let (claims, others) = (items(gold, "claims"), items(predicted, "claims"));
        name(&mut ids, claims, others, &assign(claims, others, claim_weight), claim_weight);
        for (voice, event) in voices {
            if let Some(event) = ids.get(event).cloned() {
                ids.entry(voice.clone()).or_insert(event);
            }
        }
        self.add_conflicts(items(gold, "conflicts"), items(predicted, "conflicts"), &ids);
    }

    fn add_conflicts(&mut self, gold: &[Value], predicted: &[Value], ids: &Ids) {
        let parties = |v: &Value, name: &dyn Fn(&str) -> Option<String>| -> Option<BTreeSet<String>> {
            items(v, "between").iter().map(|id| name(id.as_str()?)).collect()
        };
        let wanted: Vec<_> = gold.iter().filter_map(|v| parties(v, &|id| Some(id.to_owned()))).collect();
        // What maps to nothing of the gold is a conflict of its own.
        let other = |id: &str| Some(ids.get(id).cloned().unwrap_or_else(|| format!("other {id}")));
        let found: BTreeSet<_> = predicted.iter().filter_map(|v| parties(v, &other)).collect();
        let same = |w: &BTreeSet<String>, f: &BTreeSet<String>| f.len() > 1 && f.is_subset(w);
        self.gold_conflicts.0 += wanted.len();
        self.gold_conflicts.1 += wanted.iter().filter(|w| found.iter().any(|f| same(w, f))).count();
        self.conflicts.0 += found.len();
        self.conflicts.1 += found.iter().filter(|f| wanted.iter().any(|w| same(w, f))).count();
    }

    /// What was counted, as shares; what there was none of is left out.
    pub fn rows(&self) -> Vec<(&'static str, f64)> {
        let share = |(all, right): (usize, usize)| (all > 0).then(|| right as f64 / all as f64);
        let (p, r) = (share(self.conflicts), share(self.gold_conflicts));
        let f1 = r.map(|r| p.filter(|p| p + r > 0.0).map_or(0.0, |p| 2.0 * p * r / (p + r)));
        let rows = [
            ("mode", share(self.modes)),
            ("conflicts P", p),
            ("conflicts R", r),
            ("conflicts F1", f1),
            ("quiet reports left empty", share(self.quiet)),
        ];
        rows.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// Pairs of gold and predicted items, the heaviest first, each item in one pair.
fn assign(gold: &[Value], predicted: &[Value], weight: fn(&Value, &Value) -> usize) -> Vec<(usize, usize)> {
    let mut edges = Vec::new();
    for (g, x) in gold.iter().enumerate() {
        for (p, y) in predicted.iter().enumerate() {
            let w = weight(x, y);
            if w > 0 {
                edges.push((std::cmp::Reverse(w), g, p));
            }
        }
    }
    edges.sort();
    let (mut taken_gold, mut taken) = (BTreeSet::new(), BTreeSet::new());
    let mut out = Vec::new();
    for (_, g, p) in edges {
        if !taken_gold.contains(&g) && !taken.contains(&p) {
            taken_gold.insert(g);
            taken.insert(p);
            out.push((g, p));
        }
    }
    out
}

/// Names predicted items after their gold; a second prediction on a matched item has its name too.
fn name(
    ids: &mut Ids,
    gold: &[Value],
    predicted: &[Value],
    pairs: &[(usize, usize)],
    weight: fn(&Value, &Value) -> usize,
) {
    let id = |v: &Value| v["id"].as_str().unwrap_or_default().to_owned();
    for (p, item) in predicted.iter().enumerate() {
        let own = pairs.iter().find(|(_, q)| *q == p);
        let found = own.or_else(|| pairs.iter().find(|(g, _)| weight(&gold[*g], item) > 0));
        if let Some((g, _)) = found {
            ids.insert(id(item), id(&gold[*g]));
        }
    }
}

fn span(value: &Value) -> Option<(u64, u64)> {
    Some((value.get(0)?.as_u64()?, value.get(1)?.as_u64()?))
}

fn overlap(a: &Value, b: &Value) -> u64 {
    match (span(a), span(b)) {
        (Some(a), Some(b)) => a.1.min(b.1).saturating_sub(a.0.max(b.0)),
        _ => 0,
    }
}

fn core(gold: &Value) -> usize {
    if gold["core"].as_bool().unwrap_or(true) { 1000 } else { 0 }
}

fn event_weight(gold: &Value, predicted: &Value) -> usize {
    if gold["type"] != predicted["type"] {
        return 0;
    }
    let told = std::iter::once(&gold["at"]).chain(items(gold, "mentions"));
    let most = told.map(|at| overlap(at, &predicted["at"])).max().unwrap_or(0);
    if most == 0 {
        return 0;
    }
    let same = |key: &str, n: usize| if gold[key] == predicted[key] { n } else { 0 };
    core(gold)
        + 100
        + most.min(20) as usize
        + same("actors", 10)
        + same("recipients", 5)
        + same("reality", 5)
        + same("at", 1)
}

fn claim_weight(gold: &Value, predicted: &Value) -> usize {
    let words = word_f1(&gold["content"], &predicted["content"]);
    let cues = !gold["cue_at"].is_null() && !predicted["cue_at"].is_null();
    let fits = if cues { overlap(&gold["cue_at"], &predicted["cue_at"]) > 0 } else { words >= 0.5 };
    if !fits {
        return 0;
    }
    let same = |key: &str, n: usize| if gold[key] == predicted[key] { n } else { 0 };
    core(gold) + 100 + (50.0 * words) as usize + same("source_code", 20) + same("polarity", 5) + same("certainty", 2)
}

/// F1 of the words of two contents.
fn word_f1(a: &Value, b: &Value) -> f64 {
    let words = |v: &Value| -> BTreeMap<String, usize> {
        let mut out = BTreeMap::new();
        let text = v.as_str().unwrap_or_default().to_lowercase();
        for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()) {
            *out.entry(word.to_owned()).or_default() += 1;
        }
        out
    };
    let (a, b) = (words(a), words(b));
    let common: usize = a.iter().map(|(w, n)| *n.min(b.get(w).unwrap_or(&0))).sum();
    let all: usize = a.values().chain(b.values()).sum();
    if all == 0 { 0.0 } else { 2.0 * common as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn modes_and_conflicts_are_counted_on_matched_items() {
        let event =
            |id: &str, at: [u64; 2], mode: Option<&str>| json!({"id": id, "type": "COERCE", "at": at, "mode": mode});
        let claim = |id: &str, at: [u64; 2]| json!({"id": id, "cue_at": at, "content": "it did so"});
        let gold = json!({
            "events": [event("e1", [0, 5], Some("arrest")), event("e2", [10, 15], Some("seize")), event("e3", [50, 55], None)],
            "claims": [claim("c1", [20, 24]), claim("c2", [30, 34])],
            "conflicts": [{"between": ["c1", "c2"]}, {"between": ["e1", "c2"]}],
        });
        let predicted = json!({
            "events": [event("e7", [1, 5], Some("arrest")), event("e8", [12, 13], None), event("e9", [50, 52], None)],
            "claims": [claim("c5", [20, 24]), claim("c6", [30, 34])],
            "conflicts": [{"between": ["c9", "c6"]}, {"between": ["c5", "c8"]}],
        });
        let mut counts = Counts::default();
        counts.add(&gold, &predicted, &Ids::from([("c9".to_owned(), "e7".to_owned())]));
        let quiet = json!({"events": [], "claims": [], "conflicts": []});
        counts.add(&quiet, &predicted, &Ids::new());
        let expected = Counts { modes: (2, 1), gold_conflicts: (2, 1), conflicts: (4, 1), quiet: (1, 0) };
        assert_eq!(counts, expected);
    }
}
