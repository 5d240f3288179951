//! Coreference: OntoGUM's documents with their given words and sentences, mentions and chains found over the engine's own
//! trees. Speakers are taken from the pack where it names them, as the published scores do, and once more left out.

use super::Row;
use super::packs::Bench;
use crate::chains;
use anyhow::Result;
use std::path::Path;

/// Lines of the scorer that stand on the board, and what they are called there.
const ROWS: &[(&str, &str)] =
    &[("mentions", "mentions F1"), ("MUC", "MUC F1"), ("B3", "B3 F1"), ("CEAFe", "CEAFe F1"), ("LEA", "LEA F1")];

impl Bench {
    /// All rows of an OntoGUM file.
    pub fn coreference(&self, gold: &Path) -> Result<Vec<Row>> {
        let parser = self.engine.parser();
        let linker = chains::linker()?;
        let documents = chains::read(gold, parser, |_| true)?;
        let mut rows = Vec::new();
        for (pack, spoken) in [("coref", true), ("coref, speakers left out", false)] {
            let lines: String = documents
                .iter()
                .map(|d| {
                    let voices: &[u32] = if spoken { &d.voices } else { &[] };
                    chains::prediction(d, &linker.link(parser.model(), &d.text, &d.parsed, voices))
                })
                .collect();
            let system = self.save("coref-system.jsonl", &lines)?;
            let said = self.scorer("eval_coref_doc.py", &[gold, &system], &[])?;
            let conll = said.lines().find_map(|l| l.strip_prefix("CoNLL F1")?.trim().parse().ok());
            rows.extend(conll.map(|value| Row { pack: pack.into(), measure: "CoNLL F1".into(), value }));
            if spoken {
                rows.extend(ROWS.iter().filter_map(|(head, measure)| {
                    let line = said.lines().find(|l| l.starts_with(head))?;
                    let value = line.split("F1").nth(1)?.trim().parse().ok()?;
                    Some(Row { pack: pack.into(), measure: (*measure).into(), value })
                }));
            }
        }
        Ok(rows)
    }
}
