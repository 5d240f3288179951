//! Conditions between happenings: which words make one thing hang on another, and the events or words on both sides.

use super::args::Args;
use super::events::CodedEvents;
use crate::code::{Clause, Condition, EventId};
use crate::codebook::stance::{ConditionKind, ConditionMarker, Consequent, Lexemes, Opens};
use crate::parse::{Deprel, WordId};
use crate::span::Span;

/// If this, then that.
pub fn conditions(args: Args<'_>, markers: &Lexemes<ConditionMarker>, coded: &CodedEvents) -> Vec<Condition> {
    let mut out: Vec<Condition> = Vec::new();
    let mut covered = 0u32;
    for i in 0..args.parsed.words.len() as u32 {
        let w = WordId(i);
        if i < covered {
            continue;
        }
        let found = markers.opening_with(args.lemma(w)).find_map(|row| {
            // "as" and "since" give reasons of all sorts; only phrases like "in light of" make one thing hang on another.
            let reason = row.kind == ConditionKind::Reason && row.words.len() > 1;
            if row.kind != ConditionKind::Condition && !reason {
                return None;
            }
            let end = contiguous(args, w, &row.words)?;
            let (antecedent, consequent) = sides(args, row, w, end)?;
            Some((row, end, antecedent, consequent))
        });
        let Some((_, end, antecedent, consequent)) = found else { continue };
        covered = end;
        let marker = args.parsed.word(w).span.hull(args.parsed.word(WordId(end - 1)).span);
        let condition = Condition {
            antecedent: clause(args, coded, antecedent, None, marker),
            consequent: clause(args, coded, consequent, Some(antecedent), marker),
            marker,
        };
        if condition.antecedent != condition.consequent {
            out.push(condition);
        }
    }
    out
}

/// The marker's words must follow each other; returns one past the last.
fn contiguous(args: Args<'_>, first: WordId, words: &[smol_str::SmolStr]) -> Option<u32> {
    let end = first.0 + words.len() as u32;
    if end > args.parsed.sentence_of(first).words.end {
        return None;
    }
    (first.0..end).zip(words).all(|(i, x)| args.lemma(WordId(i)) == x).then_some(end)
}

/// The heads of the two sides.
fn sides(args: Args<'_>, row: &ConditionMarker, first: WordId, end: u32) -> Option<(WordId, WordId)> {
    let inside = |w: WordId| w >= first && w.0 < end;
    let up = |mut w: WordId| {
        for _ in 0..4 {
            match args.head(w) {
                Some(h) if inside(w) => w = h,
                _ => break,
            }
        }
        w
    };
    match row.opens {
        Opens::Clause | Opens::Phrase => {
            let mut antecedent = up(first);
            if inside(antecedent) {
                // "in light of X": X hangs from a noun of the marker, and the marker from the other side.
                let (noun, side) = (antecedent, args.head(antecedent)?);
                antecedent =
                    args.parsed.children(noun).iter().copied().find(|&c| c.0 >= end && args.rel(c) != Deprel::Punct)?;
                return (side != antecedent).then_some((antecedent, side));
            }
            let clause = matches!(args.rel(antecedent), Deprel::Advcl | Deprel::Obl | Deprel::Nmod | Deprel::Acl);
            if !clause {
                return None;
            }
            Some((antecedent, args.head(antecedent)?))
        }
        Opens::Complement => {
            let head = WordId(end - 1);
            let marker = (first.0..end).map(WordId).find(|&w| args.head(w).is_none_or(|h| !inside(h))).unwrap_or(head);
            let antecedent = args
                .parsed
                .children(marker)
                .iter()
                .copied()
                .chain((first.0..end).map(WordId).filter(|&w| w != marker).filter_map(|w| args.head(w)))
                .find(|&c| {
                    !inside(c)
                        && c > marker
                        && matches!(
                            args.rel(c),
                            Deprel::Obl | Deprel::Nmod | Deprel::Ccomp | Deprel::Acl | Deprel::Advcl | Deprel::Obj
                        )
                })?;
            let consequent = match row.consequent {
                Consequent::Subject => args.surface_subjects(marker).into_iter().next(),
                _ => None,
            };
            Some((antecedent, consequent.or_else(|| args.head(marker)).filter(|&c| c != antecedent)?))
        }
        Opens::Inverted => {
            // An auxiliary before its subject, at the start of its clause.
            let verb = args.head(first)?;
            let subject =
                args.children_by(verb, Deprel::Nsubj).chain(args.children_by(verb, Deprel::NsubjPass)).next()?;
            let inverted = args.rel(first) == Deprel::Aux && first < subject && args.rel(verb) == Deprel::Advcl;
            inverted.then_some(())?;
            Some((verb, args.head(verb)?))
        }
        Opens::Before => None,
    }
}

/// Heads above a side that may hold the event it is about.
const CLIMB: usize = 4;

/// The event of a side, when its head (or what a support verb carries, or the nearest noun below) is one.
fn clause(args: Args<'_>, coded: &CodedEvents, head: WordId, without: Option<WordId>, marker: Span) -> Clause {
    let mention = |w: WordId| coded.mentions.iter().find(|m| m.head == w).map(|m| m.event);
    let noun = |w: WordId| coded.anaphors.iter().find(|(n, _)| *n == w).map(|(_, event)| *event);
    let event_at = |w: WordId| mention(w).or_else(|| noun(w)).map(|event| EventId(event as u32));
    let mut at = Some(head);
    // A side may hang under what embeds it: "may contemplate *supplying*".
    if let Some(e) = event_at(head) {
        return Clause::Event(e);
    }
    for _ in 0..3 {
        let Some(w) = at else { break };
        let below = args
            .parsed
            .children(w)
            .iter()
            .copied()
            .filter(|&c| Some(c) != without && matches!(args.rel(c), Deprel::Xcomp | Deprel::Obj | Deprel::Ccomp))
            .find(|&c| event_at(c).is_some());
        if let Some(e) = below.and_then(event_at) {
            return Clause::Event(e);
        }
        at = args.children_by(w, Deprel::Xcomp).next();
    }
    // "will respond, with the intensity dependent on …": what hangs on it is the clause around.
    let mut at = head;
    for _ in 0..CLIMB {
        if without.is_none() || args.is_verb(at) && !args.surface_subjects(at).is_empty() {
            break;
        }
        let Some(up) = args.head(at) else { break };
        if let Some(e) = event_at(up) {
            return Clause::Event(e);
        }
        at = up;
    }
    Clause::Text(trimmed(args, head, without, marker))
}

/// A side's characters without the other side and without its marker.
fn trimmed(args: Args<'_>, head: WordId, without: Option<WordId>, marker: Span) -> Span {
    let cut = without.map(|w| args.parsed.subtree_span(w));
    let own = args.parsed.word(head).span;
    let mut span = own;
    for w in args.parsed.subtree(head) {
        let s = args.parsed.word(w).span;
        let other = cut.is_some_and(|c| c.contains(s)) || marker.contains(s) || args.rel(w) == Deprel::Punct;
        if !other {
            span = span.hull(s);
        }
    }
    match cut {
        Some(c) if c.start > own.start && span.end > c.start => Span { start: span.start, end: c.start.min(span.end) },
        Some(c) if c.end <= own.start && span.start < c.end => Span { start: c.end, end: span.end },
        _ => span,
    }
}
