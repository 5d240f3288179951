//! `--dictionaries`: reports coded with a user's PETRARCH dictionaries, and the rows that come of it. What the files mean
//! is the engine's business.

use anyhow::{Context, Result, bail};
use sayso::Engine;
use sayso::code::petrarch::{self, Options};
use sayso::codebook::dictionaries::{Dictionaries, DictionaryFile, Kind};
use sayso::parse::model::Workspace;
use sayso::read::Report;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The text files of a folder whose names say that they hold actors, agents, verbs or discards.
pub fn load(folder: &Path) -> Result<Dictionaries> {
    let place = || format!("{}: it cannot be read", folder.display());
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).with_context(place)?.map(|e| Ok(e?.path())).collect::<Result<_>>()?;
    paths.retain(|p| p.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        if Kind::of(&name).is_none() {
            continue;
        }
        let bytes = std::fs::read(&path).with_context(|| format!("{name}: it cannot be read"))?;
        files.push(DictionaryFile { name, text: String::from_utf8_lossy(&bytes).into_owned() });
    }
    if files.is_empty() {
        bail!(
            "{}: it holds no dictionary; their names are like my.actors.txt, my.agents.txt, my.verbs.txt, my.discards.txt",
            folder.display()
        );
    }
    Ok(Dictionaries::load(&files)?)
}

/// A row for each event: day, source, target, code, report, number of the sentence; tabs between them.
pub fn rows(engine: &Engine, ws: &mut Workspace, report: &Report, dictionaries: &Dictionaries) -> String {
    let parsed = engine.parse(ws, report);
    let day = report.published.map(|d| d.strftime("%Y%m%d").to_string()).unwrap_or_default();
    let id = report.id.replace(['\t', '\n', '\r'], " ");
    let mut out = String::new();
    for e in petrarch::code(dictionaries, report, &parsed, &Options::default()) {
        let sentence = e.sentence.0 + 1;
        let _ = writeln!(out, "{day}\t{}\t{}\t{}\t{id}\t{sentence}", e.source, e.target, e.code);
    }
    out
}
