//! What a number says of an event: who died, was hurt, was held. The tree decides where it reaches; a short look at the
//! words around helps where it does not ("12 dead", "and a further 125 injured").

use super::counted::{Place, words_in};
use super::words::{QuantityWords, Side};
use crate::code::QuantityRole;
use crate::parse::{Deprel, Parsed, Upos, WordId};
use crate::span::Span;

/// How far up the tree a telling word is looked for.
const MAX_STEPS: usize = 6;
/// How far before a number its verb may stand, with a bound between, in words.
const BEFORE: u32 = 4;
/// How far after a number a bare participle may stand, in words.
const AFTER: u32 = 4;

/// The role of those counted, none when nothing tells.
pub(super) fn role(parsed: &Parsed, words: &QuantityWords, place: &Place, at: Span) -> Option<QuantityRole> {
    let of_sum = place.sum.and_then(|s| noun_role(parsed, words, s));
    let start = place.counted.unwrap_or(place.number);
    of_sum
        .or_else(|| verb_before(parsed, words, at))
        .or_else(|| climb(parsed, words, start))
        .or_else(|| if start == place.number { None } else { climb(parsed, words, place.number) })
        .or_else(|| bare_participle(parsed, words, place))
}

/// "injured 2,500", "wounding at least 30": a verb right before the number, whatever the tree makes of it.
fn verb_before(parsed: &Parsed, words: &QuantityWords, at: Span) -> Option<QuantityRole> {
    let number = words_in(parsed, at).start;
    let first = parsed.sentence_of(WordId(number)).words.start.max(number.saturating_sub(BEFORE));
    let bound =
        |w: &WordId| matches!(parsed.word(*w).upos, Upos::Adp | Upos::Adj | Upos::Adv | Upos::Det | Upos::Sconj);
    let verb = (first..number).rev().map(WordId).find(|w| !bound(w)).filter(|&w| parsed.word(w).upos == Upos::Verb)?;
    let objects = words.roles(&lemma(parsed, verb)).iter().find(|(_, side)| *side == Side::Object)?;
    let prepositions =
        (verb.0 + 1..number).map(WordId).any(|w| parsed.word(w).lemma == "in" || parsed.word(w).lemma == "by");
    (!is_passive(parsed, verb) && !prepositions).then_some(objects.0)
}

/// "deaths", "wounded": the word itself or what modifies it.
fn noun_role(parsed: &Parsed, words: &QuantityWords, w: WordId) -> Option<QuantityRole> {
    let own = any(words, &parsed.word(w).lemma);
    own.or_else(|| {
        parsed.children(w).iter().find_map(|&c| {
            let child = parsed.word(c);
            match child.deprel {
                Deprel::Amod | Deprel::Acl | Deprel::AclRelcl => participle_role(parsed, words, c),
                Deprel::Compound => any(words, &child.lemma),
                _ => None,
            }
        })
    })
}

/// "wounded soldiers", "people killed in the blast", "people who died".
fn participle_role(parsed: &Parsed, words: &QuantityWords, w: WordId) -> Option<QuantityRole> {
    let word = parsed.word(w);
    let active = parsed.child(w, Deprel::Obj).is_some() || word.feats.has("VerbForm", "Ger");
    let relative = word.deprel == Deprel::AclRelcl;
    words.roles(&lemma(parsed, w)).iter().find_map(|&(role, side)| match side {
        Side::Any => Some(role),
        Side::Object if !active && (!relative || is_passive(parsed, w)) => Some(role),
        Side::Subject if relative || active => Some(role),
        _ => None,
    })
}

fn any(words: &QuantityWords, lemma: &str) -> Option<QuantityRole> {
    words.roles(lemma).iter().find(|(_, side)| *side == Side::Any).map(|(role, _)| *role)
}

/// Walks up from what is counted to the predicate that takes it.
fn climb(parsed: &Parsed, words: &QuantityWords, start: WordId) -> Option<QuantityRole> {
    let mut at = start;
    let mut sibling = false;
    for _ in 0..MAX_STEPS {
        let word = parsed.word(at);
        // What modifies a noun above ("the evacuated town of 1,500 people") says nothing of those counted.
        let own = if at == start || sibling { noun_role(parsed, words, at) } else { any(words, &word.lemma) };
        if own.is_some() && word.upos != Upos::Verb {
            return own;
        }
        let head = word.head?;
        sibling = matches!(word.deprel, Deprel::Conj | Deprel::Nummod | Deprel::Compound | Deprel::Amod);
        match word.deprel {
            Deprel::Obj | Deprel::NsubjPass | Deprel::Nsubj => return predicate_role(parsed, words, head, word.deprel),
            Deprel::Obl | Deprel::OblUnmarked if is_object_in_disguise(parsed, at, head) => {
                return predicate_role(parsed, words, head, Deprel::Obj);
            }
            // The second of two conjoined nouns stands where the first stands.
            Deprel::Conj
            | Deprel::Nmod
            | Deprel::Appos
            | Deprel::Compound
            | Deprel::Nummod
            | Deprel::Flat
            | Deprel::Amod => at = head,
            _ => return None,
        }
    }
    None
}

/// "killed at least 1,000": a bound that reads as a preposition.
fn is_object_in_disguise(parsed: &Parsed, w: WordId, verb: WordId) -> bool {
    let led = |&c: &WordId| {
        parsed.word(c).deprel == Deprel::Case && !matches!(parsed.word(c).lemma.as_str(), "at" | "about" | "over")
    };
    let near = w > verb && w.0 - verb.0 <= AFTER;
    near && !parsed.children(w).iter().any(led) && parsed.child(verb, Deprel::Obj).is_none()
}

fn predicate_role(parsed: &Parsed, words: &QuantityWords, verb: WordId, relation: Deprel) -> Option<QuantityRole> {
    let passive = relation == Deprel::NsubjPass || (relation == Deprel::Nsubj && is_passive(parsed, verb));
    let own = words.roles(&lemma(parsed, verb)).iter().find_map(|&(role, side)| match side {
        Side::Any => Some(role),
        Side::Object => (relation == Deprel::Obj || passive).then_some(role),
        Side::Subject => (relation == Deprel::Nsubj).then_some(role),
    });
    own.or_else(|| {
        // "left 12 dead", "were reported killed"
        let complement = parsed.child(verb, Deprel::Xcomp)?;
        let object = relation == Deprel::Obj || passive;
        let participle = participle_role(parsed, words, complement);
        participle.filter(|_| object && parsed.child(complement, Deprel::Mark).is_none())
    })
}

fn is_passive(parsed: &Parsed, verb: WordId) -> bool {
    parsed.children(verb).iter().any(|&c| matches!(parsed.word(c).deprel, Deprel::AuxPass | Deprel::NsubjPass))
}

/// The lemma, with the particle of a phrasal verb or "into custody".
fn lemma(parsed: &Parsed, w: WordId) -> String {
    let lemma = &parsed.word(w).lemma;
    if let Some(particle) = parsed.child(w, Deprel::CompoundPrt) {
        return format!("{lemma} {}", parsed.word(particle).lemma);
    }
    let custody =
        parsed.children(w).iter().any(|&c| parsed.word(c).deprel == Deprel::Obl && parsed.word(c).lemma == "custody");
    if custody { format!("{lemma} into custody") } else { lemma.to_string() }
}

/// "and 125 injured", "20 more wounded": a participle right after, where the tree has another reading.
fn bare_participle(parsed: &Parsed, words: &QuantityWords, place: &Place) -> Option<QuantityRole> {
    let from = place.counted.unwrap_or(place.number).0 + 1;
    let end = parsed.sentence_of(place.number).words.end.min(from + AFTER);
    for w in (from..end).map(WordId) {
        let word = parsed.word(w);
        let roles = words.roles(&word.lemma);
        let participle = word.upos == Upos::Adj || word.feats.has("VerbForm", "Part");
        if participle && !roles.is_empty() && parsed.child(w, Deprel::Obj).is_none() {
            return roles.first().map(|&(role, _)| role);
        }
        if !matches!(word.upos, Upos::Aux | Upos::Adv | Upos::Adj | Upos::Pron) {
            return None;
        }
    }
    None
}
