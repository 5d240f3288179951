//! Dictionaries of discards: phrases that keep a sentence, or with a `+` the whole report, from being coded.

use super::lines::lines;
use super::phrases::{Phrase, Phrases};
use smol_str::SmolStr;

/// How much is not coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Discard {
    /// This sentence.
    Sentence,
    /// The report.
    Report,
}

/// All phrases.
#[derive(Debug, Default)]
pub struct Discards(Phrases<Discard>);

impl Discards {
    /// The most that any phrase in the words asks for.
    pub fn of(&self, words: &[SmolStr]) -> Option<Discard> {
        (0..words.len()).filter_map(|i| self.0.longest(&words[i..])).map(|(d, _)| *d).max()
    }

    /// Reads one more file; any line is a phrase. The words of a phrase stand side by side.
    pub(super) fn add(&mut self, _file: &str, text: &str) {
        for line in lines(text) {
            let text = line.text.trim();
            let (phrase, discard) = match text.strip_prefix('+') {
                Some(phrase) => (phrase, Discard::Report),
                None => (text, Discard::Sentence),
            };
            let words: Vec<&str> = phrase.split_whitespace().collect();
            if let Some(phrase) = Phrase::read(&words.join("_")) {
                self.0.insert(phrase, discard);
            }
        }
    }
}
