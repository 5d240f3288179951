//! Which stretches of words can refer to something: noun phrases, names and pronouns, read off the trees. Spans follow
//! OntoNotes as OntoGUM applies it: a phrase with its modifiers, relative clauses and appositions, a possessor with its
//! `'s`, and a coordination beside its parts. Whether a phrase refers to anything mentioned elsewhere is not decided here.

use crate::parse::{Deprel, Parsed, Upos, WordId};
use std::ops::Range;

/// A phrase that may refer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markable {
    /// Its words.
    pub words: Range<u32>,
    /// Its head; of a coordination, the head of the first part.
    pub head: WordId,
    /// What sort of stretch it is.
    pub kind: Kind,
}

/// Sorts of markable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A noun phrase, name or pronoun.
    Phrase,
    /// A whole coordination ("the minister and her deputy").
    Coordination,
    /// The verb of a clause, for what "this" and "that" point back to; no mention by itself.
    Clause,
}

/// All markables, by first word, longer ones first.
pub fn markables(text: &str, parsed: &Parsed) -> Vec<Markable> {
    let finder = Finder { text, parsed, edges: edges(parsed) };
    let mut out = Vec::new();
    for i in 0..parsed.words.len() as u32 {
        let w = WordId(i);
        if let Some(w) = finder.clause(w) {
            out.push(Markable { words: w.0..w.0 + 1, head: w, kind: Kind::Clause });
        }
        if !finder.refers(w) {
            continue;
        }
        out.push(Markable { words: finder.phrase(w), head: w, kind: Kind::Phrase });
        out.extend(finder.coordination(w));
    }
    out.sort_by_key(|m| (m.words.start, std::cmp::Reverse(m.words.end), m.kind, m.head));
    out.dedup_by(|b, a| a.words == b.words);
    out
}

/// First word and end of every subtree, bottom up.
fn edges(parsed: &Parsed) -> Vec<Range<u32>> {
    let n = parsed.words.len() as u32;
    let mut edges: Vec<Range<u32>> = (0..n).map(|i| i..i + 1).collect();
    let mut order: Vec<WordId> = (0..n).map(WordId).filter(|&w| parsed.word(w).head.is_none()).collect();
    let mut at = 0;
    while at < order.len() {
        order.extend_from_slice(parsed.children(order[at]));
        at += 1;
    }
    for &w in order.iter().rev() {
        if let Some(h) = parsed.word(w).head {
            edges[h.index()] = hull(&edges[h.index()], &edges[w.index()]);
        }
    }
    edges
}

fn hull(a: &Range<u32>, b: &Range<u32>) -> Range<u32> {
    a.start.min(b.start)..a.end.max(b.end)
}

/// Dependents of a head that are no part of its phrase.
fn stands_outside(rel: Deprel) -> bool {
    use Deprel::*;
    matches!(
        rel,
        Cc | CcPreconj
            | Conj
            | Case
            | Mark
            | Cop
            | Nsubj
            | NsubjPass
            | NsubjOuter
            | Csubj
            | CsubjPass
            | CsubjOuter
            | Aux
            | AuxPass
            | Parataxis
            | Discourse
            | Advcl
            | Ccomp
            | Expl
            | Dislocated
            | Vocative
            | Reparandum
            | List
            | Orphan
    )
}

/// Relations in which any word stands for a phrase of its own.
fn is_argument(rel: Deprel) -> bool {
    use Deprel::*;
    matches!(
        rel,
        Nsubj
            | NsubjPass
            | NsubjOuter
            | Obj
            | Iobj
            | Obl
            | OblAgent
            | Nmod
            | NmodPoss
            | Root
            | Conj
            | Dislocated
            | Vocative
    )
}

struct Finder<'a> {
    text: &'a str,
    parsed: &'a Parsed,
    edges: Vec<Range<u32>>,
}

impl Finder<'_> {
    fn form(&self, w: WordId) -> &str {
        self.parsed.word(w).span.of(self.text)
    }

    fn refers(&self, w: WordId) -> bool {
        let word = self.parsed.word(w);
        let rel = word.deprel;
        match word.upos {
            Upos::Noun | Upos::X | Upos::Sym => {
                !matches!(rel, Deprel::Flat | Deprel::Fixed | Deprel::Goeswith | Deprel::Appos | Deprel::NmodDesc)
                    && (word.upos == Upos::Noun || is_argument(rel))
            }
            Upos::Propn => !matches!(rel, Deprel::Flat | Deprel::Fixed | Deprel::Goeswith),
            Upos::Adv => matches!(self.form(w).to_lowercase().as_str(), "here" | "there"),
            Upos::Pron => self.is_referring_pronoun(w),
            Upos::Num => is_argument(rel) || rel == Deprel::NmodUnmarked || rel == Deprel::OblUnmarked,
            Upos::Det => is_argument(rel),
            Upos::Adj => is_argument(rel) && self.parsed.child(w, Deprel::Det).is_some(),
            _ => false,
        }
    }

    /// The word that stands for a clause: its verb, or the copula of its predicate.
    fn clause(&self, w: WordId) -> Option<WordId> {
        use Deprel::*;
        let word = self.parsed.word(w);
        if !matches!(
            word.deprel,
            Root | Advcl | AdvclRelcl | Conj | Ccomp | Xcomp | Parataxis | Acl | AclRelcl | Csubj | CsubjPass
        ) {
            return None;
        }
        self.parsed.child(w, Cop).or((word.upos == Upos::Verb).then_some(w))
    }

    fn is_referring_pronoun(&self, w: WordId) -> bool {
        let word = self.parsed.word(w);
        let kind = word.feats.get("PronType");
        let form = self.form(w).to_lowercase();
        let asks =
            matches!(form.as_str(), "who" | "whom" | "whose" | "which" | "what" | "whatever" | "whoever" | "there");
        let empty = word.deprel == Deprel::Expl && form != "it";
        let relative = form == "that" && kind == Some("Rel");
        !asks && !empty && !relative
    }

    /// The words of a head's phrase without those coordinated with it.
    fn phrase(&self, w: WordId) -> Range<u32> {
        let mut words = w.0..w.0 + 1;
        let predicate = self.parsed.child(w, Deprel::Cop).is_some() || self.parsed.child(w, Deprel::Nsubj).is_some();
        for &c in self.parsed.children(w) {
            let rel = self.parsed.word(c).deprel;
            let leads = rel == Deprel::Advmod && c < w;
            let says = predicate && matches!(rel, Deprel::Advmod | Deprel::Obl | Deprel::OblUnmarked | Deprel::Obj);
            if !stands_outside(rel) && rel != Deprel::Punct && !leads && !says {
                words = hull(&words, &self.edges[c.index()]);
            }
        }
        self.with_marks(w, self.without_edge_marks(w, words))
    }

    /// Leaves out commas, dashes and the like at either end.
    fn without_edge_marks(&self, w: WordId, words: Range<u32>) -> Range<u32> {
        let loose = |i: u32| {
            let word = self.parsed.word(WordId(i));
            word.upos == Upos::Punct
                && !matches!(self.form(WordId(i)), ")" | "]" | "(" | "[" | "\"" | "“" | "”" | "'" | "’")
        };
        let mut words = words;
        while words.end - 1 > w.0 && loose(words.end - 1) {
            words.end -= 1;
        }
        while words.start < w.0 && loose(words.start) {
            words.start += 1;
        }
        words
    }

    /// Takes in brackets and quotation marks that stand within, and a possessor's `'s`.
    fn with_marks(&self, w: WordId, words: Range<u32>) -> Range<u32> {
        let mut words = words;
        for &c in self.parsed.children(w) {
            let word = self.parsed.word(c);
            let opened = || words.clone().any(|i| matches!(self.form(WordId(i)), "(" | "["));
            let closes =
                word.deprel == Deprel::Punct && c.0 == words.end && matches!(self.form(c), ")" | "]") && opened();
            let possessive =
                word.deprel == Deprel::Case && c.0 == words.end && matches!(self.form(c), "'s" | "’s" | "'" | "’");
            if closes || possessive {
                words.end += 1;
            }
        }
        words
    }

    /// The coordination that a head opens.
    fn coordination(&self, w: WordId) -> Option<Markable> {
        let word = self.parsed.word(w);
        if word.deprel == Deprel::Conj {
            return None;
        }
        let mut words = self.phrase(w);
        let mut found = false;
        for &c in self.parsed.children(w) {
            let nominal = matches!(self.parsed.word(c).upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num);
            if self.parsed.word(c).deprel == Deprel::Conj && nominal {
                words = hull(&words, &self.phrase(c));
                found = true;
            }
        }
        found.then(|| Markable { words: self.with_marks(w, words), head: w, kind: Kind::Coordination })
    }
}
