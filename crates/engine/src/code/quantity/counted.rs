//! What a number counts, read off the tree: the noun it modifies, the noun after "of", or the noun of "the number of
//! marchers at 4,200".

use super::words::{Beside, QuantityWords, is_measure};
use crate::code::time::scan::Tokens;
use crate::parse::{Deprel, Parsed, Upos, WordId};
use crate::span::Span;
use std::ops::Range;

/// How far before a number "the number of …" may stand, in words.
const SUM_DISTANCE: usize = 10;

/// The longest noun phrase that is read without a tree, in words.
const LONGEST_PHRASE: u32 = 4;

/// A number's place in the tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The word of the number that the others hang on.
    pub(super) number: WordId,
    /// Head of what is counted.
    pub(super) counted: Option<WordId>,
    /// "toll", "number": the noun that the number is the value of.
    pub(super) sum: Option<WordId>,
}

/// Words that a span touches.
pub(super) fn words_in(parsed: &Parsed, span: Span) -> Range<u32> {
    let start = parsed.words.partition_point(|w| w.span.end <= span.start);
    let length = parsed.words[start..].iter().take_while(|w| w.span.start < span.end).count();
    start as u32..(start + length) as u32
}

/// Finds a number's place; none when the parse has no word for it.
pub(super) fn place(parsed: &Parsed, words: &QuantityWords, span: Span) -> Option<Place> {
    let inside = words_in(parsed, span);
    let number = top(parsed, &inside)?;
    // "Tens of thousands of people": the noun hangs on the last of the words.
    let after = || inside.clone().rev().find_map(|w| after_of(parsed, WordId(w)).filter(|c| !inside.contains(&c.0)));
    let counted = modified(parsed, words, number, &inside).or_else(after).or_else(|| adjacent(parsed, words, &inside));
    if let Some(counted) = counted {
        return Some(Place { number, counted: Some(counted), sum: None });
    }
    let sum = summed(parsed, words, number, &inside);
    let counted = sum.and_then(|s| after_of(parsed, s));
    Some(Place { number, counted, sum })
}

/// The word of a number whose head lies outside.
fn top(parsed: &Parsed, inside: &Range<u32>) -> Option<WordId> {
    let outside = |w: &WordId| parsed.word(*w).head.is_none_or(|h| !inside.contains(&h.0));
    let numeric = |w: &WordId| matches!(parsed.word(*w).upos, Upos::Num | Upos::Sym | Upos::Noun);
    let tops = || inside.clone().map(WordId).filter(outside);
    tops().find(numeric).or_else(|| tops().next())
}

/// The noun that the number modifies.
fn modified(parsed: &Parsed, words: &QuantityWords, number: WordId, inside: &Range<u32>) -> Option<WordId> {
    let word = parsed.word(number);
    let modifies =
        matches!(word.deprel, Deprel::Nummod | Deprel::Amod | Deprel::Det | Deprel::Compound | Deprel::DetPredet);
    let head = word.head.filter(|h| modifies && h.0 >= inside.end)?;
    let counts =
        matches!(parsed.word(head).upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Sym | Upos::Pron | Upos::Verb);
    // "a 500-strong crowd": the crowd is counted.
    let strong = parsed
        .word(head)
        .head
        .filter(|_| parsed.word(head).lemma == "strong" && parsed.word(head).deprel == Deprel::Amod);
    let measure = words.unit(&parsed.word(head).lemma, 1.0).is_some_and(|u| is_measure(u));
    counts.then(|| if measure { head } else { compound_head(parsed, strong.unwrap_or(head)) })
}

/// "1,500 special operations troops": the troops are counted, whichever noun the number hangs on.
fn compound_head(parsed: &Parsed, noun: WordId) -> WordId {
    let word = parsed.word(noun);
    let above = word.head.filter(|&h| word.deprel == Deprel::Compound && h > noun && parsed.word(h).upos == Upos::Noun);
    above.unwrap_or(noun)
}

/// A noun of known unit that follows with nothing but its modifiers between, where the tree has another reading.
fn adjacent(parsed: &Parsed, words: &QuantityWords, inside: &Range<u32>) -> Option<WordId> {
    let sentence = parsed.sentence_of(WordId(inside.start)).words.clone();
    let nominal = |w: &u32| matches!(parsed.words[*w as usize].upos, Upos::Adj | Upos::Noun | Upos::Propn);
    let run = (inside.end..sentence.end.min(inside.end + LONGEST_PHRASE)).take_while(nominal);
    let last = run.last()?;
    words.unit(&parsed.words[last as usize].lemma, 1.0).map(|_| WordId(last))
}

/// The noun of "hundreds of soldiers", "20 of the men".
fn after_of(parsed: &Parsed, number: WordId) -> Option<WordId> {
    let of = |w: WordId| {
        parsed.children(w).iter().any(|&c| parsed.word(c).deprel == Deprel::Case && parsed.word(c).lemma == "of")
    };
    let nominal =
        |w: WordId| matches!(parsed.word(w).upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::Pron);
    parsed
        .children(number)
        .iter()
        .copied()
        .find(|&c| c > number && matches!(parsed.word(c).deprel, Deprel::Nmod | Deprel::Obl) && of(c) && nominal(c))
}

/// "the number … at 4,200", "the death toll rose to 40".
fn summed(parsed: &Parsed, words: &QuantityWords, number: WordId, inside: &Range<u32>) -> Option<WordId> {
    let is_case = |w: WordId| parsed.word(w).deprel == Deprel::Case;
    let valued = parsed
        .children(number)
        .iter()
        .any(|&c| is_case(c) && matches!(parsed.word(c).lemma.as_str(), "at" | "to" | "of"));
    let copular = parsed.child(number, Deprel::Cop).is_some();
    let object = parsed.word(number).deprel == Deprel::Obj;
    if !(valued || copular || object) {
        return None;
    }
    let subject = parsed.word(number).head.and_then(|h| parsed.child(h, Deprel::Nsubj));
    if let Some(subject) = subject.filter(|&s| words.counts_victims(&parsed.word(s).lemma)) {
        return Some(subject);
    }
    let first = parsed.sentence_of(number).words.start.max(inside.start.saturating_sub(SUM_DISTANCE as u32));
    (first..inside.start).rev().map(WordId).find(|&w| words.is_sum(&parsed.word(w).lemma))
}

/// The counted noun phrase as the text has it, without what stands between number and noun ("two *more* soldiers").
pub(super) fn phrase(text: &str, parsed: &Parsed, words: &QuantityWords, counted: WordId, at: Span) -> Option<Span> {
    let after = words_in(parsed, at).end;
    let first = match run_start(parsed, after, counted) {
        Some(first) => first,
        None => leftmost_modifier(parsed, counted, at.end),
    };
    let skipped = |w: &u32| {
        let word = &parsed.words[*w as usize];
        word.upos == Upos::Punct || is_filler(words, word.span.of(text))
    };
    let first = (first.0..counted.0).find(|w| !skipped(w)).map_or(counted, WordId);
    let word = parsed.word(counted);
    if first == counted && (word.upos == Upos::Pron || is_filler(words, word.span.of(text))) {
        return None;
    }
    let flat =
        parsed.children(counted).iter().copied().filter(|&c| c > counted && parsed.word(c).deprel == Deprel::Flat);
    Some(parsed.word(first).span.hull(parsed.word(flat.max().unwrap_or(counted)).span))
}

/// The word after the number when only modifiers stand between it and the noun, whatever the tree makes of them.
fn run_start(parsed: &Parsed, after: u32, counted: WordId) -> Option<WordId> {
    let modifier = |w: u32| {
        let word = &parsed.words[w as usize];
        let participle = word.upos == Upos::Verb && word.deprel == Deprel::Amod;
        participle || matches!(word.upos, Upos::Adj | Upos::Noun | Upos::Propn | Upos::Punct | Upos::Adv)
    };
    let close = after <= counted.0 && counted.0 - after < 2 * LONGEST_PHRASE;
    (close && !(after..counted.0).any(|w| is_comma(parsed, w)) && (after..counted.0).all(modifier))
        .then_some(WordId(after))
}

/// A mark that is no hyphen ends a run of modifiers: its neighbours stand apart from it on one side only.
fn is_comma(parsed: &Parsed, w: u32) -> bool {
    let (word, next) = (&parsed.words[w as usize], parsed.words.get(w as usize + 1));
    word.upos == Upos::Punct && next.is_none_or(|n| n.span.start > word.span.end)
}

fn leftmost_modifier(parsed: &Parsed, counted: WordId, after: u32) -> WordId {
    let modifies = |c: &WordId| {
        let relation = parsed.word(*c).deprel;
        let near =
            matches!(relation, Deprel::Compound | Deprel::Amod | Deprel::Flat | Deprel::Nmod | Deprel::NmodUnmarked);
        near && parsed.child(*c, Deprel::Case).is_none() && *c < counted && parsed.word(*c).span.start >= after
    };
    let modifiers = parsed.children(counted).iter().copied().filter(modifies);
    let first = |m: WordId| parsed.subtree(m).into_iter().find(|&w| parsed.word(w).span.start >= after).unwrap_or(m);
    modifiers.map(first).min().unwrap_or(counted)
}

fn is_filler(words: &QuantityWords, word: &str) -> bool {
    let tokens = Tokens::of(word);
    words.beside.longest(&tokens, 0, |b| *b == Beside::Filler).is_some()
}
