//! Conditions between happenings: which words make one thing hang on another, and the events or words on both sides.

use super::args::Args;
use super::events::CodedEvents;
use crate::code::{Clause, Condition, EventId, Polarity};
use crate::codebook::stance::{ConditionKind, ConditionMarker, Consequent, Lexemes, Opens};
use crate::parse::{Deprel, Upos, WordId};
use crate::span::Span;

/// A condition, and what it leaves open; a reason leaves nothing open.
pub struct FoundCondition {
    /// If this, then that.
    pub condition: Condition,
    /// The head of the clause that only holds if the other does.
    pub open: Option<WordId>,
}

/// If this, then that.
pub fn conditions(
    args: Args<'_>,
    text: &str,
    markers: &Lexemes<ConditionMarker>,
    coded: &CodedEvents,
) -> Vec<FoundCondition> {
    let mut out: Vec<FoundCondition> = Vec::new();
    let mut covered = 0u32;
    for i in 0..args.parsed.words.len() as u32 {
        let w = WordId(i);
        if i < covered {
            continue;
        }
        let form = args.parsed.word(w).span.of(text).to_lowercase();
        let by_form = markers.opening_with(&form).filter(|_| form != args.lemma(w));
        let found = markers.opening_with(args.lemma(w)).chain(by_form).find_map(|row| {
            let end = contiguous(args, text, w, &row.words)?;
            if !links(args, row, end) {
                return None;
            }
            let by_tree = sides(args, row, w, end).filter(|&(antecedent, _)| is_clause(args, row, antecedent));
            let marker = args.parsed.word(w).span.hull(args.parsed.word(WordId(end - 1)).span);
            let condition = |(antecedent, consequent): (WordId, WordId)| {
                let consequent = committed(args, coded, consequent, w);
                let condition = Condition {
                    antecedent: clause(args, coded, antecedent, None, marker),
                    consequent: clause(args, coded, consequent, Some(antecedent), marker),
                    marker,
                };
                (condition.antecedent != condition.consequent).then_some((condition, consequent))
            };
            let found = by_tree.and_then(condition).or_else(|| by_place(args, row, w, end).and_then(condition))?;
            Some((row, end, found))
        });
        let Some((row, end, (condition, consequent))) = found else { continue };
        covered = end;
        let open = row.kind == ConditionKind::Condition && row.opens != Opens::Complement
            || row.kind == ConditionKind::Time && row.antecedent == Polarity::Positive;
        out.push(FoundCondition { condition, open: open.then_some(consequent) });
    }
    out
}

/// "agreed *to cut* tariffs if", "agreed in principle *to cut*": what hangs on the condition is the act agreed to, where it is
/// an event before the marker.
fn committed(args: Args<'_>, coded: &CodedEvents, consequent: WordId, marker: WordId) -> WordId {
    let is_event = |w: WordId| coded.mentions.iter().any(|m| m.head == w);
    let infinitive = |w: WordId| args.children_by(w, Deprel::Mark).any(|m| args.lemma(m) == "to");
    let carrier = |w: WordId| args.head(w).filter(|&n| args.is_nominal(n)).and_then(|n| args.head(n));
    let below = |w: WordId| args.head(w) == Some(consequent) || carrier(w) == Some(consequent);
    let acts = (consequent.0..marker.0).map(WordId).filter(|&w| is_event(w) && infinitive(w));
    acts.filter(|_| is_event(consequent)).find(|&w| below(w)).unwrap_or(consequent)
}

/// Which markers make one thing hang on another. "as" and "since" give reasons of all sorts, only phrases like "in light
/// of" a condition; "until" is one where the clause tells of nothing past.
fn links(args: Args<'_>, row: &ConditionMarker, end: u32) -> bool {
    match row.kind {
        ConditionKind::Condition => row.opens != Opens::Before,
        ConditionKind::Reason => row.words.len() > 1,
        ConditionKind::Choice => row.words.iter().any(|w| matches!(w.as_str(), "else" | "otherwise")),
        ConditionKind::Time => {
            let until = row.opens == Opens::Clause
                && (row.antecedent == Polarity::Negative && row.words[0] != "before"
                    || row.words.len() > 1
                    || row.words[0] == "once");
            until && range_after(args, end).and_then(|r| clause_of(args, r)).is_some_and(|v| !is_simple_past(args, v))
        }
        ConditionKind::Concession => false,
    }
}

/// A finite verb in the past without an auxiliary.
fn is_simple_past(args: Args<'_>, verb: WordId) -> bool {
    let feats = &args.parsed.word(verb).feats;
    let auxiliary = |rel| args.children_by(verb, rel).next();
    let past = |w: WordId| args.parsed.word(w).feats.has("Tense", "Past");
    match auxiliary(Deprel::Aux).or(auxiliary(Deprel::AuxPass)).or(auxiliary(Deprel::Cop)) {
        Some(a) => past(a) && args.lemma(a) == "be",
        None => feats.has("Tense", "Past"),
    }
}

/// Whether what the tree gives as the antecedent of a clausal marker is a clause.
fn is_clause(args: Args<'_>, row: &ConditionMarker, antecedent: WordId) -> bool {
    row.opens != Opens::Clause || args.is_verb(antecedent) || !args.surface_subjects(antecedent).is_empty()
}

/// The words after a marker up to the next comma, colon or end of the sentence.
fn range_after(args: Args<'_>, end: u32) -> Option<std::ops::Range<u32>> {
    let last = end.checked_sub(1).map(WordId)?;
    let limit = args.parsed.sentence_of(last).words.end;
    let stops = |&i: &u32| matches!(args.lemma(WordId(i)), "," | ";" | ":");
    let stop = (end..limit).find(stops).unwrap_or(limit);
    (stop > end).then_some(end..stop)
}

/// The clause's verb among a run of words, else its topmost word.
fn clause_of(args: Args<'_>, range: std::ops::Range<u32>) -> Option<WordId> {
    let tops = || {
        let outside = |&w: &WordId| args.head(w).is_none_or(|h| !range.contains(&h.0));
        range.clone().map(WordId).filter(outside).filter(|&w| args.upos(w) != Upos::Punct)
    };
    let clausal = |w: &WordId| {
        [Deprel::Nsubj, Deprel::NsubjPass].into_iter().any(|rel| args.children_by(*w, rel).next().is_some())
    };
    tops().find(clausal).or_else(|| tops().find(|&w| args.is_verb(w))).or_else(|| tops().next())
}

/// The two sides by the order of the words, where the tree has another idea of the marker.
fn by_place(args: Args<'_>, row: &ConditionMarker, first: WordId, end: u32) -> Option<(WordId, WordId)> {
    let range = range_after(args, end)?;
    let sentence = args.parsed.sentence_of(first).words.clone();
    match row.opens {
        Opens::Clause | Opens::Phrase => {}
        Opens::Inverted => {
            let opens = first.0 == sentence.start
                || matches!(args.upos(WordId(first.0 - 1)), Upos::Punct) && row.words.len() == 1;
            let subject = matches!(args.upos(WordId(end)), Upos::Det | Upos::Noun | Upos::Propn | Upos::Pron);
            if !(opens && subject) {
                return None;
            }
        }
        Opens::Before => {
            let consequent = clause_of(args, range)?;
            let antecedent = clause_of(args, sentence.start..first.0)?;
            return Some((antecedent, consequent));
        }
        Opens::Complement => return None,
    }
    let antecedent = clause_of(args, range.clone())?;
    let subject = || args.surface_subjects(antecedent).into_iter().any(|s| range.contains(&s.0));
    if row.opens == Opens::Clause && !subject() {
        return None;
    }
    let inside = |w: WordId| w >= first && w.0 < range.end;
    let mut above = args.head(antecedent);
    while let Some(h) = above.filter(|&h| inside(h)) {
        above = args.head(h);
    }
    let after = || clause_of(args, range.end..sentence.end).filter(|_| range.end < sentence.end);
    let before = || clause_of(args, sentence.start..first.0).filter(|_| sentence.start < first.0);
    Some((antecedent, above.or_else(after).or_else(before)?))
}

/// The marker's words must follow each other; returns one past the last.
fn contiguous(args: Args<'_>, text: &str, first: WordId, words: &[smol_str::SmolStr]) -> Option<u32> {
    let end = first.0 + words.len() as u32;
    if end > args.parsed.sentence_of(first).words.end {
        return None;
    }
    let is = |w: WordId, x: &str| args.lemma(w) == x || args.parsed.word(w).span.of(text).eq_ignore_ascii_case(x);
    (first.0..end).zip(words).all(|(i, x)| is(WordId(i), x)).then_some(end)
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
    let has_subject =
        |w: WordId| [Deprel::Nsubj, Deprel::NsubjPass].into_iter().any(|rel| args.children_by(w, rel).next().is_some());
    let mut at = head;
    for _ in 0..CLIMB {
        if without.is_none() || has_subject(at) || args.is_verb(at) && !args.surface_subjects(at).is_empty() {
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
