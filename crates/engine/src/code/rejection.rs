//! Claims that turn down what somebody else said without a verb of denying: "called it a forgery", "insisted it had nothing
//! to do with the raid", "Nonsense, says the union". Which words do so is in `rejections.tsv`; here they are found in contents.

use super::args::Args;
use super::attribution::Attribution;
use crate::code::{Certainty, Polarity};
use crate::codebook::cues::Frame;
use crate::codebook::stance::{Anaphor, Lexemes, Referent, Rejection, RejectionPlace};
use crate::parse::{Deprel, Upos, WordId};

/// Class of the cues that deny.
pub const DENY: &str = "deny";

/// Words that may stand between two words of a row.
const GAP: u32 = 2;

/// An answer that is nothing else has at most this many words.
const ANSWER: usize = 4;

/// Words of a content that are looked through.
const LOOKED_THROUGH: usize = 60;

/// What is known of rejections.
pub struct Tables<'a> {
    /// Words that turn down.
    pub rejections: &'a Lexemes<Rejection>,
    /// Nouns that stand for what was said.
    pub anaphora: &'a Lexemes<Anaphor>,
}

/// Makes denials of attributions that assert a rejection.
pub fn mark(args: Args<'_>, tables: &Tables<'_>, states: &dyn Fn(&str) -> bool, found: &mut [Attribution]) {
    for a in found {
        let asserts = a.polarity == Polarity::Positive && !a.cue.negated && states(&a.cue.class);
        if let Some(row) = asserts.then(|| rejection(args, tables, a)).flatten() {
            a.cue.class = DENY.into();
            a.polarity = Polarity::Negative;
            a.certainty = Certainty::Certain;
            a.rejection = Some(row.line);
        }
    }
}

fn rejection<'t>(args: Args<'_>, tables: &Tables<'t>, a: &Attribution) -> Option<&'t Rejection> {
    let words = content_words(args, a);
    let solid = words.iter().filter(|&&w| args.upos(w) != Upos::Punct).count();
    words.iter().find_map(|&w| {
        tables.rejections.opening_with(args.lemma(w)).find(|row| {
            let Some(matched) = matched(args, w, row, &words) else { return false };
            match row.place {
                RejectionPlace::Answer => {
                    let bare = words.iter().all(|w| matched.contains(w) || !is_about_something(args, *w));
                    bare && solid <= ANSWER && matched.iter().any(|w| a.content_heads.contains(w))
                }
                RejectionPlace::Clause => in_main_clause(args, &matched, a),
                RejectionPlace::Predicate => matched.last().is_some_and(|&w| is_said_of_something(args, w, a)),
                RejectionPlace::Saying => {
                    let said = words.iter().any(|&w| stands_for_a_saying(args, tables.anaphora, w));
                    said && matched.last().is_some_and(|&w| is_said_of_something(args, w, a))
                }
            }
        })
    })
}

/// The words of a content in the sentences of its heads.
fn content_words(args: Args<'_>, a: &Attribution) -> Vec<WordId> {
    let mut out = Vec::new();
    for span in &a.content {
        let Some(first) = args.parsed.word_at_or_after(span.start) else { continue };
        let inside = |w: &WordId| args.parsed.word(*w).span.end <= span.end;
        let rest = (first.0..args.parsed.words.len() as u32).map(WordId).take_while(inside);
        out.extend(rest.take(LOOKED_THROUGH.saturating_sub(out.len())));
    }
    let of_heads = |w: &WordId| {
        let sentence = args.parsed.word(*w).sentence;
        a.content_heads.iter().any(|&h| args.parsed.word(h).sentence == sentence)
    };
    out.retain(of_heads);
    out
}

/// The words of a row from `first` on.
fn matched(args: Args<'_>, first: WordId, row: &Rejection, words: &[WordId]) -> Option<Vec<WordId>> {
    let mut out = vec![first];
    let lemma = |w: WordId| match args.lemma(w) {
        "n't" => "not",
        other => other,
    };
    for wanted in &row.words[1..] {
        let from = out.last()?.0 + 1;
        let next = (from..=from + GAP).map(WordId).find(|w| words.contains(w) && lemma(*w) == wanted)?;
        out.push(next);
    }
    Some(out)
}

/// In the clause of a content's head: the head itself, its subject or object, or what stands beside it.
fn in_main_clause(args: Args<'_>, matched: &[WordId], a: &Attribution) -> bool {
    let main = |w: WordId| {
        a.content_heads.contains(&w)
            || args.head(w).is_some_and(|h| {
                let close = matches!(
                    args.rel(w),
                    Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::Conj | Deprel::Xcomp | Deprel::Advmod
                );
                close && a.content_heads.contains(&h)
            })
    };
    let modifies = |w: WordId| {
        matches!(args.rel(w), Deprel::Det | Deprel::DetPredet | Deprel::Amod | Deprel::Case | Deprel::Cop | Deprel::Aux)
    };
    let lifted: Vec<WordId> = matched.iter().map(|&w| args.head(w).filter(|_| modifies(w)).unwrap_or(w)).collect();
    let matched = lifted.as_slice();
    let outside = |w: &&WordId| args.head(**w).is_none_or(|h| !matched.contains(&h));
    matched.iter().filter(outside).all(|&w| main(w))
}

/// A word that gives an answer a subject matter: "that is nonsense" has none, "the tariffs absurd" has.
fn is_about_something(args: Args<'_>, w: WordId) -> bool {
    matches!(args.upos(w), Upos::Noun | Upos::Propn | Upos::Verb)
}

/// "the accusation", "it".
fn stands_for_a_saying(args: Args<'_>, anaphora: &Lexemes<Anaphor>, w: WordId) -> bool {
    match args.upos(w) {
        Upos::Noun => anaphora.opening_with(args.lemma(w)).any(|r| r.words.len() == 1 && r.referent != Referent::Event),
        Upos::Pron => matches!(args.lemma(w), "it" | "this" | "that"),
        _ => false,
    }
}

/// What the cue or a copula says of something that was said or told before.
fn is_said_of_something(args: Args<'_>, w: WordId, a: &Attribution) -> bool {
    let by_cue = args.head(w) == Some(a.cue.head)
        && matches!(args.rel(w), Deprel::Xcomp | Deprel::Obj | Deprel::Obl | Deprel::Advcl | Deprel::Ccomp);
    let small = matches!(a.frame, Frame::Small | Frame::As | Frame::Raise) || a.cue.class == "describe";
    let beside = args.head(w).is_some_and(|h| a.content_heads.contains(&h) && args.is_nominal(h))
        && matches!(args.rel(w), Deprel::Xcomp | Deprel::Obl | Deprel::Nmod | Deprel::Acl | Deprel::Appos);
    let head = a.content_heads.contains(&w)
        || args.rel(w) == Deprel::Conj && args.head(w).is_some_and(|h| a.content_heads.contains(&h));
    let copular = args.children_by(w, Deprel::Cop).next().is_some();
    small && (by_cue || beside || head) || head && copular
}
