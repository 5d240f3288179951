//! The verbs of a sentence and how far what they say reaches.

use super::nominals::{hidden, is_aside};
use super::tokens::Line;
use crate::codebook::dictionaries::verbs::Verbs;
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
        let forced = line.is_forced(place);
        if taken || !forced && !is_verb(parsed, line, w) || in_relative_clause(parsed, w) {
            continue;
        }
        let main = main_verb(parsed, w);
        let mut end = reach(parsed, line, main).max(place + 1);
        if forced {
            // What the parser makes of the words around is of no use here.
            let clause = (place..line.tokens.len()).find(|&p| line.tokens[p].is_comma());
            end = clause.unwrap_or(line.tokens.len()).max(end);
        }
        let passive = main == w && is_passive(parsed, line, w, place, end);
        out.push(Verb { place, end, passive });
    }
    out
}

/// Modals are none: no treebank tags them as verbs.
fn is_verb(parsed: &Parsed, line: &Line, w: WordId) -> bool {
    let modal = || line.place(w).is_some_and(|p| is_modal(&line.tokens[p].text));
    match parsed.word(w).upos {
        Upos::Verb => true,
        Upos::Aux => !modal(),
        _ => false,
    }
}

fn is_modal(text: &str) -> bool {
    const MODALS: [&str; 14] =
        ["WILL", "WOULD", "CAN", "COULD", "MAY", "MIGHT", "SHALL", "SHOULD", "MUST", "WO", "CA", "'LL", "'D", "CANNOT"];
    MODALS.contains(&text)
}

/// Marks the verbs that the parser takes for something else: words of a verb of several words, and what follows a modal
/// or "has" as only a verb can.
pub(super) fn force(parsed: &Parsed, line: &mut Line, verbs: &Verbs) {
    let mut forced = Vec::new();
    for (place, token) in line.tokens.iter().enumerate() {
        let forms = verbs.forms(&token.text);
        let long = forms.iter().find_map(|f| f.span(place, |i| line.tokens.get(i).map(|t| t.text.as_str())));
        let upos = parsed.word(token.word).upos;
        match long {
            Some(span) if span.len() > 1 => forced.push(span),
            _ if !forms.is_empty() && helped(parsed, line, place, upos) => forced.push(place..place + 1),
            _ => {}
        }
    }
    line.forced = forced;
}

fn helped(parsed: &Parsed, line: &Line, place: usize, upos: Upos) -> bool {
    let passed = |p: &usize| {
        let t = &line.tokens[*p];
        matches!(t.text.as_str(), "NOT" | "N'T") || parsed.word(t.word).upos == Upos::Adv
    };
    let Some(before) = (0..place).rev().take(3).find(|p| !passed(p)) else { return false };
    let text = line.tokens[before].text.as_str();
    match upos {
        Upos::Noun | Upos::Propn | Upos::Adj => is_modal(text),
        Upos::Verb => is_modal(text) || ["HAS", "HAVE", "HAD"].contains(&text),
        _ => false,
    }
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
    match (word.upos, word.deprel, word.head) {
        (Upos::Aux, Deprel::Aux | Deprel::AuxPass | Deprel::Cop, Some(head)) => head,
        _ => w,
    }
}

fn reach(parsed: &Parsed, line: &Line, main: WordId) -> usize {
    let mut end = line.place(main).map_or(0, |p| p + 1);
    for &c in parsed.children(main) {
        let apart = matches!(parsed.word(c).deprel, Deprel::Punct | Deprel::Cc | Deprel::Parataxis | Deprel::Discourse)
            || parsed.word(c).deprel == Deprel::Conj;
        if c > main && !apart {
            end = within(parsed, c).into_iter().filter_map(|w| line.span(w)).map(|s| s.end).fold(end, usize::max);
        }
    }
    end
}

/// A word with what hangs on it, without asides.
fn within(parsed: &Parsed, w: WordId) -> Vec<WordId> {
    let mut out = vec![w];
    let mut i = 0;
    while i < out.len() {
        out.extend(parsed.children(out[i]).iter().filter(|&&c| !is_aside(parsed, c)));
        i += 1;
    }
    out
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
