//! "X reported, citing Y": the words are Y's, and X passes them on. The attribution rules give the citing verb what it cites as
//! its content; here, where that is somebody, it becomes the source of what was reported.

use super::actors::Actors;
use super::args::Args;
use super::attribution::{Attribution, SourceMention};
use crate::parse::{Deprel, WordId};

/// Verbs that name whom one has it from.
const CITE: [&str; 2] = ["cite", "quote"];

/// Makes those who are cited the sources of what is reported on their word.
pub fn turn(args: Args<'_>, actors: &Actors, found: &mut [Attribution]) {
    for i in 0..found.len() {
        let Some((reporting, cited)) = cited(args, actors, found, i) else { continue };
        let report = found[reporting].clone();
        let citing = &mut found[i];
        let at = args.parsed.subtree_span(cited);
        citing.source = Some(SourceMention { at, head: cited, antecedent: None });
        citing.content = report.content;
        citing.content_heads = report.content_heads;
        citing.quotation = report.quotation;
        citing.outer = Some(reporting);
    }
}

/// The report that a citing verb belongs to, and whom it cites.
fn cited(args: Args<'_>, actors: &Actors, found: &[Attribution], i: usize) -> Option<(usize, WordId)> {
    let citing = &found[i];
    let verb = citing.cue.head;
    let fits = CITE.contains(&args.lemma(verb)) && args.is_gerund(verb) && args.rel(verb) == Deprel::Advcl;
    let whom = args.children_by(verb, Deprel::Obj).next().filter(|&w| fits && !actors.at(w).is_empty())?;
    let governor = args.head(verb)?;
    let sentence = args.parsed.word(verb).sentence;
    let same = |a: &&(usize, &Attribution)| args.parsed.word(a.1.cue.head).sentence == sentence && a.0 != i;
    let others = || found.iter().enumerate().filter(|a| same(&a));
    let own = others().find(|(_, a)| a.cue.head == governor);
    let reporting = own.or_else(|| others().find(|(_, a)| a.content_heads.contains(&governor)))?;
    Some((reporting.0, whom))
}
