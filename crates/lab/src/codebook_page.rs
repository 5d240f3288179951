//! `lab codebook`: docs/CODEBOOK.md out of the ontology's tables and the event rules, so that a reader sees what each type
//! means, which words are looked for, and what is coded and what is not.

use anyhow::{Context, Result};
use sayso::builtin;
use sayso::code::EventType;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

/// Sentences shown of each type and sort, drawn evenly over its rules.
const SHOWN: usize = 12;

#[derive(clap::Args)]
pub struct Arguments {
    /// Where the page goes
    #[arg(long, default_value = "docs/CODEBOOK.md")]
    out: PathBuf,
}

/// What `data/ontology/definitions.toml` says of a type.
#[derive(Deserialize)]
struct Definition {
    about: String,
    not: String,
    #[serde(default)]
    modes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct RuleFile {
    #[serde(default)]
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    id: String,
    mode: Option<String>,
    cameo: Option<String>,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

/// Writes the page.
pub fn run(arguments: &Arguments) -> Result<()> {
    std::fs::write(&arguments.out, page()?).with_context(|| arguments.out.display().to_string())
}

/// The whole page.
fn page() -> Result<String> {
    let definitions: BTreeMap<String, Definition> =
        toml::from_str(include_str!("../../../data/ontology/definitions.toml")).context("definitions.toml")?;
    let mut out = String::from(
        "# Codebook\n\nMade by `cargo run -p sayso-lab -- codebook` from `data/ontology` and `data/rules`; a test says when it is out of date. \
         The types are PLOVER's, in our words; `data/rules` says exactly when a word counts.\n\n",
    );
    for kind in EventType::ALL {
        let definition = definitions.get(kind.as_str()).with_context(|| format!("definitions.toml: no {kind}"))?;
        section(&mut out, *kind, definition)?;
    }
    Ok(out)
}

fn section(out: &mut String, kind: EventType, definition: &Definition) -> Result<()> {
    let name = format!("rules/{}.toml", kind.as_str().to_lowercase());
    let text = builtin::RULES.iter().find(|(n, _)| *n == name).map(|(_, t)| *t).with_context(|| name.clone())?;
    let rules = toml::from_str::<RuleFile>(text).with_context(|| name.clone())?.rule;
    writeln!(out, "## {kind}\n\n{}\n\n*Not*: {}\n", definition.about, definition.not)?;
    modes(out, kind, definition, &rules)?;
    let words = |pick: fn(&Rule) -> &Vec<String>| -> String {
        let all: BTreeSet<&str> = rules.iter().flat_map(&pick).map(String::as_str).collect();
        all.into_iter().collect::<Vec<_>>().join(", ")
    };
    for (what, list) in
        [("Verbs", words(|r| &r.verbs)), ("Nouns", words(|r| &r.nouns)), ("Adjectives", words(|r| &r.adjectives))]
    {
        if !list.is_empty() {
            writeln!(out, "**{what}** (each under the conditions of its rule): {list}\n")?;
        }
    }
    examples(out, "Coded", &rules, |r| &r.yes)?;
    examples(out, "Not coded so", &rules, |r| &r.no)
}

/// A line a mode: its meaning, its rules' CAMEO codes, how many rules.
fn modes(out: &mut String, kind: EventType, definition: &Definition, rules: &[Rule]) -> Result<()> {
    writeln!(out, "| mode | meaning | CAMEO | rules |\n|---|---|---|---|")?;
    let mut row = |mode: Option<&str>, meaning: &str| {
        let own: Vec<&Rule> = rules.iter().filter(|r| r.mode.as_deref() == mode).collect();
        let codes: BTreeSet<&str> = own.iter().filter_map(|r| r.cameo.as_deref()).collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        writeln!(out, "| {} | {meaning} | {} | {} |", mode.unwrap_or("none"), codes.join(", "), own.len())
    };
    row(None, "no mode, or not told")?;
    for mode in declared_modes(kind) {
        let meaning = definition.modes.get(mode).with_context(|| format!("definitions.toml: {kind} has no {mode}"))?;
        row(Some(mode), meaning)?;
    }
    out.push('\n');
    Ok(())
}

/// The modes of a type, in the order of plover.tsv.
fn declared_modes(kind: EventType) -> Vec<&'static str> {
    let rows = builtin::table::PLOVER.lines().filter(|l| !l.starts_with('#'));
    let cells = rows.filter_map(|l| l.split_once('\t')).filter(|(k, _)| *k == kind.as_str());
    cells.filter_map(|(_, rest)| rest.split('\t').next()).filter(|m| *m != "_").collect()
}

/// Some sentences with the rules that they come from.
fn examples(out: &mut String, what: &str, rules: &[Rule], pick: fn(&Rule) -> &Vec<String>) -> Result<()> {
    let all: Vec<(&str, &str)> =
        rules.iter().filter_map(|r| Some((pick(r).first()?.as_str(), r.id.as_str()))).collect();
    if all.is_empty() {
        return Ok(());
    }
    writeln!(out, "{what}:")?;
    let step = all.len().div_ceil(SHOWN);
    for (sentence, id) in all.iter().step_by(step) {
        writeln!(out, "- {sentence} (`{id}`)")?;
    }
    out.push('\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE_EXPECT=1` writes the page instead.
    #[test]
    fn the_page_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/CODEBOOK.md");
        let page = page().expect("a page");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(path, &page).expect("the page is written");
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            committed == page,
            "docs/CODEBOOK.md is out of date: UPDATE_EXPECT=1 cargo test -p sayso-lab codebook_page"
        );
    }
}
