//! Factuality: the rules alone and the model on top of them, over predicates that people judged. UDS-IH2 asks whether
//! something has happened, MEANTIME how its clause asserts it.

use super::packs::{Bench, json_lines};
use super::{Row, figures};
use crate::predicates::{Chunk, prediction, presented, read, rule_score, scored};
use anyhow::Result;
use sayso::code::factuality::{Factuality, Judgement, Label};
use sayso::code::presentation::Settled;
use serde_json::Value;
use std::path::Path;

/// Labels whose F1 stands on the board.
const CLASSES: [Label; 4] = [Label::CertainlySo, Label::PossiblySo, Label::CertainlyNot, Label::Open];

impl Bench {
    /// Rows of a file of the shape of UDS-IH2.
    pub(super) fn happened(&self, gold: &Path) -> Result<Vec<Row>> {
        let chunks = read(gold, &self.engine)?;
        let mut rows = Vec::new();
        let learned = |_: Settled, j: &Judgement| (Some(j.happened), None);
        let rules = |s: Settled, _: &Judgement| (Some(rule_score(s)), None);
        let readers: [(&str, &Reader); 2] = [("factuality", &learned), ("factuality, rules alone", &rules)];
        for (name, reader) in readers {
            let said = self.predicted(gold, &chunks, reader)?;
            rows.extend(figures(name, ["r", "MAE"].iter().map(|m| (*m, &said[*m]))));
        }
        Ok(rows)
    }

    /// Rows of a file of the shape of MEANTIME. What is scored is the label, polarity and certainty in one; once more
    /// without the predicates whose gold leaves either open.
    pub(super) fn meantime(&self, gold: &Path) -> Result<Vec<Row>> {
        let chunks = read(gold, &self.engine)?;
        let settled: String = json_lines(gold)?
            .into_iter()
            .filter(|v| v["label"].as_str().is_some_and(|l| l != Label::Open.as_str()))
            .map(|v| v.to_string() + "\n")
            .collect();
        let settled = self.save("meantime-settled.jsonl", &settled)?;
        let mut rows = Vec::new();
        let learned = |_: Settled, j: &Judgement| (None, Some(j.label()));
        let rules = |s: Settled, _: &Judgement| (None, Some(Label::new(s.polarity, s.certainty)));
        let most = |_: Settled, _: &Judgement| (None, Some(Label::CertainlySo));
        let readers: [(&str, &Reader); 3] =
            [("meantime", &learned), ("meantime, rules alone", &rules), ("meantime, all certain", &most)];
        for (name, reader) in readers {
            let said = self.predicted(gold, &chunks, reader)?;
            let among = self.predicted(&settled, &chunks, reader)?;
            let told = [("polarity and certainty", &said["acc"]), ("the same where settled", &among["acc"])];
            rows.extend(figures(name, told.into_iter()));
            rows.extend(CLASSES.iter().filter_map(|c| {
                let value = said["F1"][c.as_str()].as_f64()?;
                Some(Row { pack: name.into(), measure: format!("{} F1", c.as_str()), value })
            }));
        }
        Ok(rows)
    }

    fn predicted(&self, gold: &Path, chunks: &[Chunk], reader: &Reader) -> Result<Value> {
        let model = Factuality::builtin()?;
        let mut lines = String::new();
        for chunk in chunks {
            for item in &chunk.items {
                let (args, presentation) = presented(self.engine.codebook(), &chunk.parsed, item.predicate);
                if let Some(judgement) = model.judge(args, item.predicate, &presentation) {
                    let (score, label) = reader(presentation.settle(|_| true), &judgement);
                    lines += &prediction(&item.id, score, label);
                }
            }
        }
        scored(&self.shared, gold, &self.save("factuality-predicted.jsonl", &lines)?)
    }
}

/// What is answered, from the rules' and the model's word.
type Reader<'a> = dyn Fn(Settled, &Judgement) -> (Option<f32>, Option<Label>) + 'a;
