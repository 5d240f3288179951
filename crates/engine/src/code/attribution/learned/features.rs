//! What the learned tagger sees besides the encoder's vectors: for each word, and for each word together with a cue, a
//! few small categories (quotation, tree, what the rules say). Training reads the same functions, so the two can't drift
//! apart. Nothing here scores anything.

use crate::code::attribution::Attribution;
use crate::parse::{Deprel, NameTag, Parsed, Upos, WordId};
use crate::span::Span;
use std::ops::Range;

/// Categories of a word.
pub const WORD_IDS: usize = 7;
/// Categories of a word and a cue.
pub const PAIR_IDS: usize = 8;
/// A paragraph is tagged in pieces of at most this many words, cut between sentences where there is one to cut at.
pub const BLOCK_LIMIT: usize = 240;
/// Chains of heads are followed this far.
const MAX_HOPS: usize = 24;

const QUOTE_STATES: usize = 6;
const STRENGTHS: usize = 5;
const ROLES: usize = 4;
const NAMES: usize = 8;
const PLACES: usize = 4;
const DISTANCES: usize = 18;
const SENTENCES: usize = 5;
const QUOTE_PAIRS: usize = 6;
const RULE_PAIRS: usize = 7;
const HOPS: usize = 5;

/// Rows of the table of word categories.
pub fn word_rows() -> usize {
    QUOTE_STATES + Upos::ALL.len() + Deprel::ALL.len() + STRENGTHS + ROLES + NAMES + PLACES
}

/// Rows of the table of pair categories: below the cue by relation, beside it by relation, the cue's own way up, and the
/// plain ones.
pub fn pair_rows() -> usize {
    DISTANCES + SENTENCES + QUOTE_PAIRS + RULE_PAIRS + 3 * (Deprel::ALL.len() + 1) + HOPS
}

/// A report as the tagger sees it.
pub struct Sight<'a> {
    parsed: &'a Parsed,
    rules: &'a [Attribution],
    /// For each word: in which outermost quotation it stands, and how.
    quotes: Vec<(Option<u32>, u8)>,
    /// For each word: strongest rule that has it in its cue, and the role that a rule gives it otherwise.
    strengths: Vec<u8>,
    roles: Vec<u8>,
    cues: Vec<(Range<u32>, usize)>,
}

impl<'a> Sight<'a> {
    /// Prepares the look-ups.
    pub fn new(parsed: &'a Parsed, rules: &'a [Attribution]) -> Self {
        let n = parsed.words.len();
        let mut sight = Sight {
            parsed,
            rules,
            quotes: quotes(parsed),
            strengths: vec![0; n],
            roles: vec![0; n],
            cues: Vec::with_capacity(rules.len()),
        };
        for (i, rule) in rules.iter().enumerate() {
            for w in words_in(parsed, rule.cue.at) {
                let bucket = 1 + (rule.strength * 4.0).clamp(0.0, 3.0) as u8;
                sight.strengths[w as usize] = sight.strengths[w as usize].max(bucket);
            }
            for w in rule.content.iter().flat_map(|&s| words_in(parsed, s)) {
                sight.roles[w as usize] |= 2;
            }
            for w in rule.source.iter().flat_map(|s| words_in(parsed, s.at)) {
                sight.roles[w as usize] |= 1;
            }
            sight.cues.push((words_in(parsed, rule.cue.at), i));
        }
        sight.cues.sort_by_key(|(words, i)| (words.start, *i));
        sight
    }

    /// The paragraphs' words, long paragraphs in pieces.
    pub fn blocks(&self) -> Vec<Range<u32>> {
        let mut out: Vec<(u32, Range<u32>)> = Vec::new();
        for s in self.parsed.sentences.iter().filter(|s| !s.words.is_empty()) {
            match out.last_mut() {
                Some((paragraph, block))
                    if *paragraph == s.paragraph && (s.words.end - block.start) as usize <= BLOCK_LIMIT =>
                {
                    block.end = s.words.end;
                }
                _ => out.push((s.paragraph, s.words.clone())),
            }
        }
        let limit = BLOCK_LIMIT as u32;
        let cut = |b: Range<u32>| (b.start..b.end).step_by(BLOCK_LIMIT).map(move |a| a..b.end.min(a + limit));
        out.into_iter().flat_map(|(_, block)| cut(block)).collect()
    }

    /// Categories of a word of a block.
    pub fn word_ids(&self, w: u32, block: &Range<u32>) -> [u32; WORD_IDS] {
        let i = w as usize;
        let word = &self.parsed.words[i];
        let name = match word.name {
            NameTag::Outside => 0,
            NameTag::Begin(k) | NameTag::Inside(k) => 1 + k.index(),
        };
        let sentence = &self.parsed.sentences[word.sentence.index()].words;
        let place = match w {
            _ if w == block.start => 1,
            _ if w == sentence.start => 2,
            _ if w + 1 == sentence.end => 3,
            _ => 0,
        };
        let values = [
            (self.quotes[i].1 as usize, QUOTE_STATES),
            (word.upos.index(), Upos::ALL.len()),
            (word.deprel.index(), Deprel::ALL.len()),
            (self.strengths[i] as usize, STRENGTHS),
            (self.roles[i] as usize, ROLES),
            (name.min(NAMES - 1), NAMES),
            (place, PLACES),
        ];
        offsets(values)
    }

    /// What a cue needs worked out once, before its pairs are looked at.
    pub fn cue(&self, cue: Range<u32>) -> CueSight {
        let head = cue.clone().find(|&w| self.parsed.words[w as usize].head.is_none_or(|h| !cue.contains(&h.0)));
        let head = head.unwrap_or(cue.start);
        let rule = self.rule_at(&cue);
        let mut up = vec![WordId(head)];
        while let Some(h) = up.last().and_then(|&w| self.parsed.word(w).head).filter(|_| up.len() < MAX_HOPS) {
            up.push(h);
        }
        CueSight { words: cue, rule, up }
    }

    /// The strongest rule whose cue shares a word with the given ones.
    pub fn rule_at(&self, cue: &Range<u32>) -> Option<usize> {
        let from = self.cues.partition_point(|(words, _)| words.start + 12 < cue.start);
        let near = self.cues[from..].iter().take_while(|(words, _)| words.start < cue.end + 12);
        let hits = near.filter(|(words, _)| words.start < cue.end && cue.start < words.end).map(|&(_, i)| i);
        hits.max_by(|&a, &b| self.rules[a].strength.total_cmp(&self.rules[b].strength).then(b.cmp(&a)))
    }

    /// Categories of a word beside a cue.
    pub fn pair_ids(&self, w: u32, cue: &CueSight) -> [u32; PAIR_IDS] {
        let labels = Deprel::ALL.len() + 1;
        let (below, beside, own, hops) = self.path(w, cue);
        let at = |rel: Option<Deprel>| (rel.map_or(0, |r| r.index() + 1), labels);
        offsets([
            (distance(w, &cue.words), DISTANCES),
            (self.sentence_offset(w, cue), SENTENCES),
            (self.quote_pair(w, cue), QUOTE_PAIRS),
            (self.rule_role(w, cue), RULE_PAIRS),
            at(below),
            at(beside),
            at(own),
            (hops, HOPS),
        ])
    }

    /// The tree's way from the cue to a word: below the cue, the relation of the branch; otherwise the relation of the
    /// word's branch and of the cue's branch under what holds both, and how far up that is.
    fn path(&self, w: u32, cue: &CueSight) -> (Option<Deprel>, Option<Deprel>, Option<Deprel>, usize) {
        let mut at = WordId(w);
        for _ in 0..MAX_HOPS {
            if let Some(up) = cue.up.iter().position(|&u| u == at) {
                return (None, None, up.checked_sub(1).map(|u| self.parsed.word(cue.up[u]).deprel), up.min(HOPS - 2));
            }
            let Some(head) = self.parsed.word(at).head else { break };
            if let Some(up) = cue.up.iter().position(|&u| u == head) {
                let branch = Some(self.parsed.word(at).deprel);
                return match up {
                    0 => (branch, None, None, 0),
                    _ => (None, branch, Some(self.parsed.word(cue.up[up - 1]).deprel), up.min(HOPS - 2)),
                };
            }
            at = head;
        }
        (None, None, None, HOPS - 1)
    }

    fn sentence_offset(&self, w: u32, cue: &CueSight) -> usize {
        let sentence = |w: u32| i64::from(self.parsed.words[w as usize].sentence.0);
        (sentence(w) - sentence(cue.words.start)).clamp(-2, 2).unsigned_abs() as usize
            + if sentence(w) < sentence(cue.words.start) { 2 } else { 0 }
    }

    fn quote_pair(&self, w: u32, cue: &CueSight) -> usize {
        match (self.quotes[w as usize].0, self.quotes[cue.words.start as usize].0) {
            (None, None) => 0,
            (Some(_), None) => 1 + usize::from(self.rule_role(w, cue) == 2),
            (None, Some(_)) => 3,
            (Some(a), Some(b)) if a == b => 4,
            (Some(_), Some(_)) => 5,
        }
    }

    /// 0: no rule at this cue; 1, 2: source, content of a rule; 3: in a rule's cue; 4: none of its parts, 5, 6: source,
    /// content of a weak rule.
    fn rule_role(&self, w: u32, cue: &CueSight) -> usize {
        let Some(rule) = cue.rule.map(|i| &self.rules[i]) else { return 0 };
        let span = self.parsed.words[w as usize].span;
        let weak = if rule.strength < WEAK { 4 } else { 0 };
        if rule.cue.at.contains(span) {
            3
        } else if rule.source.as_ref().is_some_and(|s| s.at.contains(span)) {
            1 + weak
        } else if rule.content.iter().any(|c| c.contains(span)) {
            2 + weak
        } else {
            4
        }
    }
}

/// Rules below this strength are told apart from those above.
const WEAK: f32 = 0.35;

/// A cue with what was worked out for it.
pub struct CueSight {
    /// Its words.
    pub words: Range<u32>,
    /// The rule's attribution at the cue.
    pub rule: Option<usize>,
    /// Its head word and the heads above.
    up: Vec<WordId>,
}

/// The words that lie in a stretch of text; none make an empty range.
pub fn words_in(parsed: &Parsed, span: Span) -> Range<u32> {
    let start = parsed.words.partition_point(|w| w.span.end <= span.start);
    let end = parsed.words.partition_point(|w| w.span.start < span.end);
    start as u32..end.max(start) as u32
}

fn offsets<const N: usize>(values: [(usize, usize); N]) -> [u32; N] {
    let mut base = 0;
    values.map(|(value, size)| {
        base += size;
        (base - size + value.min(size - 1)) as u32
    })
}

/// Signed distance in growing steps.
fn distance(w: u32, cue: &Range<u32>) -> usize {
    let (before, far) = match w {
        _ if w < cue.start => (true, cue.start - w),
        _ if w >= cue.end => (false, w + 1 - cue.end),
        _ => return 0,
    };
    let step = match far {
        1 => 1,
        2 => 2,
        3..=4 => 3,
        5..=7 => 4,
        8..=12 => 5,
        13..=20 => 6,
        21..=40 => 7,
        _ => 8,
    };
    step + if before { 0 } else { 8 }
}

/// The outermost quotation of each word and its state: 0 outside, 1 inside, 2 first word, 3 last word, 4 deeper inside,
/// 5 in a quotation that is never closed.
fn quotes(parsed: &Parsed) -> Vec<(Option<u32>, u8)> {
    let mut out = vec![(None, 0); parsed.words.len()];
    for (q, quotation) in parsed.quotations.iter().enumerate() {
        let words = words_in(parsed, quotation.inner);
        for w in words.clone() {
            let state = &mut out[w as usize];
            *state = match quotation.depth {
                0 => (Some(q as u32), if quotation.closed { 1 } else { 5 }),
                _ => (state.0, 4),
            };
        }
        if quotation.depth == 0 && quotation.closed && !words.is_empty() {
            out[words.start as usize].1 = 2;
            out[words.end as usize - 1].1 = 3;
        }
    }
    out
}
