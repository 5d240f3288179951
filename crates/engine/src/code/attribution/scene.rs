//! What the attribution rules look at: text, tree, lexicon and, for each word, the quotation around it. Look-ups on
//! trees live here; spans are made in `spans`.

use crate::codebook::cues::{CueEntry, CueLexicon, CuePos};
use crate::parse::{Deprel, Parsed, Upos, WordId};
use smol_str::SmolStr;

/// How far a chain of heads is followed. Longer chains come from broken input only.
const MAX_HOPS: usize = 24;

/// Words within which the parts of a multiword cue may stand.
const MULTIWORD_GAP: u32 = 3;

/// A report under the rules.
pub(super) struct Scene<'a> {
    pub text: &'a str,
    pub parsed: &'a Parsed,
    pub lexicon: &'a CueLexicon,
    /// For each word, the outermost quotation around it.
    quoted: Vec<Option<u32>>,
}

/// The words of a cue in the text.
#[derive(Clone, Debug)]
pub(super) struct Unit<'a> {
    /// In text order.
    pub words: Vec<WordId>,
    /// The word that governs the others.
    pub top: WordId,
    /// Lexicon rows of its lemma.
    pub rows: Vec<&'a CueEntry>,
}

impl Unit<'_> {
    /// True for "seem" and its like, whose subject belongs to the content.
    pub fn seems(&self) -> bool {
        self.rows.iter().any(|r| r.class == "seem")
    }
}

impl<'a> Scene<'a> {
    pub fn new(text: &'a str, parsed: &'a Parsed, lexicon: &'a CueLexicon) -> Self {
        Scene { text, parsed, lexicon, quoted: outermost_quotations(parsed) }
    }

    /// The outermost quotation that a word stands in, as an index into [`Parsed::quotations`].
    pub fn quotation_of(&self, w: WordId) -> Option<usize> {
        self.quoted.get(w.index()).copied().flatten().map(|q| q as usize)
    }

    pub fn word_count(&self) -> usize {
        self.parsed.words.len()
    }

    pub fn lemma(&self, w: WordId) -> &'a str {
        self.parsed.word(w).lemma.as_str()
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

    pub fn children(&self, w: WordId) -> impl DoubleEndedIterator<Item = WordId> + use<'a> {
        self.parsed.children(w).iter().copied()
    }

    pub fn child(&self, w: WordId, rel: Deprel) -> Option<WordId> {
        self.parsed.child(w, rel)
    }

    /// The lemma of a child in a relation.
    pub fn child_lemma(&self, w: WordId, rel: Deprel) -> Option<&'a str> {
        self.child(w, rel).map(|c| self.lemma(c))
    }

    /// The heads above a word, nearest first.
    pub fn ancestors(&self, w: WordId) -> impl Iterator<Item = WordId> + use<'_, 'a> {
        std::iter::successors(self.head(w), |&x| self.head(x)).take(MAX_HOPS)
    }

    /// True when `w` is `top` or hangs somewhere below it.
    pub fn is_under(&self, w: WordId, top: WordId) -> bool {
        w == top || self.ancestors(w).any(|x| x == top)
    }

    /// True for a gerund or present participle.
    pub fn is_gerund(&self, w: WordId) -> bool {
        let word = self.parsed.word(w);
        let form = word.feats.get("VerbForm");
        form == Some("Ger") || (form == Some("Part") && word.feats.has("Tense", "Pres"))
    }

    /// True for a past participle without its own auxiliary subject ("claims *made* by").
    pub fn is_past_participle(&self, w: WordId) -> bool {
        let feats = &self.parsed.word(w).feats;
        feats.has("VerbForm", "Part") && !feats.has("Tense", "Pres")
    }

    /// True when a verb stands in the passive. A passive subject of a finite verb ("Three senators called for") is a
    /// mistake of the tree.
    pub fn is_passive(&self, v: WordId) -> bool {
        let marked = self.children(v).any(|c| match self.rel(c) {
            Deprel::AuxPass => true,
            Deprel::NsubjPass | Deprel::CsubjPass | Deprel::OblAgent => self.is_past_participle(v),
            _ => false,
        });
        let reduced = matches!(self.rel(v), Deprel::Acl | Deprel::Advcl) && self.is_past_participle(v);
        marked || (reduced && self.child(v, Deprel::Aux).is_none() && self.subject_child(v).is_none())
    }

    /// The noun-phrase subject among a predicate's children. One that stands inside another quotation than the
    /// predicate is a mistake of the tree.
    pub fn subject_child(&self, v: WordId) -> Option<WordId> {
        self.children(v).find(|&c| {
            matches!(self.rel(c), Deprel::Nsubj | Deprel::NsubjPass) && self.quotation_of(c) == self.quotation_of(v)
        })
    }

    /// True when the cue is negated by a direct dependent.
    pub fn is_negated(&self, unit: &Unit) -> bool {
        let negates = |c: WordId| {
            let lemma = self.lemma(c);
            let word = self.parsed.word(c);
            match word.deprel {
                Deprel::Advmod => matches!(lemma, "not" | "n't" | "never" | "hardly" | "scarcely" | "no"),
                Deprel::Det => lemma == "no",
                Deprel::Nsubj | Deprel::NsubjPass => {
                    matches!(lemma, "nobody" | "none" | "neither") || self.child_lemma(c, Deprel::Det) == Some("no")
                }
                _ => false,
            }
        };
        self.children(unit.top).any(negates)
    }

    /// The preposition of a phrase, multiword prepositions joined by a space.
    pub fn preposition(&self, w: WordId) -> Option<String> {
        let case = self.child(w, Deprel::Case).or_else(|| self.child(w, Deprel::Mark))?;
        let mut text = self.lemma(case).to_owned();
        for fixed in self.children(case).filter(|&c| self.rel(c) == Deprel::Fixed) {
            text.push(' ');
            text.push_str(self.lemma(fixed));
        }
        Some(text)
    }

    /// The cues that may open at a word: multiwords of the wanted part of speech, longest first, then the word alone.
    pub fn units_at(&self, w: WordId, pos: CuePos) -> Vec<Unit<'a>> {
        let mut out: Vec<Unit<'a>> = Vec::new();
        for first in self.forms(w) {
            for entry in self.lexicon.multiwords(&first).filter(|e| e.pos == pos) {
                match out.iter_mut().find(|u| u.rows[0].lemma == entry.lemma) {
                    Some(unit) if !unit.rows.iter().any(|r| r.line == entry.line) => unit.rows.push(entry),
                    Some(_) => {}
                    None => out.extend(self.match_words(w, entry).map(|words| Unit {
                        top: self.top_of(&words),
                        words,
                        rows: vec![entry],
                    })),
                }
            }
        }
        let rows: Vec<_> = match pos {
            // Participles are listed as they are written: "concerned".
            CuePos::Adjective => self.forms(w).pop().map_or_else(Vec::new, |f| self.lexicon.rows(&f, pos).collect()),
            _ => self.lexicon.rows(self.lemma(w), pos).collect(),
        };
        if !rows.is_empty() {
            out.push(Unit { words: vec![w], top: w, rows });
        }
        out
    }

    /// The lemma and, where it differs, the lower-case form ("according").
    fn forms(&self, w: WordId) -> Vec<SmolStr> {
        let word = self.parsed.word(w);
        let form = SmolStr::from(word.span.of(self.text).to_lowercase());
        if form == word.lemma { vec![form] } else { vec![word.lemma.clone(), form] }
    }

    fn is_word(&self, w: WordId, wanted: &str) -> bool {
        self.lemma(w) == wanted || self.parsed.word(w).span.of(self.text).eq_ignore_ascii_case(wanted)
    }

    /// The words of a multiword entry from `first` on, each connected with those before.
    fn match_words(&self, first: WordId, entry: &CueEntry) -> Option<Vec<WordId>> {
        let end = self.parsed.sentence_of(first).words.end;
        let mut words = vec![first];
        for wanted in &entry.words[1..] {
            let from = words.last()?.0 + 1;
            let mut places = (from..end.min(from + MULTIWORD_GAP)).map(WordId);
            words.push(places.find(|&x| self.is_word(x, wanted))?);
        }
        let connected = |&x: &WordId| {
            let tied = |h: WordId| words.contains(&h);
            self.head(x).is_some_and(tied) || self.children(x).any(tied)
        };
        words.iter().all(connected).then_some(words)
    }

    /// The word of a group whose head lies outside it.
    fn top_of(&self, words: &[WordId]) -> WordId {
        let outside = |&&w: &&WordId| self.head(w).is_none_or(|h| !words.contains(&h));
        words.iter().find(outside).copied().unwrap_or(words[0])
    }

    /// The dependents of a cue's words, the words themselves left out.
    pub fn dependents(&self, unit: &Unit) -> Vec<WordId> {
        let mut out: Vec<WordId> = unit.words.iter().flat_map(|&w| self.children(w)).collect();
        out.retain(|c| !unit.words.contains(c));
        out.sort_unstable();
        out
    }

    /// True for a pronoun that may stand for a noun before it.
    pub fn is_relative(&self, w: WordId) -> bool {
        matches!(self.lemma(w), "who" | "which" | "that" | "whom")
    }

    /// True when a word opens a wh-clause.
    pub fn is_wh(&self, w: WordId) -> bool {
        matches!(self.lemma(w), "how" | "what" | "why" | "where" | "when" | "who" | "which" | "whom" | "whose")
    }
}

/// Marks each word with the outermost quotation around it; one pass, since both lists are in text order.
fn outermost_quotations(parsed: &Parsed) -> Vec<Option<u32>> {
    let mut out = vec![None; parsed.words.len()];
    let mut next = 0;
    for (i, word) in parsed.words.iter().enumerate() {
        while parsed.quotations.get(next).is_some_and(|q| q.depth > 0 || q.outer.end <= word.span.start) {
            next += 1;
        }
        if parsed.quotations.get(next).is_some_and(|q| q.inner.contains(word.span)) {
            out[i] = Some(next as u32);
        }
    }
    out
}
