//! The repository's casebook is sound: every string stands in its text once, every code is somebody's, every id leads
//! somewhere.

use sayso::codebook::Codebook;
use sayso_casebook::Casebook;
use sayso_casebook::book::lexicon;
use std::path::Path;

#[test]
fn nothing_is_wrong_with_the_casebook() -> Result<(), Box<dyn std::error::Error>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../casebook").canonicalize()?;
    let codebook = Codebook::with_actors(&lexicon(&dir.join("lexicon"))?)?;
    let (book, problems) = Casebook::read(&dir, &codebook)?;
    assert!(book.reports().next().is_some(), "no report was found");
    assert!(book.folders.iter().all(|f| f.split.is_some()), "a story lies outside train, dev and test");
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{} problems:\n{}", told.len(), told.join("\n"));
    Ok(())
}
