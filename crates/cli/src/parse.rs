//! `sayso parse`: a text, or a treebank file whose words are given, to CoNLL-U.

use crate::args::{Fields, Input, ParseArgs};
use crate::input::{Job, bytes, intake, jobs, name};
use crate::read::{complain, placed};
use anyhow::{Context, Result};
use sayso::Engine;
use sayso::parse::conllu;
use sayso::parse::model::Workspace;
use sayso::read::Metadata;
use std::io::Write;

/// Sentences parsed at a time, to bound memory.
const BATCH: usize = 512;

/// Runs the command; false when an input could not be read.
pub fn run(args: &ParseArgs) -> Result<bool> {
    let engine = Engine::load()?;
    let mut ws = Workspace::default();
    let mut stdout = std::io::stdout().lock();
    if args.pretokenized {
        pretokenized(&engine, &mut ws, args, &mut stdout)?;
        return Ok(true);
    }
    let mut all_read = true;
    for job in jobs(&intake(Input::Auto, &Fields::default()), std::slice::from_ref(&args.file)) {
        let place = job.place();
        match text(&engine, &mut ws, job) {
            Ok(out) => stdout.write_all(out.as_bytes())?,
            Err(e) => {
                complain(&placed(&place, &format!("{e:#}")));
                all_read = false;
            }
        }
    }
    stdout.flush()?;
    Ok(all_read)
}

fn text(engine: &Engine, ws: &mut Workspace, job: Job) -> Result<String> {
    let report = job.report(engine, &Metadata::default())?;
    let parsed = engine.parse(ws, &report);
    let mut out = String::new();
    conllu::write(&report.id, &report.text, &parsed, &mut out);
    Ok(out)
}

fn pretokenized(engine: &Engine, ws: &mut Workspace, args: &ParseArgs, out: &mut impl Write) -> Result<()> {
    let place = name(&args.file);
    let raw = bytes(&args.file).with_context(|| place.clone())?;
    let sentences = conllu::read(&place, &String::from_utf8_lossy(&raw))?;
    for batch in sentences.chunks(BATCH) {
        let (_, parsed) = engine.parser().parse_given(ws, batch);
        let mut text = String::new();
        for (given, sentence) in batch.iter().zip(&parsed.sentences) {
            let words = &parsed.words[sentence.words.start as usize..sentence.words.end as usize];
            given.write(words, sentence.words.start, &mut text);
        }
        out.write_all(text.as_bytes())?;
    }
    out.flush()?;
    Ok(())
}
