//! The words before a sentence's first verb, read without the tree where the tree makes several phrases of them: lists of
//! unknown names are what parsers trip over most.

use super::tokens::{Line, Nominal};
use crate::codebook::dictionaries::actors::Actors;
use crate::parse::{Parsed, Upos};
use std::ops::Range;

/// Puts one noun phrase where a plain list or a single name opens the sentence.
pub(super) fn mend(parsed: &Parsed, line: &mut Line, actors: &Actors) {
    let upos = |p: usize| parsed.word(line.tokens[p].word).upos;
    let ends = |p: &usize| matches!(upos(*p), Upos::Verb | Upos::Aux) && line.nominal_at(*p).is_none();
    let Some(end) = (0..line.tokens.len()).find(|p| ends(p) || line.is_forced(*p)) else { return };
    let start = (0..end).find(|&p| upos(p) != Upos::Cconj).unwrap_or(end);
    let plain = |p: usize| {
        matches!(
            upos(p),
            Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num | Upos::Cconj | Upos::Part | Upos::X
        ) || line.tokens[p].is_comma()
    };
    if start == end || !(start..end).all(plain) {
        return;
    }
    let names = names(line, actors, end);
    let members = members(line, start..end, |p| upos(p) == Upos::Cconj, |p| upos(p) == Upos::Adj && !names[p]);
    let joined = (start..end).any(|p| upos(p) == Upos::Cconj);
    let commas = (start..end).any(|p| line.tokens[p].is_comma());
    // Commas without an "and" set off what is said besides.
    let whole = line.nominals.first().is_some_and(|n| n.at == (start..end) && n.wordings.len() >= members.len());
    if whole || members.is_empty() || commas && !joined {
        return;
    }
    line.nominals.retain(|n| n.at.start >= end);
    line.nominals.insert(0, Nominal { at: start..end, wordings: members });
}

/// Which words are part of an actor's name.
fn names(line: &Line, actors: &Actors, end: usize) -> Vec<bool> {
    let words = line.words();
    let mut out = vec![false; end];
    for p in 0..end {
        if let Some((_, length)) = actors.at(&words[p..end]) {
            out[p..p + length].fill(true);
        }
    }
    out
}

/// The list's members; one that ends in an adjective goes on in the next.
fn members(
    line: &Line,
    range: Range<usize>,
    joins: impl Fn(usize) -> bool,
    adjective: impl Fn(usize) -> bool,
) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new()];
    for p in range {
        let parts = joins(p) || line.tokens[p].is_comma();
        match out.last_mut() {
            Some(last) if !parts => last.push(p),
            Some(last) if last.last().is_some_and(|&l| !adjective(l)) => out.push(Vec::new()),
            _ => {}
        }
    }
    out.retain(|m| !m.is_empty());
    out
}
