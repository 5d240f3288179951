//! Rules and learned tags made into one list. The tags decide what is an attribution and where its parts lie; the rules
//! and the lexicon say what its cue means. Attributions inside another's content, which the tagger was not trained to see,
//! come from the rules.

use super::learned::Tagged;
use super::scene::Scene;
use super::settle::settle;
use super::{Attribution, CueMention, SourceMention};
use crate::code::{Certainty, Polarity, QuotationKind};
use crate::codebook::cues::{CueEntry, CuePos, Frame};
use crate::parse::{Upos, WordId};
use crate::span::Span;
use std::ops::Range;

/// A rule this strong fills in a source that the tagger did not see.
const TRUSTED: f32 = 0.6;

/// Class of a cue that no row of the lexicon knows.
const PLAIN: &str = "say";

/// Which attributions are kept.
pub struct Kept<'a> {
    /// Of the tagger's.
    pub tagged: &'a dyn Fn(&Attribution) -> bool,
    /// Of the rules', those whose cue stands inside another's content.
    pub nested: &'a dyn Fn(&Attribution) -> bool,
    /// Of the rules', those that the tagger passed over.
    pub missed: &'a dyn Fn(&Attribution) -> bool,
}

/// The final list, in order of the cues.
pub(super) fn blend(scene: &Scene, rules: Vec<Attribution>, tagged: &[Tagged], kept: &Kept) -> Vec<Attribution> {
    let mut out: Vec<Attribution> =
        tagged.iter().filter_map(|t| learned(scene, &rules, t)).filter(|a| (kept.tagged)(a)).collect();
    let spans = |t: &Tagged| text_of(scene, &t.cue);
    let cues: Vec<Span> = tagged.iter().map(spans).collect();
    let contents: Vec<Span> = out.iter().flat_map(|a| a.content.iter().copied()).collect();
    out.extend(rules.into_iter().filter(|rule| {
        let own = scene.parsed.word(rule.cue.head).span;
        let taken = cues.iter().any(|c| c.overlaps(rule.cue.at));
        let inside = contents.iter().any(|c| c.contains(own));
        !taken && if inside { (kept.nested)(rule) } else { (kept.missed)(rule) }
    }));
    settle(scene, out)
}

/// A tagged attribution with what the lexicon says of its cue.
fn learned(scene: &Scene, rules: &[Attribution], tagged: &Tagged) -> Option<Attribution> {
    let head = top_of(scene, &tagged.cue)?;
    let at = text_of(scene, &tagged.cue);
    let rule = tagged.rule.map(|r| &rules[r]);
    let mut content: Vec<Span> =
        tagged.content.iter().map(|r| scene.without_marks(scene.with_marks(text_of(scene, r)))).collect();
    // Speech that goes on in later sentences or paragraphs is the rules' business.
    let later = rule.filter(|r| r.frame == Frame::Quote).map_or(&[][..], |r| &r.content);
    let last = content.iter().map(|c| c.end).max().unwrap_or(at.end).max(at.end);
    let later: Vec<Span> = later.iter().copied().filter(|c| c.start >= last).collect();
    content.extend(later.iter().map(|&c| scene.without_marks(c)));
    if content.is_empty() {
        return None;
    }
    let mut heads = content_heads(scene, tagged);
    heads.extend(later.iter().filter_map(|&c| scene.head_within(c)));
    let tagged_source = tagged.source.iter().max_by_key(|r| r.len()).and_then(|run| {
        let head = top_of(scene, run)?;
        Some(SourceMention { at: text_of(scene, run), head, antecedent: scene.antecedent(head) })
    });
    let known = rule.filter(|r| r.strength >= TRUSTED).and_then(|r| r.source.clone());
    let source = tagged_source.or(known);
    let quotation = scene.quotation_kind(&content, head);
    let (mention, frame, polarity, certainty) = match rule {
        Some(r) => (CueMention { at, ..r.cue.clone() }, r.frame.clone(), r.polarity, r.certainty),
        None => known_or_plain(scene, tagged, head, at, quotation),
    };
    Some(Attribution {
        source,
        cue: mention,
        content,
        content_heads: heads,
        quotation,
        polarity,
        certainty,
        frame,
        strength: tagged.probability,
        rejection: None,
        outer: None,
    })
}

/// A cue that no rule found: the lexicon's row for one of its words, whatever the construction, or plain saying.
fn known_or_plain(
    scene: &Scene,
    tagged: &Tagged,
    head: WordId,
    at: Span,
    quotation: QuotationKind,
) -> (CueMention, Frame, Polarity, Certainty) {
    let words = std::iter::once(head).chain(tagged.cue.clone().map(WordId).filter(|&w| w != head));
    let found = words
        .filter_map(|w| {
            let unit = scene.units_at(w, part(scene.upos(w))?).into_iter().next()?;
            let row: &CueEntry = unit.rows[0];
            Some((row, scene.is_negated(&unit), w))
        })
        .next();
    let frame = if quotation == QuotationKind::Indirect { Frame::That } else { Frame::Quote };
    match found {
        Some((row, negated, w)) => {
            let stance = if negated { row.negated } else { row.commitment };
            let cue =
                CueMention { at, head: w, lemma: row.lemma.clone(), class: row.class.clone(), row: row.line, negated };
            (cue, frame, stance.polarity, stance.certainty)
        }
        None => {
            let lemma = scene.lemma(head).into();
            let cue = CueMention { at, head, lemma, class: PLAIN.into(), row: 0, negated: false };
            (cue, frame, Polarity::Positive, Certainty::Certain)
        }
    }
}

fn part(upos: Upos) -> Option<CuePos> {
    Some(match upos {
        Upos::Verb => CuePos::Verb,
        Upos::Noun | Upos::Propn => CuePos::Noun,
        Upos::Adj => CuePos::Adjective,
        Upos::Adv => CuePos::Adverb,
        Upos::Adp => CuePos::Adposition,
        Upos::Punct => CuePos::Mark,
        _ => return None,
    })
}

/// The words of a content that hang on something outside it: one or more a sentence.
fn content_heads(scene: &Scene, tagged: &Tagged) -> Vec<WordId> {
    let inside = |w: WordId| tagged.content.iter().any(|r| r.contains(&w.0));
    let tops = tagged.content.iter().cloned().flatten().map(WordId);
    let mut heads: Vec<WordId> =
        tops.filter(|&w| scene.upos(w) != Upos::Punct && scene.head(w).is_none_or(|h| !inside(h))).collect();
    // The clause's own head first: words that came along (a "that" whose verb was left out) stand behind it.
    heads.sort_by_key(|&w| (matches!(scene.upos(w), Upos::Sconj | Upos::Cconj | Upos::Adv | Upos::Adp), w));
    if heads.is_empty() {
        heads.extend(tagged.content.first().map(|r| WordId(r.start)));
    }
    heads
}

/// The first word of a run whose head lies outside it.
fn top_of(scene: &Scene, run: &Range<u32>) -> Option<WordId> {
    let outside = |&w: &WordId| scene.head(w).is_none_or(|h| !run.contains(&h.0));
    let solid = |w: &WordId| scene.upos(*w) != Upos::Punct;
    let words = || run.clone().map(WordId);
    words().find(|w| outside(w) && solid(w)).or_else(|| words().find(outside)).or_else(|| words().next())
}

/// The characters of a run of words.
fn text_of(scene: &Scene, run: &Range<u32>) -> Span {
    let words = &scene.parsed.words;
    match (words.get(run.start as usize), words.get((run.end as usize).wrapping_sub(1))) {
        (Some(a), Some(b)) => a.span.hull(b.span),
        _ => Span::default(),
    }
}
