//! The parse room: a [`Report`](crate::read::Report) becomes sentences, words, tags, trees and names
//! ([`Parsed`]). It knows nothing of actors, events or claims; those live in [`crate::code`].

pub mod conllu;
pub mod decode;
pub mod features;
pub mod labels;
mod layout;
pub mod lemma;
pub mod model;
pub mod parser;
pub mod quote;
pub mod segment;
pub mod tokenize;

use crate::span::Span;
pub use labels::{Deprel, Feats, NameKind, NameTag, Upos};
use smol_str::SmolStr;
use std::ops::Range;

/// A word's number in the report, counting from 0 over all sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct WordId(pub u32);

/// A sentence's number in the report, counting from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SentenceId(pub u32);

impl WordId {
    /// As an index into [`Parsed::words`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl SentenceId {
    /// As an index into [`Parsed::sentences`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A syntactic word (UD): `don't` is the two words `do` and `n't`, each with the characters it covers.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The characters of the word.
    pub span: Span,
    /// Dictionary form, lower case except for names.
    pub lemma: SmolStr,
    /// Part of speech.
    pub upos: Upos,
    /// Morphological features.
    pub feats: Feats,
    /// The governing word, none for the sentence's root.
    pub head: Option<WordId>,
    /// Relation to the head.
    pub deprel: Deprel,
    /// Part in a name.
    pub name: NameTag,
    /// The sentence it stands in.
    pub sentence: SentenceId,
    /// True when the word and the one before are written together as one multiword token (`do|n't`).
    pub joined: bool,
}

/// A sentence: a run of words.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// First to last word's characters.
    pub span: Span,
    /// Its words, as a range of word numbers.
    pub words: Range<u32>,
    /// Number of the paragraph it stands in, counting from 0.
    pub paragraph: u32,
}

/// A name found by the tagger.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// Its words, as a range of word numbers.
    pub words: Range<u32>,
    /// What kind of thing it names.
    pub kind: NameKind,
}

/// A stretch of text in quotation marks, within one paragraph. One that is never closed ends with its paragraph, or
/// where the same mark opens again. Speech that runs over several paragraphs is several quotations, tied together by
/// `continues`.
#[derive(Clone, Debug, PartialEq)]
pub struct Quotation {
    /// Between the marks, marks excluded.
    pub inner: Span,
    /// With the marks.
    pub outer: Span,
    /// False when no closing mark was found.
    pub closed: bool,
    /// 0 for an outermost quotation, 1 for one inside it, and so on.
    pub depth: u8,
    /// The earlier quotation, by its place among all, that this one goes on with: that one was not closed, and this one
    /// opens its paragraph with the same mark, or stands without an opening mark of its own from its paragraph's start.
    pub continues: Option<usize>,
}

/// A parsed report.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// All words in order.
    pub words: Vec<Word>,
    /// All sentences in order.
    pub sentences: Vec<Sentence>,
    /// Names in order; they do not overlap.
    pub names: Vec<Name>,
    /// Quotations by start, outer before inner.
    pub quotations: Vec<Quotation>,
    /// What a reader of the record should know (a sentence that was cut, text that is no English).
    pub notes: Vec<String>,
    /// The encoder's output, one row for each word; empty unless the workspace keeps vectors.
    pub vectors: sayso_net::Matrix,
    children_start: Vec<u32>,
    children: Vec<WordId>,
}

impl Parsed {
    /// Builds the child lists once heads are set. Call again after changing a head.
    pub fn index_children(&mut self) {
        let n = self.words.len();
        let mut count = vec![0u32; n + 1];
        for w in &self.words {
            if let Some(h) = w.head {
                count[h.index() + 1] += 1;
            }
        }
        for i in 0..n {
            count[i + 1] += count[i];
        }
        let mut next = count.clone();
        let mut children = vec![WordId(0); count[n] as usize];
        for (i, w) in self.words.iter().enumerate() {
            if let Some(h) = w.head {
                children[next[h.index()] as usize] = WordId(i as u32);
                next[h.index()] += 1;
            }
        }
        self.children_start = count;
        self.children = children;
    }

    /// A word by number.
    pub fn word(&self, w: WordId) -> &Word {
        &self.words[w.index()]
    }

    /// The direct dependents of a word, in text order.
    pub fn children(&self, w: WordId) -> &[WordId] {
        match self.children_start.get(w.index()..w.index() + 2) {
            Some(&[a, b]) => &self.children[a as usize..b as usize],
            _ => &[],
        }
    }

    /// The first dependent that stands in the given relation.
    pub fn child(&self, w: WordId, rel: Deprel) -> Option<WordId> {
        self.children(w).iter().copied().find(|&c| self.word(c).deprel == rel)
    }

    /// The sentence a word stands in.
    pub fn sentence_of(&self, w: WordId) -> &Sentence {
        &self.sentences[self.word(w).sentence.index()]
    }

    /// Word numbers of a sentence.
    pub fn sentence_words(&self, s: SentenceId) -> impl DoubleEndedIterator<Item = WordId> + use<> {
        self.sentences[s.index()].words.clone().map(WordId)
    }

    /// A word with all its descendants, in text order.
    pub fn subtree(&self, w: WordId) -> Vec<WordId> {
        let mut out = vec![w];
        let mut i = 0;
        while i < out.len() {
            out.extend_from_slice(self.children(out[i]));
            i += 1;
        }
        out.sort_unstable();
        out
    }

    /// The characters from the first to the last word of a subtree.
    pub fn subtree_span(&self, w: WordId) -> Span {
        self.subtree(w).into_iter().map(|x| self.word(x).span).reduce(Span::hull).unwrap_or_default()
    }

    /// The first word that starts at or after a byte offset.
    pub fn word_at_or_after(&self, offset: u32) -> Option<WordId> {
        let i = self.words.partition_point(|w| w.span.start < offset);
        (i < self.words.len()).then_some(WordId(i as u32))
    }
}
