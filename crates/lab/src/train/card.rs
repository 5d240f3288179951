//! The model card, `card.toml`: each training command owns the tables under its model's name and leaves the others alone.

use anyhow::{Context, Result};
use std::path::Path;

const HEAD: &str = "# Written by `lab train`, each model's tables together with its file.\n\n";

/// Puts a model's tables into the card beside its file.
pub fn replace(model_file: &Path, name: &str, section: &str) -> Result<()> {
    let card = model_file.with_file_name("card.toml");
    let before = std::fs::read_to_string(&card).unwrap_or_default();
    let text = HEAD.to_owned() + &without(&before, name) + section.trim_end() + "\n";
    std::fs::write(&card, text).with_context(|| card.display().to_string())
}

/// The tables of all other models.
fn without(card: &str, name: &str) -> String {
    let mut skipping = true;
    let mut out = String::new();
    for line in card.lines() {
        if line.starts_with('[') {
            let table = line.trim_start_matches('[');
            skipping = table.strip_prefix(name).is_some_and(|rest| rest.starts_with([']', '.']));
        }
        if !skipping {
            out += line;
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    if out.is_empty() { out } else { out + "\n\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_models_stay() {
        let card = "# head\n\n[a]\nx = 1\n# note\n[[a.data]]\ny = 2\n\n[ab]\nz = 3\n";
        assert_eq!(without(card, "a"), "[ab]\nz = 3\n\n");
        assert_eq!(without(card, "b"), "[a]\nx = 1\n# note\n[[a.data]]\ny = 2\n\n[ab]\nz = 3\n\n");
        assert_eq!(without("", "a"), "");
    }
}
