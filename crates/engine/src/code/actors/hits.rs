//! Names of the lexicon found in a report's text and laid over its words. Which reading of a name holds is decided in
//! `reading`.

use crate::codebook::actors::ActorLexicon;
use crate::codebook::actors::names::{Sense, atoms};
use crate::parse::{NameKind, Parsed, WordId};
use crate::read::Report;
use crate::span::Span;
use std::ops::Range;

/// A name of the lexicon in the text.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    /// Its characters.
    pub at: Span,
    /// The words it touches.
    pub words: Range<u32>,
    /// The word of the span that hangs from outside.
    pub head: WordId,
    /// How many atoms.
    pub atoms: usize,
    /// What it may stand for.
    pub senses: Vec<Sense>,
    /// "pro-", "anti-", "non-" before it: says nothing of where somebody belongs.
    pub prefixed: bool,
    /// "-backed", "-brokered" and the like after it: says who is behind it, not where it belongs.
    pub suffixed: bool,
    /// In a run of words in capitals, where case proves nothing.
    pub shouted: bool,
}

/// Finds the longest names, left to right, outside dateline and boilerplate.
pub(super) fn find(report: &Report, parsed: &Parsed, lexicon: &ActorLexicon) -> Vec<Hit> {
    let text = report.text.as_str();
    let spans: Vec<(usize, usize)> = atoms(text).collect();
    let mut out = Vec::new();
    let (mut i, mut word, mut skip) = (0, 0, 0);
    while i < spans.len() {
        let start = spans[i].0 as u32;
        while report.boilerplate.get(skip).is_some_and(|b| b.end <= start) {
            skip += 1;
        }
        let mut found = lexicon.index.longest(text, &spans, i);
        let dateline = report.dateline.as_ref().is_some_and(|d| d.at.start <= start && start < d.at.end);
        if found.len == 0 || dateline || report.boilerplate.get(skip).is_some_and(|b| b.start <= start) {
            i += 1;
            continue;
        }
        let at = Span::new(spans[i].0, spans[i + found.len - 1].1);
        while parsed.words.get(word).is_some_and(|w| w.span.end <= at.start) {
            word += 1;
        }
        match lay(text, parsed, word, at, found.len, std::mem::take(&mut found.senses)) {
            Some(hit) => {
                out.push(hit);
                i += found.len;
            }
            None => i += 1,
        }
    }
    out
}

fn lay(text: &str, parsed: &Parsed, first: usize, at: Span, atoms: usize, senses: Vec<Sense>) -> Option<Hit> {
    let end = (first..parsed.words.len()).find(|&k| parsed.words[k].span.start >= at.end).unwrap_or(parsed.words.len());
    if first >= end || parsed.words[first].sentence != parsed.words[end - 1].sentence {
        return None;
    }
    let words = first as u32..end as u32;
    let prefixed = matches!(
        prefix(text, at.start),
        Some("pro" | "anti" | "non" | "ex" | "counter" | "Pro" | "Anti" | "Non" | "Ex")
    );
    let suffixed = match suffix(text, at.end) {
        Some("based" | "sized" | "led" | "run" | "controlled" | "ruled" | "owned") | None => false,
        Some(s) => s.ends_with("ed") || matches!(s, "held" | "made" | "built"),
    };
    let starts_before = parsed.words[first].span.start < at.start;
    let last = parsed.words[end - 1].span;
    let ends_after = last.end > at.end && text[at.end as usize..last.end as usize].contains(char::is_alphanumeric);
    if (starts_before && !prefixed) || (ends_after && suffix(text, at.end).is_none()) {
        return None;
    }
    let outside = |k: &u32| parsed.words[*k as usize].head.is_none_or(|h| !words.contains(&h.0));
    let person = senses.iter().all(|s| matches!(s, Sense::Person(_)));
    let mut tops = words.clone().filter(outside);
    let head = if person { tops.next() } else { tops.next_back() }.map(WordId)?;
    let shouted = is_shouted(text, parsed, head);
    Some(Hit { at, words, head, atoms, senses, prefixed, suffixed, shouted })
}

const HYPHENS: [char; 4] = ['-', '‑', '‐', '–'];

/// The prefix that a hyphen joins to a name.
fn prefix(text: &str, start: u32) -> Option<&str> {
    let stem = text[..start as usize].strip_suffix(HYPHENS)?;
    let length: usize = stem.chars().rev().take_while(|c| c.is_alphabetic()).take(12).map(char::len_utf8).sum();
    Some(&stem[stem.len() - length..])
}

/// The suffix that a hyphen joins to a name.
fn suffix(text: &str, end: u32) -> Option<&str> {
    let rest = &text[end as usize..];
    let rest = rest.strip_prefix('.').unwrap_or(rest).strip_prefix(HYPHENS)?;
    let length: usize = rest.chars().take_while(|c| c.is_alphabetic()).take(24).map(char::len_utf8).sum();
    (length > 0).then(|| &rest[..length])
}

/// True when the neighbours are in capitals as well.
fn is_shouted(text: &str, parsed: &Parsed, head: WordId) -> bool {
    let sentence = &parsed.sentence_of(head).words;
    let near = head.0.saturating_sub(4).max(sentence.start)..(head.0 + 5).min(sentence.end);
    let mut long = 0;
    for k in near {
        let form = parsed.words[k as usize].span.of(text);
        if form.chars().any(char::is_lowercase) {
            return false;
        }
        long += usize::from(form.chars().filter(|c| c.is_uppercase()).count() > 3);
    }
    long >= 2
}

/// The kind of name that the tagger sees over some words, and the words of that name.
pub(super) fn tagged(parsed: &Parsed, words: &Range<u32>) -> Option<(NameKind, Range<u32>)> {
    let i = parsed.names.partition_point(|n| n.words.end <= words.start);
    let name = parsed.names.get(i)?;
    (name.words.start < words.end).then(|| (name.kind, name.words.clone()))
}
