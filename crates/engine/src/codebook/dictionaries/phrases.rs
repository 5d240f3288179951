//! A phrase of a dictionary, and where it stands in a run of words. `_` between two words lets nothing in between, a space
//! does.

use rustc_hash::FxHashMap;
use smol_str::{SmolStr, StrExt};

/// One word of a phrase, in capitals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The word.
    pub word: SmolStr,
    /// The word before it must stand right before it.
    pub joined: bool,
}

/// Words in order; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase(Vec<Part>);

impl Phrase {
    /// Reads `UNITED_NATIONS` or `GROUP OF 77`; none when there is no word in it.
    pub fn read(text: &str) -> Option<Phrase> {
        let mut parts = Vec::new();
        for chunk in text.split_whitespace() {
            for (i, word) in chunk.split('_').filter(|w| !w.is_empty()).enumerate() {
                parts.push(Part { word: word.to_uppercase_smolstr(), joined: i > 0 });
            }
        }
        (!parts.is_empty()).then_some(Phrase(parts))
    }

    /// Its words.
    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// The same with another last word.
    pub fn ending_in(&self, word: &str) -> Phrase {
        let mut parts = self.0.clone();
        if let Some(last) = parts.last_mut() {
            last.word = word.into();
        }
        Phrase(parts)
    }

    /// How many of the words it spans when it begins with the first of them.
    pub fn begins(&self, words: &[SmolStr]) -> Option<usize> {
        let mut at = 0;
        for (i, part) in self.0.iter().enumerate() {
            let found = if i == 0 || part.joined {
                (words.get(at) == Some(&part.word)).then_some(at)
            } else {
                words.get(at..)?.iter().position(|w| *w == part.word).map(|p| at + p)
            };
            at = found? + 1;
        }
        Some(at)
    }
}

/// Phrases by their first word, the longest first.
#[derive(Debug)]
pub struct Phrases<T>(FxHashMap<SmolStr, Vec<(Phrase, T)>>);

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Phrases(FxHashMap::default())
    }
}

impl<T> Phrases<T> {
    /// Adds one; of two of a length that both fit, the earlier wins.
    pub fn insert(&mut self, phrase: Phrase, value: T) {
        let Some(first) = phrase.0.first() else { return };
        let same = self.0.entry(first.word.clone()).or_default();
        let at = same.partition_point(|(p, _)| p.0.len() >= phrase.0.len());
        same.insert(at, (phrase, value));
    }

    /// The longest phrase that begins with the first of the words, and how many words it spans.
    pub fn longest(&self, words: &[SmolStr]) -> Option<(&T, usize)> {
        let same = self.0.get(words.first()?)?;
        same.iter().find_map(|(phrase, value)| phrase.begins(words).map(|n| (value, n)))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Plural of a word: `POLICY` to `POLICIES`, `CONGRESS` to `CONGRESSES`, else with an `S`.
pub(super) fn plural(word: &str) -> String {
    match word.strip_suffix('Y') {
        Some(stem) => format!("{stem}IES"),
        None if word.ends_with("SS") => format!("{word}ES"),
        None => format!("{word}S"),
    }
}
