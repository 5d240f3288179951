//! Questions about noun phrases in a UD tree, answered in constant time: where a subtree begins and ends, which words
//! stand before a head, what its preposition is.

use crate::parse::{Deprel, Parsed, Upos, WordId};
use crate::span::Span;

/// How many words before a head are looked at.
const MAX_BEFORE: u32 = 14;

/// A modifier after the head that is longer than this is left out of a mention.
const MAX_AFTER: u32 = 8;

/// A parse with the edges of every subtree.
pub(super) struct Tree<'a> {
    pub parsed: &'a Parsed,
    left: Vec<u32>,
    right: Vec<u32>,
}

impl<'a> Tree<'a> {
    /// Measures every subtree, bottom up.
    pub fn new(parsed: &'a Parsed) -> Self {
        let n = parsed.words.len() as u32;
        let (mut left, mut right): (Vec<u32>, Vec<u32>) = ((0..n).collect(), (0..n).collect());
        let mut order: Vec<WordId> = (0..n).map(WordId).filter(|&w| parsed.word(w).head.is_none()).collect();
        let mut i = 0;
        while i < order.len() {
            order.extend_from_slice(parsed.children(order[i]));
            i += 1;
        }
        for &w in order.iter().rev() {
            if let Some(h) = parsed.word(w).head {
                left[h.index()] = left[h.index()].min(left[w.index()]);
                right[h.index()] = right[h.index()].max(right[w.index()]);
            }
        }
        Tree { parsed, left, right }
    }

    pub fn rel(&self, w: WordId) -> Deprel {
        self.parsed.word(w).deprel
    }

    pub fn upos(&self, w: WordId) -> Upos {
        self.parsed.word(w).upos
    }

    pub fn head(&self, w: WordId) -> Option<WordId> {
        self.parsed.word(w).head
    }

    pub fn lemma(&self, w: WordId) -> &'a str {
        &self.parsed.word(w).lemma
    }

    pub fn children_by(&self, w: WordId, rel: Deprel) -> impl Iterator<Item = WordId> + use<'a> {
        let parsed = self.parsed;
        parsed.children(w).iter().copied().filter(move |&c| parsed.word(c).deprel == rel)
    }

    /// True for a verb outside noun phrases.
    pub fn is_verb(&self, w: WordId) -> bool {
        matches!(self.upos(w), Upos::Verb | Upos::Aux) && self.rel(w) != Deprel::Amod
    }

    /// True when the word stands before a noun and says something of it.
    pub fn is_modifier(&self, w: WordId) -> bool {
        matches!(self.rel(w), Deprel::Amod | Deprel::Compound | Deprel::NmodDesc | Deprel::Flat | Deprel::Goeswith)
    }

    /// The preposition before a phrase, that of the first conjunct for the others.
    pub fn preposition(&self, w: WordId) -> Option<&'a str> {
        let own =
            |w: WordId| self.children_by(w, Deprel::Case).find(|&c| self.upos(c) != Upos::Part).map(|c| self.lemma(c));
        match own(w) {
            None if self.rel(w) == Deprel::Conj => self.head(w).and_then(own),
            found => found,
        }
    }

    /// The relation of a phrase to its governor, that of the first conjunct for the others.
    pub fn relation(&self, w: WordId) -> (Deprel, Option<WordId>) {
        let mut at = w;
        for _ in 0..4 {
            match (self.rel(at), self.head(at)) {
                (Deprel::Conj | Deprel::Appos, Some(h)) => at = h,
                (rel, head) => return (rel, head),
            }
        }
        (self.rel(at), self.head(at))
    }

    /// True for a subject or the agent of a passive.
    pub fn is_subject(&self, w: WordId) -> bool {
        matches!(self.relation(w).0, Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter | Deprel::OblAgent)
    }

    /// True for a plural noun.
    pub fn is_plural(&self, w: WordId) -> bool {
        self.parsed.word(w).feats.has("Number", "Plur")
    }

    /// The words right before `first` that belong to the same noun phrase, whose last word is `last`.
    pub fn before(&self, first: WordId, last: WordId) -> std::ops::Range<u32> {
        let start = self.parsed.sentence_of(first).words.start.max(first.0.saturating_sub(MAX_BEFORE));
        let mut at = first.0;
        while at > start && self.belongs(WordId(at - 1), first, last) {
            at -= 1;
        }
        at..first.0
    }

    fn belongs(&self, w: WordId, first: WordId, last: WordId) -> bool {
        let word = self.parsed.word(w);
        let within = |h: WordId| h > w && h <= last;
        match word.upos {
            Upos::Punct => is_hyphen(&word.lemma),
            Upos::Part => word.head.and_then(|p| self.head(p)).is_some_and(within),
            Upos::Verb => word.deprel == Deprel::Amod && word.head.is_some_and(within),
            Upos::Pron => word.deprel == Deprel::NmodPoss && word.head.is_some_and(within),
            Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::Adv => {
                word.head.is_some_and(within) || self.is_title_head(w, first, last)
            }
            _ => false,
        }
    }

    /// "President Smith" with the title as head of the name.
    fn is_title_head(&self, w: WordId, first: WordId, last: WordId) -> bool {
        (first.0..=last.0).map(WordId).any(|x| {
            let under = matches!(self.rel(x), Deprel::Flat | Deprel::Appos | Deprel::Compound | Deprel::NmodDesc);
            under && self.head(x) == Some(w)
        })
    }

    /// A noun phrase without preposition, relative clause, apposition or coordination.
    pub fn phrase(&self, w: WordId) -> Span {
        phrase_with(self.parsed, w, |c| (self.left[c.index()], self.right[c.index()]))
    }

    /// The noun that a relative pronoun stands for.
    pub fn antecedent(&self, pronoun: WordId) -> Option<WordId> {
        let mut at = pronoun;
        for _ in 0..8 {
            match self.rel(at) {
                Deprel::AclRelcl => return self.head(at),
                Deprel::Acl if at != pronoun => return self.head(at),
                _ => at = self.head(at)?,
            }
        }
        None
    }
}

/// The same without measuring the whole parse first.
pub(super) fn phrase_of(parsed: &Parsed, w: WordId) -> Span {
    phrase_with(parsed, w, |c| {
        let subtree = parsed.subtree(c);
        (subtree[0].0, subtree[subtree.len() - 1].0)
    })
}

fn phrase_with(parsed: &Parsed, w: WordId, edges: impl Fn(WordId) -> (u32, u32)) -> Span {
    let (mut from, mut to) = (w.0, w.0);
    for &c in parsed.children(w) {
        let rel = parsed.word(c).deprel;
        let inside = matches!(
            rel,
            Deprel::Det
                | Deprel::DetPredet
                | Deprel::Amod
                | Deprel::Compound
                | Deprel::Flat
                | Deprel::Nummod
                | Deprel::Nmod
                | Deprel::NmodPoss
                | Deprel::NmodDesc
                | Deprel::Goeswith
                | Deprel::Fixed
        );
        if !inside {
            continue;
        }
        let (left, right) = edges(c);
        let near = |c: WordId| {
            parsed.children(c).iter().all(|&p| {
                parsed.word(p).deprel != Deprel::Case
                    || matches!(parsed.word(p).lemma.as_str(), "of" | "in" | "from" | "for" | "'s")
            })
        };
        if rel != Deprel::Nmod || right - left <= MAX_AFTER && left > w.0 && near(c) {
            from = from.min(left);
            to = to.max(right);
        }
    }
    // A preposition that the tree put inside the phrase.
    while from < w.0 && parsed.words[from as usize].deprel == Deprel::Case {
        from += 1;
    }
    parsed.words[from as usize].span.hull(parsed.words[to as usize].span)
}

/// A hyphen or dash within a compound.
pub(super) fn is_hyphen(s: &str) -> bool {
    matches!(s, "-" | "‐" | "‑" | "–")
}
