//! The verbs of a sentence and how far what they say reaches.

use super::nominals::hidden;
use super::tokens::Line;
use crate::parse::{Deprel, Parsed, Upos, WordId};

/// A verb in the line.
#[derive(Clone, Debug)]
pub(super) struct Verb {
    pub place: usize,
    /// One past the last place of its verb phrase.
    pub end: usize,
    /// "was VERBed … by".
    pub passive: bool,
}

/// In text order; verbs inside noun phrases and relative clauses are left out.
pub(super) fn verbs(parsed: &Parsed, line: &Line) -> Vec<Verb> {
    let mut out: Vec<Verb> = Vec::new();
    for w in line.covers().map(WordId) {
        let Some(place) = line.place(w) else { continue };
        let taken = out.last().is_some_and(|v| v.place == place) || line.nominal_at(place).is_some();
        if taken || !is_verb(parsed, w) || in_relative_clause(parsed, w) {
            continue;
        }
        let main = main_verb(parsed, w);
        let end = reach(parsed, line, main).max(place + 1);
        let passive = main == w && is_passive(parsed, line, w, place, end);
        out.push(Verb { place, end, passive });
    }
    out
}

fn is_verb(parsed: &Parsed, w: WordId) -> bool {
    matches!(parsed.word(w).upos, Upos::Verb | Upos::Aux)
}

fn in_relative_clause(parsed: &Parsed, w: WordId) -> bool {
    let mut at = Some(w);
    // No tree is deeper than it has words.
    for _ in 0..=parsed.words.len() {
        match at {
            Some(x) if hidden(parsed, x) => return true,
            Some(x) => at = parsed.word(x).head,
            None => return false,
        }
    }
    false
}

/// What an auxiliary helps.
fn main_verb(parsed: &Parsed, w: WordId) -> WordId {
    let word = parsed.word(w);
    match (word.deprel, word.head) {
        (Deprel::Aux | Deprel::AuxPass | Deprel::Cop, Some(head)) => head,
        _ => w,
    }
}

fn reach(parsed: &Parsed, line: &Line, main: WordId) -> usize {
    let mut end = line.place(main).map_or(0, |p| p + 1);
    for &c in parsed.children(main) {
        let apart = matches!(parsed.word(c).deprel, Deprel::Punct | Deprel::Cc | Deprel::Parataxis | Deprel::Discourse)
            || parsed.word(c).deprel == Deprel::Conj;
        if c > main && !apart {
            end = parsed.subtree(c).into_iter().filter_map(|w| line.place(w)).map(|p| p + 1).fold(end, usize::max);
        }
    }
    end
}

fn is_passive(parsed: &Parsed, line: &Line, w: WordId, place: usize, end: usize) -> bool {
    let helped = |&c: &WordId| {
        let form = line.place(c).map(|p| line.tokens[p].text.as_str());
        c < w
            && matches!(parsed.word(c).deprel, Deprel::Aux | Deprel::AuxPass)
            && form.is_some_and(|f| ["WAS", "IS", "BEEN", "WERE", "ARE", "BE", "BEING"].contains(&f))
    };
    let past = parsed.word(w).feats.has("VerbForm", "Part") && parsed.word(w).feats.has("Tense", "Past");
    past && parsed.children(w).iter().any(helped)
        && line.tokens[place..end.min(line.tokens.len())].iter().any(|t| t.text == "BY")
}
