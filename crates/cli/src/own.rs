//! `--actors` and `--rules`: the files in the folders that a user names. What is in them is the engine's business.

use anyhow::{Context, Result, bail};
use sayso::{ActorFile, RuleFile};
use std::path::{Path, PathBuf};

/// Tables of actors, folder by folder in the order given, within a folder by name.
pub fn actors(places: &[PathBuf]) -> Result<Vec<ActorFile>> {
    files(places, "tsv", |name, text| ActorFile { name, text })
}

/// Files of event rules, in the same order.
pub fn rules(places: &[PathBuf]) -> Result<Vec<RuleFile>> {
    files(places, "toml", |name, text| RuleFile { name, text })
}

fn files<T>(places: &[PathBuf], extension: &str, make: impl Fn(String, String) -> T) -> Result<Vec<T>> {
    let mut out = Vec::new();
    for place in places {
        let paths = paths(place, extension).with_context(|| format!("{}: it cannot be read", place.display()))?;
        for path in paths {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(&path).with_context(|| format!("{name}: it cannot be read"))?;
            out.push(make(name, text));
        }
    }
    Ok(out)
}

fn paths(place: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    if !place.is_dir() {
        return Ok(vec![place.to_owned()]);
    }
    let mut out = Vec::new();
    for entry in std::fs::read_dir(place)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == extension) {
            out.push(path);
        }
    }
    if out.is_empty() {
        bail!("it holds no .{extension} file");
    }
    out.sort();
    Ok(out)
}
