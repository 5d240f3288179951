//! Fixed expressions of one or more words, looked up at a token: the longest that fits is taken.

use super::scan::Tokens;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// The longest first word that is looked up, in bytes.
pub(crate) const LONGEST_WORD: usize = 16;

/// Expressions with what they mean; one may have several meanings.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    by_first: FxHashMap<SmolStr, Vec<(Vec<SmolStr>, T)>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Phrases { by_first: FxHashMap::default() }
    }
}

impl<T> Phrases<T> {
    /// Adds an expression, written in lower case.
    pub(crate) fn insert(&mut self, text: &str, value: T) {
        let tokens = Tokens::of(text);
        let words: Vec<SmolStr> = (0..tokens.len()).map(|i| tokens.str(i).into()).collect();
        if let Some(first) = words.first() {
            self.by_first.entry(first.clone()).or_default().push((words, value));
        }
    }

    /// The longest expression at a token whose meaning `accept` takes, and one past its end.
    pub(crate) fn longest(&self, tokens: &Tokens, i: usize, accept: impl Fn(&T) -> bool) -> Option<(&T, usize)> {
        let fits = |words: &[SmolStr]| words.iter().enumerate().all(|(k, w)| same_word(tokens.str(i + k), w));
        let candidates = with_lower_case(tokens.str(i), |first| self.by_first.get(first))??;
        let fitting = candidates.iter().filter(|(words, value)| accept(value) && fits(words));
        let (words, value) = fitting.max_by_key(|(words, _)| words.len())?;
        Some((value, i + words.len()))
    }

    /// The longest accepted expression that ends just before a token and begins at `floor` or later: its meaning and
    /// its first token.
    pub(crate) fn before(
        &self,
        tokens: &Tokens,
        i: usize,
        floor: usize,
        accept: impl Fn(&T) -> bool,
    ) -> Option<(&T, usize)> {
        (floor.max(i.saturating_sub(4))..i).find_map(|j| {
            let (value, end) = self.longest(tokens, j, &accept)?;
            (end == i).then_some((value, j))
        })
    }
}

/// Hands the lower-case form of a short word on without an allocation; none for a word too long for any table.
pub(crate) fn with_lower_case<R>(word: &str, then: impl FnOnce(&str) -> R) -> Option<R> {
    let mut lower = [0u8; LONGEST_WORD];
    let lower = lower.get_mut(..word.len())?;
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).ok().map(then)
}

/// The same word in whatever case and with whatever apostrophe.
fn same_word(found: &str, word: &str) -> bool {
    let apostrophe = |c: char| if matches!(c, '\u{2019}' | '\u{2018}') { '\'' } else { c.to_ascii_lowercase() };
    found.len() <= word.len() + 4 && found.chars().map(apostrophe).eq(word.chars())
}
