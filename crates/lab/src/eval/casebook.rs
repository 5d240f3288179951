//! The casebook as a pack: its reports through the engine with the casebook's own actors, its gold through the report
//! scorer. Of the reports of the test split nothing but figures is printed or kept.

use super::packs::Bench;
use super::{Row, compare};
use crate::casebook::{home, save_gold, sound};
use anyhow::{Context, Result, ensure};
use sayso::Engine;
use sayso::parse::model::Workspace;
use sayso::read::Metadata;
use sayso::records::Record;
use sayso_casebook::Report;
use sayso_casebook::book::{lexicon, lexicon_above};
use std::collections::BTreeMap;
use std::path::Path;

impl Bench {
    /// Rows of a split, or of the reports in a folder.
    pub(super) fn casebook(&self, dir: Option<&Path>) -> Result<Vec<Row>> {
        let name = dir.map_or(format!("casebook {}", self.split), |d| format!("casebook {}", d.display()));
        let dir = dir.map_or_else(|| home().join(self.split.as_str()), Path::to_owned);
        let tables = lexicon_above(&dir).unwrap_or_else(|| home().join("lexicon"));
        let own = lexicon(&tables).with_context(|| tables.display().to_string())?;
        let engine = Engine::with_actors(&own)?;
        let book = sound(&dir, engine.codebook())?;
        let gold_dir = self.scratch.join("gold-casebook");
        let system_dir = self.scratch.join("system-casebook");
        let mut ws = Workspace::default();
        let mut lines = String::new();
        let mut voices = BTreeMap::new();
        for report in book.reports() {
            save_gold(report, &gold_dir)?;
            let record = record(&engine, &mut ws, report)?;
            voices.insert(report.front.id.to_string(), own_voice(&record));
            lines += &serde_json::to_string(&record)?;
            lines.push('\n');
        }
        let records = self.save("records-casebook.jsonl", &lines)?;
        self.scorer("records_to_gold.py", &[&records, Path::new("-d"), &system_dir], &[])?;
        let mut rows = compare(&self.shared, &name, &gold_dir, &system_dir, &voices)?;
        rows.extend(self.stories(&name, &engine, &book)?);
        Ok(rows)
    }
}

fn record(engine: &Engine, ws: &mut Workspace, report: &Report) -> Result<Record> {
    let front = &report.front;
    let metadata = Metadata {
        id: Some(front.id.to_string()),
        title: Some(front.title.clone()),
        published: Some(front.published.to_string()),
        publisher: Some(front.outlet.clone()),
        ..Metadata::default()
    };
    let text = report.text.as_str();
    let read = engine.read(&front.id, text.as_bytes(), &metadata)?;
    ensure!(read.text == text, "{}: the engine reads another text", front.id);
    Ok(engine.record(ws, &read, false))
}

/// Claims in the report's own voice, which the gold has no rows for, with their events.
fn own_voice(record: &Record) -> BTreeMap<String, String> {
    let own = record.claims.iter().filter(|c| c.source.as_deref() == Some("author") && c.cue.is_none());
    own.filter_map(|c| Some((c.id.clone(), c.event.clone()?))).collect()
}
