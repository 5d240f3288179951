//! How each pack is read, sent through the engine and handed to its scorer.

use super::{Pack, Row};
use crate::packs::read_gz;
use anyhow::{Context, Result, bail};
use sayso::Engine;
use sayso::parse::conllu::{self, GivenSentence};
use sayso::parse::model::Workspace;
use sayso::read::Metadata;
use sayso_casebook::codes::Split;
use serde_json::Value;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Engine, packs and a place for files.
pub struct Bench {
    pub engine: Engine,
    pub shared: PathBuf,
    pub scratch: PathBuf,
    /// Part of the casebook.
    pub split: Split,
    /// What speaks for one happening in two reports.
    pub weights: sayso::resolve::events::Weights,
}

/// Figures of the report scorer that stand on the board.
pub(super) const REPORT_ROWS: &[(&str, &str)] = &[
    ("ev_P", "events P"),
    ("ev_R", "events R(core)"),
    ("ev_F1", "events F1"),
    ("es_F1", "whole events F1"),
    ("cl_P", "claims P"),
    ("cl_R", "claims R(core)"),
    ("cl_F1", "claims F1"),
    ("cs_F1", "whole claims F1"),
    ("ev_actors_acc", "actors"),
    ("ev_recipients_acc", "recipients"),
    ("ev_reality", "reality"),
    ("ev_date", "date"),
    ("ev_quantity", "quantity"),
    ("cl_source", "source"),
    ("cl_neg_recall", "denials found"),
    ("cl_certainty", "certainty"),
    ("cl_event", "event link"),
    ("conf_r", "conflicts R"),
    ("cond_r", "conditions R"),
    ("post_r", "postures R"),
];

impl Bench {
    /// All rows of a pack.
    pub fn score(&self, pack: Pack, file: Option<&Path>) -> Result<Vec<Row>> {
        let data = self.shared.join("data");
        match pack {
            Pack::Reports => match file {
                Some(f) => self.reports(&format!("reports {}", f.display()), &[f.to_owned()]),
                None => self.all_reports(&data.join("reports")),
            },
            Pack::PloverGsr => self.gsr(file.unwrap_or(&data.join("plover_gsr/dev.jsonl"))),
            Pack::Polnear => self.polnear(file.unwrap_or(&data.join("polnear/dev.jsonl"))),
            Pack::Timex => self.timex(file.unwrap_or(&data.join("timex/train.jsonl"))),
            Pack::Ud => match file {
                Some(f) => self.trees(f),
                None => {
                    let mut rows = self.trees(&data.join("ud/ewt-dev.conllu.gz"))?;
                    rows.extend(self.trees(&data.join("ud/gum-dev.conllu.gz"))?);
                    Ok(rows)
                }
            },
            Pack::Coref => self.coreference(file.unwrap_or(&data.join("coref/ontogum-dev.jsonl.gz"))),
            Pack::Factuality => self.happened(file.unwrap_or(&data.join("factuality/dev.jsonl"))),
            Pack::Meantime => self.meantime(file.unwrap_or(&data.join("meantime/dev.jsonl"))),
            Pack::Neardup => self.copies(),
            Pack::Ecbplus => self.across(file.unwrap_or(&data.join("ecbplus/dev.jsonl"))),
            Pack::Petrarch => self.petrarch(file.unwrap_or(&data.join("petrarch/unit.jsonl"))),
            Pack::Casebook => self.casebook(file),
            Pack::Ner => self.names(file.unwrap_or(&data.join("ner/uner-ewt-dev.tsv.gz"))),
        }
    }

    pub(super) fn scorer(&self, name: &str, arguments: &[&Path], flags: &[&str]) -> Result<String> {
        scorer(&self.shared, name, arguments, flags)
    }

    pub(super) fn save(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.scratch.join(name);
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
        Ok(path)
    }

    /// Records of texts, one a line.
    fn records(&self, texts: impl Iterator<Item = (String, String, Option<String>)>) -> Result<String> {
        let mut ws = Workspace::default();
        let mut out = String::new();
        for (id, text, published) in texts {
            let metadata = Metadata { id: Some(id.clone()), published, ..Metadata::default() };
            let report = self.engine.read(&id, text.as_bytes(), &metadata)?;
            out += &serde_json::to_string(&self.engine.record(&mut ws, &report, false))?;
            out.push('\n');
        }
        Ok(out)
    }

    /// The first report stands apart from the others: it is the one that was worked on.
    fn all_reports(&self, dir: &Path) -> Result<Vec<Row>> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(dir)
            .with_context(|| dir.display().to_string())?
            .filter_map(|e| e.ok().map(|e| e.path()))
            .filter(|p| p.extension().is_some_and(|e| e == "json"))
            .collect();
        files.sort();
        let (first, others): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("s00")));
        let mut rows = self.reports("first report", &first)?;
        rows.extend(self.reports("six reports", &others)?);
        Ok(rows)
    }

    fn reports(&self, name: &str, golds: &[PathBuf]) -> Result<Vec<Row>> {
        let gold_dir = self.scratch.join(format!("gold-{}", name.replace([' ', '/'], "-")));
        let system_dir = self.scratch.join(format!("system-{}", name.replace([' ', '/'], "-")));
        std::fs::create_dir_all(&gold_dir)?;
        let mut texts = Vec::new();
        for gold in golds {
            let stem = gold.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
            let raw = std::fs::read_to_string(gold).with_context(|| gold.display().to_string())?;
            let json: Value = serde_json::from_str(&raw)?;
            let text =
                std::fs::read_to_string(gold.with_extension("txt")).with_context(|| gold.display().to_string())?;
            std::fs::write(gold_dir.join(format!("{stem}.json")), &raw)?;
            std::fs::write(gold_dir.join(format!("{stem}.txt")), &text)?;
            texts.push((stem, text, json["published"].as_str().map(str::to_owned)));
        }
        let records =
            self.save(&format!("records-{}.jsonl", name.replace([' ', '/'], "-")), &self.records(texts.into_iter())?)?;
        self.scorer("records_to_gold.py", &[&records, Path::new("-d"), &system_dir], &[])?;
        let json: Value =
            serde_json::from_str(&self.scorer("score_records.py", &[&gold_dir, &system_dir], &["--json"])?)?;
        Ok(figures(name, REPORT_ROWS.iter().map(|(key, label)| (*label, &json[*key]))))
    }

    fn gsr(&self, gold: &Path) -> Result<Vec<Row>> {
        let items = json_lines(gold)?;
        let texts = items.iter().map(|v| (string(v, "id"), string(v, "text"), v["date"].as_str().map(str::to_owned)));
        let records = self.save("gsr.jsonl", &self.records(texts)?)?;
        let json: Value = serde_json::from_str(&self.scorer("score_gsr.py", &[gold, &records], &["--json"])?)?;
        let keys = ["type_recall", "type_precision", "type_actor", "type_recipient", "type_both"];
        Ok(figures("plover_gsr", keys.iter().map(|k| (*k, &json[*k]))))
    }

    fn polnear(&self, gold: &Path) -> Result<Vec<Row>> {
        let items = json_lines(gold)?;
        let texts = items.iter().map(|v| (string(v, "id"), string(v, "text"), v["date"].as_str().map(str::to_owned)));
        let records = self.save("polnear-records.jsonl", &self.records(texts)?)?;
        let spans = self.scorer("records_to_spans.py", &[Path::new("attribution"), &records], &[])?;
        let spans = self.save("polnear-spans.jsonl", &spans)?;
        let json: Value = serde_json::from_str(&self.scorer("score_attribution.py", &[gold, &spans], &["--json"])?)?;
        let a = &json["attribution"];
        let x = &json["exact"];
        Ok(figures(
            "polnear",
            [
                ("cue+content+source F1", &a["cue+content+source"]["F1"]),
                ("cue+content F1", &a["cue+content"]["F1"]),
                ("cue+content+source P", &a["cue+content+source"]["P"]),
                ("cue+content+source R", &a["cue+content+source"]["R"]),
                ("exact source F1", &x["source"]["F1"]),
                ("exact cue F1", &x["cue"]["F1"]),
                ("exact content F1", &x["content"]["F1"]),
            ]
            .into_iter(),
        ))
    }

    fn timex(&self, gold: &Path) -> Result<Vec<Row>> {
        let items = json_lines(gold)?;
        let mut out = Vec::new();
        // Every fifth document was held back from writing the rules.
        for (name, held) in [("timex", false), ("timex, held back", true)] {
            let part: Vec<&Value> =
                items.iter().enumerate().filter(|(i, _)| !held || i % 5 == 4).map(|(_, v)| v).collect();
            let gold_part = part.iter().map(|v| v.to_string() + "\n").collect::<String>();
            let gold_part = self.save("timex-gold.jsonl", &gold_part)?;
            let texts = part
                .iter()
                .map(|v| (string(v, "id"), string(v, "text"), v["dct"].as_str().map(|d| d.chars().take(10).collect())));
            let records = self.save("timex-records.jsonl", &self.records(texts)?)?;
            let spans = self.scorer("records_to_spans.py", &[Path::new("timex"), &records], &[])?;
            let spans = self.save("timex-spans.jsonl", &spans)?;
            let text = self.scorer("score_timex.py", &[&gold_part, &spans], &[])?;
            for (key, label) in [("value_F1", "value F1"), ("type_F1", "type F1")] {
                let value = text.lines().find_map(|l| l.strip_prefix(key)?.trim().parse().ok());
                out.extend(value.map(|value| Row { pack: name.into(), measure: label.into(), value }));
            }
            let relaxed = text.lines().find(|l| l.starts_with("relaxed")).and_then(|l| l.split("'F1':").nth(1));
            let relaxed = relaxed.and_then(|s| s.trim().trim_end_matches('}').parse().ok());
            out.extend(relaxed.map(|value| Row { pack: name.into(), measure: "relaxed F1".into(), value }));
        }
        Ok(out)
    }

    fn trees(&self, gold: &Path) -> Result<Vec<Row>> {
        let text =
            if gold.extension().is_some_and(|e| e == "gz") { read_gz(gold)? } else { std::fs::read_to_string(gold)? };
        let name = gold.file_name().map(|n| n.to_string_lossy().replace(".conllu.gz", "")).unwrap_or_default();
        let sentences = conllu::read(&name, &text)?;
        let plain = self.save(&format!("{name}.conllu"), &text)?;
        let given = self.save(&format!("{name}-given.conllu"), &self.given(&sentences))?;
        let json: Value =
            serde_json::from_str(&self.scorer("eval_ud.py", &[&plain, &given], &["--json", "--gold-tok"])?)?;
        let measures = ["UPOS", "UFeats", "Lemmas", "UAS", "LAS", "CLAS"];
        let mut out = figures(&format!("{name}, gold tokens"), measures.iter().map(|m| (*m, &json[*m]["f"])));
        let raw = self.save(&format!("{name}-raw.conllu"), &self.raw(&text)?)?;
        let json: Value = serde_json::from_str(&self.scorer("eval_ud.py", &[&plain, &raw], &["--json"])?)?;
        let measures = ["Words", "Sentences", "UPOS", "LAS"];
        out.extend(figures(&format!("{name}, raw text"), measures.iter().map(|m| (*m, &json[*m]["f"]))));
        Ok(out)
    }

    fn given(&self, sentences: &[GivenSentence]) -> String {
        let mut ws = Workspace::default();
        let mut out = String::new();
        for batch in sentences.chunks(256) {
            let (_, parsed) = self.engine.parser().parse_given(&mut ws, batch);
            for (given, s) in batch.iter().zip(&parsed.sentences) {
                given.write(&parsed.words[s.words.start as usize..s.words.end as usize], s.words.start, &mut out);
            }
        }
        out
    }

    /// The treebank's documents as running text, parsed from scratch.
    fn raw(&self, text: &str) -> Result<String> {
        let mut ws = Workspace::default();
        let mut out = String::new();
        for (i, document) in raw_documents(text).into_iter().enumerate() {
            let id = format!("d{i}");
            let report = sayso::read::Report {
                id: id.clone(),
                title: None,
                publisher: None,
                author: None,
                dateline: None,
                published: None,
                url: None,
                language: None,
                text: document,
                boilerplate: Vec::new(),
                notes: Vec::new(),
            };
            let parsed = self.engine.parse(&mut ws, &report);
            conllu::write(&id, &report.text, &parsed, &mut out);
        }
        Ok(out)
    }

    fn names(&self, gold: &Path) -> Result<Vec<Row>> {
        let text =
            if gold.extension().is_some_and(|e| e == "gz") { read_gz(gold)? } else { std::fs::read_to_string(gold)? };
        let name = gold.file_name().map(|n| n.to_string_lossy().replace(".tsv.gz", "")).unwrap_or_default();
        // The scorer splits on blank lines, so the same lines go through as a treebank with empty columns.
        let mut trees = String::new();
        let mut number = 0;
        for line in text.lines() {
            match line.split_once('\t') {
                Some((form, _)) => {
                    number += 1;
                    let _ = writeln!(trees, "{number}\t{form}\t_\t_\t_\t_\t_\t_\t_\t_");
                }
                None if line.is_empty() => {
                    trees.push('\n');
                    number = 0;
                }
                None => {}
            }
        }
        let tagged = self.given(&conllu::read(&name, &trees)?);
        let mut system = String::new();
        for line in tagged.lines() {
            let columns: Vec<&str> = line.split('\t').collect();
            if columns.len() == 10 {
                let tag = columns[9].split('|').find_map(|m| m.strip_prefix("NER=")).unwrap_or("O");
                let _ = writeln!(system, "{}\t{tag}", columns[1]);
            } else {
                system.push('\n');
            }
        }
        let plain = self.save(&format!("{name}.tsv"), &text)?;
        let system = self.save(&format!("{name}-system.tsv"), &system)?;
        let said = self.scorer("eval_ner.py", &[&plain, &system], &["--keep", "PER,ORG,LOC"])?;
        let figure = |head: &str| {
            said.lines()
                .find(|l| l.starts_with(head))
                .and_then(|l| l.split("F1").nth(1)?.split_whitespace().next()?.parse().ok())
        };
        let wanted = [("ALL", "F1"), ("PER", "PER F1"), ("ORG", "ORG F1"), ("LOC", "LOC F1")];
        Ok(wanted
            .iter()
            .filter_map(|(head, label)| {
                figure(head).map(|value| Row { pack: name.clone(), measure: (*label).into(), value })
            })
            .collect())
    }
}

/// What a scorer beside the packs prints.
pub(super) fn scorer(shared: &Path, name: &str, arguments: &[&Path], flags: &[&str]) -> Result<String> {
    let script = shared.join("eval").join(name);
    let output = Command::new("python3")
        .arg(&script)
        .args(arguments)
        .args(flags)
        .output()
        .with_context(|| format!("python3 {} cannot be run", script.display()))?;
    if !output.status.success() {
        bail!("{name}: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Running text of each document: forms with their spaces, a blank line between paragraphs.
fn raw_documents(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut inside_until = 0usize;
    for line in text.lines() {
        if line.starts_with("# newdoc") || out.is_empty() {
            out.push(String::new());
        }
        let Some(current) = out.last_mut() else { continue };
        if line.starts_with("# newpar") && !current.is_empty() {
            current.truncate(current.trim_end().len());
            current.push_str("\n\n");
        }
        let columns: Vec<&str> = line.split('\t').collect();
        if columns.len() != 10 {
            inside_until = 0;
            continue;
        }
        let range = columns[0].split_once('-').and_then(|(_, b)| b.parse::<usize>().ok());
        let index = columns[0].parse::<usize>().ok();
        match (range, index) {
            (Some(end), _) => inside_until = end,
            (None, Some(n)) if n <= inside_until => continue,
            (None, None) => continue,
            _ => {}
        }
        current.push_str(columns[1]);
        if !columns[9].split('|').any(|m| m == "SpaceAfter=No") {
            current.push(' ');
        }
    }
    out
}

pub(super) fn figures<'a>(pack: &str, measured: impl Iterator<Item = (&'a str, &'a Value)>) -> Vec<Row> {
    measured
        .filter_map(|(measure, v)| v.as_f64().map(|value| Row { pack: pack.into(), measure: measure.into(), value }))
        .collect()
}

pub(super) fn json_lines(path: &Path) -> Result<Vec<Value>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    text.lines().filter(|l| !l.trim().is_empty()).map(|l| Ok(serde_json::from_str(l)?)).collect()
}

fn string(v: &Value, key: &str) -> String {
    v[key].as_str().unwrap_or_default().to_owned()
}
