//! Two texts side by side: runs of words that both have, and what they amount to.

use super::words::{Doc, SHINGLE};
use crate::span::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// Share of the shorter text's shingles that makes the whole a copy.
const FULL: f64 = 0.5;
/// Words of a run outside quotation marks that a copy has at least.
const FULL_RUN: u32 = 15;
/// Share and words of a run outside quotation marks that make it a partial copy: about a sentence of agency text.
const PARTIAL: f64 = 0.08;
const PARTIAL_RUN: u32 = 20;
/// Words of a run that is mostly quoted: a shared quotation.
const QUOTATION_RUN: u32 = 15;
const QUOTATION_OUTSIDE: u32 = 12;
/// Words quoted in both texts: a shared quotation, shorter because the marks tell.
const QUOTED_WORDS: u32 = 8;
/// A run that is evidence on its own.
const TOLD_RUN: usize = 8;
/// Share of a paragraph that runs must cover for the paragraph to be shared.
const PARAGRAPH: f64 = 0.7;
/// A shingle that stands in one text more often than this says nothing about where the texts run together.
const REPEATED: usize = 16;

/// How one text depends on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CopyKind {
    /// The whole text, word for word or nearly so, or the shorter of the two as good as inside the longer.
    Full,
    /// Sentences or paragraphs.
    Partial,
    /// Quotations only.
    Quotation,
}

impl CopyKind {
    /// As the casebook and records write it.
    pub fn as_str(self) -> &'static str {
        match self {
            CopyKind::Full => "full",
            CopyKind::Partial => "partial",
            CopyKind::Quotation => "quotation",
        }
    }
}

/// A run of words that both texts have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Its characters in the first text.
    pub first: Span,
    /// Its characters in the second text.
    pub second: Span,
    /// Its words.
    pub words: u32,
    /// Those that stand outside quotation marks in both.
    pub outside_quotes: u32,
}

/// What two texts share.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CopyEvidence {
    /// What that makes of them; none when they are independent.
    pub kind: Option<CopyKind>,
    /// Share of the first text's shingles (five words) that the second has.
    pub share_of_first: f64,
    /// Share of the second text's shingles that the first has.
    pub share_of_second: f64,
    /// Words of the longest run.
    pub longest_run: u32,
    /// Most words outside quotation marks in one run.
    pub outside_quotes: u32,
    /// Runs of at least eight words, in the first text's order.
    pub shared: Vec<Shared>,
    /// Paragraphs of the first text, from 0, that are in the second.
    pub paragraphs_of_first: Vec<u32>,
    /// Paragraphs of the second text that are in the first.
    pub paragraphs_of_second: Vec<u32>,
}

impl CopyEvidence {
    /// The larger of the two shares.
    pub fn share(&self) -> f64 {
        self.share_of_first.max(self.share_of_second)
    }

    /// The same seen from the other side.
    pub fn swapped(mut self) -> Self {
        std::mem::swap(&mut self.share_of_first, &mut self.share_of_second);
        std::mem::swap(&mut self.paragraphs_of_first, &mut self.paragraphs_of_second);
        for run in &mut self.shared {
            std::mem::swap(&mut run.first, &mut run.second);
        }
        self.shared.sort_by_key(|run| (run.first.start, run.second.start));
        self
    }
}

/// A run by word numbers.
struct Run {
    first: usize,
    second: usize,
    words: usize,
}

/// Compares two texts.
pub fn compare(first: &Doc, second: &Doc) -> CopyEvidence {
    let (share_of_first, share_of_second) = shares(first, second);
    let runs = runs(first, second);
    let told: Vec<Shared> = runs.iter().map(|run| shared(first, second, run)).collect();
    let mut evidence = CopyEvidence {
        kind: None,
        share_of_first,
        share_of_second,
        longest_run: told.iter().map(|run| run.words).max().unwrap_or_default(),
        outside_quotes: told.iter().map(|run| run.outside_quotes).max().unwrap_or_default(),
        paragraphs_of_first: covered(first, runs.iter().map(|run| (run.first, run.words))),
        paragraphs_of_second: covered(second, runs.iter().map(|run| (run.second, run.words))),
        shared: told.into_iter().filter(|run| run.words as usize >= TOLD_RUN).collect(),
    };
    let quoted = runs.iter().map(|run| quoted_in_both(first, second, run)).max().unwrap_or_default();
    evidence.kind = kind(&evidence, quoted);
    evidence
}

fn kind(evidence: &CopyEvidence, quoted: u32) -> Option<CopyKind> {
    let share = evidence.share();
    let outside = evidence.outside_quotes;
    // A text of one or two sentences can't have a long run.
    let whole = evidence.share_of_first.min(evidence.share_of_second) >= FULL;
    if share >= FULL && (outside >= FULL_RUN || whole && outside >= SHINGLE as u32) {
        Some(CopyKind::Full)
    } else if share >= PARTIAL && outside >= PARTIAL_RUN {
        Some(CopyKind::Partial)
    } else if quoted >= QUOTED_WORDS || evidence.longest_run >= QUOTATION_RUN && outside < QUOTATION_OUTSIDE {
        Some(CopyKind::Quotation)
    } else {
        None
    }
}

fn shares(first: &Doc, second: &Doc) -> (f64, f64) {
    let a: FxHashSet<u64> = first.shingles(SHINGLE).collect();
    let b: FxHashSet<u64> = second.shingles(SHINGLE).collect();
    let both = a.intersection(&b).count() as f64;
    let share = |of: usize| if of == 0 { 0.0 } else { both / of as f64 };
    (share(a.len()), share(b.len()))
}

/// All maximal runs of at least a shingle, in the first text's order.
fn runs(first: &Doc, second: &Doc) -> Vec<Run> {
    let here = places(first);
    let there = places(second);
    // How far each diagonal is known already.
    let mut known: FxHashMap<usize, usize> = FxHashMap::default();
    let mut out = Vec::new();
    for (i, shingle) in first.shingles(SHINGLE).enumerate() {
        let often = here.get(&shingle).map_or(0, Vec::len) > REPEATED;
        let Some(places) = there.get(&shingle).filter(|places| !often && places.len() <= REPEATED) else { continue };
        for &j in places {
            // Offset so that no diagonal is negative.
            let diagonal = j + first.len() - i;
            let from = known.get(&diagonal).copied().unwrap_or_default();
            if i < from {
                continue;
            }
            let run = extend(first, second, i, j, from);
            known.insert(diagonal, run.first + run.words);
            out.push(run);
        }
    }
    out.sort_by_key(|run| (run.first, run.second));
    out
}

fn extend(first: &Doc, second: &Doc, i: usize, j: usize, from: usize) -> Run {
    let before = first.words[from..i].iter().rev().zip(second.words[..j].iter().rev());
    let before = before.take_while(|(a, b)| a == b).count();
    let after = first.words[i..].iter().zip(&second.words[j..]).take_while(|(a, b)| a == b).count();
    Run { first: i - before, second: j - before, words: before + after }
}

fn places(doc: &Doc) -> FxHashMap<u64, Vec<usize>> {
    let mut out: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (i, shingle) in doc.shingles(SHINGLE).enumerate() {
        out.entry(shingle).or_default().push(i);
    }
    out
}

/// The quotation marks of a run's words in both texts.
fn marks<'d>(first: &'d Doc, second: &'d Doc, run: &Run) -> impl Iterator<Item = (bool, bool)> + 'd {
    let a = &first.quoted[run.first..run.first + run.words];
    let b = &second.quoted[run.second..run.second + run.words];
    a.iter().copied().zip(b.iter().copied())
}

fn shared(first: &Doc, second: &Doc, run: &Run) -> Shared {
    Shared {
        first: first.span(run.first, run.words),
        second: second.span(run.second, run.words),
        words: run.words as u32,
        outside_quotes: marks(first, second, run).filter(|&(a, b)| !a && !b).count() as u32,
    }
}

fn quoted_in_both(first: &Doc, second: &Doc, run: &Run) -> u32 {
    marks(first, second, run).filter(|&(a, b)| a && b).count() as u32
}

/// Paragraphs of which runs of some length cover most.
fn covered(doc: &Doc, runs: impl Iterator<Item = (usize, usize)>) -> Vec<u32> {
    // One up where a run begins and one down where it ends: a word lies in a run where the sum is above zero.
    let mut steps = vec![0i32; doc.len() + 1];
    for (start, words) in runs.filter(|(_, words)| *words >= TOLD_RUN) {
        steps[start] += 1;
        steps[start + words] -= 1;
    }
    let mut depth = 0;
    let inside: Vec<bool> = steps
        .iter()
        .map(|step| {
            depth += step;
            depth > 0
        })
        .collect();
    let most = |&(_, &(start, end)): &(usize, &(usize, usize))| {
        let count = inside[start..end].iter().filter(|&&inside| inside).count();
        count as f64 >= PARAGRAPH * (end - start) as f64
    };
    doc.paragraphs.iter().enumerate().filter(most).map(|(i, _)| i as u32).collect()
}
