//! `sayso parse`: one text, or a treebank file whose words are given, to CoNLL-U.

use crate::args::ParseArgs;
use crate::input::{bytes, jobs};
use anyhow::{Context, Result};
use sayso::Engine;
use sayso::parse::conllu;
use sayso::parse::model::Workspace;
use sayso::read::Metadata;
use std::io::Write;

/// Sentences parsed at a time, to bound memory.
const BATCH: usize = 512;

/// Runs the command; false when the input could not be read.
pub fn run(args: &ParseArgs) -> Result<bool> {
    let engine = Engine::load()?;
    let mut ws = Workspace::default();
    let mut stdout = std::io::stdout().lock();
    if args.pretokenized {
        let place = args.file.display().to_string();
        let raw = bytes(&args.file).with_context(|| place.clone())?;
        let sentences = conllu::read(&place, &String::from_utf8_lossy(&raw))?;
        for batch in sentences.chunks(BATCH) {
            let (_, parsed) = engine.parser().parse_given(&mut ws, batch);
            let mut out = String::new();
            for (given, sentence) in batch.iter().zip(&parsed.sentences) {
                let words = &parsed.words[sentence.words.start as usize..sentence.words.end as usize];
                given.write(words, sentence.words.start, &mut out);
            }
            stdout.write_all(out.as_bytes())?;
        }
        return Ok(true);
    }
    let given = Metadata::default();
    let mut all_read = true;
    for job in jobs(std::slice::from_ref(&args.file), &given, false) {
        let report = job.body.and_then(|(raw, metadata)| Ok(engine.read(&job.place, &raw, &metadata)?));
        match report {
            Ok(report) => {
                let parsed = engine.parse(&mut ws, &report);
                let mut out = String::new();
                conllu::write(&report.id, &report.text, &parsed, &mut out);
                stdout.write_all(out.as_bytes())?;
            }
            Err(e) => {
                eprintln!("sayso: {e:#}");
                all_read = false;
            }
        }
    }
    Ok(all_read)
}
