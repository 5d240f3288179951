//! From words to characters: the spans of sources, cues and contents, and the finished attribution made of them.

use super::scene::{Scene, Unit};
use super::{Attribution, CueMention, SourceMention};
use crate::code::QuotationKind;
use crate::codebook::cues::{CueEntry, CuePos, Frame, SourceSlot};
use crate::parse::{Deprel, Upos, WordId};
use crate::span::Span;

/// Words between the parts of a cue beyond which its span shrinks to the governing word.
const CUE_GAP: u32 = 4;

// Ratios of attributions observed to those expected from the lexicon alone, PolNeAR train.
/// A verb whose source is not found.
const SOURCELESS: f32 = 0.7;
/// A verb whose source is a relative pronoun.
const RELATIVE_SOURCE: f32 = 0.75;
/// A noun with its source.
const SOURCED_NOUN: f32 = 1.2;
/// A noun without it.
const SOURCELESS_NOUN: f32 = 0.85;
/// A verb with a content of at most [`SHORT_WORDS`] words.
const SHORT_CONTENT: f32 = 0.75;
const SHORT_WORDS: usize = 2;

/// A content before it becomes spans.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    /// Finished stretches (whole quotations).
    pub spans: Vec<Span>,
    /// Words of clauses and phrases.
    pub words: Vec<WordId>,
    /// Words that split the content (the cue and its source in the middle).
    pub without: Vec<WordId>,
    /// Heads.
    pub heads: Vec<WordId>,
}

impl Content {
    /// The subtree of one head.
    pub fn subtree(scene: &Scene, head: WordId) -> Self {
        Content { words: scene.parsed.subtree(head), heads: vec![head], ..Default::default() }
    }

    /// Takes in the subtree of another head.
    pub fn and(mut self, scene: &Scene, head: WordId) -> Self {
        self.words.extend(scene.parsed.subtree(head));
        self.words.sort_unstable();
        self.heads.push(head);
        self
    }

    /// Leaves words out; the content breaks where they stood.
    pub fn minus(mut self, words: &[WordId]) -> Self {
        self.without.extend_from_slice(words);
        self.without.sort_unstable();
        self.words.retain(|w| self.without.binary_search(w).is_err());
        self
    }
}

/// Everything a rule knows when it has found an attribution.
pub(super) struct Finding<'a> {
    pub unit: Unit<'a>,
    pub row: &'a CueEntry,
    pub frame: Frame,
    pub source: Option<WordId>,
    /// Words that the cue's span takes in besides the unit (a stranded preposition, a light verb).
    pub cue_extra: Vec<WordId>,
    pub content: Content,
}

impl Scene<'_> {
    /// Makes the attribution, or nothing when no content is left.
    pub(super) fn finish(&self, finding: Finding) -> Option<Attribution> {
        let Finding { unit, row, frame, source, cue_extra, content } = finding;
        let strength = row.strength(&frame)? * self.context_factor(row, source, &content);
        let negated = self.is_negated(&unit);
        let stance = if negated { row.negated } else { row.commitment };
        let content = self.without_trailing_report(content, unit.top);
        let mut spans = self.stretches(&content);
        spans.extend_from_slice(&content.spans);
        spans.sort_unstable_by_key(|s| (s.start, s.end));
        let mut spans = merge(spans);
        if let Some(q) = self.quotation_of(unit.top) {
            clip(&mut spans, self.parsed.quotations[q].inner);
        }
        if spans.is_empty() {
            return None;
        }
        let cue = CueMention {
            at: self.cue_span(&unit, &cue_extra),
            head: unit.top,
            lemma: row.lemma.clone(),
            class: row.class.clone(),
            row: row.line,
            negated,
        };
        Some(Attribution {
            source: source.map(|s| self.source_mention(s, &unit, &spans)),
            quotation: self.quotation_kind(&spans, cue.head),
            cue,
            content: spans,
            content_heads: content.heads,
            polarity: stance.polarity,
            certainty: stance.certainty,
            frame,
            strength: strength.min(1.0),
            rejection: None,
            outer: None,
        })
    }

    /// How much likelier than the lexicon's average an attribution is with this source and content.
    fn context_factor(&self, row: &CueEntry, source: Option<WordId>, content: &Content) -> f32 {
        let needs_source = matches!(row.sources.first(), Some(SourceSlot::Subject | SourceSlot::Possessor));
        let by_source = match source {
            None if needs_source && row.pos == CuePos::Verb && row.class != "seem" => SOURCELESS,
            Some(_) if row.pos == CuePos::Noun => SOURCED_NOUN,
            None if needs_source && row.pos == CuePos::Noun => SOURCELESS_NOUN,
            Some(s) if self.antecedent(s).is_some() => RELATIVE_SOURCE,
            _ => 1.0,
        };
        let short = row.pos == CuePos::Verb && content.spans.is_empty() && content.words.len() <= SHORT_WORDS;
        by_source * if short { SHORT_CONTENT } else { 1.0 }
    }

    /// Cuts a content where a reporting gerund of the main clause begins, ", *saying* that", or somebody else's report,
    /// ", although the ministry *denied* it".
    fn without_trailing_report(&self, mut content: Content, cue: WordId) -> Content {
        let outside = |w: WordId| {
            w > cue && (self.trails(w) || self.concedes(w)) && self.quotation_of(w) == self.quotation_of(cue)
        };
        if let Some(cut) = content.words.iter().copied().find(|&w| outside(w)) {
            content.words.retain(|&w| w < cut);
        }
        content
    }

    /// A source's noun phrase without its preposition and without cue and content, should they stand inside it.
    fn source_mention(&self, head: WordId, unit: &Unit, content: &[Span]) -> SourceMention {
        let antecedent = self.antecedent(head);
        let mut words = match antecedent {
            Some(_) => vec![head],
            None => self.noun_phrase(head),
        };
        words.retain(|&w| !unit.words.iter().any(|&u| self.is_under(w, u) && !self.is_under(head, u)));
        let head_at = self.parsed.word(head).span;
        let reported = |w: WordId| content.iter().any(|c| c.contains(self.parsed.word(w).span));
        if !reported(head) {
            let end = words.iter().copied().find(|&w| w > head && reported(w));
            words.retain(|&w| !reported(w) && end.is_none_or(|e| w < e));
        }
        let at = self.tight(&words).unwrap_or(head_at);
        SourceMention { at, head, antecedent }
    }

    /// The noun that a relative pronoun stands for.
    pub(super) fn antecedent(&self, w: WordId) -> Option<WordId> {
        if !self.is_relative(w) {
            return None;
        }
        let clause = self.ancestors(w).find(|&x| self.rel(x) == Deprel::AclRelcl)?;
        self.head(clause)
    }

    /// A noun phrase from its head: modifiers in, preposition, conjunction and clause-level additions out.
    pub(super) fn noun_phrase(&self, head: WordId) -> Vec<WordId> {
        let mut out = vec![head];
        let mut queue: Vec<WordId> = self.children(head).filter(|&c| self.belongs_to_phrase(head, c)).collect();
        while let Some(w) = queue.pop() {
            out.push(w);
            queue.extend(self.children(w));
        }
        out.sort_unstable();
        out
    }

    /// True when a child of a noun is part of the noun phrase that names it. Clauses and appositions set off by a
    /// comma are not: "the mayor, who left," is "the mayor".
    fn belongs_to_phrase(&self, head: WordId, child: WordId) -> bool {
        match self.rel(child) {
            Deprel::Case | Deprel::Cc | Deprel::Parataxis | Deprel::Mark | Deprel::Cop | Deprel::Discourse => false,
            Deprel::Punct => false,
            Deprel::AclRelcl | Deprel::Acl | Deprel::Appos | Deprel::Dep | Deprel::List => {
                !self.comma_between(head, child)
            }
            Deprel::Conj => true,
            rel => {
                !matches!(rel, Deprel::Nsubj | Deprel::Aux | Deprel::Advcl | Deprel::Ccomp | Deprel::Advmod)
                    || child < head && rel == Deprel::Advmod
            }
        }
    }

    fn comma_between(&self, head: WordId, child: WordId) -> bool {
        let first = self.parsed.subtree(child).first().copied().unwrap_or(child);
        let (a, b) = if first > head { (head, first) } else { (child, head) };
        (a.0 + 1..b.0 + 1).map(WordId).any(|w| self.lemma(w) == ",")
    }

    /// The cue's words with auxiliaries, negation and what the rule adds, when they stand close together.
    fn cue_span(&self, unit: &Unit, extra: &[WordId]) -> Span {
        let subject = self.subject_child(unit.top).filter(|&s| s < unit.top);
        let helps = |c: WordId| {
            let helper = matches!(self.rel(c), Deprel::Aux | Deprel::AuxPass | Deprel::Cop | Deprel::CompoundPrt)
                || (self.rel(c) == Deprel::Advmod && matches!(self.lemma(c), "not" | "n't" | "never"));
            helper && subject.is_none_or(|s| c > s)
        };
        let mut words: Vec<WordId> = self.children(unit.top).filter(|&c| helps(c)).collect();
        words.extend_from_slice(&unit.words);
        words.extend_from_slice(extra);
        words.sort_unstable();
        let comma = |a: WordId, b: WordId| (a.0..b.0).any(|w| self.lemma(WordId(w)) == ",");
        let close = words.windows(2).all(|p| p[1].0 - p[0].0 <= CUE_GAP && !comma(p[0], p[1]));
        let span = |ws: &[WordId]| ws.iter().map(|&w| self.parsed.word(w).span).reduce(Span::hull);
        let whole = if close { span(&words) } else { span(&unit.words) };
        whole.unwrap_or(self.parsed.word(unit.top).span)
    }

    /// The characters of a run of words, punctuation at its ends left out.
    pub(super) fn tight(&self, words: &[WordId]) -> Option<Span> {
        let solid = |w: &&WordId| !matches!(self.upos(**w), Upos::Punct);
        let first = words.iter().find(solid)?;
        let last = words.iter().rposition(|w| solid(&w))?;
        let mut span = self.parsed.word(*first).span.hull(self.parsed.word(words[last]).span);
        let closes = |w: &&WordId| self.lemma(**w) == ")" && w.0 == words[last].0 + 1;
        if let Some(bracket) = words.get(last + 1).filter(closes).filter(|_| span.of(self.text).contains('(')) {
            span = span.hull(self.parsed.word(*bracket).span);
        }
        Some(span)
    }

    /// A content's words as stretches of text, broken where words were left out.
    fn stretches(&self, content: &Content) -> Vec<Span> {
        let mut out = Vec::new();
        let mut run: Vec<WordId> = Vec::new();
        for &w in &content.words {
            if let Some(&last) = run.last() {
                let at = content.without.partition_point(|&x| x < last);
                if content.without.get(at).is_some_and(|&x| x < w) {
                    out.extend(self.stretch(&run));
                    run.clear();
                }
            }
            run.push(w);
        }
        out.extend(self.stretch(&run));
        out
    }

    /// One stretch: complementiser, conjunction and punctuation trimmed, quotation marks of its own kept.
    fn stretch(&self, run: &[WordId]) -> Option<Span> {
        let opener = |w: WordId| match self.upos(w) {
            Upos::Punct => true,
            Upos::Cconj => true,
            Upos::Sconj => self.lemma(w) == "that",
            _ => false,
        };
        let start = run.iter().position(|&w| !opener(w))?;
        let span = self.tight(&run[start..])?;
        Some(self.with_marks(span))
    }

    /// Widens a stretch by the quotation marks at its ends when the quotation lies inside it.
    pub(super) fn with_marks(&self, span: Span) -> Span {
        let quotations = &self.parsed.quotations;
        let from = quotations.partition_point(|q| q.inner.start < span.start);
        let opening = quotations[from..].iter().take_while(|q| q.inner.start == span.start).next();
        let mut out = span;
        if let Some(q) = opening.filter(|q| q.closed && q.inner.end <= span.end + MARK_SLACK) {
            out.start = q.outer.start;
            out.end = out.end.max(q.outer.end);
        }
        let inside = quotations[from..].iter().take_while(|q| q.outer.start < span.end);
        for q in inside.filter(|q| q.closed && q.outer.end > span.end && q.inner.end <= span.end + MARK_SLACK) {
            out.end = out.end.max(q.outer.end);
        }
        out
    }

    /// A stretch that is one whole quotation goes without its marks.
    pub(super) fn without_marks(&self, span: Span) -> Span {
        let quotations = &self.parsed.quotations;
        let from = quotations.partition_point(|q| q.outer.start < span.start);
        match quotations.get(from) {
            Some(q) if q.outer == span && !q.inner.is_empty() => q.inner,
            _ => span,
        }
    }

    /// How a content is quoted, quotations around the cue itself left out of account.
    pub(super) fn quotation_kind(&self, content: &[Span], cue: WordId) -> QuotationKind {
        let outside = self.quotation_of(cue).is_none();
        let (mut quoted, mut plain) = (false, false);
        for span in content {
            let mut next = self.parsed.word_at_or_after(span.start);
            while let Some(w) = next.filter(|&w| self.parsed.word(w).span.start < span.end) {
                if self.upos(w) != Upos::Punct {
                    let inside = self.quotation_of(w).is_some() && outside;
                    quoted |= inside;
                    plain |= !inside;
                }
                next = Some(WordId(w.0 + 1)).filter(|w| w.index() < self.word_count());
            }
        }
        match (quoted, plain) {
            (true, true) => QuotationKind::Mixed,
            (true, false) => QuotationKind::Direct,
            (false, true) => QuotationKind::Indirect,
            (false, false) => QuotationKind::None,
        }
    }
}

/// Characters of punctuation that may stand between the last word of a stretch and its closing quotation mark.
const MARK_SLACK: u32 = 4;

/// Cuts stretches down to what lies in the quotation around their cue: nobody quotes the words around the quotation.
fn clip(spans: &mut Vec<Span>, within: Span) {
    spans.retain(|s| s.overlaps(within));
    for span in spans {
        *span = Span { start: span.start.max(within.start), end: span.end.min(within.end) };
    }
}

/// Joins stretches that overlap; they come sorted.
fn merge(spans: Vec<Span>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start < last.end => *last = last.hull(span),
            _ => out.push(span),
        }
    }
    out
}
