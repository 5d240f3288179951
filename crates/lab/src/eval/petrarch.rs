//! The unit records of PETRARCH: each from its raw text, with the pack's own dictionaries and the record's own settings,
//! right when exactly the expected sources, targets and codes come out.

use super::Row;
use super::packs::{Bench, json_lines};
use anyhow::{Context, Result};
use sayso::code::petrarch::{self, Options, Words};
use sayso::codebook::dictionaries::{Dictionaries, DictionaryFile};
use sayso::parse::model::Workspace;
use sayso::read::Metadata;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

type Triple = (String, String, String);

impl Bench {
    /// Records right, of those that PETRARCH itself runs; the others are written to `petrarch.txt` in the scratch folder.
    pub(super) fn petrarch(&self, records: &Path) -> Result<Vec<Row>> {
        let dictionaries = records.with_file_name("dictionaries");
        let dictionaries = load(&dictionaries)?;
        let (mut right, mut all, mut report) = (0, 0, String::new());
        for record in json_lines(records)?.iter().filter(|r| is_active(r)) {
            let expected = expected(record);
            let found = self.coded(record, &dictionaries)?;
            all += 1;
            right += usize::from(found == expected);
            if found != expected {
                let (id, text) = (record["id"].as_str().unwrap_or("?"), record["text"].as_str().unwrap_or_default());
                let _ = writeln!(report, "{id}\t{text}\n  expected {expected:?}\n  found    {found:?}");
            }
        }
        self.save("petrarch.txt", &report)?;
        let row = |measure: &str, value: f64| Row { pack: "petrarch".into(), measure: measure.into(), value };
        Ok(vec![row("records exact", right as f64), row("of", all as f64)])
    }

    fn coded(&self, record: &Value, dictionaries: &Dictionaries) -> Result<BTreeSet<Triple>> {
        let text = record["text"].as_str().unwrap_or_default();
        let date = record["date"].as_str().filter(|d| d.len() == 8 && d.is_ascii());
        let published = date.map(|d| format!("{}-{}-{}", &d[..4], &d[4..6], &d[6..]));
        let report = self.engine.read("record", text.as_bytes(), &Metadata { published, ..Metadata::default() })?;
        let parsed = self.engine.parser().parse(&mut Workspace::default(), &report);
        let events = petrarch::code(dictionaries, &report, &parsed, &options(record));
        Ok(events.into_iter().map(|e| (e.source.into(), e.target.into(), e.code.into())).collect())
    }
}

/// The files of a folder.
fn load(folder: &Path) -> Result<Dictionaries> {
    let place = || folder.display().to_string();
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(place)?
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    let read = |p: &PathBuf| -> Result<DictionaryFile> {
        let name = p.display().to_string();
        Ok(DictionaryFile { text: std::fs::read_to_string(p).with_context(|| name.clone())?, name })
    };
    let files = paths.iter().map(read).collect::<Result<Vec<_>>>()?;
    Dictionaries::load(&files).with_context(place)
}

/// Records that PETRARCH left for later are in the file as well.
fn is_active(record: &Value) -> bool {
    let says = |key: &str, part: &str| record[key].as_str().is_some_and(|v| v.contains(part));
    !says("note", "currently not implemented") && !says("category", "x")
}

fn expected(record: &Value) -> BTreeSet<Triple> {
    let field = |e: &Value, key: &str| e[key].as_str().unwrap_or_default().to_owned();
    let events = record["events"].as_array().into_iter().flatten();
    events.map(|e| (field(e, "source"), field(e, "target"), field(e, "code"))).collect()
}

/// `config: comma_min=4, require_dyad=false` in a record's note.
fn options(record: &Value) -> Options {
    let note = record["note"].as_str().unwrap_or_default();
    let mut out = Options::default();
    let settings = note.split(['|', '\n']).filter_map(|part| part.trim().strip_prefix("config:"));
    for (key, value) in settings.flat_map(|s| s.split(',')).filter_map(|s| s.trim().split_once('=')) {
        let number = || value.trim().parse::<usize>().unwrap_or(0);
        let set = |words: &mut Words, least: bool| *(if least { &mut words.least } else { &mut words.most }) = number();
        match key.trim() {
            "comma_min" => set(&mut out.inner, true),
            "comma_max" => set(&mut out.inner, false),
            "comma_bmin" => set(&mut out.opening, true),
            "comma_bmax" => set(&mut out.opening, false),
            "comma_emin" => set(&mut out.closing, true),
            "comma_emax" => set(&mut out.closing, false),
            "require_dyad" => out.dyads_only = value.trim().eq_ignore_ascii_case("true"),
            "new_actor_length" => out.new_actor_words = number(),
            _ => {}
        }
    }
    out
}
