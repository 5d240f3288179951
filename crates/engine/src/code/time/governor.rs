//! The tense of the verb that governs a time expression, read off the tree.

use super::{Tense, TimeWords};
use crate::parse::{Deprel, Feats, Parsed, Upos, WordId};
use crate::span::Span;

/// How far up a governing verb is looked for.
const MAX_STEPS: usize = 8;

/// What a word on the way up says.
enum Sign {
    /// The tense is known.
    Known(Tense),
    /// "to meet": later than the verb above.
    Infinitive,
    /// The predicate is found, but the tree does not tell; words around may.
    Open,
    /// No predicate, or one that borrows its tense from above.
    None,
}

/// The tense of the verb above a span; none when the tree does not tell.
pub(super) fn governing_tense(text: &str, parsed: &Parsed, words: &TimeWords, span: Span) -> Option<Tense> {
    let first = parsed.word_at_or_after(span.start)?;
    let inside = |w: WordId| span.contains(parsed.word(w).span);
    let mut at = Some(first).filter(|&w| inside(w))?;
    for _ in 0..MAX_STEPS {
        match parsed.word(at).head {
            Some(head) if inside(head) => at = head,
            _ => break,
        }
    }
    let bounded = parsed.children(at).iter().any(|&c| matches!(parsed.word(c).lemma.as_str(), "until" | "till" | "by"));
    for step in 0..MAX_STEPS {
        at = parsed.word(at).head?;
        let scheduled = words.points_ahead(parsed.word(at).span.of(text));
        match sign(parsed, at) {
            // "Until Thursday they had not", but "have until Thursday": a bound lies ahead of all but the pluperfect.
            Sign::Known(Tense::Past) if scheduled || (bounded && !is_pluperfect(parsed, at)) => return None,
            // An infinitive looks ahead only for its own modifiers.
            Sign::Infinitive if step == 0 => return Some(Tense::Future),
            Sign::Known(tense) => return Some(tense),
            Sign::Open => return None,
            Sign::Infinitive | Sign::None => {}
        }
    }
    None
}

/// What a predicate's auxiliaries, copula and features say.
fn sign(parsed: &Parsed, w: WordId) -> Sign {
    let mut tense = None;
    for helper in helpers(parsed, w) {
        match parsed.word(helper).lemma.as_str() {
            "will" | "shall" | "'ll" | "would" => return Sign::Known(Tense::Future),
            "may" | "might" | "can" | "could" | "should" | "must" => return Sign::Open,
            "have" => return Sign::Known(Tense::Past),
            _ => tense = tense.or(finite_tense(&parsed.word(helper).feats)),
        }
    }
    let word = parsed.word(w);
    if let Some(tense) = tense {
        return Sign::Known(tense);
    }
    if word.upos != Upos::Verb {
        return Sign::None;
    }
    if word.feats.has("VerbForm", "Inf") {
        let marked = parsed.child(w, Deprel::Mark).is_some();
        return if marked { Sign::Infinitive } else { Sign::None };
    }
    let participle = word.feats.has("VerbForm", "Part") && word.feats.has("Tense", "Past");
    if participle && word.deprel != Deprel::Xcomp {
        return Sign::Known(Tense::Past);
    }
    finite_tense(&word.feats).map_or(Sign::None, Sign::Known)
}

fn is_pluperfect(parsed: &Parsed, w: WordId) -> bool {
    helpers(parsed, w).any(|h| parsed.word(h).lemma == "have" && parsed.word(h).feats.has("Tense", "Past"))
}

fn helpers(parsed: &Parsed, w: WordId) -> impl Iterator<Item = WordId> {
    let helps = |&c: &WordId| matches!(parsed.word(c).deprel, Deprel::Aux | Deprel::AuxPass | Deprel::Cop);
    parsed.children(w).iter().copied().filter(helps)
}

fn finite_tense(feats: &Feats) -> Option<Tense> {
    match feats.get("Tense") {
        Some("Past") if !feats.has("VerbForm", "Part") => Some(Tense::Past),
        Some("Pres") if feats.has("VerbForm", "Fin") => Some(Tense::Present),
        _ => None,
    }
}
