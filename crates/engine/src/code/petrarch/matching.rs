//! A pattern against the words before and after a verb. The search is bounded, so that no dictionary can make a sentence
//! take long.

use super::actors::Party;
use super::tokens::Line;
use crate::codebook::dictionaries::phrases::Phrase;
use crate::codebook::dictionaries::verbs::{Pattern, Piece, Step, Verbs};
use std::ops::Range;

/// Steps of the search for one side of a pattern.
const MOST_TRIES: usize = 5000;

/// What a pattern takes from the line, and how many words of it were found.
#[derive(Clone, Debug, Default)]
pub(super) struct Match {
    pub source: Option<usize>,
    pub target: Option<usize>,
    /// A compound before the verb.
    pub compound_before: Option<usize>,
    /// A compound after it.
    pub compound_after: Option<usize>,
    pub words: usize,
}

/// The line as patterns see it.
pub(super) struct View<'a> {
    pub verbs: &'a Verbs,
    pub line: &'a Line,
    pub parties: &'a [Party],
    /// What may be read before the verb.
    pub before: Range<usize>,
    /// What may be read after it.
    pub after: Range<usize>,
}

impl View<'_> {
    /// The pattern's match, if it fits.
    pub fn find(&self, pattern: &Pattern) -> Option<Match> {
        let mut side = Side { view: self, back: false, tries: MOST_TRIES };
        let after = side.steps(&pattern.after, self.after.start, Match::default(), None)?;
        let mut side = Side { view: self, back: true, tries: MOST_TRIES };
        side.steps(&pattern.before, self.before.end, after, None)
    }
}

/// One side of the verb, read away from it. A place is the border between two words, so that both ways count alike.
struct Side<'a> {
    view: &'a View<'a>,
    back: bool,
    tries: usize,
}

impl Side<'_> {
    fn steps(&mut self, steps: &[Step], at: usize, so_far: Match, last: Option<usize>) -> Option<Match> {
        let Some((step, rest)) = steps.split_first() else { return Some(so_far) };
        match &step.piece {
            Piece::Word(word) => {
                let one = Phrase::read(word)?;
                self.phrase(&one, step.joined, rest, at, &so_far, last)
            }
            Piece::Set(set) => {
                let verbs = self.view.verbs;
                // The longest member that fits says most.
                let found = verbs.set(*set).iter();
                found
                    .filter_map(|member| self.phrase(member, step.joined, rest, at, &so_far, last))
                    .reduce(|a, b| if b.words > a.words { b } else { a })
            }
            Piece::Skip => {
                let nominal = self.ahead(at).next()?;
                self.steps(rest, self.far_end(nominal), so_far, Some(nominal))
            }
            Piece::Compound => {
                let nominal = self.ahead(at).find(|&n| self.view.parties[n].compound)?;
                let mut now = so_far;
                *(if self.back { &mut now.compound_before } else { &mut now.compound_after }) = Some(nominal);
                self.steps(rest, self.far_end(nominal), now, Some(nominal))
            }
            Piece::Source | Piece::Target => {
                let free = |&n: &usize| Some(n) != last;
                let nominal = self
                    .ahead(at)
                    .filter(free)
                    .find(|&n| self.view.parties[n].is_coded())
                    .or_else(|| self.ahead(at).find(free))?;
                let mut now = so_far;
                *(if step.piece == Piece::Source { &mut now.source } else { &mut now.target }) = Some(nominal);
                let near = self.near_end(nominal);
                let next = if self.back { at.min(near) } else { at.max(near) };
                self.steps(rest, next, now, Some(nominal))
            }
        }
    }

    /// A phrase at or after a place, then the rest of the steps.
    fn phrase(
        &mut self,
        phrase: &Phrase,
        joined: bool,
        rest: &[Step],
        at: usize,
        so_far: &Match,
        last: Option<usize>,
    ) -> Option<Match> {
        let mut from = at;
        loop {
            self.tries = self.tries.checked_sub(1)?;
            let (start, end) = self.find(phrase, joined, from)?;
            let now = Match { words: so_far.words + phrase.parts().len(), ..so_far.clone() };
            if let Some(found) = self.steps(rest, end, now, last) {
                return Some(found);
            }
            if joined {
                return None;
            }
            from = self.next(start)?;
        }
    }

    /// Where a phrase first stands from a place on: its near border and its far one.
    fn find(&self, phrase: &Phrase, joined: bool, from: usize) -> Option<(usize, usize)> {
        let parts = phrase.parts();
        let mut at = from;
        let mut first = None;
        for i in 0..parts.len() {
            let (part, joined) = match (self.back, i) {
                (_, 0) => (if self.back { parts.last() } else { parts.first() }?, joined),
                (false, _) => (&parts[i], parts[i].joined),
                (true, _) => (&parts[parts.len() - 1 - i], parts[parts.len() - i].joined),
            };
            loop {
                let word = self.word(at)?;
                if *word == part.word {
                    break;
                }
                if joined && !is_passed_over(word) {
                    return None;
                }
                at = self.next(at)?;
            }
            first.get_or_insert(at);
            at = self.next(at)?;
        }
        Some((first?, at))
    }

    fn word(&self, at: usize) -> Option<&smol_str::SmolStr> {
        let range = if self.back { &self.view.before } else { &self.view.after };
        let index = if self.back { at.checked_sub(1)? } else { at };
        range.contains(&index).then(|| &self.view.line.tokens[index].text)
    }

    /// The border after the next word.
    fn next(&self, at: usize) -> Option<usize> {
        if self.back { at.checked_sub(1) } else { Some(at + 1) }
    }

    /// Noun phrases from a place on, the one the place stands in among them.
    fn ahead(&self, at: usize) -> impl Iterator<Item = usize> + use<'_> {
        let nominals = &self.view.line.nominals;
        let (before, after, back) = (&self.view.before, &self.view.after, self.back);
        let fits = move |i: &usize| {
            let n = &nominals[*i].at;
            if back {
                n.start < at && n.start >= before.start && n.end <= before.end
            } else {
                n.end > at && n.start >= after.start && n.end <= after.end
            }
        };
        let count = nominals.len();
        (0..count).map(move |i| if back { count - 1 - i } else { i }).filter(fits)
    }

    fn far_end(&self, nominal: usize) -> usize {
        let n = &self.view.line.nominals[nominal].at;
        if self.back { n.start } else { n.end }
    }

    fn near_end(&self, nominal: usize) -> usize {
        let n = &self.view.line.nominals[nominal].at;
        if self.back { n.end } else { n.start }
    }
}

/// Words that may stand even between joined words.
fn is_passed_over(word: &str) -> bool {
    const SMALL: [&str; 28] = [
        "THE", "A", "AN", "IT", "HE", "THEY", "HER", "HAS", "HAD", "HAVE", "SOME", "FEW", "THAT", "HUNDRED",
        "THOUSAND", "MILLION", "BILLION", "TRILLION", "DOZEN", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN",
        "EIGHT", "NINE",
    ];
    SMALL.contains(&word) || word.bytes().all(|b| b.is_ascii_digit())
}
